"""Forms of the security incidents of personal data: each ends in one service call."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from llamkay.apps.institutions.data_incidents import services as incidents
from llamkay.apps.institutions.models import DataIncident, Establishment
from llamkay.platform.screens.forms import OfficeForm, offer
from llamkay.platform.security.scope import Scope

_TEXT = {"widget": forms.Textarea(attrs={"rows": 4}), "max_length": 3000}
_SHORT = {"widget": forms.Textarea(attrs={"rows": 3}), "max_length": 2000, "required": False}


class MomentField(forms.DateTimeField):
    """A day and an hour of Lima; sent as ``2026-02-01T14:30``."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%d/%m/%Y %H:%M"], **kwargs)


class ReportForm(OfficeForm):
    """Anybody of the staff tells what happened."""

    title = _("Reportar un incidente de seguridad de datos")
    button = _("Enviar el reporte")
    done = _("Su reporte llegó al oficial de datos personales. El plazo de ley ya corre.")

    establishment = forms.ModelChoiceField(
        label=_("Establecimiento"), queryset=Establishment.objects.none(), empty_label=None
    )
    known_at = MomentField(label=_("Cuándo se supo"), help_text=_("Día y hora. Desde ahí corre el plazo de ley."))
    what = forms.CharField(
        label=_("Qué pasó"),
        help_text=_("Dónde y cómo se notó. Por ejemplo: se perdió un cuaderno, alguien usó una clave ajena."),
        **_TEXT,
    )
    data = forms.MultipleChoiceField(
        label=_("Qué datos"), choices=DataIncident.Data.choices, widget=forms.CheckboxSelectMultiple
    )
    codes = forms.CharField(
        label=_("Códigos de las personas o los niños, si los sabe"),
        max_length=600,
        required=False,
        help_text=_("Separados por comas. No escriba nombres."),
    )

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["establishment"]
        offer(field, scope.filter(Establishment.objects.filter(uses_system=True), "id"), scope)
        if scope.everything:
            field.required, field.empty_label = False, _("Sede central o todo el país")

    def clean_codes(self) -> list[str]:
        found = [code.strip().upper() for code in self.cleaned_data["codes"].replace(";", ",").split(",")]
        found = [code for code in found if code]
        if wrong := next((code for code in found if len(code) > 20), None):
            raise forms.ValidationError(_("«%(code)s» no es un código: sepárelos con comas."), params={"code": wrong})
        return list(dict.fromkeys(found))

    def save(self, *, actor: Any) -> DataIncident:
        return incidents.report(actor=actor, **self.cleaned_data)


class _StepForm(OfficeForm):
    """An act on one incident."""

    service: Any = None

    def __init__(self, *args: Any, incident: DataIncident, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.incident = incident

    def save(self, *, actor: Any) -> DataIncident:
        return type(self).service(actor=actor, incident=self.incident, **self.cleaned_data)


class FactsForm(_StepForm):
    title = _("Los hechos")
    button = _("Guardar los hechos")
    done = _("Se guardaron los hechos.")
    service = incidents.write_facts

    nature = forms.CharField(label=_("Naturaleza: qué pasó con los datos"), **_SHORT)
    categories = forms.CharField(label=_("De quiénes son y qué datos"), **_SHORT)
    people = forms.IntegerField(label=_("Cuántas personas, aproximadamente"), min_value=0, required=False)
    consequences = forms.CharField(label=_("Consecuencias probables"), **_SHORT)
    measures = forms.CharField(label=_("Medidas tomadas y por tomar"), **_SHORT)


class AuthorityForm(_StepForm):
    title = _("Aviso a la autoridad (ANPD)")
    button = _("Registrar el aviso a la autoridad")
    done = _("Se registró el aviso a la autoridad.")
    service = incidents.tell_authority

    at = MomentField(label=_("Cuándo se presentó"))
    reference = forms.CharField(label=_("Número de registro"), max_length=80)


class PeopleForm(_StepForm):
    title = _("Aviso a las personas afectadas")
    button = _("Registrar el aviso a los afectados")
    done = _("Se registró el aviso a las personas afectadas.")
    service = incidents.tell_people

    at = MomentField(label=_("Cuándo se les avisó"))
    how = forms.CharField(label=_("Cómo"), max_length=200, help_text=_("En persona, por escrito, por su abogado…"))
    words = forms.CharField(
        label=_("Qué se les dijo, en palabras sencillas"),
        help_text=_("Qué pasó, qué datos suyos, qué puede ocurrir y qué pueden hacer."),
        **_TEXT,
    )


class CloseForm(_StepForm):
    title = _("Cerrar")
    button = _("Cerrar el incidente")
    done = _("Se cerró el incidente.")
    service = incidents.close

    outcome = forms.CharField(label=_("Cómo terminó y qué cambió para que no se repita"), **_TEXT)
    not_notified_why = forms.CharField(label=_("Si no se avisó, por qué no correspondía"), **_SHORT)


# Step → its form, in the order in which they are done.
STEPS: dict[str, type[_StepForm]] = {
    "facts": FactsForm,
    "authority": AuthorityForm,
    "people": PeopleForm,
    "close": CloseForm,
}


def step_forms(incident: DataIncident, *, step: str, data: Any, now: datetime) -> dict[str, _StepForm]:
    """The forms that are still to be filled, the sent one bound to what was sent."""
    facts = {name: getattr(incident, name) for name in FactsForm.base_fields}
    initial = {"facts": facts, "authority": {"at": now}, "people": {"at": now}, "close": {}}
    done = {"authority": incident.authority_at, "people": incident.people_notified_at}
    found = {
        name: form(data if step == name else None, incident=incident, initial=initial[name], prefix=name)
        for name, form in STEPS.items()
        if not done.get(name)
    }
    if done["authority"] and done["people"]:
        del found["close"].fields["not_notified_why"]
    return found
