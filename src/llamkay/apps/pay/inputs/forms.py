"""Forms of rates and of the pay inputs of a month, and the field in which money is written."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy

from llamkay.apps.activities.kinds import PayBasis
from llamkay.apps.activities.places.queries import placements
from llamkay.apps.pay.models import Band, IncomeDeclaration
from llamkay.apps.people.queries import nobody
from llamkay.core.errors import Refused
from llamkay.core.values import format_amount, parse_amount
from llamkay.platform import clock
from llamkay.platform.screens.forms import DayField, FilterForm, MonthField, OfficeForm
from llamkay.platform.screens.refusals import sentence

if TYPE_CHECKING:
    from llamkay.apps.activities.models import Activity


class AmountField(forms.CharField):
    """Soles as people write them; the form gives céntimos."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "size": 14})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": 20, **kwargs})

    def prepare_value(self, value: Any) -> Any:
        return format_amount(value) if isinstance(value, int) else value

    def clean(self, value: Any) -> int | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            return parse_amount(text)
        except Refused as refusal:
            raise ValidationError(sentence(refusal)) from None


class RatesFilter(FilterForm):
    """What the list of rates can be narrowed by."""

    mes = MonthField(label=gettext_lazy("Mes"), required=False, empty=gettext_lazy("El que se trabaja"))
    base = forms.ChoiceField(
        label=gettext_lazy("Cómo paga"),
        required=False,
        choices=[("", gettext_lazy("Todas")), *(item for item in PayBasis.choices if item[0] != PayBasis.NONE)],
    )
    q = forms.CharField(label=gettext_lazy("Actividad o código"), required=False, max_length=60)
    orden = forms.ChoiceField(
        label=gettext_lazy("Orden"),
        required=False,
        choices=[("", gettext_lazy("Establecimiento")), ("tarifa", gettext_lazy("Tarifa"))],
    )
    falta = forms.BooleanField(label=gettext_lazy("Solo lo que falta"), required=False)


class RateForm(OfficeForm):
    amount = AmountField(label=gettext_lazy("Tarifa en soles"))
    grade = forms.TypedChoiceField(
        label=gettext_lazy("Calidad"),
        choices=[(1, gettext_lazy("Primera")), (2, gettext_lazy("Segunda")), (3, gettext_lazy("Tercera"))],
        coerce=int,
        empty_value=1,
        required=False,
    )
    band = forms.TypedChoiceField(
        label=gettext_lazy("Banda"),
        choices=Band.choices,
        coerce=int,
        empty_value=Band.PLAIN,
        required=False,
        help_text=gettext_lazy("Quien no tiene banda gana la tarifa sin banda."),
    )
    start = DayField(
        label=gettext_lazy("Rige desde"), help_text=gettext_lazy("La tarifa anterior termina el día antes.")
    )
    reason = forms.CharField(
        label=gettext_lazy("Motivo"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Solo si corrige la tarifa de un mes cerrado con la que todavía no se pagó."),
    )

    def offer(self, activity: "Activity", people: Any) -> None:
        if activity.pay_basis != PayBasis.PIECE:
            del self.fields["grade"]


class BandForm(OfficeForm):
    place = forms.ModelChoiceField(placements().none(), label=gettext_lazy("Persona"))
    band = forms.TypedChoiceField(label=gettext_lazy("Banda"), choices=Band.choices, coerce=int)
    start = DayField(label=gettext_lazy("Desde el"), help_text=gettext_lazy("Los días de antes quedan como estaban."))
    reason = forms.CharField(label=gettext_lazy("Por qué cambia"), max_length=200)

    def offer(self, activity: "Activity", people: Any) -> None:
        field: Any = self.fields["place"]
        rows = placements(in_=activity).filter(period__overlap=(clock.today(), None))
        field.queryset = rows.select_related("person", "activity__establishment").order_by("person__sort_name", "pk")
        field.label_from_instance = lambda place: place.person.full_name


class SaleForm(OfficeForm):
    sold = AmountField(label=gettext_lazy("Vendido en el mes (S/)"))
    costs = AmountField(
        label=gettext_lazy("Costos (S/)"),
        help_text=gettext_lazy("Materiales y gastos que se descuentan; 0 si no hubo."),
    )
    document = forms.CharField(label=gettext_lazy("Documento que lo sustenta"), max_length=120)


class BonusForm(OfficeForm):
    person = forms.ModelChoiceField(nobody(), label=gettext_lazy("Persona"))
    amount = AmountField(label=gettext_lazy("Bonificación en soles"))
    reason = forms.CharField(label=gettext_lazy("Motivo"), max_length=200)

    def offer(self, activity: "Activity", people: Any) -> None:
        self.fields["person"].queryset = people  # type: ignore[attr-defined]


class IncomeForm(OfficeForm):
    person = forms.ModelChoiceField(nobody(), label=gettext_lazy("Persona"))
    amount = AmountField(
        label=gettext_lazy("Ingreso del mes en soles"), help_text=gettext_lazy("0 si declara que no ganó nada.")
    )
    origin = forms.ChoiceField(label=gettext_lazy("Estado"), choices=IncomeDeclaration.Origin.choices)
    document = forms.CharField(
        label=gettext_lazy("Documento"),
        max_length=120,
        help_text=gettext_lazy("La declaración jurada o el acta de verificación."),
    )

    def offer(self, activity: "Activity", people: Any) -> None:
        self.fields["person"].queryset = people  # type: ignore[attr-defined]


class ItemForm(OfficeForm):
    """One line of the page, and why it is taken back where that is asked."""

    item = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(label=gettext_lazy("Motivo"), max_length=200, required=False)


class IncomeFileForm(OfficeForm):
    file = forms.FileField(label=gettext_lazy("Archivo XLSX o CSV"))
