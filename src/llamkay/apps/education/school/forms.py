"""Forms of the school: each is one act and ends in one service call."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from llamkay.apps.activities.areas import seen_by
from llamkay.apps.activities.kinds import Kind
from llamkay.apps.activities.queries import activities
from llamkay.apps.education.kinds import ENDINGS, ActKind, MarkKind, Mode, StudentState
from llamkay.apps.education.models import Group, StudyPlan
from llamkay.apps.education.permissions import MANAGE
from llamkay.apps.education.school import acts_services, queries, removal_services, services
from llamkay.apps.education.schooling.queries import plans
from llamkay.apps.institutions.queries import in_scope, no_accounts, no_establishments, staff_of
from llamkay.platform import clock
from llamkay.platform.database.search import InOrder
from llamkay.platform.screens.forms import CHOOSE, DayField, FilterForm, OfficeForm, numbers_of
from llamkay.platform.security.scope import Scope

_TEXT = {"widget": forms.Textarea(attrs={"rows": 3})}


class GroupsFilter(FilterForm):
    """What the list of groups can be narrowed by."""

    arguments = {"q": "words", "anio": "year", "sin_acta": "without_act"}

    q = forms.CharField(label=_("Plan, aula o sección"), required=False, max_length=80)
    anio = forms.IntegerField(label=_("Año escolar"), required=False, min_value=2000, max_value=2200)
    establecimiento = forms.ModelChoiceField(
        label=_("Establecimiento"), queryset=no_establishments(), required=False, empty_label=_("Todos")
    )

    sin_acta = forms.BooleanField(label=_("Terminaron y no tienen acta final"), required=False)

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["establecimiento"].queryset = in_scope(scope)

    def criteria(self) -> dict[str, Any]:
        found = super().criteria()
        place = found.pop("establecimiento", None)
        return found | ({"establishment_id": place.pk} if place else {})


class RatesFilter(FilterForm):
    """Whose rates are shown."""

    plan = forms.ModelChoiceField(
        label=_("Plan"), queryset=StudyPlan.objects.all(), required=False, empty_label=_("Todos")
    )


class GroupForm(OfficeForm):
    title = _("Abrir un grupo")
    button = _("Abrir")
    done = _("Se abrió el grupo. Siga con la matrícula.")

    activity = forms.ModelChoiceField(
        activities(scope=Scope()).none(), label=_("Aula"), help_text=_("Su planilla es la de la clase.")
    )
    plan = forms.ModelChoiceField(StudyPlan.objects.none(), label=_("Plan de estudios"))
    part = forms.IntegerField(label=_("Grado, módulo o ciclo"), min_value=1, max_value=14)
    section = forms.CharField(label=_("Sección"), max_length=4, initial="A")
    mode = forms.ChoiceField(label=_("Cómo se asiste"), choices=Mode.choices)
    year = forms.IntegerField(label=_("Año escolar"), min_value=2000, max_value=2200)
    start = DayField(label=_("Primer día"))
    last = DayField(label=_("Último día"))
    tutor = forms.ModelChoiceField(no_accounts(), label=_("Docente a cargo"), required=False)

    def __init__(self, *args: Any, actor: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        scope, today = actor.actions[MANAGE], clock.today()
        rows = activities(scope=scope, kind=Kind.STUDY).filter(period__overlap=(today, None))
        self.fields["activity"].queryset = seen_by(rows, actor)
        self.fields["plan"].queryset = plans(on=today)
        self.fields["tutor"].queryset = staff_of(in_scope(scope)).filter(is_active=True).order_by(InOrder("full_name"))

    def save(self, *, actor: Any) -> Group:
        return services.open_group(actor=actor, **self.cleaned_data)


class GroupActForm(OfficeForm):
    """An act on a group, or on one course of it."""

    def __init__(self, *args: Any, group: Group, row: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.group, self.row = group, row
        for name in ("tutor", "teacher"):
            if name in self.fields:
                at = in_scope(Scope(ids=frozenset({group.activity.establishment_id})))
                self.fields[name].queryset = staff_of(at).filter(is_active=True).order_by(InOrder("full_name"))


class ChangeGroupForm(GroupActForm):
    title = _("Cambiar el grupo")
    done = _("Se guardó el grupo.")

    mode = forms.ChoiceField(label=_("Cómo se asiste"), choices=Mode.choices)
    start = DayField(label=_("Primer día"))
    last = DayField(label=_("Último día"))
    tutor = forms.ModelChoiceField(no_accounts(), label=_("Docente a cargo"), required=False)

    def __init__(self, *args: Any, group: Group, **kwargs: Any) -> None:
        kwargs["initial"] = {
            "mode": group.mode,
            "start": group.period.lower,
            "last": group.period.upper - services.ONE,
            "tutor": group.tutor_id,
        }
        super().__init__(*args, group=group, **kwargs)

    def save(self, *, actor: Any) -> Group:
        return services.change_group(actor=actor, group=self.group, **self.cleaned_data)


class TeacherForm(GroupActForm):
    title = _("Asignar docente a un curso")
    done = _("Se asignó.")

    teacher = forms.ModelChoiceField(no_accounts(), label=_("Docente"), required=False)

    def save(self, *, actor: Any) -> Any:
        return services.assign_teacher(actor=actor, course=self.row, **self.cleaned_data)


class IssueForm(GroupActForm):
    """The final act, or that of recovery."""

    kind = ActKind.FINAL
    title = _("Emitir el acta final")
    button = _("Emitir")
    done = _("Se emitió el acta.")

    on = DayField(label=_("Fecha del acta"))
    director = forms.CharField(
        label=_("Quién firma por la institución educativa"), max_length=120, help_text=_("Nombre y cargo.")
    )

    def save(self, *, actor: Any) -> Any:
        return acts_services.issue_act(actor=actor, group=self.group, kind=self.kind, **self.cleaned_data)


class RecoveryActForm(IssueForm):
    kind = ActKind.RECOVERY
    title = _("Emitir el acta de recuperación")


GROUP_ACTS: dict[str, type[GroupActForm]] = {
    "editar": ChangeGroupForm,
    "acta-final": IssueForm,
    "acta-de-recuperacion": RecoveryActForm,
}
COURSE_ACTS: dict[str, type[GroupActForm]] = {"docente": TeacherForm}


class EnrolForm(OfficeForm):
    """Who is enrolled, from which day."""

    title = _("Matricular")
    button = _("Matricular")

    on = DayField(label=_("Desde el"), help_text=_("Antes de que empiece el grupo vale su primer día."))
    admitted_by = forms.CharField(
        label=_("Documento que las admite aunque falte un requisito"),
        max_length=160,
        required=False,
        help_text=_("Prueba de ubicación, convalidación o resolución. En blanco si no falta nada."),
    )

    def __init__(self, *args: Any, group: Group, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.group, self.offered = group, {person.pk for person in people}
        self.chosen = numbers_of(self.data.getlist("people")) if self.is_bound else []

    def save(self, *, actor: Any) -> Any:
        people = [pk for pk in self.chosen if pk in self.offered]
        return services.enrol_students(actor=actor, group=self.group, people=people, **self.cleaned_data)


class StudentForm(OfficeForm):
    """An act on an enrolment."""

    service: Any = None

    def __init__(self, *args: Any, student: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.student = student

    def save(self, *, actor: Any) -> Any:
        return type(self).service(actor=actor, student=self.student, **self.cleaned_data)


class EndStudyForm(StudentForm):
    title = _("Terminar la matrícula")
    done = _("Terminó la matrícula. Sus notas quedan.")
    service = services.end_study

    on = DayField(label=_("Primer día sin estudiar"))
    state = forms.ChoiceField(
        label=_("Por qué"), choices=[("", CHOOSE), *((state.value, state.label) for state in ENDINGS)]
    )
    reason = forms.CharField(label=_("Motivo"), max_length=200)


class UndoStudyForm(StudentForm):
    title = _("Anular o reabrir la matrícula")
    button = _("Anular o reabrir")
    done = _("Se hizo.")
    service = services.undo_study

    reason = forms.CharField(label=_("Por qué"), max_length=200)


class RemovalForm(StudentForm):
    title = _("Proponer separarla del curso por inasistencia")
    button = _("Proponer")
    done = _("Quedó propuesta. Sigue estudiando hasta que otra persona decida.")
    service = removal_services.propose_removal

    on = DayField(label=_("Primer día fuera del curso"))
    reason = forms.CharField(label=_("Motivo y documento"), max_length=300, **_TEXT)
    answer = forms.CharField(label=_("Qué responde la persona"), max_length=500, **_TEXT)


class DecideRemovalForm(OfficeForm):
    """What another person decides of a proposal."""

    title = _("Decidir la separación del curso")
    button = _("Guardar la decisión")
    done = _("Quedó anotada la decisión. Si se la separó, puede recurrirla.")

    remove = forms.ChoiceField(
        label=_("Decisión"),
        choices=[("", CHOOSE), ("yes", _("Se la separa del curso")), ("no", _("Sigue en el curso"))],
    )
    decision = forms.CharField(label=_("Por qué, y con qué acta o resolución"), max_length=300, **_TEXT)

    def __init__(self, *args: Any, removal: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.removal = removal

    def save(self, *, actor: Any) -> Any:
        data = self.cleaned_data
        return removal_services.decide_removal(
            actor=actor, removal=self.removal, remove=data["remove"] == "yes", decision=data["decision"]
        )


class AppealForm(StudentForm):
    title = _("Registrar el recurso de la persona")
    done = _("Se registró el recurso.")

    on = DayField(label=_("Fecha del recurso"))
    appeal = forms.CharField(label=_("Qué dice"), max_length=500, **_TEXT)

    def save(self, *, actor: Any) -> Any:
        return removal_services.appeal_removal(actor=actor, removal=_removal(self.student), **self.cleaned_data)


class ResolveForm(StudentForm):
    title = _("Resolver la separación")
    done = _("Se registró la resolución.")

    on = DayField(label=_("Fecha"))
    lifted = forms.ChoiceField(
        label=_("Decisión"),
        choices=[("", CHOOSE), ("yes", _("Deshacerla: vuelve a estudiar")), ("no", _("Confirmarla"))],
    )
    resolution = forms.CharField(label=_("Resolución y motivo"), max_length=300, **_TEXT)

    def save(self, *, actor: Any) -> Any:
        data = dict(self.cleaned_data)
        return removal_services.resolve_removal(
            actor=actor, removal=_removal(self.student), **(data | {"lifted": data["lifted"] == "yes"})
        )


def _removal(student: Any) -> Any:
    found = queries.standing_removal(student)
    if found is None:
        raise services.Refused(_("No se le separó del curso."))
    return found


STUDENT_ACTS: dict[str, type[StudentForm]] = {
    "terminar": EndStudyForm,
    "anular": UndoStudyForm,
    "separar": RemovalForm,
    "recurrir": AppealForm,
    "resolver": ResolveForm,
}


def student_acts(student: Any, removal: Any, *, too_much: bool) -> list[tuple[str, Any]]:
    """The acts that make sense on an enrolment now, with their titles."""
    codes = []
    if student.state == StudentState.ACTIVE:
        waits = removal is not None and removal.decided_on is None
        codes = [*(["separar"] if too_much and not waits else []), "terminar", "anular"]
    elif removal is not None and not removal.lifted and removal.resolved_on is None:
        codes = ["resolver"] if removal.appealed_on else ["recurrir", "resolver"]
    elif student.state in ENDINGS:
        codes = ["anular"]
    return [(code, STUDENT_ACTS[code].title) for code in codes]


class MarksFilter(FilterForm):
    """Which marks of a course are written: of a day, the final ones, the recovery."""

    clase = forms.ChoiceField(label=_("Clase"), required=False, choices=MarkKind.choices)
    dia = DayField(label=_("Fecha"), required=False)


class VoidForm(OfficeForm):
    title = _("Anular el acta")
    button = _("Anular")
    done = _("Se anuló el acta; el grupo se puede corregir.")

    why = forms.CharField(label=_("Por qué se anula"), max_length=300, **_TEXT)

    def __init__(self, *args: Any, act: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.act = act

    def save(self, *, actor: Any) -> Any:
        return acts_services.void_act(actor=actor, act=self.act, **self.cleaned_data)
