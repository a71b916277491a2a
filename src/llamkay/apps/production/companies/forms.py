"""Forms of companies: each ends in one service call."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from llamkay.apps.activities.queries import every_company, every_trade
from llamkay.apps.institutions.queries import in_scope, no_establishments
from llamkay.apps.pay.companies.queries import agreements_in
from llamkay.apps.pay.inputs.forms import AmountField
from llamkay.apps.production.companies import services
from llamkay.apps.production.models import CompanyRequest
from llamkay.platform.screens.forms import DayField, OfficeForm
from llamkay.platform.security.scope import Scope


class RequestForm(OfficeForm):
    """A company wants to give work."""

    title = _("Registrar la solicitud de una empresa")
    done = _("Se registró la solicitud.")

    ruc = forms.CharField(max_length=11, label=_("RUC"))
    name = forms.CharField(
        max_length=120, required=False, label=_("Razón social"), help_text=_("Solo si la empresa es nueva.")
    )
    trade = forms.ModelChoiceField(queryset=None, label=_("Oficio"))
    people = forms.IntegerField(min_value=1, max_value=5000, label=_("Para cuántas personas"))
    room = forms.IntegerField(min_value=0, max_value=100_000, required=False, label=_("Metros cuadrados que necesita"))
    population = forms.ChoiceField(
        label=_("Población"),
        required=False,
        choices=[("", _("Cualquiera")), ("women", _("Mujeres")), ("men", _("Varones"))],
    )
    contact = forms.CharField(max_length=160, label=_("Con quién se habla"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["trade"].queryset = every_trade()  # type: ignore[attr-defined]

    def save(self, *, actor: Any) -> CompanyRequest:
        data = dict(self.cleaned_data)
        data["room"] = data["room"] or 0
        return services.receive_request(actor=actor, **data)


class _Step(OfficeForm):
    """A step of a request."""

    def __init__(self, *args: Any, work: CompanyRequest, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.work, self.scope = work, scope
        self.offer()

    def offer(self) -> None:
        """Fill the choices."""


class MatchForm(_Step):
    """The prison."""

    button = _("Proponer")
    done = _("Se propuso el establecimiento.")
    establishment = forms.ModelChoiceField(no_establishments(), label=_("Establecimiento"))

    def offer(self) -> None:
        self.fields["establishment"].queryset = in_scope(self.scope)  # type: ignore[attr-defined]

    def save(self, *, actor: Any) -> CompanyRequest:
        return services.match(actor=actor, request=self.work, **self.cleaned_data)


class DraftForm(_Step):
    """The work plan."""

    button = _("Guardar el plan")
    done = _("Se guardó el plan de trabajo.")
    plan = forms.CharField(label=_("Plan de trabajo"), max_length=3000, widget=forms.Textarea(attrs={"rows": 8}))

    def save(self, *, actor: Any) -> CompanyRequest:
        return services.draft(actor=actor, request=self.work, **self.cleaned_data)


class SignForm(_Step):
    """The agreement that was signed."""

    button = _("Registrar la firma")
    done = _("Se registró la firma.")
    agreement = forms.ModelChoiceField(
        queryset=None, label=_("Convenio"), help_text=_("Se registra antes en Pagos → Empresas y convenios.")
    )

    def offer(self) -> None:
        rows = agreements_in(self.scope).filter(company=self.work.company_id, establishment=self.work.establishment_id)
        self.fields["agreement"].queryset = rows  # type: ignore[attr-defined]

    def save(self, *, actor: Any) -> CompanyRequest:
        return services.sign(actor=actor, request=self.work, **self.cleaned_data)


STEPS = {"proponer": MatchForm, "plan": DraftForm, "firma": SignForm}
NEXT = {"received": ("proponer",), "matched": ("plan", "proponer"), "drafted": ("firma", "plan")}


class TermsForm(OfficeForm):
    """What was promised with an agreement."""

    title = _("Obligaciones del convenio")
    done = _("Se registraron las obligaciones.")

    people = forms.IntegerField(min_value=1, max_value=5000, label=_("Personas que ocupa, al menos"))
    floor = AmountField(label=_("Lo menos que se paga por hora (S/)"), required=False)
    training_hours = forms.IntegerField(min_value=0, required=False, label=_("Horas de capacitación al mes"))
    certificates = forms.IntegerField(min_value=0, required=False, label=_("Certificados al año"))

    def __init__(self, *args: Any, agreement: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.agreement = agreement

    def save(self, *, actor: Any) -> Any:
        data = dict(self.cleaned_data)
        for name in ("floor", "training_hours", "certificates"):
            data[name] = data[name] or 0
        return services.set_terms(actor=actor, agreement=self.agreement, **data)


class LoginForm(OfficeForm):
    """An account of a company's own."""

    title = _("Dar acceso a una empresa")
    done = _("La empresa entra con su cuenta y ve solo lo suyo.")

    company = forms.ModelChoiceField(queryset=None, label=_("Empresa"))
    username = forms.CharField(
        max_length=150, label=_("Usuario"), help_text=_("Se crea antes en Cuentas, con la función «Empresa».")
    )
    start = DayField(label=_("Desde el"))
    end = DayField(label=_("Último día"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["company"].queryset = every_company()  # type: ignore[attr-defined]

    def save(self, *, actor: Any) -> Any:
        return services.give_login(actor=actor, **self.cleaned_data)
