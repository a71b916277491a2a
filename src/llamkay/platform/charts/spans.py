"""Ranges: from the least to the most, with a mark where the value of all of them lies."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from llamkay.platform.charts.model import Cell, Chart, named, written
from llamkay.platform.charts.scale import percent, share

ROW, TEXT, MIDDLE = 48, 17, 32


@dataclass(frozen=True)
class Span:
    """A range with its name; ``most`` is none where nothing limits it, ``value`` where all of it is not told."""

    label: str
    least: float
    most: float | None
    value: float | None = None
    words: str = ""
    link: str = ""

    @property
    def text(self) -> str:
        """The range as it is read."""
        if self.words:
            return self.words
        if self.most is None:
            return _("{least} o más").format(least=written(self.least))
        if self.most == self.least:
            return written(self.least)
        return _("de {least} a {most}").format(least=written(self.least), most=written(self.most))


@dataclass(frozen=True)
class Bracket:
    """A range in its place."""

    label: str
    text: str
    base: int
    middle: int
    left: str
    right: str
    open: bool
    mark: str


@dataclass(frozen=True)
class Brackets:
    """The drawing: its height and its ranges."""

    height: int
    brackets: tuple[Bracket, ...]
    template: str = "charts/spans.svg"


def spans(
    ranges: Sequence[Span],
    *,
    name: str,
    title: str,
    headings: Sequence[str],
    least: float = 0,
    most: float | None = None,
    note: str = "",
) -> Chart:
    """The ranges one below another, in the order in which they came, on one scale from ``least`` to ``most``."""
    for each in ranges:
        if each.most is not None and each.most < each.least:
            raise ValueError("a range ends above where it begins")
    ends = [end for each in ranges for end in (each.most, each.least, each.value) if end is not None]
    top = max(ends, default=1) if most is None else most

    def at(value: float | None) -> str:
        return "" if value is None else percent(min(max(share(value, least, top), 0), 1))

    brackets = tuple(
        Bracket(
            label=each.label,
            text=each.text,
            base=ROW * n + TEXT,
            middle=ROW * n + MIDDLE,
            left=at(each.least),
            right=at(top if each.most is None else each.most),
            open=each.most is None,
            mark=at(each.value),
        )
        for n, each in enumerate(ranges)
    )
    rows = [(Cell(each.label, each.link, number=False), *_cells(each, len(headings))) for each in ranges]
    summary = " ".join(f"{each.label}: {each.text}." for each in ranges[:5])
    return Chart(
        name, title, summary, Brackets(ROW * len(brackets), brackets), named(name, title, headings, rows), note
    )


def _cells(each: Span, width: int) -> list[Cell]:
    """The least, the most and, where the table has a column for it, the value."""
    cells = [Cell(written(each.least)), Cell("—" if each.most is None else written(each.most))]
    return cells if width < 4 else [*cells, Cell("—" if each.value is None else written(each.value))]
