"""Ages and terms in calendar months, as the Civil Code counts them (art. 183)."""

from calendar import monthrange
from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache

from llamkay.core.errors import Refused

UNITS = ("months", "weeks", "days")


@lru_cache(maxsize=1 << 16)  # the calendars of children ask for the same few days again and again
def add_months(day: date, months: int) -> date:
    """The same day some months later or earlier; its month's last day where that month lacks it (art. 183.2).

    >>> add_months(date(2024, 2, 29), 36), add_months(date(2026, 5, 31), -3)
    (datetime.date(2027, 2, 28), datetime.date(2026, 2, 28))
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not 1 <= year <= 9999:
        raise Refused(f"{day} with {months} months leaves the calendar; check the year")
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def at_age(start: date, age: Mapping[str, int]) -> date:
    """The day on which an age like ``{"months": 2, "days": 3}`` or ``{"weeks": 6}`` is reached."""
    if not age or age.keys() - UNITS:
        unknown = sorted(age.keys() - UNITS)
        raise ValueError(f"an age is written in {', '.join(UNITS)}, not «{', '.join(unknown)}»")
    day = add_months(start, age.get("months", 0))
    return day + timedelta(weeks=age.get("weeks", 0), days=age.get("days", 0))


def completed_months(born_on: date, on: date) -> int:
    """Whole months of age on a day; a birthday that the month lacks is reached on its last day.

    >>> completed_months(date(2024, 1, 31), date(2024, 2, 29)), completed_months(date(2024, 1, 31), date(2024, 2, 28))
    (1, 0)
    """
    months = (on.year - born_on.year) * 12 + on.month - born_on.month
    return months if add_months(born_on, months) <= on else months - 1
