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
TITLE, LINE = 20, 17  # the height of an axis' title and of a line of words beneath
ROOM = 0.17  # how far apart two numbers are written, at the width of a telephone
OVER, UNDER = -11, 22  # pixels from a dot to the foot of its number

Anchor = Literal["start", "middle", "end"]
Kind = Literal["main", "reference", "middle", "far", "edge"]


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

    ``edge`` is a limit of a main line, ``dashed`` as that is. Several main lines have their names beside them.
    """

    label: str
    points: tuple[Point, ...]
    kind: Kind = "main"
    dashed: bool = False


@dataclass(frozen=True)
class Beneath:
    """Numbers of one line under the marks of the lower axis: the place of each on the axis, and its words."""

    label: str
    cells: tuple[tuple[float, str], ...]


@dataclass(frozen=True)
class Tick:
    """A mark of an axis and its words."""

    at: str
    text: str


@dataclass(frozen=True)
class Dot:
    """A point in its place, with its number where there is room for it; ``foot`` is where that stands."""

    x: str
    y: float
    text: str
    title: str
    foot: float
    anchor: Anchor


@dataclass(frozen=True)
class Stroke:
    """A line in its place: thousandths of the plot's width, pixels down; its dots; the words at its end."""

    kind: Kind
    points: str
    dots: tuple[Dot, ...]
    end: float
    label: str
    dashed: bool


@dataclass(frozen=True)
class Row:
    """A line of numbers beneath the axis, in its place."""

    label: str
    y: int
    cells: tuple[Tick, ...]


@dataclass(frozen=True)
class Lines:
    """The drawing: as wide as its page, so that its words are as large on a telephone as on a desk."""

    height: int
    top: int
    plot: int
    axis: int
    x_title: str
    y_title: str
    rows: tuple[Row, ...]
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
    x_title: str = "",
    y_title: str = "",
    beneath: Sequence[Beneath] = (),
    from_zero: bool = True,
    plot: int = 170,
    note: str = "",
) -> Chart:
    """The series as lines. Without ``x_ticks`` the first and the last point of the main line name the lower axis.

    Counts begin ``from_zero``; a measure as a weight need not. The table has a row for each point of the main lines;
    what stands ``beneath`` the axis is not in it.
    """
    points = [point for each in series for point in each.points]
    if not points:
        raise ValueError("a line has at least one point")
    low, high = min(point.y for point in points), max(point.y for point in points)
    marks = ticks(min(low, 0) if from_zero else low, high, count=4)
    first, last = min(point.x for point in points), max(point.x for point in points)
    top = TOP + (TITLE if y_title else 0)
    axis = top + plot

    def across(x: float) -> float:
        return share(x, first, last) if last > first else 0.5

    def down(y: float) -> float:
        return round(top + plot * (1 - share(y, marks[0], marks[-1])), 1)

    main = [each for each in series if each.kind == "main" and each.points]
    several = len(main) > 1
    middle = sum(each.points[-1].y for each in main) / len(main) if main else 0.0
    strokes = tuple(
        Stroke(
            kind=each.kind,
            points=" ".join(f"{round(1000 * across(p.x), 1):g},{down(p.y) - top:g}" for p in each.points),
            dots=_dots(each, across, down, over=not several or each.points[-1].y >= middle, named=several)
            if each.kind == "main"
            else (),
            end=down(each.points[-1].y),
            label=each.label if len(series) > 1 and not (several and each.kind == "main") else "",
            dashed=each.dashed,
        )
        for each in series
        if each.points
    )
    below = list(x_ticks) or _ends(main)
    foot = axis + BELOW + (TITLE if x_title else 0)
    drawing = Lines(
        height=foot + 2 * LINE * len(beneath) + (LINE if beneath else 0),
        top=top,
        plot=plot,
        axis=axis,
        x_title=x_title,
        y_title=y_title,
        rows=tuple(
            Row(
                each.label,
                foot + LINE * (2 * n + 1),
                tuple(Tick(_place(across(at)), text) for at, text in each.cells if first <= at <= last),
            )
            for n, each in enumerate(beneath)
        ),
        left=percent(LEFT),
        right=percent(RIGHT),
        width=percent(RIGHT - LEFT),
        strokes=strokes,
        x=tuple(Tick(_place(across(mark.value or 0)), mark.label) for mark in below),
        y=tuple(Tick(f"{down(at):g}", written(at)) for at in marks),
    )
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


def _dots(
    each: Series, across: Callable[[float], float], down: Callable[[float], float], *, over: bool, named: bool
) -> tuple[Dot, ...]:
    """The dots of a line, its numbers ``over`` or under it; a line that is ``named`` has its name and its last number.

    The name is written to the side on which the line turns away from it: a line that rises has it over its last dot,
    to the left, or under one of its middle, to the right.
    """
    places = [across(point.x) for point in each.points]
    last = len(places) - 1
    words = {n: each.points[n].up for n in ([last] if named else _numbered(places))}
    anchors: dict[int, Anchor] = {}
    if last > 0 and places[0] < ROOM / 2:
        anchors = {0: "start"}  # beside the axis, whose own number ends there
    if named:
        rises = each.points[-1].y >= each.points[0].y
        middle = min(range(last + 1), key=lambda n: abs(places[n] - 0.5))
        words |= {last: f"{each.label}: {words[last]}"} if over == rises or middle == last else {middle: each.label}
        anchors = {middle: "start", last: "end"}
    return tuple(
        Dot(
            x=_place(across(p.x)),
            y=down(p.y),
            text=words.get(n, ""),
            title=f"{p.across}: {p.up}",
            foot=down(p.y) + (OVER if over else UNDER),
            anchor=anchors.get(n, "middle"),
        )
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
