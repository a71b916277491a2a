"""Thirty-two thousand postings at once, against django-hordak with the same: ``python -m benchmarks.ledger``.

Eight thousand people, an entry of four legs each: what their work is worth, what is theirs, what goes to a court, the
10 %. Ours as the owner of the tables and bound by row security, as the office is; hordak in its own database of the
same server, as its manual shows and in bulk; in bulk the best of five. Ours also checks keys, locks and what is free,
and logs the act.
"""

import json
import os
import subprocess
import sys
import time

from benchmarks.own import migrate, own_database

PEOPLE, DOCUMENTED, ROUNDS = 8_000, 400, 5


def run(payroll: tuple[int, float] | None = None) -> None:
    """Print the times and how many times faster; ``payroll``: postings and seconds of the nation's in its close."""
    from django.db import connection

    from llamkay.apps.activities.services import load_reference as load_activities
    from llamkay.apps.institutions.models import Establishment
    from llamkay.apps.institutions.services import load_reference as load_institutions
    from llamkay.apps.pay.models import Posting
    from llamkay.apps.people.models import Person
    from llamkay.platform.security.scope import Scope, acting_in, elevated

    with elevated():
        load_institutions()
        load_activities()
        place = Establishment.objects.get(code="EP16")
        before = Posting.objects.count()
        people = Person.objects.bulk_create(
            [Person(code=f"LIBRO-{n}", first_surname="Inventada", given_names=f"{n}", sex="F") for n in range(PEOPLE)]
        )
        best = min(_post(place, people, f"owner:{n}") for n in range(ROUNDS))
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE llamkay_app")
    with acting_in(Scope(ids=frozenset({place.pk}))):
        bound = min(_post(place, people, f"bound:{n}") for n in range(ROUNDS))
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
    with elevated():
        count = Posting.objects.count() - before
    if count != 2 * ROUNDS * 4 * PEOPLE:
        raise RuntimeError(f"{count} postings were written")
    print(f"{4 * PEOPLE:,} postings by COPY, as the owner                     {best:8.2f} s")
    print(f"{4 * PEOPLE:,} postings by COPY, bound by row security            {bound:8.2f} s")
    theirs = _hordak()
    whole = theirs["one_by_one"] * PEOPLE / DOCUMENTED
    print(f"django-hordak as its manual shows ({DOCUMENTED} entries, scaled)     {whole:8.2f} s")
    print(f"django-hordak in bulk                                        {theirs['bulk']:8.2f} s")
    print(f"  {whole / bound:.0f} and {theirs['bulk'] / bound:.1f} times faster, bound by row security")
    if payroll:
        postings, seconds = payroll
        bulk = theirs["bulk"] * postings / (4 * PEOPLE)
        print(f"the nation's payroll in its close, {postings:,} postings      {seconds:8.2f} s")
        print(f"django-hordak in bulk, as many postings (scaled)            {bulk:8.2f} s")
        print(f"  {bulk / seconds:.1f} times faster, earnings and splits computed in it")


def _post(place, people, key: str) -> float:
    """Seconds to write one entry for each person."""
    from llamkay.apps.pay.ledger import Draft, Leg, post_many
    from llamkay.platform.security.access import Command

    drafts = [
        Draft(
            legs=(
                Leg(kind="receivable", amount=50_000),
                Leg(kind="available", amount=-35_000, person=person),
                Leg(kind="reparation", amount=-10_000, person=person, label="1"),
                Leg(kind="institution", amount=-5_000),
            ),
            text="Trabajo",
            key=f"{key}:{person.pk}",
            person=person,
        )
        for person in people
    ]
    start = time.perf_counter()
    post_many(actor=Command(), establishment=place, drafts=drafts, origin="company")
    return time.perf_counter() - start


def _hordak() -> dict[str, float]:
    """The times of django-hordak, in a database made for it beside ours."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("CREATE DATABASE hordak")
    wanted = ("ENGINE", "HOST", "PORT", "USER", "PASSWORD")
    database = {name: str(connection.settings_dict.get(name) or "") for name in wanted} | {"NAME": "hordak"}
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "benchmarks.hordak_settings",
        "HORDAK_DATABASE": json.dumps(database),
    }
    command = [sys.executable, "-m", "benchmarks.hordak_post", str(PEOPLE), str(DOCUMENTED), str(ROUNDS)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr)
    return json.loads(done.stdout)


def main() -> None:
    with own_database():
        migrate()
        run()


if __name__ == "__main__":
    main()
