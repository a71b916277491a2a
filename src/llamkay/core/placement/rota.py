"""Weeks that repeat."""

from datetime import date, timedelta


def rota_week(since: date, weeks: int, day: date) -> int:
    """Which of the weeks of a rota a day lies in, from 0; the first is the one, Monday to Sunday, in which it begins.

    >>> rota_week(date(2026, 2, 4), 2, date(2026, 2, 8)), rota_week(date(2026, 2, 4), 2, date(2026, 2, 9))
    (0, 1)
    """
    if weeks < 1 or day < since:
        raise ValueError(f"a rota of {weeks} weeks since {since} says nothing of {day}")
    monday = since - timedelta(days=since.weekday())
    return (day - monday).days // 7 % weeks
