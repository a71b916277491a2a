"""A month of the calendar, written ``YYYY-MM``."""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

from llamkay.core.errors import Refused

# The years of what is typed: days and months near them can still be counted from.
FIRST_YEAR, LAST_YEAR = 1900, 2200


@dataclass(frozen=True, order=True, slots=True)
class Month:
    """One calendar month; ``str`` gives ``2026-01``."""

    year: int
    number: int

    def __post_init__(self) -> None:
        if not (1 <= self.year <= 9998 and 1 <= self.number <= 12):
            raise ValueError(f"{self.year}-{self.number} is not a month; write it like 2026-01")

    @classmethod
    def parse(cls, text: str) -> "Month":
        """Read ``2026-01``, of 1900 to 2200; raises ``Refused`` with one clear sentence."""
        match = re.fullmatch(r"([0-9]{4})-([0-9]{2})", text.strip())
        year, number = (int(match[1]), int(match[2])) if match else (0, 0)
        if not (FIRST_YEAR <= year <= LAST_YEAR and 1 <= number <= 12):
            raise Refused("«{text}» is not a month; write it like 2026-01", code="month", values={"text": text})
        return cls(year, number)

    @classmethod
    def of(cls, day: date) -> "Month":
        """The month in which a day lies."""
        return cls(day.year, day.month)

    @property
    def first(self) -> date:
        return date(self.year, self.number, 1)

    @property
    def end(self) -> date:
        """The first day after the month: months are half-open like every period."""
        return self.next().first

    @property
    def days(self) -> int:
        return calendar.monthrange(self.year, self.number)[1]

    def dates(self) -> list[date]:
        """Every day of the month in order."""
        return [self.first + timedelta(days=i) for i in range(self.days)]

    def next(self) -> "Month":
        return Month(self.year + self.number // 12, self.number % 12 + 1)

    def previous(self) -> "Month":
        return Month(self.year - (self.number == 1), (self.number - 2) % 12 + 1)

    def __str__(self) -> str:
        return f"{self.year}-{self.number:02d}"
