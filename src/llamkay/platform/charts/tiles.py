"""A grid of squares, one a place: darker for more, hatched where the value is kept back, each with its number."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from llamkay.platform.charts.model import Cell, Chart, Mark, named, written

SIDE, GAP = 64, 5
SHADES = 5
ALIKE = 0.05


@dataclass(frozen=True)
class Place:
    """Where a square stands and the few letters that name it."""

    code: str
    column: int
    row: int


@dataclass(frozen=True)
class Tile:
    """A square in its place: its letters, its number, its shade (none: nothing is known; hatched: kept back)."""

    code: str
    text: str
    x: int
    y: int
    shade: str
    title: str

    @property
    def middle(self) -> int:
        return self.x + SIDE // 2


@dataclass(frozen=True)
class Step:
    """A shade of the legend and what it stands for."""

    shade: str
    text: str


@dataclass(frozen=True)
class Tiles:
    """The drawing: its size, its squares, its legend."""

    width: int
    height: int
    side: int
    tiles: tuple[Tile, ...]
    legend: tuple[Step, ...]
    template: str = "charts/tiles.svg"


@dataclass(frozen=True)
class Group:
    """Some squares that belong together, under their name."""

    name: str
    tiles: tuple[Tile, ...]


@dataclass(frozen=True)
class Squares:
    """The drawing of groups of squares, as many in a line as the page is wide: their size, the groups, the legend."""

    side: int
    groups: tuple[Group, ...]
    legend: tuple[Step, ...]
    template: str = "charts/squares.html"


def squares(
    groups: Mapping[str, Sequence[Mark]],
    *,
    letters: Mapping[str, str],
    name: str,
    title: str,
    headings: Sequence[str],
    kept_back: str = "",
    unit: str = "",
    note: str = "",
) -> Chart:
    """The marks as squares, those of a group together in their order, and as a table from the largest to the smallest.

    ``letters`` has the few letters that name each. A mark is shaded, hatched or empty as in ``tiles``.
    """
    marks = [mark for group in groups.values() for mark in group]
    edges = _edges(sorted(mark.value for mark in marks if mark.value is not None))
    drawn = tuple(
        Group(
            label,
            tuple(
                Tile(letters[m.label], _short(m, unit), 0, 0, _shade(m, edges), f"{m.label}: {m.text}") for m in group
            ),
        )
        for label, group in groups.items()
    )
    ordered, rows = _from_the_largest(marks)
    hatched = any(tile.shade == "kept" for group in drawn for tile in group.tiles)
    drawing = Squares(side=SIDE, groups=drawn, legend=_legend(edges, kept_back if hatched else "", unit))
    return Chart(name, title, _summary(ordered), drawing, named(name, title, headings, rows), note)


def tiles(
    marks: Sequence[Mark],
    *,
    places: Mapping[str, Place],
    name: str,
    title: str,
    headings: Sequence[str],
    kept_back: str = "",
    unit: str = "",
    note: str = "",
) -> Chart:
    """The marks as squares of the grid ``places``, and as a table from the largest to the smallest.

    A mark without a value is hatched where it has ``words`` and empty where it has none; so is a place without a mark.
    Raises ``ValueError`` for a mark that the grid does not know, or two of one place.
    """
    found = {mark.label: mark for mark in marks}
    if len(found) < len(marks) or found.keys() - places.keys():
        raise ValueError("each mark is of a place of the grid, and of another one")
    values = sorted(mark.value for mark in marks if mark.value is not None)
    edges = _edges(values)
    drawn = tuple(
        Tile(
            place.code,
            _short(found.get(label), unit),
            place.column * (SIDE + GAP),
            place.row * (SIDE + GAP),
            _shade(found.get(label), edges),
            f"{label}: {found[label].text}" if label in found else label,
        )
        for label, place in places.items()
    )
    columns = max((place.column for place in places.values()), default=0) + 1
    lines = max((place.row for place in places.values()), default=0) + 1
    ordered, rows = _from_the_largest(marks)
    drawing = Tiles(
        width=columns * (SIDE + GAP) - GAP,
        height=lines * (SIDE + GAP) - GAP,
        side=SIDE,
        tiles=drawn,
        legend=_legend(edges, kept_back if any(tile.shade == "kept" for tile in drawn) else "", unit),
    )
    return Chart(name, title, _summary(ordered), drawing, named(name, title, headings, rows), note)


def _from_the_largest(marks: Sequence[Mark]) -> tuple[list[Mark], list[tuple[Cell, ...]]]:
    """The marks from the largest to the smallest, those without a value last, and the line of each in the table."""
    ordered = sorted(marks, key=lambda mark: (mark.value is None, -(mark.value or 0)))
    return ordered, [
        (Cell(mark.label, mark.link, number=False), Cell(mark.text), *(Cell(text) for text in mark.more))
        for mark in ordered
    ]


def _edges(values: Sequence[float]) -> tuple[float, ...]:
    """The least value of each shade: as many places in one as in another, equal values always in the same."""
    if not values:
        return ()
    if values[-1] - values[0] <= ALIKE * abs(values[-1]):  # a difference that is none is not painted as one
        return (values[0],)
    wanted = min(SHADES, len(set(values)))
    return tuple(dict.fromkeys(values[len(values) * n // wanted] for n in range(wanted)))


def _shade(mark: Mark | None, edges: Sequence[float]) -> str:
    if mark is None or (mark.value is None and not mark.words):
        return "none"
    if mark.value is None:
        return "kept"
    step = max(n for n, edge in enumerate(edges) if mark.value >= edge)
    # A single shade is the middle one, two are far apart.
    return str(SHADES // 2 if len(edges) == 1 else round(step * (SHADES - 1) / (len(edges) - 1)))


def _short(mark: Mark | None, unit: str) -> str:
    if mark is None or mark.value is None:
        return ""
    return f"{written(mark.value)}{unit}"


def _legend(edges: Sequence[float], kept_back: str, unit: str) -> tuple[Step, ...]:
    steps = []
    for n, edge in enumerate(edges):
        shade = str(SHADES // 2 if len(edges) == 1 else round(n * (SHADES - 1) / (len(edges) - 1)))
        steps.append(Step(shade, _("desde {value}").format(value=f"{written(edge)}{unit}")))
    return (*steps, *((Step("kept", kept_back),) if kept_back else ()))


def _summary(marks: Sequence[Mark]) -> str:
    known = [mark for mark in marks if mark.value is not None]
    if not known:
        return _("De ningún lugar se puede decir el valor.")
    return _("El mayor, {first}: {most}. El menor, {last}: {least}.").format(
        first=known[0].label, most=known[0].text, last=known[-1].label, least=known[-1].text
    )
