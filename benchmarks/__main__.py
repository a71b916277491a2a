"""Close a month of the nation and recount ten years, each against the per-person version on a sample."""

import os
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

SAMPLE, YEARS = 300, 10
_servers: list[int] = []


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
    """Print what a step took, and of it the processor time of this process: the rest is the database's or waiting."""
    start, used = time.perf_counter(), time.process_time()
    took: list[float] = []
    yield took
    took.append(time.perf_counter() - start)
    print(f"{name:<58} {took[0]:8.2f} s   python {time.process_time() - used:6.2f} s", flush=True)


def run() -> None:
    from benchmarks import nation, per_person
    from llamkay.apps.activities.services import load_reference as load_activities
    from llamkay.apps.closing import facts as reading
    from llamkay.apps.closing.recount import recount
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
        done = two_at_once(lambda place: close_month(actor=Command(), establishment=place, month=month), places)
    closed = sum(item.people for item in done)
    ratio = (slow[0] / people) / (fast[0] / closed)
    print(
        f"  {closed} people, {sum(d.days for d in done)} days, {sum(d.postings for d in done)} postings; "
        f"{ratio:.0f} times faster a person than the per-person version"
    )

    with timed(f"write the {YEARS * 12 - 1} months before"):
        nation.history(month, YEARS * 12 - 1)
    first = Month(month.year - YEARS, month.number).next()
    with timed(f"recount {YEARS} years of the nation from the sheets") as again:
        counts = two_at_once(
            lambda place: recount(establishment_id=place.id, first=first, last=month, law=law()), places
        )
    counted = sum(count.days.shape[0] * count.days.shape[2] for count in counts)
    ratio = (slow[0] / people) / (again[0] / counted)
    print(
        f"  {sum(int(count.days.sum()) for count in counts)} days of {counted} months of people; "
        f"{ratio:.0f} times faster a month of a person than the per-person version"
    )
    print(f"  peak memory: python {_peak('self')} MB, a connection of the database {max(_servers)} MB")


def two_at_once(work: Callable[[Any], Any], places: list[Any]) -> list[Any]:
    """The work for each prison, two prisons at a time: the database serves one while the other is computed."""
    from django.db import connection

    from llamkay.platform import scope

    def one(place: Any) -> Any:
        with scope.within(scope.EVERYTHING):
            try:
                return work(place)
            finally:
                _servers.append(_peak(connection.connection.info.backend_pid))

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(one, places))


def _peak(process: int | str) -> int:
    """The most memory a process has held in MB, shared buffers included, as Linux tells; 0 elsewhere."""
    status = Path(f"/proc/{process}/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return next((int(line.split()[1]) // 1024 for line in lines if line.startswith("VmHWM")), 0)


main()
