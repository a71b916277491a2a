"""The halves of a year that the technical council evaluates."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, order=True, slots=True)
class Semester:
    """Half a year: January to June, or July to December.

    >>> str(Semester.of(date(2026, 2, 2)).before()), Semester(2025, 2).last.isoformat()
    ('2025-II', '2025-12-31')
    """

    year: int
    half: int

    def __post_init__(self) -> None:
        if self.half not in (1, 2):
            raise ValueError(f"a year has two halves, and {self.half} is none")

    def __str__(self) -> str:
        return f"{self.year}-{'I' * self.half}"

    @classmethod
    def of(cls, day: date) -> "Semester":
        """The half in which a day lies."""
        return cls(day.year, 1 if day.month <= 6 else 2)

    @classmethod
    def parse(cls, text: str) -> "Semester | None":
        """The half that ``2025-II`` names; nothing where it names none."""
        year, _dash, half = text.partition("-")
        plain = len(year) == 4 and year.isascii() and year.isdecimal() and half in ("I", "II")
        return cls(int(year), len(half)) if plain and int(year) >= 1900 else None

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, 1 if self.half == 1 else 7, 1)

    @property
    def last(self) -> date:
        """Its last day."""
        return date(self.year, 6, 30) if self.half == 1 else date(self.year, 12, 31)

    def before(self) -> "Semester":
        """The half before it."""
        return Semester(self.year, 1) if self.half == 2 else Semester(self.year - 1, 2)
