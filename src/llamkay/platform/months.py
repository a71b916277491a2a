"""Months on the screens: how they are written, and which can be chosen."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from itertools import groupby

from django.utils.formats import date_format
from django.utils.text import get_text_list
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from llamkay.core.values import Month
from llamkay.platform import clock

MONTH_NAMES = "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre".split()
# The sheets of ten years are at hand: the oldest still count for somebody inside.
YEARS_BACK = 10


def month_title(month: Month) -> str:
    """The month as screens write it, in the reader's language; papers and the log use ``month_name``."""
    return _title(month, get_language())


@lru_cache(maxsize=1024)
def _title(month: Month, _language: str | None) -> str:
    return date_format(month.first, "YEAR_MONTH_FORMAT")


def month_name(month: Month) -> str:
    """«enero de 2026», as papers write it."""
    return f"{MONTH_NAMES[month.number - 1]} de {month.year}"


def days_by_month(days: Iterable[date]) -> str:
    """«enero de 2026: 1, 4 y 11; febrero de 2026: 1»."""
    months = groupby(sorted(set(days)), key=lambda day: (day.year, day.month))
    return "; ".join(
        f"{month_title(Month(*month))}: {get_text_list([str(day.day) for day in mine], _('y'))}"
        for month, mine in months
    )


def choices(also: Month | None = None, *, ahead: int = 1) -> list[tuple[str, list[tuple[str, str]]]]:
    """The months that can be chosen, by year and the newest first: so many ahead, those of ten years, and ``also``."""
    return [(year, list(months)) for year, months in _offered(Month.of(clock.today()), also, ahead, get_language())]


@lru_cache(maxsize=64)
def _offered(
    today: Month, also: Month | None, ahead: int, _language: str | None
) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    newest = Month(today.year + (today.number - 1 + ahead) // 12, (today.number - 1 + ahead) % 12 + 1)
    months = {Month(year, n) for year in range(today.year - YEARS_BACK, newest.year + 1) for n in range(1, 13)}
    offered = sorted({month for month in months if month <= newest} | ({also} if also else set()), reverse=True)
    years = groupby(offered, key=lambda month: month.year)
    return tuple((str(year), tuple((str(month), month_title(month)) for month in these)) for year, these in years)
