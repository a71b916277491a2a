"""How the figures of a visit moved, for its brief: a chart of a figure, with a line for each prison."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from llamkay.apps.coordination.visits.queries import StopLine
from llamkay.apps.statistics.figures.queries import public_values
from llamkay.apps.statistics.kinds import OF_PEOPLE, QUARTERLY
from llamkay.apps.statistics.queries import metrics_by_code
from llamkay.platform.charts import Chart, Point, Series, lines

if TYPE_CHECKING:
    from llamkay.apps.institutions.models import Establishment
    from llamkay.apps.statistics.models import Metric

MOST = 2  # charts of a brief, which is one page
LINES = 3  # prisons of a chart


def drawn_figures(stops: Iterable[StopLine]) -> list[Chart]:
    """A chart of each figure that is told of a prison in two months or more, what people do first.

    Of a figure that a note told, or of children, there is none: nobody may read how those move.
    """
    wanted: dict[str, dict[str, Establishment]] = {}
    for line in stops:
        for each in line.figures:
            figure = each.figure
            if figure.establishment and not each.repeated and not figure.key and figure.metric not in QUARTERLY:
                wanted.setdefault(figure.metric, {})[figure.establishment.code] = figure.establishment
    known = metrics_by_code([*wanted]).values()
    metrics = sorted(known, key=lambda metric: (metric.code not in OF_PEOPLE, metric.order))
    return [chart for metric in metrics if (chart := _drawn(metric, wanted[metric.code]))][:MOST]


def _drawn(metric: "Metric", places: "dict[str, Establishment]") -> Chart | None:
    values = public_values(metric.code)
    series = [
        Series(place.name.removeprefix("E.P. "), tuple(points), dashed=bool(at))
        for at, (code, place) in enumerate(list(places.items())[:LINES])
        if len(points := [_point(month, shown[code]) for month, shown in sorted(values.items()) if code in shown]) > 1
    ]
    if not series:
        return None
    since = min((month for month, shown in values.items() if places.keys() & shown.keys()), default=date.min)
    title = _("{name}, desde {month}").format(name=metric.label, month=date_format(since, "YEAR_MONTH_FORMAT"))
    headings = [*([_("Penal")] if len(series) > 1 else []), _("Mes"), metric.counted_in.capitalize()]
    return lines(series, name=f"chart_{metric.code}", title=title, headings=headings, plot=80)


def _point(month: date, value: int) -> Point:
    return Point(month.year * 12 + month.month, value, date_format(month, "M Y"))
