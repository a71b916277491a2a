"""Ten thousand people ranked for a vacancy, and a round of wishes, against the same rules asked person by person:
``python -m benchmarks.placement`` for the rules alone; ``python -m benchmarks`` with the database too."""

import random
import time
from datetime import date

import numpy as np

from llamkay.core.placement.choices import Wish, draw
from llamkay.core.placement.suitability import NEVER, RULES, UNKNOWN, Needs, Pairs, People, Severity, judge

MANY, SAMPLE, TIMES = 10_000, 1_000, 10
TODAY = date(2026, 2, 2)


def run() -> None:
    """Print the times of the rules and their ratio; the whole prison at once must be ten times faster a person."""
    people, needs, today = nation(MANY), one_vacancy(), TODAY.toordinal()
    severities = dict.fromkeys(RULES, Severity.BLOCK)

    def pairs(size: int) -> Pairs:
        return Pairs(np.zeros((size, 1), dtype=np.bool_), np.zeros((size, 1), dtype=np.bool_))

    start = time.perf_counter()
    whole = judge(people, needs, pairs(MANY), today=today, severities=severities)
    order = np.lexsort((whole.warnings[:, 0], whole.suits_on(today)[:, 0]))
    fast = time.perf_counter() - start
    start = time.perf_counter()
    each = [judge(people.only(at), needs, pairs(1), today=today, severities=severities) for at in range(SAMPLE)]
    slow = (time.perf_counter() - start) / SAMPLE * MANY
    same = all((each[at].severity[:, 0] == whole.severity[:, at]).all() for at in range(SAMPLE))
    ratio = slow / fast
    print(f"{'rank 10,000 people for a vacancy, the rules alone':<58} {fast:8.3f} s")
    print(
        f"  {ratio:.0f} times faster than one by one, {'the same answers' if same else 'OTHER ANSWERS'}; "
        f"{int((whole.worst == 0).sum())} suit, first {order[0]}"
        + ("" if ratio >= TIMES else f"; LESS than {TIMES} times")
    )
    rng = random.Random(7)
    wishes = [Wish(n, tuple(rng.sample(range(40), 4))) for n in range(MANY)]
    start = time.perf_counter()
    drawn = draw(wishes, dict.fromkeys(range(40), 200), seed="acta 9-2026")
    took = time.perf_counter() - start
    placed = sum(item.activity is not None for item in drawn)
    print(f"{'draw a round of 10,000 with four wishes each':<58} {took:8.3f} s   {placed} with a place")


def run_on_tables() -> None:
    """The same with the tables of a loaded nation: facts, rules and order of everybody of the largest prison."""
    from django.db import connection
    from django.db.models import Count
    from django.test.utils import CaptureQueriesContext

    from llamkay.apps.activities.models import Activity
    from llamkay.apps.activities.suitability.facts import frame
    from llamkay.apps.activities.suitability.queries import candidates
    from llamkay.apps.people.models import CustodySpell

    largest = CustodySpell.objects.values_list("establishment").annotate(n=Count("id")).order_by("-n")[0][0]
    activity = Activity.objects.filter(establishment=largest).select_related("establishment", "trade").first()
    if activity is None:
        return
    start = time.perf_counter()
    with CaptureQueriesContext(connection) as queries:
        ranked = candidates(activity=activity, on=TODAY)
        list(ranked[:50])
    fast = time.perf_counter() - start
    some = ranked.frame.people[:: max(len(ranked) // 50, 1)][:50]
    start = time.perf_counter()
    for person in some:
        frame([person], [activity], on=TODAY)
    slow = (time.perf_counter() - start) / len(some) * len(ranked)
    print(f"{f'rank the {len(ranked):,} of a prison for a vacancy':<58} {fast:8.2f} s   {len(queries)} queries")
    print(f"  {slow / fast:.0f} times faster than asked person by person of the same tables")


def nation(size: int) -> People:
    """People of every kind."""
    rng, today = np.random.default_rng(20260202), TODAY.toordinal()
    return People(
        born=today - rng.integers(18 * 365, 70 * 365, size),
        ends=np.where(rng.random(size) < 0.3, UNKNOWN, today + rng.integers(30, 9000, size)),
        stage=rng.integers(0, 10, size),
        status=rng.integers(1, 3, size),
        schooling=rng.integers(-1, 6, size),
        limits=np.where(rng.random(size) < 0.1, rng.integers(1, 64, size), 0),
        limited=np.where(rng.random(size) < 0.5, NEVER, today + 60),
        isolated=np.where(rng.random(size) < 0.02, today + 20, 0),
        enrolled=rng.integers(0, 4, size),
        lives=rng.integers(0, 4, size),
    )


def one_vacancy() -> Needs:
    """A workshop with machines, for some stages and ages, with schooling and months left."""
    columns = (0b1111111110, 0b10010000, 0, 18, 60, 2, 180, 0b10110, 1, 2)
    return Needs(*(np.array([value], dtype=np.int64) for value in columns))


if __name__ == "__main__":
    run()
