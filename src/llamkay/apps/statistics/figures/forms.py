"""What two moments of a figure are compared."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from llamkay.core.values import Month
from llamkay.platform.months import month_title
from llamkay.platform.screens.forms import DayField, FilterForm


class ChangesForm(FilterForm):
    """From which month to which; of who is held, from which day to which instead."""

    desde = forms.TypedChoiceField(label=_("Desde el mes"), required=False, empty_value=None)
    hasta = forms.TypedChoiceField(label=_("Hasta el mes"), required=False, empty_value=None)
    dia_desde = DayField(label=_("O desde el día"), required=False)
    dia_hasta = DayField(label=_("Hasta el día"), required=False)

    def __init__(self, *args: Any, months: Sequence[date], by_day: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = {f"{month:%Y-%m}": month for month in months}
        for name in ("desde", "hasta"):
            self.fields[name].choices = [("", "—"), *((code, month_title(Month.of(known[code]))) for code in known)]
            self.fields[name].coerce = known.__getitem__
        if not by_day:
            del self.fields["dia_desde"], self.fields["dia_hasta"]
        self.days = False

    def clean(self) -> dict[str, Any]:
        """Raise for two ends of which the first is not before the last, or of which one is missing."""
        found = super().clean() or self.cleaned_data
        for first, last in (("desde", "hasta"), ("dia_desde", "dia_hasta")):
            since, until = found.get(first), found.get(last)
            if (since is None) != (until is None):
                self.add_error(last if until is None else first, _now("Faltan los dos extremos, o ninguno."))
            elif since is not None and not since < until:
                self.add_error(last, _now("El segundo va después del primero."))
        return found

    def ends(self, newest: date | None) -> tuple[date | None, date | None]:
        """The two ends that were asked for; else the ``newest`` month and the one before it."""
        chosen = self.criteria()
        if "dia_desde" in chosen and "dia_hasta" in chosen:
            self.days = True
            return chosen["dia_desde"], chosen["dia_hasta"]
        if "desde" in chosen and "hasta" in chosen:
            return chosen["desde"], chosen["hasta"]
        return (Month.of(newest).previous().first, newest) if newest and not self.errors else (None, None)
