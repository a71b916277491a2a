"""«Works» by its readings: who is registered, and who attended on one, eight or fifteen days of the month or more.

A share depends on the reading and on what it is taken of, so that the readings stand beside one another, over the same
prisons: those that tell all of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from llamkay.apps.statistics.figures.published import PublishedMonth
from llamkay.apps.statistics.kinds import READINGS
from llamkay.apps.statistics.models import Metric
from llamkay.platform.charts import Chart, Mark, sorted_bars

WHOLES = ("population", "sentenced")


@dataclass(frozen=True)
class Reading:
    """A reading with its people, over each whole: of a hundred, none where a prison did not give the whole."""

    metric: Metric
    value: int
    of_population: float | None
    of_sentenced: float | None


@dataclass(frozen=True)
class Place:
    """A prison by its readings; none where they are kept back."""

    code: str
    name: str
    values: tuple[int | None, ...]
    population: int | None


@dataclass(frozen=True)
class Readings:
    """The readings of a month over the same prisons, the widest first; every prison that gave them is in ``places``."""

    lines: tuple[Reading, ...]
    wholes: dict[str, int | None]
    places: tuple[Place, ...]

    @property
    def prisons(self) -> int:
        """Over how many prisons they are taken."""
        return sum(None not in place.values for place in self.places)

    @property
    def span(self) -> tuple[float, float] | None:
        """From which part of the population to which part works, by the strictest reading and the widest."""
        parts = [line.of_population for line in self.lines if line.of_population is not None]
        return (min(parts), max(parts)) if parts else None


def readings(read: PublishedMonth, metrics: Sequence[Metric]) -> Readings | None:
    """The readings of a month as the public reads them; none where no prison tells all of them.

    ``metrics`` are those of ``READINGS``, in that order.
    """
    found = [read.figure(reading) for reading in READINGS]
    known = [{part.code: part.value for part in each.parts} for each in found]
    wholes = {whole: {part.code: part.value for part in read.figure(whole).parts} for whole in WHOLES}
    gave = [part for part in found[0].parts if all(part.code in values for values in known)]
    places = tuple(
        Place(
            part.code,
            part.establishment,
            tuple(values[part.code] for values in known),
            wholes["population"].get(part.code),
        )
        for part in gave
    )
    inside = [place for place in places if None not in place.values]
    if not inside:
        return None
    sums: dict[str, int | None] = {}
    for whole, values in wholes.items():
        of = [values.get(place.code) for place in inside]
        sums[whole] = None if None in of else sum(value or 0 for value in of)
    lines = []
    for at, metric in enumerate(metrics):
        value = sum(place.values[at] or 0 for place in inside)
        lines.append(Reading(metric, value, *(_of_hundred(value, sums[whole]) for whole in WHOLES)))
    return Readings(tuple(lines), sums, places)


def _of_hundred(value: int, whole: int | None) -> float | None:
    return round(100 * value / whole, 1) if whole else None


def chart(found: Readings) -> Chart | None:
    """What part of the population works by each reading; none where the population is not known."""
    if found.span is None:
        return None
    least, most = found.span
    marks = [
        Mark(
            line.metric.label,
            line.of_population,
            f"{number_format(round(line.of_population or 0, 1), 1)} %",
            more=(number_format(line.value, force_grouping=True),),
        )
        for line in found.lines
    ]
    title = _("Según qué se llame trabajar, trabaja del {least} % al {most} % de la población").format(
        least=number_format(round(least, 1), 1), most=number_format(round(most, 1), 1)
    )
    headings = [_("Lectura"), _("De la población"), _("Personas")]
    return sorted_bars(marks, name="lecturas", title=title, headings=headings, most=100)
