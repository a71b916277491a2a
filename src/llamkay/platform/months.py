"""Months on the screens: how they are written, and the field that chooses one."""

from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from llamkay.core.errors import Refused
from llamkay.core.values import Month
from llamkay.platform import clock
from llamkay.platform.screens.refusals import sentence

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


class MonthField(forms.ChoiceField):
    """A month chosen from a list by its name, sent as ``2026-01``; ``None`` where none is asked."""

    widget = forms.Select(attrs={"class": "govuk-select"})

    def __init__(self, *, empty: Any = None, ahead: int = 1, **kwargs: Any) -> None:
        super().__init__(choices=lambda: [("", empty or _("Todos")), *choices(ahead=ahead)], **kwargs)

    def valid_value(self, value: str) -> bool:
        """Any month of the calendar: an address that was kept may name one that the list no longer offers."""
        return bool(Month.parse(value))

    def clean(self, value: Any) -> Month | None:
        try:
            text = super().clean(value)
        except Refused as refusal:
            raise forms.ValidationError(sentence(refusal)) from None
        return Month.parse(text) if text else None
