"""What every chart is: a title, words for who does not see it, a drawing and the table that says the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from django.utils.formats import number_format


class Drawing(Protocol):
    """A drawing and the template that writes it out."""

    @property
    def template(self) -> str: ...


@dataclass(frozen=True)
class Cell:
    """A cell of the table beneath a chart; the page that it leads to, if it leads anywhere."""

    text: str
    link: str = ""
    number: bool = True


@dataclass(frozen=True)
class Table:
    """The table beneath a chart; the first cell of a row names it."""

    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]

    @property
    def columns(self) -> list[tuple[str, bool]]:
        """Each heading, and whether its column holds numbers."""
        numbers = [cell.number for cell in self.rows[0]] if self.rows else [False] * len(self.headings)
        return list(zip(self.headings, numbers, strict=True))


@dataclass(frozen=True)
class Mark:
    """One value with its name; without a value its ``words`` say why. ``more`` are further cells of its row."""

    label: str
    value: float | None
    words: str = ""
    link: str = ""
    more: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The value as it is read."""
        return self.words or ("—" if self.value is None else written(self.value))


@dataclass(frozen=True)
class Chart:
    """A chart of a page. ``name`` begins the names of its parts and is the only one of its kind on the page."""

    name: str
    title: str
    summary: str
    drawing: Drawing
    table: Table
    note: str = ""


def written(value: float) -> str:
    """A number with its thousands apart, rounded to at most one decimal: Django's formatting would cut the others off.

    >>> written(1_234.0), written(42.07)
    ('1,234', '42.1')
    """
    whole = float(value).is_integer()
    return number_format(
        int(value) if whole else round(float(value), 1), decimal_pos=0 if whole else 1, force_grouping=True
    )


def named(name: str, title: str, headings: Sequence[str], rows: Sequence[tuple[Cell, ...]]) -> Table:
    """The table of a chart. Raises ``ValueError`` for a chart without a name or a title, or rows of other widths."""
    if not name.isidentifier() or not title.strip():
        raise ValueError("a chart has a name of letters and a title that says what it shows")
    if any(len(row) != len(headings) for row in rows):
        raise ValueError("a row has a cell for each heading")
    return Table(tuple(headings), tuple(rows))
