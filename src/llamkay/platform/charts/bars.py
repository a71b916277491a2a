"""Bars from the longest to the shortest, each with its name and its number beside one another."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from llamkay.platform.charts.model import Cell, Chart, Mark, named
from llamkay.platform.charts.scale import percent

ROW, TEXT, TOP, THICK = 46, 17, 25, 13


@dataclass(frozen=True)
class Bar:
    """A bar in its place: the base of its words, its upper edge, its width; without a value it is a dashed stub."""

    label: str
    text: str
    base: int
    top: int
    width: str
    missing: bool


@dataclass(frozen=True)
class Bars:
    """The drawing: its height and its bars; it is as wide as its page."""

    height: int
    thick: int
    bars: tuple[Bar, ...]
    template: str = "charts/bars.svg"


def sorted_bars(
    marks: Sequence[Mark], *, name: str, title: str, headings: Sequence[str], most: float | None = None, note: str = ""
) -> Chart:
    """The marks as bars, the largest first; those without a value come last, in the order in which they came.

    Bars begin at zero, so no value may be below it. ``most`` is the value of a bar of the whole width.
    """
    if any(mark.value is not None and mark.value < 0 for mark in marks):
        raise ValueError("a bar is not below zero")
    # Where a value is kept back its place among the others would tell it.
    ordered = sorted(marks, key=lambda mark: (mark.value is None, -(mark.value or 0)))
    longest = most or max((mark.value for mark in marks if mark.value is not None), default=0) or 1
    bars = tuple(
        Bar(
            mark.label,
            mark.text,
            ROW * n + TEXT,
            ROW * n + TOP,
            percent(min((mark.value or 0) / longest, 1)),
            mark.value is None,
        )
        for n, mark in enumerate(ordered)
    )
    rows = [
        (Cell(mark.label, mark.link, number=False), Cell(mark.text), *(Cell(text) for text in mark.more))
        for mark in ordered
    ]
    table = named(name, title, headings, rows)
    return Chart(name, title, _summary(ordered), Bars(ROW * len(bars), THICK, bars), table, note)


def _summary(marks: Sequence[Mark]) -> str:
    """From which to which the bars go, in a sentence."""
    known = [mark for mark in marks if mark.value is not None]
    if not known:
        return _("Ninguna barra tiene un valor que se pueda decir.")
    first, last = known[0], known[-1]
    if first is last:
        return _("{label}: {text}.").format(label=first.label, text=first.text)
    return _("De mayor a menor: desde {first} ({most}) hasta {last} ({least}).").format(
        first=first.label, most=first.text, last=last.label, least=last.text
    )
