"""What the screen of excluded hours asks for."""

from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from llamkay.apps.activities.exclusions import services
from llamkay.apps.activities.kinds import ExclusionKind
from llamkay.apps.activities.models import HourExclusion
from llamkay.apps.activities.suitability.forms import CODE, OfPerson
from llamkay.platform.screens.forms import CHOOSE, DayField, OfficeForm


class ExclusionForm(OfPerson):
    """The hours at which somebody does not come."""

    title = _("Excluir horas de una persona")
    button = _("Excluir")
    done = _("Horas excluidas: las planillas y las listas del día ya lo dicen.")

    person = forms.CharField(label=_("Persona"), max_length=20, help_text=CODE)
    kind = forms.ChoiceField(label=_("Para qué"), choices=[("", CHOOSE), *ExclusionKind.choices])
    weekdays = forms.TypedMultipleChoiceField(
        label=_("Días"), choices=list(WEEKDAYS.items()), coerce=int, widget=forms.CheckboxSelectMultiple
    )
    starts_at = forms.TimeField(label=_("Desde las"), widget=forms.TimeInput(attrs={"type": "time"}))
    ends_at = forms.TimeField(label=_("Hasta las"), widget=forms.TimeInput(attrs={"type": "time"}))
    start = DayField(label=_("Desde el"))
    end = DayField(label=_("Hasta el día anterior al"), required=False, help_text=_("En blanco: hasta nuevo aviso."))
    paid = forms.BooleanField(
        label=_("Con pago"),
        required=False,
        help_text=_(
            "Se paga la sesión de la que estas horas no dejan nada. De la que dejan una parte se pagan las horas "
            "que se marcan, y el tiempo excluido no."
        ),
    )
    note = forms.CharField(
        label=_("Observación"), max_length=200, required=False, help_text=_("Sin diagnóstico ni datos de salud.")
    )

    def clean_person(self) -> Any:
        """The person of the code."""
        return self.person_of("person")

    def save(self, *, actor: Any) -> Any:
        return services.exclude_hours(actor=actor, **self.cleaned_data)


class EndExclusionForm(OfficeForm):
    """The hours are the activity's again."""

    title = _("Terminar la exclusión de horas")
    button = _("Terminar")
    done = _("Terminó: las planillas sin cerrar ya la cuentan así.")

    on = DayField(label=_("Primer día sin la exclusión"))
    reason = forms.CharField(label=_("Por qué"), max_length=200)

    def __init__(self, *args: Any, exclusion: HourExclusion, **more: Any) -> None:
        super().__init__(*args, **more)
        self.exclusion = exclusion

    def save(self, *, actor: Any) -> Any:
        return services.end_exclusion(actor=actor, exclusion=self.exclusion, **self.cleaned_data)
