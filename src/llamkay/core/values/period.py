"""Half-open periods of days: from the first day, up to but without the end."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, order=True, slots=True)
class Period:
    """The days from ``start`` (included) to ``end`` (excluded); no end means still running."""

    start: date
    end: date | None = None

    def __post_init__(self) -> None:
        if self.end is not None and self.end < self.start:
            raise ValueError(f"a period cannot end on {self.end}, before it starts on {self.start}")

    def __contains__(self, day: date) -> bool:
        return self.start <= day and (self.end is None or day < self.end)

    def overlaps(self, other: "Period") -> bool:
        """Whether one day at least lies in both."""
        return (other.end is None or self.start < other.end) and (self.end is None or other.start < self.end)

    def clip(self, start: date, end: date) -> "Period | None":
        """The part of this period inside ``[start, end)``, or nothing.

        >>> Period(date(2026, 1, 20)).clip(date(2026, 1, 1), date(2026, 2, 1))
        Period(start=datetime.date(2026, 1, 20), end=datetime.date(2026, 2, 1))
        """
        low, high = max(self.start, start), end if self.end is None else min(self.end, end)
        return Period(low, high) if low < high else None
