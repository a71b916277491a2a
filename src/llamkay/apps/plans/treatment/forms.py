"""Forms of treatment programmes."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from llamkay.apps.activities.places.forms import EndingField
from llamkay.apps.plans.forms import Offered, PlacedFilter
from llamkay.apps.plans.kinds import TreatmentState
from llamkay.apps.plans.law import programmes
from llamkay.apps.plans.models import Treatment
from llamkay.apps.plans.treatment import services
from llamkay.platform import clock
from llamkay.platform.screens.forms import CHOOSE, DayField, OfficeForm


def programme_choices() -> list[tuple[str, str]]:
    """The programmes of today by their names."""
    return [(code, each.label) for code, each in programmes(clock.today()).items()]


class TreatmentFilter(PlacedFilter):
    """What the list of treatments can be narrowed by."""

    arguments = PlacedFilter.arguments | {"programa": "programme"}

    programa = forms.ChoiceField(label=_("Programa"), required=False)
    estado = forms.ChoiceField(label=_("Estado"), required=False, choices=[("", _("Todos")), *TreatmentState.choices])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["programa"].choices = [("", _("Todos")), *programme_choices()]


class ReferForm(OfficeForm):
    title = _("Derivar a un programa")
    button = _("Derivar")
    done = _("Derivación registrada.")

    programme = forms.ChoiceField(label=_("Programa"))
    on = DayField(label=_("Día de la derivación"))
    why = forms.CharField(
        label=_("Por qué"),
        max_length=300,
        required=False,
        help_text=_("Lo lee solo quien ve tratamientos."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, person: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        self.fields["programme"].choices = [("", CHOOSE), *programme_choices()]

    def save(self, *, actor: Any) -> Treatment:
        return services.refer(actor=actor, person=self.person, **self.cleaned_data)


class _TreatmentAct(OfficeForm):
    """An act on a treatment that has not ended."""

    def __init__(self, *args: Any, treatment: Treatment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.treatment = treatment


class StartForm(_TreatmentAct):
    title = _("Anotar que empezó")
    button = _("Empezó")
    done = _("Quedó anotado que empezó.")

    on = DayField(label=_("Día en que empezó"))

    def save(self, *, actor: Any) -> Treatment:
        return services.start(actor=actor, treatment=self.treatment, **self.cleaned_data)


class EndForm(_TreatmentAct):
    title = _("Anotar que terminó")
    button = _("Terminó")
    done = _("Quedó anotado cómo terminó.")

    on = DayField(label=_("Día"))
    ending = EndingField(label=_("Cómo"))
    note = forms.CharField(label=_("Observación"), max_length=300, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ending"].offer()

    def save(self, *, actor: Any) -> Treatment:
        return services.end(actor=actor, treatment=self.treatment, **self.cleaned_data)


TREATMENT_ACTS: dict[str, type[_TreatmentAct]] = {"empezar": StartForm, "terminar": EndForm}


def treatment_acts(row: Any, act: tuple[str, int] | None = None, bound: OfficeForm | None = None) -> list[Offered]:
    """The acts that a treatment allows, the one just refused with what was written."""
    if row.ended_on is not None:
        return []
    today = clock.today()
    offered = {"empezar": row.started_on is None, "terminar": True}
    return [
        Offered(
            name,
            bound
            if bound and (name, row.pk) == act
            else form(treatment=row, initial={"on": today}, auto_id=f"{name}-{row.pk}-%s"),
        )
        for name, form in TREATMENT_ACTS.items()
        if offered[name]
    ]
