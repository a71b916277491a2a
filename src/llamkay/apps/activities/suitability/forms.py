"""What the screens of suitability ask for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from llamkay.apps.activities.kinds import Limit, Schooling, Tools
from llamkay.apps.activities.models import Activity, Requirement
from llamkay.apps.activities.suitability import services
from llamkay.apps.activities.suitability.words import NAMES
from llamkay.apps.people.queries import by_exact, stage_choices
from llamkay.platform.screens.forms import DayField, FilterForm, OfficeForm
from llamkay.platform.security.scope import Scope

CODE = _("Su código o el número completo de su documento")


class RequirementForm(OfficeForm):
    """What an activity asks for; what is left blank is not asked."""

    title = _("Requisitos de la actividad")
    refusal_fields = {"days_left": "days_left"}

    stages = forms.MultipleChoiceField(
        label=_("Etapas que pueden venir"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Ninguna marcada: todas."),
    )
    sentenced = forms.BooleanField(label=_("Solo sentenciadas"), required=False)
    youngest = forms.IntegerField(label=_("Edad mínima"), min_value=14, max_value=99, required=False)
    oldest = forms.IntegerField(label=_("Edad máxima"), min_value=14, max_value=99, required=False)
    schooling = forms.ChoiceField(
        label=_("Estudios"), choices=[("", _("No se piden")), *Schooling.choices], required=False
    )
    days_left = forms.IntegerField(
        label=_("Días de condena que le deben quedar"), min_value=1, max_value=10_000, required=False
    )
    tools = forms.ChoiceField(label=_("Lo más peligroso que se maneja"), choices=Tools.choices)
    demands = forms.MultipleChoiceField(
        label=_("Lo que exige del cuerpo"),
        choices=Limit.choices[1:],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    pavilion = forms.CharField(label=_("Pabellón donde se realiza"), max_length=40, required=False)

    def __init__(self, *args: Any, activity: Activity, **more: Any) -> None:
        row = Requirement.objects.filter(activity=activity).first() or Requirement()
        more["initial"] = {name: getattr(row, name) for name in self.base_fields}
        super().__init__(*args, **more)
        self.activity = activity
        field: Any = self.fields["stages"]
        field.choices = stage_choices()

    def save(self, *, actor: Any) -> Any:
        return services.set_requirement(actor=actor, activity=self.activity, **self.cleaned_data)


class OverrideForm(OfficeForm):
    """An exception for one person and one activity."""

    title = _("Excepción de idoneidad")
    button = _("Anotar la excepción")
    done = _("Excepción anotada: la jefatura puede dar la plaza.")

    rules = forms.MultipleChoiceField(label=_("Reglas"), widget=forms.CheckboxSelectMultiple)
    act = forms.CharField(label=_("Acta del consejo"), max_length=80)
    reason = forms.CharField(label=_("Motivo"), max_length=300, help_text=_("Sin datos de salud ni del delito."))
    until = DayField(label=_("La plaza se da hasta el"))

    def __init__(self, *args: Any, person: Any, activity: Activity, rules: list[str], **more: Any) -> None:
        super().__init__(*args, **more)
        self.person, self.activity = person, activity
        field: Any = self.fields["rules"]
        field.choices = [(code, NAMES[code]) for code in rules]

    def save(self, *, actor: Any) -> Any:
        return services.override(actor=actor, person=self.person, activity=self.activity, **self.cleaned_data)


class OfPerson(OfficeForm):
    """A form that names somebody by code or document."""

    def __init__(self, *args: Any, scope: Scope, **more: Any) -> None:
        super().__init__(*args, **more)
        self.scope = scope

    def person_of(self, name: str) -> Any:
        """Whom a code or document names within reach."""
        found = by_exact(self.scope, self.cleaned_data[name])
        if found is None:
            raise forms.ValidationError(_("Nadie a su alcance tiene ese código o documento."))
        return found


class FitnessForm(OfPerson):
    """What somebody may not do, and until when."""

    title = _("Anotar límites de salud para el trabajo")
    done = _("Anotado: quien da las plazas ve el límite y no la causa.")

    person = forms.CharField(label=_("Persona"), max_length=20, help_text=CODE)
    limits = forms.MultipleChoiceField(
        label=_("No puede"),
        choices=Limit.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Ninguno: terminan los que tenía."),
    )
    start = DayField(label=_("Desde el"))
    end = DayField(label=_("Hasta el día anterior al"), required=False, help_text=_("En blanco: hasta nuevo aviso."))

    def clean_person(self) -> Any:
        """The person of the code."""
        return self.person_of("person")

    def save(self, *, actor: Any) -> Any:
        return services.set_fitness(actor=actor, **self.cleaned_data)


class SeparationForm(OfPerson):
    """Two people who are kept apart."""

    title = _("Mantener separadas a dos personas")
    done = _("Anotado: ninguna tendrá plaza nueva donde la otra tenga una.")

    person = forms.CharField(label=_("Una persona"), max_length=20, help_text=CODE)
    other = forms.CharField(label=_("La otra"), max_length=20, help_text=CODE)
    start = DayField(label=_("Desde el"))
    end = DayField(label=_("Hasta el día anterior al"), required=False)
    act = forms.CharField(label=_("Resolución o acta"), max_length=120)

    def clean_person(self) -> Any:
        """The person of the first code."""
        return self.person_of("person")

    def clean_other(self) -> Any:
        """The person of the second code."""
        return self.person_of("other")

    def save(self, *, actor: Any) -> Any:
        return services.separate(actor=actor, **self.cleaned_data)


class CandidateFilter(FilterForm):
    """Which candidates are shown."""

    arguments = {"quienes": "only"}

    quienes = forms.ChoiceField(
        label=_("Quiénes"),
        required=False,
        choices=[
            ("", _("Todas")),
            ("suitable", _("Idóneas")),
            ("almost", _("Casi idóneas, en tres meses")),
            ("asked", _("Las que pidieron plaza")),
        ],
    )
