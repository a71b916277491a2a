"""The close of a month before it happens: the very count of the close, of which nothing stays.

Corrections that wait are counted too, by the same steps as the close, inside a transaction that is rolled back.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from fractions import Fraction
from typing import Any

from llamkay.apps.closing.compute import Results

# The parts of what somebody earned; what no rule decides stands apart.
SHARES = ("institution", "reparation", "alimony", "personal", "undecided")


@dataclass
class Line:
    """What a close gives one person for its month; money in céntimos."""

    person: int
    work: int = 0
    study: int = 0
    remitted: Fraction = Fraction(0)
    unsettled: int = 0  # days credited without a ratio
    gross: int = 0
    institution: int = 0
    reparation: int = 0
    alimony: int = 0
    personal: int = 0
    undecided: int = 0

    def stored(self) -> list[int | str]:
        """The line as plain data, the fraction as text."""
        return [str(value) if isinstance(value, Fraction) else value for value in vars(self).values()]

    @classmethod
    def of(cls, stored: list[Any]) -> "Line":
        """The line that :meth:`stored` gave."""
        values = dict(zip((item.name for item in fields(cls)), stored, strict=True))
        return cls(**{**values, "remitted": Fraction(values["remitted"])})


@dataclass(frozen=True)
class Rehearsed:
    """What the close of a month would come to."""

    lines: list[Line]
    digest: str
    adjusted_people: int
    adjusted_months: list[str] = field(default_factory=list)

    def totals(self) -> dict[str, Any]:
        """The sums of the lines, as plain data."""
        return {
            "people": len(self.lines),
            "days": sum(line.work + line.study for line in self.lines),
            "remitted": str(_sum(line.remitted for line in self.lines)),
            "unsettled": sum(line.unsettled for line in self.lines),
            "gross": sum(line.gross for line in self.lines),
            **{name: sum(getattr(line, name) for line in self.lines) for name in SHARES},
            "adjusted_people": self.adjusted_people,
            "adjusted_months": self.adjusted_months,
        }


def _sum(parts: Iterable[Fraction]) -> Fraction:
    """The sum of many fractions of few denominators: whole numbers are added, a denominator at a time."""
    by: dict[int, int] = {}
    for part in parts:
        by[part.denominator] = by.get(part.denominator, 0) + part.numerator
    return sum((Fraction(whole, denominator) for denominator, whole in by.items()), Fraction(0))


def rehearsed(results: Results, *, digests: Mapping[str, str], adjusted: set[int], months: list[str]) -> Rehearsed:
    """The lines of a count, person by person; ``digests`` are those of every month that was counted."""
    return Rehearsed(
        lines=lines_of(results),
        digest=hashlib.sha256(json.dumps(dict(digests), sort_keys=True).encode()).hexdigest(),
        adjusted_people=len(adjusted),
        adjusted_months=months,
    )


def lines_of(results: Results) -> list[Line]:
    """What the results of a month give each person that they count or pay, by the number of the person."""
    found: dict[int, Line] = {}

    def line(person: int) -> Line:
        return found.setdefault(person, Line(person))

    for count in results.counts:
        here = line(count.person)
        setattr(here, count.kind, getattr(here, count.kind) + count.days)
    for credit in results.credits:
        here = line(credit["person_id"])
        if credit["ratio"]:
            here.remitted += Fraction(credit["days"], credit["ratio"])
        else:
            here.unsettled += credit["days"]
    for earned in results.earnings:
        line(earned.person).gross += earned.gross
    for split in results.splits:
        here = line(split["person_id"])
        for name in SHARES:
            setattr(here, name, split.get(name, 0))
    return [found[person] for person in sorted(found)]
