"""Where the people or things of a figure are: the regions as tiles."""

from django.utils.translation import gettext as _

from llamkay.apps.statistics.figures.published import PublicFigure, PublishedMonth
from llamkay.apps.statistics.kinds import OF_PEOPLE
from llamkay.apps.statistics.models import Metric
from llamkay.platform.charts import REGIONS, Chart, Mark, tiles


def regions_chart(metric: Metric, read: PublishedMonth, found: PublicFigure) -> Chart | None:
    """Where the people or things are: what part of those held where people are counted, else how many."""
    held = read.figure("population")
    marks = []
    for region, value in found.regions.items():
        people = _held(held, found, region)
        part = None if value is None or not people else round(100 * value / people, 1)
        drawn_value, unit = (part, " %") if metric.code in OF_PEOPLE else (value, "")
        words = _("reservado") if drawn_value is None else ""
        more = (_written(value), _written(people)) if metric.code in OF_PEOPLE else ()
        marks.append(Mark(region, drawn_value, words or f"{drawn_value:,}{unit}", more=more))
    known = [(mark.value, mark.label) for mark in marks if mark.value is not None]
    if not known:
        return None
    most = max(known, key=lambda each: each[0])[1]
    if metric.code in OF_PEOPLE:
        title = _("{name}: qué parte de la población, por región; la mayor, {region}")
        headings = [_("Región"), _("De la población"), metric.counted_in.capitalize(), _("Población")]
        unit = " %"
    else:
        title = _("{name}: cuántos por región; donde más, {region}")
        headings, unit = [_("Región"), metric.counted_in.capitalize()], ""
    return tiles(
        marks,
        places=REGIONS,
        name="regiones",
        title=title.format(name=metric.label, region=most),
        headings=headings,
        kept_back=_("reservado"),
        unit=unit,
    )


def _held(held: PublicFigure, found: PublicFigure, region: str) -> int:
    """Who is held in the prisons of a region that are in the sum of the figure."""
    inside = {part.code for part in found.parts if part.inside and part.region == region}
    values = [part.value or 0 for part in held.parts if part.code in inside]
    return sum(values) if len(values) == len(inside) else 0


def _written(value: int | None) -> str:
    return _("reservado") if value is None else f"{value:,}"
