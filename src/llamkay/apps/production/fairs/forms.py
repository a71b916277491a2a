"""Forms of exhibitions: each ends in one service call."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from llamkay.apps.pay.inputs.forms import AmountField
from llamkay.apps.production.fairs import services
from llamkay.apps.production.fields import PlaceForm
from llamkay.apps.production.models import Brand, Exhibition, Site, Stand
from llamkay.platform.screens.forms import DayField, OfficeForm


class ExhibitionForm(PlaceForm):
    """An exhibition."""

    title = _("Anunciar una exposición")
    done = _("Se anunció la exposición.")

    name = forms.CharField(max_length=120, label=_("Nombre"))
    on = DayField(label=_("Día"))
    place = forms.CharField(max_length=120, label=_("Dónde"))
    visit = forms.CharField(max_length=160, required=False, label=_("Por la visita de"))
    site = forms.ModelChoiceField(
        Site.objects.none(), label=_("Lugar de existencias"), required=False, empty_label=_("Ninguno")
    )

    def offer(self) -> None:
        self.fields["site"].queryset = self.sites().filter(kind="fair")  # type: ignore[attr-defined]

    def save(self, *, actor: Any) -> Exhibition:
        return services.announce(actor=actor, establishment=self.establishment, **self.cleaned_data)


class StandForm(OfficeForm):
    """A stand and how many show there."""

    title = _("Agregar un puesto")
    done = _("Se agregó el puesto.")

    name = forms.CharField(max_length=80, label=_("Puesto"))
    brand = forms.ModelChoiceField(Brand.objects.all(), label=_("Marca"), required=False, empty_label=_("Sin marca"))
    inmates = forms.IntegerField(min_value=0, max_value=500, required=False, label=_("Internas que exponen"))
    former = forms.IntegerField(min_value=0, max_value=500, required=False, label=_("Exinternas que exponen"))
    businesswomen = forms.IntegerField(min_value=0, max_value=500, required=False, label=_("Empresarias que exponen"))

    def __init__(self, *args: Any, exhibition: Exhibition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.exhibition = exhibition

    def save(self, *, actor: Any) -> Stand:
        data = dict(self.cleaned_data)
        for name in ("inmates", "former", "businesswomen"):
            data[name] = data[name] or 0
        return services.add_stand(actor=actor, exhibition=self.exhibition, **data)


class SoldForm(OfficeForm):
    """What a stand sold of its own."""

    title = _("Lo vendido en el puesto")
    done = _("Se registró lo vendido.")

    sold = AmountField(label=_("Vendió (S/)"))
    note = forms.CharField(max_length=200, required=False, label=_("Observación"))

    def __init__(self, *args: Any, stand: Stand, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stand = stand

    def save(self, *, actor: Any) -> Stand:
        return services.declare_sold(actor=actor, stand=self.stand, **self.cleaned_data)
