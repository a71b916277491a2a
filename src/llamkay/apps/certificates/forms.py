"""Forms of certificates: what a list is narrowed by, a proposal, the acts on one, issuers."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from llamkay.apps.certificates import issuers, services
from llamkay.apps.certificates.kinds import CORRECTIONS, IssuerKind, Kind, Level, State, Why
from llamkay.apps.certificates.models import Credential, Issuer
from llamkay.apps.institutions.queries import every_establishment, no_establishments
from llamkay.platform.database.search import InOrder
from llamkay.platform.screens.forms import DayField, FilterForm, OfficeForm

_REASON = {
    "label": _("Por qué"),
    "max_length": 300,
    "help_text": _("Se lee solo dentro. Una frase entera."),
    "widget": forms.Textarea(attrs={"rows": 2}),
}


class CredentialFilter(FilterForm):
    """What the list of certificates can be narrowed by."""

    arguments = {"q": "words", "clase": "kind", "estado": "state", "emisor": "issuer", "entrega": "handed"}
    q = forms.CharField(label=_("Persona, número o código"), required=False, max_length=60)
    clase = forms.ChoiceField(label=_("Clase"), required=False, choices=[("", _("Todas")), *Kind.choices])
    estado = forms.ChoiceField(label=_("Estado"), required=False, choices=[("", _("Todos")), *State.choices])
    emisor = forms.ModelChoiceField(
        label=_("Emisor"), required=False, queryset=Issuer.objects.order_by(InOrder("name")), empty_label=_("Todos")
    )
    entrega = forms.ChoiceField(
        label=_("Entrega"),
        required=False,
        choices=[("", _("Todas")), ("no", _("Por entregar")), ("si", _("Entregados"))],
    )


class StudyForm(OfficeForm):
    """Propose the certificate of a study: nothing is typed, the act says everything."""

    title = _("Certificado de estudio")
    button = _("Proponer para la firma")
    done = _("Propuesto: lo firma quien firma por la institución educativa.")
    fields_of_skill = False

    correction = forms.ChoiceField(
        label=_("Qué se corrige"), choices=[(why.value, why.label) for why in CORRECTIONS], widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, person: Any, establishment: Any, key: str, old: Credential | None, **more: Any):
        super().__init__(*args, **more)
        self.about: dict[str, Any] = {"person": person, "establishment": establishment, "key": key, "replaces": old}
        if old is None:
            del self.fields["correction"]

    def save(self, *, actor: Any) -> Credential:
        values = dict(self.cleaned_data)
        if "tasks" in values:
            values["tasks"] = values["tasks"].splitlines()
            values["title"] = values.pop("skill")
        return services.propose(actor=actor, **self.about, **values)


class SkillForm(StudyForm):
    """Propose the certificate of a skill: its name, what the person can do, how far; hours come from the sheets."""

    title = _("Certificado de habilidad")
    done = _("Propuesto: lo firma quien firma por la empresa.")
    refusal_fields = {"title": "skill"}

    skill = forms.CharField(
        label=_("Habilidad"),
        max_length=200,
        help_text=_("Como la diría quien contrata: «Confección de prendas de punto». No diga dónde se aprendió."),
    )
    tasks = forms.CharField(
        label=_("Lo que sabe hacer"),
        max_length=1200,
        help_text=_("Una tarea en cada línea, hasta ocho: «Opera máquina recta y remalladora»."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    level = forms.ChoiceField(label=_("Nivel"), choices=Level.choices, widget=forms.RadioSelect)


class _ActForm(OfficeForm):
    """An act on one certificate."""

    service: Any = None
    danger = False

    def __init__(self, *args: Any, credential: Credential, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.credential = credential

    def save(self, *, actor: Any) -> Credential:
        return type(self).service(actor=actor, credential=self.credential, **self.cleaned_data)


class SignForm(_ActForm):
    title = _("Firmar")
    button = _("Firmar el certificado")
    done = _("Firmado: ya se puede imprimir y entregar.")
    service = services.sign


class DeclineForm(_ActForm):
    title = _("No firmar, o retirar la propuesta")
    button = _("Devolver sin firma")
    done = _("La propuesta quedó sin firma.")
    service = services.decline
    reason = forms.CharField(**_REASON)


class SuspendForm(_ActForm):
    title = _("Suspender mientras se revisa")
    button = _("Suspender")
    done = _("Suspendido: quien lo verifique ya lo ve.")
    service = services.suspend
    reason = forms.CharField(**_REASON)


class RestoreForm(_ActForm):
    title = _("Levantar la suspensión")
    button = _("Vuelve a valer")
    done = _("El certificado vuelve a valer.")
    service = services.restore
    reason = forms.CharField(**_REASON)


class RevokeForm(_ActForm):
    title = _("Anular para siempre")
    button = _("Anular")
    done = _("Anulado: quien lo verifique ya lo ve.")
    service = services.revoke
    danger = True
    why = forms.ChoiceField(
        label=_("Lo que leerá quien lo verifique"),
        choices=[(why.value, why.label) for why in (Why.DATA, Why.BASIS, Why.PERSON)],
    )
    reason = forms.CharField(**_REASON)


class HandOverForm(_ActForm):
    title = _("Registrar la entrega")
    button = _("Se entregó")
    done = _("La entrega quedó registrada.")
    service = services.hand_over
    on = DayField(label=_("Día de la entrega"))
    to = forms.CharField(
        label=_("Quién firmó el cargo"), max_length=120, help_text=_("La misma persona o a quien ella autorizó.")
    )


class IssuerForm(OfficeForm):
    """Register who issues certificates."""

    title = _("Registrar una entidad emisora")
    button = _("Registrar")
    done = _("Registrada, con su primera llave.")

    kind = forms.ChoiceField(label=_("Clase"), choices=IssuerKind.choices, widget=forms.RadioSelect)
    name = forms.CharField(
        label=_("Nombre"), max_length=120, help_text=_("Como lo inscribió el ministerio o la SUNAT. Nunca el penal.")
    )
    number = forms.CharField(label=_("Código modular (7 dígitos) o RUC (11)"), max_length=11)
    establishments = forms.ModelMultipleChoiceField(
        label=_("Certifica lo que se hace en"),
        queryset=no_establishments(),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Se sabe solo dentro."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["establishments"].queryset = every_establishment().filter(uses_system=True)

    def save(self, *, actor: Any) -> Issuer:
        return issuers.add_issuer(actor=actor, **self.cleaned_data)


class _IssuerAct(OfficeForm):
    service: Any = None
    danger = False

    def __init__(self, *args: Any, issuer: Issuer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.issuer = issuer

    def save(self, *, actor: Any) -> Any:
        return type(self).service(actor=actor, issuer=self.issuer, **self.cleaned_data)


class SignerForm(_IssuerAct):
    title = _("Nombrar a quien firma")
    button = _("Nombrar")
    done = _("Ya firma por la entidad.")
    service = issuers.add_signer
    username = forms.CharField(label=_("Usuario de su cuenta"), max_length=150)
    post = forms.CharField(label=_("Cargo, como va bajo la firma"), max_length=80)


class OfficePlaceForm(_IssuerAct):
    title = _("Certifica también en otro establecimiento")
    button = _("Habilitar")
    done = _("Habilitada.")
    service = issuers.add_office
    establishment = forms.ModelChoiceField(label=_("Establecimiento"), queryset=no_establishments())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["establishment"].queryset = every_establishment().filter(uses_system=True)


class RotateForm(_IssuerAct):
    title = _("Cambiar la llave")
    button = _("Firmar desde hoy con otra llave")
    done = _("Desde hoy firma otra llave; la anterior sigue publicada con sus fechas.")
    service = issuers.rotate


class LoseForm(_IssuerAct):
    title = _("La llave puede estar en otras manos")
    button = _("Darla por perdida")
    done = _("Firma otra llave; de la anterior vale solo lo que está registrado aquí.")
    service = issuers.lose
    danger = True
    reason = forms.CharField(**_REASON)


CREDENTIAL_ACTS: dict[str, type[_ActForm]] = {
    "firmar": SignForm,
    "devolver": DeclineForm,
    "suspender": SuspendForm,
    "restituir": RestoreForm,
    "anular": RevokeForm,
    "entregar": HandOverForm,
}
ISSUER_ACTS: dict[str, type[_IssuerAct]] = {
    "firmante": SignerForm,
    "establecimiento": OfficePlaceForm,
    "llave": RotateForm,
    "perdida": LoseForm,
}
