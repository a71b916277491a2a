"""A million measurements of children scored at once, against one child at a time: ``python -m benchmarks.growth``."""

import time
from datetime import date, timedelta

import numpy as np

from llamkay.core.nursery.growth import INDICES, grow, scores
from llamkay.core.nursery.tables import by_age, by_length

MANY, SAMPLE, LINE = 1_000_000, 2_000, 5.0


def run() -> None:
    """Print both times and their ratio; the million has five seconds."""
    for index in ("zlen", "zwei", "zbmi", "zhc"):
        by_age(index)
    by_length(False), by_length(True)
    rng = np.random.default_rng(20260202)
    days = rng.integers(0, 1827, MANY)
    facts = {
        "sex": rng.integers(1, 3, MANY),
        "age_days": days,
        "weight_kg": (3.3 + days / 130 + rng.normal(0, 1.2, MANY)).round(2),
        "lenhei_cm": (50 + days / 30 + rng.normal(0, 4, MANY)).round(1),
        "way": rng.integers(0, 3, MANY),
        "headc_cm": (35 + 15 * (1 - np.exp(-days / 200)) + rng.normal(0, 1.5, MANY)).round(1),
        "oedema": rng.random(MANY) < 0.01,
    }
    start = time.perf_counter()
    found = scores(**facts)
    fast = time.perf_counter() - start
    start = time.perf_counter()
    for k in range(SAMPLE):
        grow(
            sex="FM"[int(facts["sex"][k] == 1)],
            born_on=date(2020, 1, 1),
            seen_on=date(2020, 1, 1) + timedelta(days=int(days[k])),
            weight_kg=float(facts["weight_kg"][k]),
            lenhei_cm=float(facts["lenhei_cm"][k]),
            way=["", "l", "h"][facts["way"][k]],
            headc_cm=float(facts["headc_cm"][k]),
            oedema=bool(facts["oedema"][k]),
        )
    slow = time.perf_counter() - start
    blank = sum(int((found.why[index] != 0).sum()) for index in INDICES)
    late = "" if fast < LINE else f"; more than its {LINE:.0f} s"
    print(f"{'score a million measurements of children':<58} {fast:8.2f} s{late}")
    print(
        f"  {MANY * len(INDICES) - blank} z-scores, {blank} blank with their reason; "
        f"{slow / SAMPLE / (fast / MANY):.0f} times faster a child than one child at a time"
    )


if __name__ == "__main__":
    run()
