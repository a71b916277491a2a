"""What the screens of work outside ask for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from llamkay.apps.activities.kinds import Place
from llamkay.apps.activities.places.forms import grouped_reasons
from llamkay.apps.activities.queries import activities
from llamkay.apps.people.queries import by_exact
from llamkay.apps.workshops.models import DayOut, OutsidePermit
from llamkay.apps.workshops.outside import services
from llamkay.apps.workshops.permissions import AUTHORISE_OUTSIDE
from llamkay.platform import clock
from llamkay.platform.screens.forms import CHOOSE, DayField, FilterForm, OfficeForm
from llamkay.platform.security.scope import Scope

_HOUR = {"widget": forms.TimeInput(attrs={"type": "time"})}


class PermitFilter(FilterForm):
    """Which authorisations are shown."""

    arguments = {"q": "words", "estado": "state"}

    q = forms.CharField(label=_("Persona, empresa o acta"), required=False, max_length=80)
    estado = forms.ChoiceField(
        label=_("Estado"),
        required=False,
        choices=[("", _("Todas")), ("holds", _("Vigentes")), ("revoked", _("Revocadas"))],
    )


class PermitForm(OfficeForm):
    """An authorisation by an act, and what papers prove."""

    title = _("Autorizar trabajo externo")
    button = _("Autorizar")
    done = _("Autorizada: puede salir desde el día que dice el acta.")

    person = forms.CharField(
        label=_("Persona"), max_length=20, help_text=_("Su código o el número completo de su documento")
    )
    activity = forms.ModelChoiceField(activities(scope=Scope()).none(), label=_("Actividad en el exterior"))
    employer = forms.CharField(label=_("Quién da el trabajo"), max_length=120)
    address = forms.CharField(label=_("Dónde"), max_length=160)
    act = forms.CharField(label=_("Acta del consejo"), max_length=120)
    start = DayField(label=_("Desde el"))
    end = DayField(label=_("Hasta el día anterior al"))
    leaves_at = forms.TimeField(label=_("Sale a las"), **_HOUR)
    back_by = forms.TimeField(label=_("Debe volver a las"), **_HOUR)
    agrees = forms.BooleanField(label=_("Acepta salir a trabajar"), required=False)
    fines_paid = forms.BooleanField(label=_("Pagó las multas"), required=False)
    reparation_paid = forms.BooleanField(label=_("Pagó la mitad de la reparación civil"), required=False)
    declarations = forms.BooleanField(label=_("Presentó las declaraciones que pide la ley"), required=False)
    pilot = forms.CharField(label=_("Resolución del plan piloto"), max_length=120, required=False)
    verified = forms.CharField(
        label=_("Lo que no consta en el sistema: quién lo verificó y con qué papel"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, scope: Scope, **more: Any) -> None:
        super().__init__(*args, **more)
        self.scope = scope
        field: Any = self.fields["activity"]
        field.queryset = activities(scope=scope, on=clock.today()).filter(place=Place.OUTSIDE)

    def clean_person(self) -> Any:
        """Whom the code or document names within reach."""
        found = by_exact(self.scope, self.cleaned_data["person"])
        if found is None:
            raise forms.ValidationError(_("Nadie a su alcance tiene ese código o documento."))
        return found

    def save(self, *, actor: Any) -> Any:
        return services.authorise(actor=actor, **self.cleaned_data)


class _OfPermit(OfficeForm):
    action = AUTHORISE_OUTSIDE

    def __init__(self, *args: Any, permit: OutsidePermit, outing: DayOut | None, **more: Any) -> None:
        super().__init__(*args, **more)
        self.permit, self.outing = permit, outing


class OutForm(_OfPermit):
    """Somebody leaves now."""

    title = _("Sale a trabajar")
    button = _("Anotar la salida de ahora")
    done = _("Salida anotada.")

    def save(self, *, actor: Any) -> Any:
        return services.go_out(actor=actor, permit=self.permit)


class InForm(_OfPermit):
    """Somebody is back."""

    title = _("Volvió del trabajo")
    button = _("Anotar el regreso")
    done = _("Regreso anotado. La planilla ya tiene sus horas.")

    at = forms.TimeField(label=_("A qué hora"), **_HOUR)
    late_why = forms.CharField(label=_("Si volvió tarde: por qué"), max_length=200, required=False)

    def save(self, *, actor: Any) -> Any:
        return services.come_in(actor=actor, outing=self.outing, **self.cleaned_data)


class RevokeForm(_OfPermit):
    """The authorisation is taken away."""

    title = _("Revocar la autorización")
    button = _("Revocar")
    done = _("Autorización revocada y plaza terminada.")

    on = DayField(label=_("Desde el"))
    act = forms.CharField(label=_("Acta o resolución"), max_length=120)
    why = forms.CharField(label=_("Motivo"), max_length=200)
    ending = forms.ChoiceField(label=_("La plaza termina por"), choices=[("", CHOOSE)])

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        field: Any = self.fields["ending"]
        field.choices = [("", CHOOSE), *grouped_reasons()]

    def save(self, *, actor: Any) -> Any:
        return services.revoke(actor=actor, permit=self.permit, **self.cleaned_data)
