"""Forms of savings: the rule, its end, and what goes back to being available."""

from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from llamkay.apps.pay.inputs.forms import AmountField
from llamkay.apps.pay.savings import services
from llamkay.platform.screens.forms import DayField, OfficeForm


class _OfPerson(OfficeForm):
    def __init__(self, *args, person, **kwargs):
        super().__init__(*args, **kwargs)
        self.person = person


class RuleForm(_OfPerson):
    """What a person decided to save."""

    title = _("Registrar o cambiar la regla de ahorro")
    button = _("Registrar la regla")
    done = _("La regla rige desde ese día: el cierre del mes aparta el ahorro.")
    percent = forms.IntegerField(label=_("Porcentaje de su parte"), min_value=1, max_value=100)
    goal = AmountField(label=_("Meta (S/)"), help_text=_("Al llegar a ella el cierre deja de apartar."))
    purpose = forms.CharField(max_length=120, label=_("Para qué ahorra"))
    document = forms.CharField(max_length=120, label=_("Documento en que lo pide"))
    since = DayField(label=_("Desde qué día"), help_text=_("De un mes que todavía no cierra."))

    def save(self, *, actor):
        return services.agree(actor=actor, person=self.person, **self.cleaned_data)


class EndForm(_OfPerson):
    """The end of the rule in force."""

    title = _("Terminar la regla")
    button = _("Terminar la regla")
    done = _("La regla terminó: lo ahorrado sigue ahorrado.")
    why = forms.CharField(max_length=200, label=_("Motivo"))

    def __init__(self, *args, rule=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.rule = rule

    def save(self, *, actor):
        return services.end(actor=actor, rule=self.rule, **self.cleaned_data)


class TakeForm(_OfPerson):
    """Savings that go back to being available."""

    title = _("Pasar ahorro a su disponible")
    button = _("Pasar a disponible")
    done = _("Pasó a su disponible.")
    amount = AmountField(label=_("Monto (S/)"))
    document = forms.CharField(max_length=120, label=_("Documento en que lo pide"))
    token = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, initial={"token": str(uuid4())}, **kwargs)

    def save(self, *, actor):
        return services.take(actor=actor, person=self.person, **self.cleaned_data)
