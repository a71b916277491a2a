"""One table as a file gives it: a row a cell, a column a dimension («*»: its total), then the count."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from llamkay.core.disclosure.system import Bools, Ints, System
from llamkay.core.errors import Refused

TOTAL = "*"
COUNT = "count"
MOST_CELLS = 20_000
MOST_DIMENSIONS = 8
_LARGEST = 10**9
Place = tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Table:
    """The cells of a table in the order of its rows: where each stands and its count, −1 where it is hidden."""

    dimensions: tuple[str, ...]
    places: tuple[Place, ...]
    counts: Ints
    lines: tuple[int, ...]  # of the file

    @property
    def hidden(self) -> Bools:
        return self.counts < 0

    @cached_property
    def sums(self) -> list[tuple[int, list[int]]]:
        """Each total with its parts along one dimension."""
        at = {place: index for index, place in enumerate(self.places)}
        found: dict[tuple[int, int], list[int]] = {}
        for place, index in at.items():
            for axis, key in enumerate(place):
                if key != TOTAL:
                    found.setdefault((at[_over(place, axis)], axis), []).append(index)
        return [(total, parts) for (total, _axis), parts in sorted(found.items())]

    @cached_property
    def system(self) -> System:
        return System.of(len(self.places), self.sums)

    def names(self, index: int) -> dict[str, str]:
        """Where a cell stands, by dimension."""
        return dict(zip(self.dimensions, self.places[index], strict=True))

    def words(self, index: int) -> str:
        """Where a cell stands, in words."""
        return _words(self.dimensions, self.places[index])

    def whole(self) -> list[int]:
        """The cells that are all of a total with several parts: they say of everybody in it what they are."""
        found = set()
        for total, parts in self.sums:
            if len(parts) > 1 and self.counts[total] > 0:
                found |= {part for part in parts if self.counts[part] == self.counts[total]}
        return sorted(found)


def _over(place: Place, axis: int) -> Place:
    return (*place[:axis], TOTAL, *place[axis + 1 :])


def _words(dimensions: Sequence[str], place: Place) -> str:
    return ", ".join(f"{name} «{key}»" for name, key in zip(dimensions, place, strict=True))


def read_table(rows: Sequence[Sequence[str]], *, hidden: bool = False) -> Table:
    """The table of the rows of a file, its heading first; ``hidden``: a count may be blank.

    Every row is looked at: what is wrong is refused by row, each with its number. A total stands for every cell; cells
    that are left out are zero by their nature, and the totals add up without them.
    """
    if not rows or not any(rows[0]):
        raise Refused("the file is empty; it has a heading and then a row for each cell")
    dimensions, last = tuple(rows[0][:-1]), rows[0][-1]
    if last != COUNT:
        raise Refused(f"the last column is «{last}»; it is «{COUNT}», after one column for each dimension")
    if not dimensions or not all(dimensions) or len(set(dimensions)) < len(dimensions):
        raise Refused("each column before «count» names a dimension, each another")
    if len(dimensions) > MOST_DIMENSIONS:
        raise Refused(f"the table has {len(dimensions)} dimensions; at most {MOST_DIMENSIONS} can be worked out")
    cells = [(line, row) for line, row in enumerate(rows[1:], start=2) if any(row)]
    if not cells:
        raise Refused("the file has a heading and no cell")
    if len(cells) > MOST_CELLS:
        raise Refused(f"the table has {len(cells):,} cells; at most {MOST_CELLS:,} can be worked out at once")
    problems: list[Refused] = []
    at: dict[Place, int] = {}
    counts: list[int] = []
    lines: list[int] = []
    for line, row in cells:
        try:
            place, count = _cell(row, dimensions, hidden)
            if place in at:
                raise Refused(f"{_words(dimensions, place)} stands already in row {lines[at[place]]}")
            at[place] = len(counts)
            counts.append(count)
            lines.append(line)
        except Refused as problem:
            problems.append(_by_row(line, problem))
    problems = problems or _missing(dimensions, at, lines)
    if problems:
        raise Refused.many(problems)
    table = Table(dimensions, tuple(at), np.array(counts, dtype=np.int64), tuple(lines))
    if problems := _not_adding(table):
        raise Refused.many(problems)
    return table


def _cell(row: Sequence[str], dimensions: Sequence[str], hidden: bool) -> tuple[Place, int]:
    if len(row) != len(dimensions) + 1:
        raise Refused(f"it has {len(row)} cells; the heading has {len(dimensions) + 1}")
    place, text = tuple(row[:-1]), row[-1]
    if empty := [name for name, key in zip(dimensions, place, strict=True) if not key]:
        raise Refused(f"{empty[0]} is empty; write its key, or «{TOTAL}» for the total")
    if not text:
        if hidden:
            return place, -1
        raise Refused(f"the count of {_words(dimensions, place)} is empty; write a whole number")
    if text.startswith("-") and text[1:].isdecimal() and int(text):
        raise Refused(f"the count of {_words(dimensions, place)} is {text}; people are not fewer than none")
    if not (text.isascii() and text.isdecimal() and int(text) <= _LARGEST):
        raise Refused(
            f"the count of {_words(dimensions, place)} is «{text}»; write a whole number from 0 to {_LARGEST:,}"
        )
    return place, int(text)


def _by_row(line: int, problem: object) -> Refused:
    return Refused(f"row {line}: {problem}.", cells=[line])


def _missing(dimensions: Sequence[str], at: dict[Place, int], lines: Sequence[int]) -> list[Refused]:
    """Totals that no row gives, each by the first row that needs it."""
    found: dict[Place, int] = {}
    for place, index in at.items():
        for axis, key in enumerate(place):
            if key != TOTAL and (total := _over(place, axis)) not in at:
                found.setdefault(total, lines[index])
    return [
        _by_row(line, f"its total, the row {_words(dimensions, total)}, is missing; put it in")
        for total, line in found.items()
    ]


def _not_adding(table: Table) -> list[Refused]:
    """Totals that are not what their parts add up to, as far as they are shown."""
    found = []
    for total, parts in table.sums:
        whole = int(table.counts[total])
        shown = [int(table.counts[part]) for part in parts if table.counts[part] >= 0]
        added = sum(shown)
        if whole >= 0 and (added > whole or (len(shown) == len(parts) and added != whole)):
            words = "add up to" if len(shown) == len(parts) else "that are shown add up to"
            sentence = f"{table.words(total)} is {whole}, and its parts {words} {added}; put it right"
            found.append(_by_row(table.lines[total], sentence))
    return found
