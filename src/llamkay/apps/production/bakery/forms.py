"""Forms of a kitchen: a control of the day, a sanitary registration."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from llamkay.apps.production.bakery import services
from llamkay.apps.production.fields import BLANK, PlaceForm, WorkshopForm
from llamkay.apps.production.kinds import HygieneKind
from llamkay.apps.production.models import Good
from llamkay.apps.production.permissions import CHECK
from llamkay.platform.screens.forms import DayField, FilterForm


class ControlFilter(FilterForm):
    """What the controls can be narrowed by."""

    arguments = {"dia": "on", "clase": "kind", "mal": "wrong"}

    dia = DayField(label=_("Día"), required=False)
    clase = forms.ChoiceField(label=_("Control"), required=False, choices=[("", _("Todos")), *HygieneKind.choices])
    mal = forms.BooleanField(label=_("Solo lo que no estuvo bien"), required=False)


class ControlForm(WorkshopForm):
    """A control of the day."""

    title = _("Registrar un control de higiene")
    button = _("Registrar")
    done = _("Se registró el control.")

    activity = forms.ModelChoiceField(queryset=None, label=_("Taller"))
    kind = forms.ChoiceField(label=_("Control"), choices=[BLANK, *HygieneKind.choices])
    value = forms.DecimalField(
        label=_("Lo que midió"), max_digits=6, decimal_places=1, required=False, help_text=_("En grados o mg/L.")
    )
    well = forms.BooleanField(label=_("Está bien"), required=False, initial=True)
    action = forms.CharField(max_length=200, required=False, label=_("Si no está bien, qué se hizo"))

    def offer(self) -> None:
        rows = self.workshops(CHECK).filter(trade__code__in=["panaderia", "cocina"])
        self.fields["activity"].queryset = rows  # type: ignore[attr-defined]

    def save(self, *, actor: Any) -> Any:
        data = dict(self.cleaned_data)
        value: Decimal | None = data.pop("value")
        return services.record_control(actor=actor, tenths=None if value is None else int(value * 10), **data)


class RegistrationForm(PlaceForm):
    """The sanitary registration of a food."""

    title = _("Anotar un registro sanitario")
    done = _("Se anotó el registro sanitario.")

    good = forms.ModelChoiceField(Good.objects.none(), label=_("Alimento"))
    number = forms.CharField(max_length=40, label=_("Número"))
    holder = forms.CharField(max_length=120, label=_("A nombre de"))
    first = DayField(label=_("Desde el"))
    last = DayField(label=_("Último día"))

    def offer(self) -> None:
        self.fields["good"].queryset = self.goods("product").filter(food=True)  # type: ignore[attr-defined]

    def save(self, *, actor: Any) -> Any:
        return services.register_food(actor=actor, **self.cleaned_data)
