"""The tables a cluster counts from, and the kernel over a part of them.

A month of days is one integer: day ``d`` is the bit ``d - 1``. ``MARKS`` holds a line a person, activity and month;
``PEOPLE`` a line a person and month; people of several establishments stand once in each, with the marks of all of
them, since minutes gathered in one complete a day in another, and the days on which that one held them.
"""

import json
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from llamkay.core.errors import Refused
from llamkay.core.law import HOLIDAYS, LawBook
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


def count(marks: pa.Table, people: pa.Table, frame: Frame) -> pa.Table:
    """The days of everybody in ``marks``, all of one establishment, as ``COUNTS``; whoever has none has no line.

    ``people`` may hold others too. Raises ``Refused`` where somebody with marks has no line in ``people``.
    """
    if not marks.num_rows:
        return COUNTS.empty_table()
    months = frame.months
    first, days = months[0].first, (months[-1].end - months[0].first).days
    starts = [(month.first - first).days for month in months]
    who, person = np.unique(marks["person"].to_numpy(), return_inverse=True)
    lines = np.stack([person, marks["activity"].to_numpy(), marks["kind"].to_numpy()], axis=1)
    rows, row = np.unique(lines, axis=0, return_inverse=True)
    at = marks["month"].to_numpy() - number(months[0])
    spread = _Spread(starts, days, len(rows), row, at)
    minutes = marks["minutes"].combine_chunks().flatten().to_numpy().reshape(-1, 31)
    counted_people = people.filter(pc.is_in(people["person"], pa.array(who)))
    theirs = _Spread(
        starts,
        days,
        len(who),
        np.searchsorted(who, counted_people["person"].to_numpy()),
        counted_people["month"].to_numpy() - number(months[0]),
    )
    if len(np.unique(theirs.row)) != len(who):
        raise Refused(f"{len(who)} people have marks and only {len(np.unique(theirs.row))} a line of their own")

    def flags(name: str) -> np.ndarray:
        return theirs.bits(counted_people[name].to_numpy())

    favourable = counted_people["favourable"].combine_chunks().flatten().to_numpy().reshape(-1, 31)
    counted = count_stretch(
        Marks(
            person=rows[:, 0].astype(np.int64),
            kind=rows[:, 2].astype(np.uint8),
            cell=_any(marks["cell"].to_numpy(zero_copy_only=False), row, len(rows)),
            minutes=spread.values(minutes),
            counts=spread.bits(marks["counts"].to_numpy()),
            expelled=spread.bits(marks["expelled"].to_numpy()),
            authorised=spread.bits(marks["authorised"].to_numpy()),
            passed=spread.whole(marks["passed"].to_numpy(zero_copy_only=False)),
        ),
        People(
            enrolled=np.stack([flags("enrolled_work"), flags("enrolled_study")], axis=1),
            isolated=flags("isolated"),
            in_custody=flags("in_custody"),
            minimum=flags("minimum"),
            favourable=theirs.values(favourable),
            carry=np.zeros((len(who), 2), dtype=np.int32),
            returned=flags("returned"),
        ),
        frame.terms(first, days),
    )
    here = counted.credits * flags("here")[:, None]
    credits = np.add.reduceat(here, starts, axis=2, dtype=np.int32)
    who_at, kind, month = np.nonzero(credits)
    return pa.table(
        [
            pa.array([marks["establishment"][0].as_py()] * len(who_at), pa.string()),
            who[who_at],
            kind.astype(np.uint8),
            (month + number(months[0])).astype(np.int32),
            credits[who_at, kind, month],
        ],
        schema=COUNTS,
    )


def _any(flags: np.ndarray, row: np.ndarray, rows: int) -> np.ndarray:
    """A flag of each line (lines,) as one of each row (rows,)."""
    found = np.zeros(rows, dtype=np.bool_)
    found[row[flags]] = True
    return found


@dataclass(frozen=True)
class _Spread:
    """Lines of a month laid out as one row of the whole stretch."""

    starts: list[int]
    days: int
    rows: int
    row: np.ndarray
    month: np.ndarray

    def values(self, months: np.ndarray) -> np.ndarray:
        """Values (lines, 31) as (rows, days)."""
        wide = np.zeros((self.rows, self.days), dtype=months.dtype)
        for at in np.unique(self.month).tolist():
            low = self.starts[at]
            high = self.starts[at + 1] if at + 1 < len(self.starts) else self.days
            this = self.month == at
            wide[self.row[this], low:high] = months[this, : high - low]
        return wide

    def bits(self, masks: np.ndarray) -> np.ndarray:
        """Masks (lines,) as flags (rows, days)."""
        return self.values(((masks[:, None] >> np.arange(31)) & 1).astype(np.bool_))

    def whole(self, flags: np.ndarray) -> np.ndarray:
        """A flag of the whole month (lines,) as flags (rows, days)."""
        return self.values(np.repeat(flags[:, None], 31, axis=1))


__all__ = ["COUNTS", "LAW", "MARKS", "PEOPLE", "Frame", "count", "masks", "number"]
