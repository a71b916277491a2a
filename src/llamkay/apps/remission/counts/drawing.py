"""The time of a sentence as one bar, in the words and shares that a screen draws."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from llamkay.core.remission.time_bar import Part, TimeBar, time_bar

if TYPE_CHECKING:
    from llamkay.apps.remission.models import Statement

NAMES = {
    "served": _("Cumplido"),
    "left": _("Por cumplir"),
    "disputed": _("En discusión"),
    "remitted": _("Redimido"),
}


@dataclass(frozen=True)
class DrawnPart:
    """A part of the bar: where it begins and how wide it is, in hundredths of the whole."""

    part: Part
    start: str
    width: str

    @property
    def label(self) -> str:
        return str(NAMES[self.part.name])


@dataclass(frozen=True)
class DrawnBar:
    """The bar with today's mark and the days between both ends."""

    bar: TimeBar
    as_of: date
    today: str  # empty where today lies outside the sentence

    @property
    def parts(self) -> list[DrawnPart]:
        return [DrawnPart(part, self._at(part.first), _percent(part.days, self.bar.days)) for part in self.bar.parts]

    @property
    def saved(self) -> int:
        """The days between the end without remission and the end with what is beyond dispute."""
        return (self.bar.ends - self.bar.latest).days

    def _at(self, day: date) -> str:
        return _percent((day - self.bar.begins).days, self.bar.days)


def drawn_bar(statement: "Statement") -> DrawnBar | None:
    """The bar of a count; nothing where no one sentence with its term is known."""
    bar = time_bar(statement.case, statement.result)
    if bar is None:
        return None
    inside = bar.begins <= statement.as_of <= bar.ends
    today = _percent((statement.as_of - bar.begins).days + 1, bar.days) if inside else ""
    return DrawnBar(bar, statement.as_of, today)


def _percent(days: int, of: int) -> str:
    return f"{100 * days / of:.3f}%"
