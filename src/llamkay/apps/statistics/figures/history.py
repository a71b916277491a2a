"""A figure month by month over the same prisons: months in which others gave it are not compared."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from llamkay.core.values import Month
from llamkay.platform.charts import Chart, Point, Series, lines

MONTHS = 12  # the longest history that is drawn
# A month joins while at least this part of the prisons of the newest one gave the figure in all months until then.
ENOUGH = 0.5


@dataclass(frozen=True)
class History:
    """The sums of the same prisons in several months, the oldest first; ``places`` of them."""

    points: tuple[tuple[date, int], ...]
    places: int


def same_places(values: Mapping[date, Mapping[str, int]]) -> History | None:
    """The longest history until the newest month in which the same prisons gave the figure; none of a single month.

    >>> december, january = date(2025, 12, 1), date(2026, 1, 1)
    >>> same_places({december: {"a": 33}, january: {"a": 35, "b": 66}})
    History(points=((datetime.date(2025, 12, 1), 33), (datetime.date(2026, 1, 1), 35)), places=1)
    """
    newest_first = sorted(values, reverse=True)[:MONTHS]
    if not newest_first:
        return None
    common = set(values[newest_first[0]])
    least = ENOUGH * len(common)
    months: list[date] = []
    for month in newest_first:
        kept_on = common & set(values[month])
        if not kept_on or len(kept_on) < least:
            break
        common, months = kept_on, [*months, month]
    if len(months) < 2:
        return None
    return History(
        tuple((month, sum(values[month][code] for code in common)) for month in reversed(months)), len(common)
    )


def drawn(
    history: History,
    *,
    name: str,
    title: str,
    label: str,
    plot: int = 170,
    breaks: Sequence[date] = (),
    alone: bool = False,
) -> Chart:
    """The history as a line; its title is ``title`` and what happened between the first and the last month.

    Under it stands of how many prisons it is, but where it is asked of one ``alone``.

    ``breaks`` are the days from which something else is counted: the line ends there and another begins.
    """
    note = _("Suma de los mismos {n} penales, los que dieron la cifra en todos estos meses.").format(n=history.places)
    if history.places == 1:
        note = "" if alone else _("De un solo penal, el que dio la cifra en todos estos meses.")
    parts = apart(history.points, breaks)
    series = [
        Series(
            label if n == 0 else _("{label}, otra definición").format(label=label),
            tuple(Point(_number(month), value, date_format(month, "M Y")) for month, value in part),
        )
        for n, part in enumerate(parts)
    ]
    for part in parts[1:]:
        day = date_format(part[0][0], "YEAR_MONTH_FORMAT")
        note += " " + _("Desde {month} se cuenta otra cosa: lo de antes no se compara.").format(month=day)
    history = History(parts[-1], history.places)
    return lines(
        series,
        name=name,
        title=f"{title}: {_moved(history.points)}",
        headings=[*([_("Serie")] if len(series) > 1 else []), _("Mes"), label],
        plot=plot,
        note=note,
    )


def apart(points: Sequence[tuple[date, int]], breaks: Sequence[date]) -> tuple[tuple[tuple[date, int], ...], ...]:
    """The months told apart where what is counted changed: a month belongs to the definition of its first day.

    >>> months = [(date(2025, 11, 1), 30), (date(2025, 12, 1), 31), (date(2026, 1, 1), 20)]
    >>> [len(part) for part in apart(months, [date(2026, 1, 1)])]
    [2, 1]
    """
    found: dict[int, list[tuple[date, int]]] = {}
    for month, value in points:
        found.setdefault(sum(day <= month for day in breaks), []).append((month, value))
    return tuple(tuple(part) for _version, part in sorted(found.items()))


def _number(month: date) -> int:
    at = Month.of(month)
    return at.year * 12 + at.number


def _moved(points: Sequence[tuple[date, int]]) -> str:
    """What a line shows, in words."""
    (since, first), (_until, last) = points[0], points[-1]
    when = date_format(since, "YEAR_MONTH_FORMAT")
    if len(points) == 1:
        return _("desde {month}, otra definición").format(month=when)
    if first == last or not first:
        return (
            _("igual que en {month}").format(month=when)
            if first == last
            else _("desde cero en {month}").format(month=when)
        )
    percent = round(100 * (last - first) / first)
    if percent == 0:
        return _("casi igual que en {month}").format(month=when)
    words = _("{n} % más que en {month}") if percent > 0 else _("{n} % menos que en {month}")
    return words.format(n=abs(percent), month=when).replace(" %", "\N{NO-BREAK SPACE}%")
