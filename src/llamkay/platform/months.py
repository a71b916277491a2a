"""Months on the screens: how they are written, and which can be chosen."""

from django.utils.formats import date_format

from llamkay.core.values import Month
from llamkay.platform import clock

MONTH_NAMES = "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre".split()
# The sheets of ten years are at hand: the oldest still count for somebody inside.
YEARS_BACK = 10


def month_title(month: Month) -> str:
    """The month as screens write it, in the reader's language; papers and the log use ``month_name``."""
    return date_format(month.first, "YEAR_MONTH_FORMAT")


def month_name(month: Month) -> str:
    """«enero de 2026», as papers write it."""
    return f"{MONTH_NAMES[month.number - 1]} de {month.year}"


def choices(also: Month | None = None, *, ahead: int = 1) -> list[tuple[str, list[tuple[str, str]]]]:
    """The months that can be chosen, by year and the newest first: so many ahead, those of ten years, and ``also``."""
    today = Month.of(clock.today())
    newest = Month(today.year + (today.number - 1 + ahead) // 12, (today.number - 1 + ahead) % 12 + 1)
    months = {Month(year, n) for year in range(today.year - YEARS_BACK, newest.year + 1) for n in range(1, 13)}
    offered = sorted({month for month in months if month <= newest} | ({also} if also else set()), reverse=True)
    years = sorted({month.year for month in offered}, reverse=True)
    return [(str(year), [(str(m), month_title(m)) for m in offered if m.year == year]) for year in years]
