"""Tables to hide cells of."""

import csv
from itertools import product
from pathlib import Path

import numpy as np
import pytest

from llamkay.core.disclosure.tables import TOTAL, read_table

Z1 = Path(__file__).with_name("z1.csv")


def with_totals(inner):
    """The rows of a file of a table with every total, from its counts by place."""
    dimensions = len(next(iter(inner)))
    keys = [[*sorted({place[axis] for place in inner}), TOTAL] for axis in range(dimensions)]
    rows = [[f"d{axis}" for axis in range(dimensions)] + ["count"]]
    for place in product(*keys):
        inside = [n for at, n in inner.items() if all(k in (TOTAL, a) for a, k in zip(at, place, strict=True))]
        rows.append([*place, str(sum(inside))])
    return rows


def table_of(counts):
    """The table of an array of counts with every total."""
    array = np.asarray(counts)
    return read_table(with_totals({tuple(map(str, at)): int(n) for at, n in np.ndenumerate(array)}))


@pytest.fixture(scope="session")
def z1():
    with Z1.open(encoding="utf-8") as file:
        inner = {(row["region"], row["hovedint"]): int(row["ant"]) for row in csv.DictReader(file)}
    return read_table(with_totals(inner))
