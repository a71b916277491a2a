"""Forms of the money of people who left."""

from django import forms
from django.utils.translation import gettext_lazy as _

from llamkay.apps.people.kinds import Exit
from llamkay.platform.screens.forms import DayField, FilterForm, OfficeForm

STATES = [
    ("", _("Todas")),
    ("due", _("Por preparar")),
    ("prepared", _("Por confirmar")),
    ("confirmed", _("Liquidadas, con saldo")),
    ("kept", _("Sin nada que pagar hoy")),
]


class LeftFilter(FilterForm):
    q = forms.CharField(label=_("Nombre o código"), required=False, max_length=60)
    motivo = forms.ChoiceField(label=_("Cómo salió"), required=False, choices=[("", _("Todos")), *Exit.choices])
    estado = forms.ChoiceField(label=_("Liquidación"), required=False, choices=STATES)
    orden = forms.ChoiceField(
        label=_("Orden"),
        required=False,
        choices=[("", _("Quien espera más")), ("monto", _("Monto")), ("nombre", _("Nombre"))],
    )


class UnclaimedFilter(FilterForm):
    q = forms.CharField(label=_("Nombre o código"), required=False, max_length=60)
    motivo = forms.ChoiceField(
        label=_("Cómo salió"),
        required=False,
        choices=[("", _("Todos")), *((v, n) for v, n in Exit.choices if v != "transfer")],
    )
    orden = forms.ChoiceField(
        label=_("Orden"),
        required=False,
        choices=[("", _("Quien espera más")), ("monto", _("Monto")), ("nombre", _("Nombre"))],
    )


class PrepareForm(OfficeForm):
    document = forms.CharField(
        max_length=120, label=_("Documento"), help_text=_("El acta o la resolución de la liquidación.")
    )


class ConfirmForm(OfficeForm):
    """Nothing is written: the person only says that what is shown is right."""


class CancelForm(OfficeForm):
    reason = forms.CharField(max_length=200, label=_("Motivo"))


class NoticeForm(OfficeForm):
    on = DayField(label=_("Día del aviso"))
    who = forms.CharField(max_length=160, label=_("A quién se avisó"))
    how = forms.CharField(
        max_length=160, label=_("Cómo"), help_text=_("Llamada, carta con cargo, correo; con su número si lo tiene.")
    )
