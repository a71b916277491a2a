"""Forms of reviews and of half-yearly evaluations."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from llamkay.apps.plans.forms import Offered, PlacedFilter
from llamkay.apps.plans.kinds import Conduct, Outcome, Verdict
from llamkay.apps.plans.law import delays
from llamkay.apps.plans.models import CouncilEvaluation, Review
from llamkay.apps.plans.reviews import services
from llamkay.core.lifeplan.semesters import Semester
from llamkay.platform import clock
from llamkay.platform.screens.forms import CHOOSE, DayField, OfficeForm


class ReviewFilter(PlacedFilter):
    """What the list of reviews can be narrowed by."""

    estado = forms.ChoiceField(
        label=_("Cuándo"),
        required=False,
        choices=[
            ("", _("Todas")),
            ("overdue", _("Vencidas")),
            ("open", _("Ya se pueden hacer")),
            ("later", _("Todavía no toca")),
        ],
    )


class EvaluationFilter(PlacedFilter):
    """What the list of a half year can be narrowed by."""

    arguments = PlacedFilter.arguments | {"semestre": "semester"}

    semestre = forms.ChoiceField(label=_("Semestre"), required=False)
    estado = forms.ChoiceField(
        label=_("Evaluación"),
        required=False,
        choices=[("", _("Todas")), ("missing", _("Falta")), ("done", _("Registrada"))],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        semester, choices = Semester.of(clock.today()).before(), []
        for _each in range(6):
            choices.append((str(semester), str(semester)))
            semester = semester.before()
        self.fields["semestre"].choices = choices


class _ReviewAct(OfficeForm):
    """An act on a review that waits."""

    def __init__(self, *args: Any, review: Review, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.review = review


class HoldForm(_ReviewAct):
    title = _("Registrar la revisión")
    button = _("Se revisó")
    done = _("Revisión registrada.")

    on = DayField(label=_("Día de la revisión"))
    outcome = forms.ChoiceField(label=_("Qué se decidió"), choices=Outcome.choices, widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("Lo que se conversó"), max_length=600, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def save(self, *, actor: Any) -> Review:
        return services.hold(actor=actor, review=self.review, **self.cleaned_data)


class DelayForm(_ReviewAct):
    title = _("Aplazar la revisión")
    button = _("Aplazar")
    done = _("Quedó aplazada, con su motivo.")

    reason = forms.ChoiceField(
        label=_("Por qué"), help_text=_("La fecha se corre unos días; una vencida no se aplaza.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = delays(clock.today()).items()
        self.fields["reason"].choices = [("", CHOOSE), *((code, row.label) for code, row in offered)]

    def save(self, *, actor: Any) -> Review:
        return services.delay(actor=actor, review=self.review, **self.cleaned_data)


REVIEW_ACTS: dict[str, type[_ReviewAct]] = {"hacer": HoldForm, "aplazar": DelayForm}


def review_acts(row: Review, act: tuple[str, int] | None = None, bound: OfficeForm | None = None) -> list[Offered]:
    """The acts that a review that waits allows, the one just refused with what was written."""
    if row.held_on is not None:
        return []
    today = clock.today()
    offered = {"hacer": True, "aplazar": row.opens_on <= today <= row.due_on}
    return [
        Offered(
            name,
            bound
            if bound and (name, row.pk) == act
            else form(review=row, initial={"on": today}, auto_id=f"{name}-{row.pk}-%s"),
        )
        for name, form in REVIEW_ACTS.items()
        if offered[name] or (name, row.pk) == act
    ]


class EvaluationForm(OfficeForm):
    """What the council says of a half year."""

    title = _("Evaluación semestral del consejo")
    done = _("Evaluación registrada.")

    on = DayField(label=_("Día de la sesión"))
    act = forms.CharField(label=_("Acta del consejo"), max_length=80)
    attendance = forms.IntegerField(label=_("Asistencia, de cada 100 días"), required=False, min_value=0, max_value=100)
    conduct = forms.ChoiceField(label=_("Conducta"), choices=Conduct.choices, widget=forms.RadioSelect)
    verdict = forms.ChoiceField(label=_("Resultado"), choices=Verdict.choices, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Por qué"),
        max_length=300,
        required=False,
        help_text=_("Hace falta si no es favorable."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, person: Any, semester: Semester, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person, self.semester = person, semester

    def save(self, *, actor: Any) -> CouncilEvaluation:
        return services.evaluate(actor=actor, person=self.person, semester=self.semester, **self.cleaned_data)
