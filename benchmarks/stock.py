"""A hundred thousand lots and a million movements: ``python -m benchmarks.stock``.

The trace of a lot in a stock ten times smaller and in the whole; the value at the end of a month past, in both; each
beside the same answer by walking the movements one by one in Python, in the same run. The answers must be equal.
"""

import time
from datetime import date, timedelta

from benchmarks.own import migrate, own_database

SMALL, WHOLE, MOVES = 10_000, 100_000, 10  # lots, lots, movements of each
CHAIN = 10  # lots of a trace: each tenth lot is made of the nine before it
FIRST = date(2025, 1, 1)


def run() -> None:
    """Build the stock twice as large steps and print the times."""
    from llamkay.apps.activities.services import load_reference as load_activities
    from llamkay.apps.institutions.models import Establishment
    from llamkay.apps.institutions.services import load_reference as load_institutions
    from llamkay.apps.production.stock.queries import value_on
    from llamkay.apps.production.stock.tracing import made_of
    from llamkay.platform.security.scope import elevated

    with elevated():
        load_institutions()
        load_activities()
        place = Establishment.objects.get(code="EP16")
        stock, lots, traced, valued = _Stock(place), 0, [], []
        day = date(2025, 9, 30)
        for size in (SMALL, WHOLE):
            started = time.perf_counter()
            stock.grow(lots, size)
            lots = size
            print(f"{size:>9,} lots, {size * MOVES:,} movements by COPY     {time.perf_counter() - started:8.2f} s")
            _analyse()
            last = stock.lots[size - 1]
            steps = made_of(last)
            if len(steps) != CHAIN - 1:
                raise RuntimeError(f"the trace of a lot has {len(steps)} lots")
            traced.append(min(_seconds(lambda lot=last: made_of(lot)) for _ in range(20)))
            ours = value_on(places=[place], day=day)
            valued.append(min(_seconds(lambda: value_on(places=[place], day=day)) for _ in range(3)))
            print(f"          the trace of a lot                                {traced[-1] * 1000:8.2f} ms")
            print(f"          the value at the end of a month                   {valued[-1]:8.2f} s")
        seconds, theirs = _walked(place, day)
        mine = {(line.good.pk, line.owner): line.quantity for line in ours if line.quantity}
        if mine != {key: n for key, n in theirs.items() if n}:
            raise RuntimeError("the value and the walk do not agree")
        walk, found = _traced_by_walking(stock.lots[WHOLE - 1])
        if found != {step.lot for step in made_of(stock.lots[WHOLE - 1])}:
            raise RuntimeError("the trace and the walk do not agree")
    print(
        f"walking a million movements one by one, value               {seconds:8.2f} s: {seconds / valued[1]:.0f} times"
    )
    print(f"walking a million movements one by one, trace               {walk:8.2f} s: {walk / traced[1]:,.0f} times")
    print(
        f"ten times the lots: trace {traced[1] / traced[0]:.1f} times as long, value {valued[1] / valued[0]:.1f} times"
    )


class _Stock:
    """Goods, lots and movements written by COPY, as fast as the triggers let."""

    def __init__(self, place) -> None:
        from llamkay.apps.activities.models import Activity
        from llamkay.apps.production.models import Good, Recipe, Site
        from llamkay.platform import clock

        self.place, self.now = place, clock.now()
        period = (date(2024, 1, 1), None)
        self.activity = Activity.objects.create(
            establishment=place,
            code="BENCH",
            name="Taller",
            kind="work",
            modality="institution",
            place="workshop",
            capacity=10,
            timetable=[240] * 7,
            period=period,
        )
        self.sites = [Site.objects.create(establishment=place, kind="store", name=f"Almacén {n}") for n in range(4)]
        self.goods = [
            Good.objects.create(establishment=place, sku=f"BENCH-{n}", name=f"Bien {n}", kind="product", unit="kg")
            for n in range(50)
        ]
        self.recipe = Recipe.objects.create(
            establishment=place, good=self.goods[0], version=1, makes=1000, by="x", at=self.now
        )
        self.lots: list[int] = []

    def grow(self, have: int, want: int) -> None:
        """Lots ``have`` to ``want``: each tenth is made, by its batch, of the nine before it."""
        from django.db import connection

        from llamkay.platform.database.connection import copy_rows

        with connection.cursor() as cursor:
            ids = self._ids(cursor, "production_lot", want - have)
            batches = self._ids(cursor, "production_batch", (want - have) // CHAIN)
            copy_rows(
                cursor,
                "production_batch",
                (
                    "id",
                    "establishment_id",
                    "activity_id",
                    "recipe_id",
                    "code",
                    "site_id",
                    "owner",
                    "planned",
                    "period",
                    "stage",
                    "opened_by",
                    "opened_at",
                    "ended_by",
                    "why",
                ),
                (
                    (
                        batch,
                        self.place.pk,
                        self.activity.pk,
                        self.recipe.pk,
                        f"B{batch}",
                        self.sites[0].pk,
                        "institution",
                        1000,
                        f"[{FIRST},{FIRST + timedelta(days=1)})",
                        "open",
                        "x",
                        self.now,
                        "",
                        "",
                    )
                    for batch in batches
                ),
            )
            copy_rows(
                cursor,
                "production_lot",
                (
                    "id",
                    "establishment_id",
                    "good_id",
                    "code",
                    "owner",
                    "batch_id",
                    "grade",
                    "made_on",
                    "supplier",
                    "document",
                    "cost",
                ),
                (
                    (
                        lot,
                        self.place.pk,
                        self.goods[n % 50].pk,
                        f"L{lot}",
                        "institution",
                        batches[n // CHAIN] if n % CHAIN == CHAIN - 1 else None,
                        1,
                        FIRST,
                        "",
                        "",
                        100 + n % 900,
                    )
                    for n, lot in enumerate(ids)
                ),
            )
            copy_rows(
                cursor,
                "production_movement",
                (
                    "establishment_id",
                    "lot_id",
                    "kind",
                    "quantity",
                    "from_site_id",
                    "from_state",
                    "to_site_id",
                    "to_state",
                    "batch_id",
                    "on",
                    "at",
                    "by",
                    "reason",
                    "document",
                ),
                (
                    (self.place.pk, lot, *leg, FIRST + timedelta(days=(n * 7 + step * 31) % 365), self.now, "x", "", "")
                    for n, lot in enumerate(ids)
                    for step, leg in enumerate(self._legs(n, batches[n // CHAIN]))
                ),
            )
        self.lots += ids

    def _legs(self, n: int, batch: int):
        """Ten movements of a lot: in, carried round, some of it lost, some consumed by the batch of its ten."""
        a, b, c, d = (self.sites[(n + step) % 4].pk for step in range(4))
        if n % CHAIN == CHAIN - 1:
            yield "produce", 10_000, None, "", a, "pending", batch
            yield "accept", 10_000, a, "pending", a, "available", batch
        else:
            yield "receive", 12_000, None, "", a, "available", None
            yield "consume", 2_000, a, "available", a, "consumed", batch
        yield "carry", 9_000, a, "available", b, "available", None
        yield "carry", 8_000, b, "available", c, "available", None
        yield "carry", 7_000, c, "available", d, "available", None
        yield "lose", 500, d, "available", d, "lost", None
        yield "give_sample", 100, d, "available", d, "sample", None
        yield "sell", 3_000, d, "available", d, "sold", None
        yield "sell", 500, c, "available", c, "sold", None
        yield "carry", 400, b, "available", a, "available", None

    def _ids(self, cursor, table: str, n: int) -> list[int]:
        cursor.execute(f"SELECT nextval(pg_get_serial_sequence('{table}', 'id')) FROM generate_series(1, %s)", [n])
        return [row[0] for row in cursor.fetchall()]


def _analyse() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _seconds(act) -> float:
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


def _walked(place, day):
    """The value by walking every movement until the day, as a program that trusts no balance would."""
    from llamkay.apps.production.kinds import ON_HAND
    from llamkay.apps.production.models import Lot, Movement

    started, on_hand = time.perf_counter(), {str(state) for state in ON_HAND}
    there: dict[int, int] = {}
    for move in Movement.objects.filter(establishment=place, on__lte=day).iterator(chunk_size=5_000):
        n = move.quantity * ((move.to_state in on_hand) - (move.from_state in on_hand))
        there[move.lot_id] = there.get(move.lot_id, 0) + n
    totals: dict[tuple[int, str], int] = {}
    for pk, good, owner in Lot.objects.filter(establishment=place).values_list("id", "good", "owner").iterator():
        if there.get(pk):
            totals[good, owner] = totals.get((good, owner), 0) + there[pk]
    return time.perf_counter() - started, totals


def _traced_by_walking(lot: int):
    """What a lot was made of, by walking every movement for each lot of the way."""
    from llamkay.apps.production.models import Lot, Movement

    started = time.perf_counter()
    made = dict(Lot.objects.exclude(batch=None).values_list("id", "batch"))
    used: dict[int, set[int]] = {}
    for move in Movement.objects.all().iterator(chunk_size=5_000):
        if move.kind == "consume" and move.batch_id:
            used.setdefault(move.batch_id, set()).add(move.lot_id)
    found, waiting = set(), [lot]
    while waiting:
        here = waiting.pop()
        for each in used.get(made.get(here, 0), ()):
            if each not in found:
                found.add(each)
                waiting.append(each)
    return time.perf_counter() - started, found


def main() -> None:
    """In a database of its own."""
    with own_database():
        migrate()
        run()


if __name__ == "__main__":
    main()
