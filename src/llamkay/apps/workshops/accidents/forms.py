"""What the screens of accidents and of safety kit ask for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from llamkay.apps.people.queries import by_exact
from llamkay.apps.workshops.accidents import services
from llamkay.apps.workshops.kinds import Kit, Severity
from llamkay.apps.workshops.machines.queries import machines_in
from llamkay.apps.workshops.models import Accident
from llamkay.apps.workshops.permissions import ACCIDENTS
from llamkay.apps.workshops.tools.forms import OfWorkshop
from llamkay.platform.screens.forms import CHOOSE, DayField, FilterForm, OfficeForm

_CODE = _("Su código o el número completo de su documento")
_LONG = {"widget": forms.Textarea(attrs={"rows": 3}), "max_length": 2000}


class AccidentFilter(FilterForm):
    """Which accidents are shown."""

    arguments = {"q": "words", "gravedad": "severity"}

    q = forms.CharField(label=_("Número, persona o taller"), required=False, max_length=80)
    gravedad = forms.ChoiceField(label=_("Gravedad"), required=False, choices=[("", _("Todas")), *Severity.choices])


class KitFilter(FilterForm):
    """Which kit is shown."""

    arguments = {"q": "words", "estado": "state"}

    q = forms.CharField(label=_("Persona, taller o detalle"), required=False, max_length=80)
    estado = forms.ChoiceField(label=_("Estado"), required=False, choices=[("", _("Todas")), ("due", _("Por renovar"))])


class _OfSomebody(OfWorkshop):
    """A form that names somebody of a workshop by code or document."""

    person = forms.CharField(label=_("Persona"), max_length=20, help_text=_CODE)

    def __init__(self, *args: Any, actor: Any, action: str, **more: Any) -> None:
        super().__init__(*args, actor=actor, action=action, **more)
        self.scope = actor.actions[action]

    def clean_person(self) -> Any:
        """Whom the code or document names within reach."""
        found = by_exact(self.scope, self.cleaned_data["person"])
        if found is None:
            raise forms.ValidationError(_("Nadie a su alcance tiene ese código o documento."))
        return found


class AccidentForm(_OfSomebody):
    """What happened, what was done, and the days of rest."""

    own = False
    title = _("Anotar un accidente de trabajo")

    on = DayField(label=_("Qué día"))
    at = forms.TimeField(label=_("A qué hora"), widget=forms.TimeInput(attrs={"type": "time"}))
    severity = forms.ChoiceField(label=_("Gravedad"), choices=[("", CHOOSE), *Severity.choices])
    machine = forms.ModelChoiceField(machines_in(None), label=_("Máquina"), required=False)
    what = forms.CharField(label=_("Qué pasó"), help_text=_("Sin diagnóstico ni datos de salud."), **_LONG)
    kit_worn = forms.CharField(label=_("Equipo de seguridad que llevaba"), max_length=200, required=False)
    done = forms.CharField(label=_("Qué se hizo en el momento"), **_LONG)
    rest_from = DayField(label=_("Descansa desde el"), required=False)
    back_on = DayField(label=_("Vuelve el"), required=False, help_text=_("En blanco: todavía no se sabe."))

    def __init__(self, *args: Any, actor: Any, **more: Any) -> None:
        super().__init__(*args, actor=actor, action=ACCIDENTS, **more)
        field: Any = self.fields["machine"]
        field.queryset = machines_in(self.scope)

    def save(self, *, actor: Any) -> Any:
        return services.report(actor=actor, **self.cleaned_data)


class RestForm(OfficeForm):
    """The days of rest are others."""

    title = _("Cambiar el descanso")
    done = _("Descanso cambiado: las planillas sin cerrar ya lo dicen.")

    rest_from = DayField(label=_("Descansa desde el"), required=False)
    back_on = DayField(label=_("Vuelve el"), required=False, help_text=_("Las dos en blanco: sin descanso."))
    reason = forms.CharField(label=_("Por qué cambia"), max_length=200)

    def __init__(self, *args: Any, accident: Accident, **more: Any) -> None:
        super().__init__(*args, **more)
        self.accident = accident

    def save(self, *, actor: Any) -> Any:
        return services.change_rest(actor=actor, accident=self.accident, **self.cleaned_data)


class KitForm(_OfSomebody):
    """Safety kit for somebody."""

    title = _("Entregar equipo de seguridad")
    button = _("Entregar")
    done = _("Entrega anotada.")

    what = forms.ChoiceField(label=_("Qué"), choices=[("", CHOOSE), *Kit.choices])
    detail = forms.CharField(label=_("Detalle o talla"), max_length=80, required=False)
    given_on = DayField(label=_("Entregado el"))
    renew_on = DayField(label=_("Se renueva el"), required=False)

    def save(self, *, actor: Any) -> Any:
        return services.give_kit(actor=actor, **self.cleaned_data)
