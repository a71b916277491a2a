"""The lists and books of a prison with 5,000 people at work or study: ``python -m benchmarks.books``.

Each beside the database alone, in the same run: the statements that it asked are asked again and their rows fetched,
with nothing made of them. The page or file of a list has its rows; the PDF is laid out by a process of its own, and
stands apart.
"""

import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from benchmarks.own import migrate, own_database

PEOPLE, TIMES, ROUNDS = 5_000, 2, 15
CODE, DAY = "EP01", date(2026, 1, 13)  # a Tuesday


def run() -> None:
    """Build the prison, then print for each list and book its seconds, those of the database, and their ratio."""
    from benchmarks import nation
    from llamkay.apps.activities.books import paper, queries
    from llamkay.apps.activities.movements import paper as day_paper
    from llamkay.apps.activities.movements.queries import movements, unlocks
    from llamkay.apps.activities.permissions import SEE_ALL
    from llamkay.apps.activities.services import load_reference as load_activities
    from llamkay.apps.institutions.models import Establishment
    from llamkay.apps.institutions.services import load_reference as load_institutions
    from llamkay.core.values import Month
    from llamkay.platform.security.scope import EVERYTHING

    month = Month(2026, 1)
    load_institutions()
    load_activities()
    nation.build(month, people=PEOPLE, rows=PEOPLE, only=CODE)
    _analyse()
    place = Establishment.objects.get(code=CODE)
    reader = SimpleNamespace(pk=0, username="bench", actions={SEE_ALL: EVERYTHING})
    asks: dict[str, Any] = {"scope": EVERYTHING, "actor": reader, "establishment": place, "month": month}
    moved = movements(place, DAY)
    made: list[tuple[str, Callable[[], Any], Callable[[], bytes]]] = [
        ("movements of a day", lambda: movements(place, DAY), lambda: day_paper.movement_paper(place, DAY, moved)),
        (
            "unlock list of a day",
            lambda: unlocks(movements(place, DAY)),
            lambda: day_paper.unlock_paper(place, DAY, moved),
        ),
        (
            "register of work",
            lambda: queries.register(place, "work", on=DAY),
            lambda: paper.register_paper(place, "work", DAY),
        ),
        (
            "attendance of a month, work",
            lambda: queries.control_book(**asks, kind="work"),
            lambda: paper.control_paper(**asks, kind="work"),
        ),
    ]
    for name, rows, pdf in made:
        alone, ours, lines = _beside(rows)
        start = time.perf_counter()
        size = len(pdf())
        printed = time.perf_counter() - start
        verdict = "" if ours <= TIMES * alone else f"; MORE than {TIMES} times"
        print(
            f"{name:<30} {lines:>6,} lines   database alone {alone * 1000:7.1f} ms   made {ours * 1000:7.1f} ms: "
            f"{ours / alone:.2f} times{verdict}",
            flush=True,
        )
        print(f"{'  as PDF':<30} {size / 1e6:6.1f} MB      {printed:7.2f} s: {printed / alone:.0f} times", flush=True)


def _beside(rows: Callable[[], Any]) -> tuple[float, float, int]:
    """Processor seconds, of Python and of the server, of the database alone and of the rows as they are made; how many.

    By turns, the best of some: what else the machine does takes no part in them.
    """
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        first = rows()
    statements = [query["sql"] for query in asked.captured_queries]
    lines = sum(len(of.lines) for of in first) if hasattr(first[0], "lines") else len(first)
    server = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat")

    def spent() -> float:
        return time.process_time() + int(server.read_text().split()[0]) / 1e9

    alone, ours = [], []
    for _ in range(ROUNDS):
        start = spent()
        with connection.connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
                cursor.fetchall()
        alone.append(spent() - start)
        start = spent()
        rows()
        ours.append(spent() - start)
    return min(alone), min(ours), lines


def _analyse() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def main() -> None:
    with own_database():
        from llamkay.platform.security.scope import elevated

        migrate()
        with elevated():
            run()


if __name__ == "__main__":
    main()
