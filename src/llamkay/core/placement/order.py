"""The public order of a waiting list: points by criteria that are data, the same again for the same day."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

Array = np.ndarray[Any, np.dtype[Any]]


class Criterion(NamedTuple):
    """What gives points: so many where it holds; of the wait, so many for ``each`` days up to ``most`` times."""

    code: str
    points: int
    each: int = 0
    most: int = 0

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> "Criterion":
        """A criterion as the law file writes it."""
        return cls(document["code"], document["points"], document.get("each", 0), document.get("most", 0))

    def earn(self, value: Array) -> Array:
        """The points of each person for a value: days of wait, or whether it holds."""
        if self.each:
            waited: Array = np.minimum(np.maximum(value, 0) // self.each, self.most) * self.points
            return waited
        found: Array = np.where(value, self.points, 0)
        return found


class Line(NamedTuple):
    """One place in the order: which of the people, place from 1, points in all and by criterion."""

    person: int
    place: int
    total: int
    points: dict[str, int]


@dataclass(frozen=True, eq=False, slots=True)
class Waiting:
    """Who waits: since when (ordinals), their codes for the last tie, and the value of each criterion, by its code."""

    since: Sequence[int]
    codes: Sequence[str]
    values: Mapping[str, Array]


def rank(waiting: Waiting, criteria: Iterable[Criterion]) -> list[Line]:
    """The order: more points first, then who has waited longer, then the older code. The same facts, the same order.

    A criterion of which nothing is known gives nobody points.
    """
    criteria = list(criteria)
    size = len(waiting.since)
    none = np.zeros(size, dtype=np.int64)
    points = [criterion.earn(np.asarray(waiting.values.get(criterion.code, none))) for criterion in criteria]
    total: Array = np.asarray(np.sum(points, axis=0, dtype=np.int64)) if points else none
    order = sorted(range(size), key=lambda at: (-int(total[at]), waiting.since[at], waiting.codes[at]))
    return [
        Line(at, place, int(total[at]), {c.code: int(p[at]) for c, p in zip(criteria, points, strict=True)})
        for place, at in enumerate(order, start=1)
    ]


def ahead(lines: Sequence[Line], at: int) -> tuple[Line, Line | None]:
    """Somebody's line, and that of whoever stands just before, which says what was lacking."""
    mine = next(line for line in lines if line.person == at)
    before = next((line for line in lines if line.place == mine.place - 1), None)
    return mine, before
