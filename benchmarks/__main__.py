"""Close a month of the nation, recount ten years, each against the per-person version; pages, growth, books.

python -m benchmarks
python -m benchmarks --against COMMIT [--rounds 3] [--only demo|bench|nation|load|tests]  # beside a commit, by turns
"""

import argparse
import time
from contextlib import contextmanager
from functools import partial

from benchmarks.own import migrate, own_database

SAMPLE, YEARS = 300, 10


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--against", metavar="COMMIT")
    parser.add_argument("--rounds", type=int, default=3, choices=range(1, 21), metavar="1…20")
    parser.add_argument("--only", choices=("demo", "bench", "nation", "load", "tests"), action="append", default=[])
    options = parser.parse_args()
    if options.against:
        from benchmarks import against

        against.main(options.against, rounds=options.rounds, only=tuple(options.only))
    else:
        numbers()


def numbers() -> None:
    """Every number of this tree, in a database of its own."""
    with own_database():
        from llamkay.platform.security import scope

        with timed("migrate"):
            migrate()
        with scope.elevated():
            payroll = run()
            run_placement()
        from benchmarks import growth, ledger, pages, placement, stock

        pages.run()
        growth.run()
        placement.run()
        ledger.run(payroll)
        with scope.elevated():
            stock.run()


@contextmanager
def timed(name: str):
    """Print what a step took, and of it the processor time of this process: the rest is the database's or waiting."""
    start, used = time.perf_counter(), time.process_time()
    took: list[float] = []
    yield took
    took.append(time.perf_counter() - start)
    print(f"{name:<58} {took[0]:8.2f} s   python {time.process_time() - used:6.2f} s", flush=True)


def run_placement() -> None:
    """Candidates of a vacancy over the tables of the nation."""
    from benchmarks import placement

    placement.run_on_tables()


def run() -> tuple[int, float]:
    """The numbers of the nation; the postings of its payroll and the seconds of all processes that they took."""
    from benchmarks import nation, per_person
    from benchmarks.per_prison import close_one, peak, recount_one
    from llamkay.apps.activities.inputs import sheet_rows
    from llamkay.apps.activities.services import load_reference as load_activities
    from llamkay.apps.closing import parallel
    from llamkay.apps.institutions.models import Establishment
    from llamkay.apps.institutions.services import load_reference as load_institutions
    from llamkay.apps.statistics.services import load_reference as load_statistics
    from llamkay.core.values import Month

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
    rows = sheet_rows(establishment_id=largest.id, month=month)
    ids = sorted(set(rows.person.tolist()))[:SAMPLE]
    people = len(ids)
    with timed(f"per-person version, a sample of {people} people") as slow:
        per_person.close(ids, month)
    with timed(f"close {month} for {len(places)} prisons") as fast:
        done = list(parallel.each(partial(close_one, str(month)), [place.id for place in places]))
    payroll = sum(seconds for _done, seconds in done)
    done = [item for item, _seconds in done]
    closed = sum(item.people for item in done)
    ratio = (slow[0] / people) / (fast[0] / closed)
    print(
        f"  {closed} people, {sum(d.days for d in done)} days, {sum(d.postings for d in done)} postings; "
        f"{ratio:.0f} times faster a person than the per-person version"
    )

    postings = sum(d.postings for d in done)
    print(f"{f'  of it the payroll, {postings:,} postings, all processes':<58} {payroll:8.2f} s", flush=True)

    with timed(f"write the {YEARS * 12 - 1} months before"):
        nation.history(month, YEARS * 12 - 1)
    first = Month(month.year - YEARS, month.number).next()
    with timed(f"recount {YEARS} years of the nation from the sheets") as again:
        counts = list(parallel.each(partial(recount_one, str(first), str(month)), [place.id for place in places]))
    counted = sum(months for _, months, _ in counts)
    ratio = (slow[0] / people) / (again[0] / counted)
    print(
        f"  {sum(days for days, _, _ in counts)} days of {counted} months of people; "
        f"{ratio:.0f} times faster a month of a person than the per-person version"
    )
    most = max(memory for _, _, memory in counts)
    print(f"  peak memory: this process {peak('self')} MB, each of the two that work {most} MB")
    return postings, payroll


if __name__ == "__main__":
    main()
