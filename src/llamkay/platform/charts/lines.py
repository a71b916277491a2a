"""Lines over time or another measure: told apart by their stroke and the name at their end, never by colour alone."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext as _

from llamkay.platform.charts.model import Cell, Chart, Mark, named, written
from llamkay.platform.charts.scale import percent, share, ticks

# The plot within the drawing, as parts of its width: words of the left axis before it, names of lines after it.
LEFT, RIGHT = 0.13, 0.95
TOP, BELOW = 26, 26
ROOM = 0.17  # how far apart two numbers are written, at the width of a telephone

Kind = Literal["main", "reference", "middle", "far"]


@dataclass(frozen=True)
class Point:
    """A point of a line with the words of both its measures."""

    x: float
    y: float
    x_words: str = ""
    y_words: str = ""

    @property
    def across(self) -> str:
        return self.x_words or written(self.x)

    @property
    def up(self) -> str:
        return self.y_words or written(self.y)


@dataclass(frozen=True)
class Series:
    """A line. ``main`` has dots and numbers; ``reference``, ``middle`` and ``far`` are lines to compare it with.

    ``short`` stands at its end instead of a label that a telephone has no room for.
    """

    label: str
    points: tuple[Point, ...]
    kind: Kind = "main"
    short: str = ""


@dataclass(frozen=True)
class Tick:
    """A mark of an axis and its words."""

    at: str
    text: str


@dataclass(frozen=True)
class Dot:
    """A point in its place, with its number where there is room for it."""

    x: str
    y: float
    text: str
    title: str


@dataclass(frozen=True)
class Stroke:
    """A line in its place: thousandths of the plot's width, pixels down; its dots; the words at its end."""

    kind: Kind
    points: str
    dots: tuple[Dot, ...]
    end: float
    label: str


@dataclass(frozen=True)
class Lines:
    """The drawing: as wide as its page, so that its words are as large on a telephone as on a desk."""

    height: int
    plot: int
    left: str
    right: str
    width: str
    strokes: tuple[Stroke, ...]
    x: tuple[Tick, ...]
    y: tuple[Tick, ...]
    template: str = "charts/lines.svg"


def lines(
    series: Sequence[Series],
    *,
    name: str,
    title: str,
    headings: Sequence[str],
    x_ticks: Sequence[Mark] = (),
    from_zero: bool = True,
    plot: int = 170,
    note: str = "",
) -> Chart:
    """The series as lines. Without ``x_ticks`` the first and the last point of the main line name the lower axis.

    Counts begin ``from_zero``; a measure as a weight need not. The table has a row for each point of the main lines.
    """
    points = [point for each in series for point in each.points]
    if not points:
        raise ValueError("a line has at least one point")
    low, high = min(point.y for point in points), max(point.y for point in points)
    marks = ticks(min(low, 0) if from_zero else low, high, count=4)
    first, last = min(point.x for point in points), max(point.x for point in points)

    def across(x: float) -> float:
        return share(x, first, last) if last > first else 0.5

    def down(y: float) -> float:
        return round(TOP + plot * (1 - share(y, marks[0], marks[-1])), 1)

    strokes = tuple(
        Stroke(
            kind=each.kind,
            points=" ".join(f"{round(1000 * across(p.x), 1):g},{down(p.y) - TOP:g}" for p in each.points),
            dots=_dots(each, across, down) if each.kind == "main" else (),
            end=down(each.points[-1].y),
            label=(each.short or each.label) if len(series) > 1 else "",
        )
        for each in series
        if each.points
    )
    main = [each for each in series if each.kind == "main" and each.points]
    below = list(x_ticks) or _ends(main)
    drawing = Lines(
        height=TOP + plot + BELOW,
        plot=plot,
        left=percent(LEFT),
        right=percent(RIGHT),
        width=percent(RIGHT - LEFT),
        strokes=strokes,
        x=tuple(Tick(_place(across(mark.value or 0)), mark.label) for mark in below),
        y=tuple(Tick(f"{down(at):g}", written(at)) for at in marks),
    )
    several = len(main) > 1
    rows = [
        (
            *((Cell(each.label, number=False),) if several else ()),
            Cell(point.across, number=False),
            Cell(point.up),
        )
        for each in main
        for point in each.points
    ]
    return Chart(name, title, _summary(main), drawing, named(name, title, headings, rows), note)


def _place(part: float) -> str:
    return percent(LEFT + part * (RIGHT - LEFT))


def _ends(main: Sequence[Series]) -> list[Mark]:
    ends = {point.x: point.across for each in main for point in (each.points[0], each.points[-1])}
    return [Mark(text, x) for x, text in sorted(ends.items())]


def _dots(each: Series, across: Callable[[float], float], down: Callable[[float], float]) -> tuple[Dot, ...]:
    numbered = _numbered([across(point.x) for point in each.points])
    return tuple(
        Dot(_place(across(p.x)), down(p.y), p.up if n in numbered else "", f"{p.across}: {p.up}")
        for n, p in enumerate(each.points)
    )


def _numbered(places: Sequence[float]) -> set[int]:
    """Which dots carry their number: the last, the first, and those between them with room for it."""
    if not places:
        return set()
    chosen = [len(places) - 1]
    for n in (0, *reversed(range(1, len(places) - 1))):
        if all(abs(places[n] - places[other]) >= ROOM for other in chosen):
            chosen.append(n)
    return set(chosen)


def _summary(main: Sequence[Series]) -> str:
    sentences = []
    for each in main:
        first, last = each.points[0], each.points[-1]
        if first is last:
            sentences.append(_("{label}: {text} en {when}.").format(label=each.label, text=first.up, when=first.across))
        else:
            sentences.append(
                _("{label}: de {first} en {since} a {last} en {until}.").format(
                    label=each.label, first=first.up, since=first.across, last=last.up, until=last.across
                )
            )
    return " ".join(sentences)
