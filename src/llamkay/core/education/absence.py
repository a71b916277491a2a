"""Unjustified absence of a course against what the law bears (Directiva 06-2007-INPE, 5.3.i)."""

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Absence:
    """The days of a course on which somebody had to be there, and those missed without a reason.

    >>> Absence(due=10, absent=3).above(30), Absence(due=10, absent=4).above(30)
    (False, True)
    """

    due: int
    absent: int

    def __post_init__(self) -> None:
        if not 0 <= self.absent <= self.due:
            raise ValueError(f"{self.absent} absences of {self.due} days")

    @property
    def share(self) -> Fraction:
        """The part that was missed; none of a course that had no day yet."""
        return Fraction(self.absent, self.due) if self.due else Fraction(0)

    @property
    def percent(self) -> int:
        """The part in whole hundredths, never rounded up over a limit that it did not pass."""
        return int(self.share * 100)

    def above(self, most: int) -> bool:
        """Whether it is more than ``most`` hundredths: exactly as much is not more."""
        return self.share * 100 > most

    def may_still_miss(self, *, total: int, most: int) -> int:
        """How many days of a course of ``total`` days may still be missed before it is too much."""
        return max(0, total * most // 100 - self.absent)
