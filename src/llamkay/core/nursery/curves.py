"""The curves of growth as numbers: lines of equal z-score, dots of visits, and their places in a drawing.

Nothing is drawn here. Chronological and corrected age are never mixed in one chart: a dot of the other age is refused.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from llamkay.core.nursery import preterm
from llamkay.core.nursery.growth import value_at, weight_at
from llamkay.core.nursery.tables import HEIGHTS, LAST_DAY, LENGTHS

LEVELS = (-3, -2, 0, 2, 3)
LEVELS_OF_WEIGHT_FOR_LENGTH = (-3, -2, -1, 0, 1, 2, 3)
CHRONOLOGICAL, CORRECTED, POST_MENSTRUAL = "chronological", "corrected", "post-menstrual"
PRETERM = {"zwei": "weight", "zlen": "length", "zhc": "head"}  # what INTERGROWTH-21st measures
FALL = 0.67  # professional knowledge: a fall of so much between two visits is told

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Dot:
    """A measure of a visit: ``x`` is the age in days, or the length in centimetres."""

    on: date
    x: float
    y: float
    age: str = CHRONOLOGICAL


@dataclass(frozen=True, slots=True)
class CurveLine:
    """All measures at one z-score."""

    z: int
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """Lines and dots on the same two scales; ``age`` is the only kind of age of every dot."""

    lines: tuple[CurveLine, ...]
    dots: tuple[Dot, ...]
    age: str

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """The least and greatest x, then the least and greatest y, of lines and dots."""
        points = [point for line in self.lines for point in line.points] + [(dot.x, dot.y) for dot in self.dots]
        xs, ys = [x for x, _ in points], [y for _, y in points]
        return min(xs), max(xs), min(ys), max(ys)

    def place(self, x: float, y: float, *, width: float, height: float) -> Point:
        """Where a point lies in a drawing of that size, whose y runs downwards."""
        left, right, low, high = self.bounds
        return round((x - left) / (right - left) * width, 1), round((high - y) / (high - low) * height, 1)


def by_age(
    index: str, *, sex: str, dots: Sequence[Dot], age: str = CHRONOLOGICAL, last_day: int = 1095, step: int = 15
) -> Chart:
    """The chart of an index by age, from birth to ``last_day``. Raises ``ValueError`` for a dot of the other age."""
    _same_age(dots, age)
    last_day = min(last_day, LAST_DAY)
    days = sorted({*range(0, last_day + 1, step), last_day})
    lines = tuple(CurveLine(z, tuple((day, value_at(index, sex=sex, day=day, z=z)) for day in days)) for z in LEVELS)
    return Chart(lines, _in_order(dots), age)


def by_weeks(index: str, *, sex: str, dots: Sequence[Dot]) -> Chart:
    """The chart of a child born before 37 weeks, from 27 to 64 weeks after the last menstruation (INTERGROWTH-21st).

    ``x`` counts days since the last menstruation. Raises ``KeyError`` for an index that the standard does not have.
    """
    _same_age(dots, POST_MENSTRUAL)
    measure, days = PRETERM[index], range(preterm.FIRST, preterm.LAST + 1, 7)
    lines = tuple(
        CurveLine(z, tuple((day, preterm.postnatal_value(measure, boy=sex == "M", pma_days=day, z=z)) for day in days))
        for z in LEVELS
    )
    return Chart(lines, _in_order(dots), POST_MENSTRUAL)


def weight_for_length(*, sex: str, standing: bool, dots: Sequence[Dot], step: int = 10) -> Chart:
    """The chart of weight for length (lying) or height (standing), which asks no age."""
    first, last = HEIGHTS if standing else LENGTHS
    tenths = sorted({*range(first, last + 1, step), last})
    lines = tuple(
        CurveLine(z, tuple((at / 10, weight_at(sex=sex, tenths=at, standing=standing, z=z)) for at in tenths))
        for z in LEVELS_OF_WEIGHT_FOR_LENGTH
    )
    return Chart(lines, _in_order(dots), CHRONOLOGICAL)


def change(before: float | None, after: float | None) -> float | None:
    """Δz between two visits, in hundredths; none where either is blank.

    >>> change(-0.50, -1.17), change(None, 1.0)
    (-0.67, None)
    """
    return None if before is None or after is None else round(after - before, 2)


def falls(delta: float | None) -> bool:
    """Whether the fall between two visits is so great that it is told."""
    return delta is not None and delta <= -FALL


def _same_age(dots: Sequence[Dot], age: str) -> None:
    if age not in (CHRONOLOGICAL, CORRECTED, POST_MENSTRUAL):
        raise ValueError(f"«{age}»: the age of a chart is chronological, corrected or post-menstrual")
    for dot in dots:
        if dot.age != age:
            raise ValueError(f"the dot of {dot.on} is of {dot.age} age, the chart of {age} age")


def _in_order(dots: Sequence[Dot]) -> tuple[Dot, ...]:
    return tuple(sorted(dots, key=lambda dot: dot.on))
