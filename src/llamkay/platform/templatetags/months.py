"""Months in templates: their name, and the list that chooses one without a form class."""

from datetime import date, timedelta
from typing import Any

from django import template

from llamkay.core.values import Month
from llamkay.platform import months

register = template.Library()


@register.filter
def in_words(month: Month | date | str) -> str:
    """«enero de 2026» of a month, of any of its days or of ``2026-01``."""
    if isinstance(month, str):
        month = Month.parse(month)
    return months.month_title(month if isinstance(month, Month) else Month.of(month))


@register.filter
def day_before(day: date) -> date:
    """The last day of a period that ends before ``day``: people count it, the tables do not."""
    return day - timedelta(days=1)


@register.inclusion_tag("_month_options.html")
def month_options(chosen: Month | str | None) -> dict[str, Any]:
    """The options of a list of months, the chosen one marked."""
    month = Month.parse(chosen) if isinstance(chosen, str) and chosen else chosen or None
    return {"years": months.choices(also=month), "chosen": str(month) if month else ""}
