"""What the published notes tell of a figure over the years: month and value, drawn, with what contradicts another."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from llamkay.apps.institutions.queries import establishment_names
from llamkay.apps.press.contradictions import Place, cached, notes_read
from llamkay.core.notes import contradictions as disagreeing
from llamkay.platform.charts import Chart, Mark, Point, Series, lines


@dataclass(frozen=True)
class Mention:
    """A value that a note tells: of which month and prison («» the country), in which sentence, and whether another
    note tells something else of the same."""

    metric: str
    month: date
    value: int
    words: str
    prison: str
    where: Place
    disputed: bool


def mentions(metric: str) -> list[Mention]:
    """All that the published notes tell of a figure, the country before its prisons, the oldest month first."""
    found = [each for each in cached("mentions", _mentions) if each.metric == metric]
    return sorted(found, key=lambda each: (each.prison, each.month, each.value))


def _mentions() -> list[Mention]:
    read = notes_read()
    disputed = {id(each) for pair in disagreeing(read.found) for each in pair}
    prisons = establishment_names({each.place for each in read.found if each.place})
    return [
        Mention(
            each.metric,
            each.month,
            round(each.least or each.most or 0),
            each.words,
            prisons.get(each.place, ""),
            read.place(each),
            id(each) in disputed,
        )
        for each in read.found
        if not each.key
    ]


def drawn(found: Sequence[Mention], *, label: str) -> Chart | None:
    """What was told of the country; a value that another note contradicts bears the sign ≠. None of a single value."""
    country = [each for each in found if not each.prison]
    if len(country) < 2:
        return None
    points = tuple(
        Point(
            _at(each.month),
            each.value,
            f"{date_format(each.month, 'M Y')}, {each.where.number}",
            f"≠ {each.value:,}" if each.disputed else f"{each.value:,}",
        )
        for each in country
    )
    marks = [Mark(date_format(each.month, "M Y"), _at(each.month)) for each in (country[0], country[-1])]
    disputed = sum(each.disputed for each in country)
    note = _("≠: otra nota dice otra cosa del mismo mes.") if disputed else ""
    title = _("{label}: lo que dicen las notas, de {since} a {until}").format(
        label=label, since=marks[0].label, until=marks[1].label
    )
    headings = [_("Mes y nota"), label]
    return lines([Series(label, points)], name="notas", title=title, headings=headings, x_ticks=marks, note=note)


def _at(month: date) -> int:
    return month.year * 12 + month.month
