"""Forms of companies: their agreements and what they pay."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from llamkay.apps.institutions.queries import no_establishments
from llamkay.apps.pay.inputs.forms import AmountField
from llamkay.apps.pay.models import Agreement
from llamkay.platform.months import month_title
from llamkay.platform.screens.forms import DayField, FilterForm, OfficeForm

STATES = [
    ("", _("Todas")),
    ("late", _("Con pago vencido")),
    ("owing", _("Deben")),
    ("credit", _("Con saldo a favor")),
    ("none", _("Sin convenio vigente")),
    ("ending", _("Convenio por terminar")),
]


class CompanyFilter(FilterForm):
    q = forms.CharField(label=_("Empresa, RUC o establecimiento"), required=False, max_length=60)
    estado = forms.ChoiceField(label=_("Estado"), required=False, choices=STATES)
    orden = forms.ChoiceField(
        label=_("Orden"), required=False, choices=[("", _("Empresa")), ("deuda", _("Lo que debe"))]
    )


class AgreementForm(OfficeForm):
    """An agreement; one that exists keeps its company and prison."""

    establishment = forms.ModelChoiceField(no_establishments(), label=_("Establecimiento"))
    ruc = forms.CharField(max_length=11, label=_("RUC de la empresa"))
    name = forms.CharField(
        max_length=120, required=False, label=_("Razón social"), help_text=_("Solo si la empresa es nueva.")
    )
    number = forms.CharField(max_length=60, label=_("Número del convenio"))
    document = forms.CharField(max_length=120, required=False, label=_("Resolución que lo aprueba"))
    start = DayField(label=_("Primer día"))
    end = DayField(label=_("Último día"), required=False, help_text=_("Déjelo en blanco si no tiene término."))
    days_to_pay = forms.IntegerField(
        min_value=0, max_value=120, label=_("Días para pagar"), help_text=_("Desde el fin de cada mes.")
    )
    contact = forms.CharField(max_length=120, required=False, label=_("Persona de contacto"))
    scan = forms.FileField(required=False, label=_("Convenio firmado (PDF, hasta 3 MB)"))

    def __init__(self, *args: Any, establishments: Any, agreement: Agreement | None = None, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["establishment"].queryset = establishments  # type: ignore[attr-defined]
        if agreement:
            for name in ("establishment", "ruc", "name"):
                del self.fields[name]

    @staticmethod
    def initial_of(agreement: Agreement) -> dict[str, Any]:
        upper = agreement.period.upper
        values = {name: getattr(agreement, name) for name in ("number", "document", "days_to_pay", "contact")}
        return values | {"start": agreement.period.lower, "end": upper - timedelta(days=1) if upper else None}


class PaymentForm(OfficeForm):
    amount = AmountField(label=_("Monto que entró al banco (S/)"))
    received_on = DayField(label=_("Día del abono"))
    reference = forms.CharField(max_length=80, label=_("Número de operación"))
    month = forms.ChoiceField(
        required=False,
        label=_("Por el mes de"),
        help_text=_("Lo que sobre responde por los otros meses, del más antiguo al más nuevo."),
    )

    def offer(self, months: Any) -> None:
        owed = [(str(line.month), month_title(line.month)) for line in months if line.left > 0]
        self.fields["month"].choices = [("", _("El más antiguo que se debe")), *owed]  # type: ignore[attr-defined]
