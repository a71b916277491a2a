"""Forms of treatment programmes."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from llamkay.apps.activities.places.forms import EndingField, grouped_reasons
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

    def __init__(self, *args: Any, reasons: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["ending"]
        if reasons is None:
            field.offer()
        else:
            field.choices = [("", CHOOSE), *reasons]

    def save(self, *, actor: Any) -> Treatment:
        return services.end(actor=actor, treatment=self.treatment, **self.cleaned_data)


TREATMENT_ACTS: dict[str, type[_TreatmentAct]] = {"empezar": StartForm, "terminar": EndForm}


def treatment_acts(
    rows: Iterable[Any], act: tuple[str, int] | None = None, bound: OfficeForm | None = None
) -> list[tuple[Any, list[Offered]]]:
    """Each treatment with the acts that it allows, the one just refused with what was written; the reasons of an end
    are read once for all."""
    found, today = list(rows), clock.today()
    reasons = grouped_reasons() if any(row.ended_on is None for row in found) else []

    def form_of(name: str, row: Any) -> OfficeForm:
        if bound and (name, row.pk) == act:
            return bound
        more = {"reasons": reasons} if name == "terminar" else {}
        return TREATMENT_ACTS[name](treatment=row, initial={"on": today}, auto_id=f"{name}-{row.pk}-%s", **more)

    return [
        (
            row,
            [
                Offered(name, form_of(name, row))
                for name, open_ in (("empezar", row.started_on is None), ("terminar", True))
                if open_ and row.ended_on is None
            ],
        )
        for row in found
    ]
