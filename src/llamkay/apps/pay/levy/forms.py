"""Forms of the 10 %: payments, plans, and what is taken back."""

from django import forms
from django.utils.translation import gettext_lazy as _

from llamkay.apps.pay.inputs.forms import AmountField
from llamkay.apps.pay.models import LevyPayment
from llamkay.platform.screens.forms import DayField, FilterForm, OfficeForm

STATES = [
    ("", _("Todas")),
    ("owing", _("Deben")),
    ("unplanned", _("Deben, sin acuerdo")),
    ("plan", _("Con acuerdo")),
    ("late", _("Con cuotas vencidas")),
    ("credit", _("A su favor")),
]


class LevyFilter(FilterForm):
    q = forms.CharField(label=_("Nombre o código"), required=False, max_length=60)
    estado = forms.ChoiceField(label=_("Estado"), required=False, choices=STATES)
    orden = forms.ChoiceField(
        label=_("Orden"), required=False, choices=[("", _("Nombre")), ("deuda", _("Lo que debe"))]
    )


class PayForm(OfficeForm):
    amount = AmountField(label=_("Monto pagado (S/)"), help_text=_("Paga primero el mes más antiguo."))
    source = forms.ChoiceField(label=_("Cómo pagó"), choices=LevyPayment.Source.choices)
    receipt = forms.CharField(max_length=80, label=_("Número del recibo o de la operación"))
    paid_on = DayField(label=_("Día del pago"))


class PlanForm(OfficeForm):
    document = forms.CharField(max_length=120, label=_("Documento del acuerdo"))
    parts = forms.TypedChoiceField(
        label=_("Cuotas mensuales"), choices=[(n, str(n)) for n in range(1, 7)], coerce=int, initial=6
    )
    first_due_on = DayField(label=_("Vence la primera"), help_text=_("A más tardar en 31 días; las otras, cada mes."))


class ReasonForm(OfficeForm):
    item = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(max_length=200, label=_("Motivo"))
