"""Forms of reparations and alimony."""

from django import forms
from django.utils.translation import gettext_lazy as _

from llamkay.apps.pay.inputs.forms import AmountField
from llamkay.apps.pay.models import CourtOrderChange
from llamkay.platform.screens.forms import DayField, FilterForm, OfficeForm


class CourtOrderFilter(FilterForm):
    q = forms.CharField(label=_("Nombre o código"), required=False, max_length=60)
    clase = forms.ChoiceField(label=_("Obligación"), required=False, choices=CourtOrderChange.Kind.choices)
    estado = forms.ChoiceField(
        label=_("Estado"),
        required=False,
        choices=[
            ("", _("Que rigen hoy")),
            ("waiting", _("Con un cambio por aprobar")),
            ("late", _("Con cuotas vencidas")),
            ("ended", _("Terminadas")),
            ("all", _("Todas")),
        ],
    )


class _Change(OfficeForm):
    """A change of what a court ordered; of what rules already, the form is given the cases among which one chooses."""

    since = DayField(label=_("Desde qué día"), help_text=_("De un mes que todavía no cierra."))
    document = forms.CharField(max_length=120, label=_("Resolución o documento"))
    reason = forms.CharField(max_length=200, label=_("Motivo"))

    def __init__(self, *args, cases=(), **kwargs):
        super().__init__(*args, **kwargs)
        if cases:
            self.fields["case_number"] = forms.ChoiceField(
                label=_("Expediente"), choices=[(case, case) for case in cases], required=len(cases) > 1
            )
            self.order_fields(["case_number", *(name for name in self.fields if name != "case_number")])


class NewReparation(_Change):
    case_number = forms.CharField(max_length=60, label=_("Expediente"))
    counterpart = forms.CharField(max_length=160, label=_("Parte agraviada"))
    amount = AmountField(
        label=_("Monto por pagar (S/)"), required=False, help_text=_("Vacío si no consta: el 20 % sigue sin término.")
    )
    field_order = ["case_number", "counterpart", "amount", "since", "document", "reason"]


class NewAlimony(_Change):
    case_number = forms.CharField(max_length=60, label=_("Expediente"))
    counterpart = forms.CharField(max_length=160, label=_("A favor de quién"))
    amount = AmountField(label=_("Monto mensual (S/)"), required=False)
    percent = forms.IntegerField(
        label=_("O porcentaje de lo que gana"),
        required=False,
        min_value=1,
        max_value=100,
        help_text=_("Se descuenta de la parte de la persona, hasta donde alcance."),
    )
    field_order = ["case_number", "counterpart", "amount", "percent", "since", "document", "reason"]


class ChangeReparation(_Change):
    amount = AmountField(
        label=_("Monto total del expediente (S/)"),
        required=False,
        help_text=_("El total, con lo ya descontado. Vacío si no consta."),
    )
    field_order = ["amount", "since", "document", "reason"]


class ChangeAlimony(_Change):
    amount = AmountField(label=_("Monto mensual (S/)"), required=False)
    percent = forms.IntegerField(label=_("O porcentaje de lo que gana"), required=False, min_value=1, max_value=100)
    field_order = ["amount", "percent", "since", "document", "reason"]


class NewFine(_Change):
    case_number = forms.CharField(max_length=60, label=_("Expediente"))
    amount = AmountField(
        label=_("Monto de la multa (S/)"), help_text=_("No se descuenta: se paga de la parte de la persona.")
    )
    field_order = ["case_number", "amount", "since", "document", "reason"]


class ChangeFine(_Change):
    amount = AmountField(label=_("Monto total de la multa (S/)"), help_text=_("El total, con lo ya pagado."))
    field_order = ["amount", "since", "document", "reason"]


class PlanForm(OfficeForm):
    """The instalments of a case: which, how many, and when the first falls due."""

    case = forms.ChoiceField(label=_("Expediente"))
    parts = forms.IntegerField(label=_("Cuotas mensuales"), min_value=1, max_value=120)
    first_due_on = DayField(label=_("Vence la primera"), help_text=_("Las otras, cada mes."))
    document = forms.CharField(max_length=120, label=_("Resolución o acuerdo que las fija"))

    def __init__(self, *args, cases, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["case"].choices = cases

    def clean_case(self):
        """The kind and the case, as the choice names them."""
        return self.cleaned_data["case"].split(":", 1)


class EndForm(_Change):
    """The first day on which it is no longer withheld."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["since"].label = _("Primer día en que ya no se descuenta")


class RefuseForm(OfficeForm):
    why = forms.CharField(max_length=200, label=_("Motivo"))
