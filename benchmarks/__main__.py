"""Close a month of the nation and recount ten years, each against the per-person version on a sample."""

import os
import resource
import tempfile
import time
from contextlib import contextmanager

SAMPLE = 300


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        os.environ |= {
            "LLAMKAY_DATA": folder,
            "DJANGO_SETTINGS_MODULE": "llamkay.config.settings",
            "LLAMKAY_DATABASE_AS": "owner",
        }
        import django

        django.setup()
        from llamkay.platform import scope

        with timed("migrate"):
            from django.core.management import call_command

            call_command("migrate", verbosity=0, interactive=False)
        with scope.within(scope.EVERYTHING):
            run()


@contextmanager
def timed(name: str):
    start = time.perf_counter()
    took: list[float] = []
    yield took
    took.append(time.perf_counter() - start)
    print(f"{name:<58} {took[0]:8.2f} s", flush=True)


def run() -> None:
    from benchmarks import nation, per_person
    from llamkay.apps.activities.models import Sheet
    from llamkay.apps.activities.services import load_reference as load_activities
    from llamkay.apps.closing import facts as reading
    from llamkay.apps.closing.compute import compute
    from llamkay.apps.closing.services import close_month, law
    from llamkay.apps.institutions.models import Establishment
    from llamkay.apps.institutions.services import load_reference as load_institutions
    from llamkay.apps.statistics.services import load_reference as load_statistics
    from llamkay.core.values import Month
    from llamkay.platform.access import Command

    month = Month(2026, 1)
    load_institutions()
    load_activities()
    load_statistics()
    with timed("write the nation (104 thousand people, 44 thousand rows)"):
        nation.build(month)
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    places = list(Establishment.objects.order_by("order"))
    largest = max(places, key=lambda place: place.capacity)
    rows = reading.sheet_rows(establishment_id=largest.id, month=month)
    facts = reading.load(establishment_id=largest.id, month=month, rows=rows)

    people = min(SAMPLE, len(facts["people"]))
    with timed(f"per-person version, a sample of {people} people") as slow:
        per_person.close(facts["people"][:people], month)
    with timed(f"close {month} for {len(places)} prisons") as fast:
        done = [close_month(actor=Command(), establishment=place, month=month) for place in places]
    closed = sum(item.people for item in done)
    ratio = (slow[0] / people) / (fast[0] / closed)
    print(
        f"  {closed} people, {sum(d.days for d in done)} days, {sum(d.postings for d in done)} postings; "
        f"{ratio:.0f} times faster a person than the per-person version"
    )

    with timed("recount 120 months of the nation from the sheets"):
        book, total = law(), 0
        for place in places:
            rows = reading.sheet_rows(establishment_id=place.id, month=month)
            facts = reading.load(establishment_id=place.id, month=month, rows=rows)
            for _ in range(120):
                total += sum(line[2] for line in compute(month=month, rows=rows, facts=facts, law=book).counts)
    print(f"  {total} days counted; peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    print(f"  {Sheet.objects.filter(state='closed').count()} sheets closed")


main()
