"""The tables a cluster counts from, and the kernel over a part of them.

A month of days is one integer: day ``d`` is the bit ``d - 1``. ``MARKS`` holds a line a person, activity and month;
``PEOPLE`` a line a person and month; people of several establishments stand once in each, with the marks of all of
them, since minutes gathered in one complete a day in another, and the days on which that one held them.
"""

import json
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from llamkay.core.errors import Refused
from llamkay.core.law import HOLIDAYS, LawBook
from llamkay.core.remission.days import Kind
from llamkay.core.remission.month import Marks, People, Terms
from llamkay.core.remission.month import count as count_stretch
from llamkay.core.values import Month

MARKS = pa.schema(
    [
        ("establishment", pa.string()),
        ("person", pa.int64()),
        ("activity", pa.int64()),
        ("kind", pa.uint8()),  # ``Kind``
        ("month", pa.int32()),  # months since January of year 0
        ("minutes", pa.list_(pa.int16(), 31)),
        ("counts", pa.int32()),
        ("expelled", pa.int32()),
        ("authorised", pa.int32()),
        ("cell", pa.bool_()),
        ("passed", pa.bool_()),
    ]
)
PEOPLE = pa.schema(
    [
        ("establishment", pa.string()),
        ("person", pa.int64()),
        ("month", pa.int32()),
        *((name, pa.int32()) for name in ("in_custody", "isolated", "minimum", "enrolled_work", "enrolled_study")),
        ("returned", pa.int32()),  # the first day after a release
        ("here", pa.int32()),  # held in this establishment; ``in_custody`` is of any
        ("favourable", pa.list_(pa.int8(), 31)),  # evaluations in a row, up to each day
    ]
)
COUNTS = pa.schema(
    [
        ("establishment", pa.string()),
        ("person", pa.int64()),
        ("kind", pa.uint8()),
        ("month", pa.int32()),
        ("days", pa.int32()),
    ]
)


# What a count of days asks of the law; an export carries it, so that a folder is counted alike wherever it lies.
LAW = ("remission.day.", "remission.place.", "remission.accumulation", HOLIDAYS)


@dataclass(frozen=True)
class Frame:
    """What the tables span, and the law they are counted with, as plain data; ``law_version`` is of the whole book."""

    first: str  # month, as 2016-01
    last: str
    law_version: str
    law: list[dict[str, Any]]

    @classmethod
    def read(cls, folder: Path) -> "Frame":
        """The frame of an export; raises ``Refused`` where the folder holds none."""
        try:
            return cls(**json.loads((folder / "frame.json").read_text(encoding="utf-8")))
        except FileNotFoundError:
            raise Refused(f"«{folder}» holds no export of days; write one with «llamkay days export»") from None

    def write(self, folder: Path) -> None:
        (folder / "frame.json").write_text(json.dumps(asdict(self), indent=1), encoding="utf-8")

    def terms(self, first: date, days: int) -> Terms:
        """What the law of the export says of each day."""
        return Terms.of(LawBook.of(self.law), first=first, days=days)

    @property
    def months(self) -> list[Month]:
        found = [Month.parse(self.first)]
        while found[-1] < Month.parse(self.last):
            found.append(found[-1].next())
        return found


def number(month: Month) -> int:
    """A month as the tables write it."""
    return month.year * 12 + month.number - 1


def masks(days: np.ndarray, starts: list[int]) -> np.ndarray:
    """Flags (n, days of the stretch) as one integer a month: (n, months)."""
    ends = [*starts[1:], days.shape[1]]
    weights = 1 << np.arange(31, dtype=np.int64)
    parts = [days[:, low:high] @ weights[: high - low] for low, high in zip(starts, ends, strict=True)]
    return np.stack(parts, axis=1).astype(np.int32)


BLOCK = 200  # people counted at once: what the count writes and reads again stays near the processor
COLUMNS = 32  # of a month in a count: a day is a bit of one integer, and what no day stands for holds no mark


def count(marks: pa.Table, people: pa.Table, frame: Frame) -> pa.Table:
    """The days of everybody in ``marks``, all of one establishment, as ``COUNTS``; whoever has none has no line.

    ``people`` may hold others too. Raises ``Refused`` where somebody with marks has no line in ``people``.
    """
    if not marks.num_rows:
        return COUNTS.empty_table()
    months, terms = frame.months, _laid_out(frame)
    who, person = _places(marks["person"].combine_chunks())
    activities, activity = _places(marks["activity"].combine_chunks())
    rows, row = _places(pa.array((person * len(activities) + activity) * len(Kind) + marks["kind"].to_numpy()))
    lines = _Lines.of(marks, row, number(months[0]), len(months))
    known = people.filter(pc.is_in(people["person"], pa.array(who)))
    theirs = _Lines.of(known, np.searchsorted(who, known["person"].to_numpy()), number(months[0]), len(months))
    if (found := len(np.unique(theirs.row))) != len(who):
        raise Refused(f"{len(who)} people have marks and only {found} a line of their own")

    person_of, kind_of = rows // (len(activities) * len(Kind)), (rows % len(Kind)).astype(np.uint8)
    parts = []
    for low in range(0, len(who), BLOCK):
        high = min(low + BLOCK, len(who))
        start, stop = np.searchsorted(person_of, [low, high]).tolist()
        of, them = lines.block(start, stop), theirs.block(low, high)
        counted = count_stretch(
            Marks(
                person=person_of[start:stop] - low,
                kind=kind_of[start:stop],
                cell=of.any("cell"),
                minutes=of.values("minutes", np.int16),
                counts=of.bits("counts"),
                expelled=of.bits("expelled"),
                authorised=of.bits("authorised"),
                passed=of.whole("passed"),
            ),
            People(
                enrolled=np.stack([them.bits("enrolled_work"), them.bits("enrolled_study")], axis=1),
                isolated=them.bits("isolated"),
                in_custody=them.bits("in_custody"),
                minimum=them.bits("minimum"),
                favourable=them.values("favourable", np.int8),
                carry=np.zeros((high - low, len(Kind)), dtype=np.int32),
                returned=them.bits("returned"),
            ),
            terms,
        )
        here = counted.credits * them.bits("here")[:, None]
        parts.append(np.add.reduceat(here, np.arange(len(months)) * COLUMNS, axis=2, dtype=np.int32))
    credits = np.concatenate(parts)
    who_at, kind, month = np.nonzero(credits)
    return pa.table(
        [
            pa.repeat(pa.scalar(marks["establishment"][0].as_py(), pa.string()), len(who_at)),
            who[who_at],
            kind.astype(np.uint8),
            (month + number(months[0])).astype(np.int32),
            credits[who_at, kind, month],
        ],
        schema=COUNTS,
    )


def _laid_out(frame: Frame) -> Terms:
    """What the law says of each day, in columns of months; no mark stands where a month has no such day."""
    months = frame.months
    days = (months[-1].end - months[0].first).days
    terms = frame.terms(months[0].first, days)
    column = np.concatenate([np.arange(month.days) + at * COLUMNS for at, month in enumerate(months)])
    day = np.searchsorted(column, np.arange(len(months) * COLUMNS), side="right") - 1
    edges = [*column.tolist(), len(months) * COLUMNS]
    return replace(
        terms,
        dates=terms.dates[day],
        holiday=terms.holiday[day],
        cells_count=terms.cells_count[day],
        evaluations=terms.evaluations[day],
        spans=tuple((edges[low], edges[high], rules) for low, high, rules in terms.spans),
    )


def _places(values: pa.Array) -> tuple[np.ndarray, np.ndarray]:
    """The distinct values in order, and where each stands among them; a hash and a search cost less than sorting."""
    distinct = np.sort(pc.unique(values).to_numpy(zero_copy_only=False))
    return distinct, np.searchsorted(distinct, values.to_numpy(zero_copy_only=False))


@dataclass(frozen=True)
class _Lines:
    """The lines of a table, a month of one row each, in the order of the rows, and where a block of them stands."""

    columns: dict[str, np.ndarray]
    row: np.ndarray
    month: np.ndarray
    months: int
    first: int = 0
    rows: int = 0

    @classmethod
    def of(cls, table: pa.Table, row: np.ndarray, first_month: int, months: int) -> "_Lines":
        order = np.argsort(row, kind="stable")
        columns = {name: _numbers(table[name])[order] for name in table.column_names if name not in _KEYS}
        return cls(columns, row[order], table["month"].to_numpy()[order] - first_month, months)

    def block(self, low: int, high: int) -> "_Lines":
        """The lines of the rows from ``low`` to ``high``."""
        lines = slice(*np.searchsorted(self.row, [low, high]).tolist())
        columns = {name: values[lines] for name, values in self.columns.items()}
        return _Lines(columns, self.row[lines], self.month[lines], self.months, low, high - low)

    @property
    def slot(self) -> np.ndarray:
        """The place of each line in a block laid out as rows of months."""
        places: np.ndarray = (self.row - self.first) * self.months + self.month
        return places

    def values(self, name: str, form: Any) -> np.ndarray:
        """The values of 31 days a line as (rows, columns)."""
        wide = np.zeros((self.rows * self.months, COLUMNS), dtype=form)
        wide[self.slot, :31] = self.columns[name]
        return wide.reshape(self.rows, -1)

    def bits(self, name: str) -> np.ndarray:
        """Days that are bits of an integer as flags (rows, columns)."""
        return self._spread(self.columns[name])

    def whole(self, name: str) -> np.ndarray:
        """A flag of the whole month as flags (rows, columns)."""
        return self._spread(np.where(self.columns[name], np.int32(2**31 - 1), np.int32(0)))

    def any(self, name: str) -> np.ndarray:
        """A flag of the lines as one of each row."""
        found = np.zeros(self.rows, dtype=np.bool_)
        found[self.row[self.columns[name]] - self.first] = True
        return found

    def _spread(self, masks: np.ndarray) -> np.ndarray:
        words = np.zeros(self.rows * self.months, dtype="<i4")
        words[self.slot] = masks
        days = np.unpackbits(words.view(np.uint8).reshape(self.rows, -1), axis=1, bitorder="little")
        return days.view(np.bool_)


_KEYS = ("establishment", "person", "activity", "kind", "month")


def _numbers(column: pa.ChunkedArray) -> np.ndarray:
    if pa.types.is_nested(column.type):  # of fixed size or, through Spark, of any
        return np.asarray(column.combine_chunks().flatten().to_numpy()).reshape(-1, 31)
    return np.asarray(column.to_numpy())


__all__ = ["COUNTS", "LAW", "MARKS", "PEOPLE", "Frame", "count", "masks", "number"]
