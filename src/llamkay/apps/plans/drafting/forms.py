"""Forms of plans: filters, goals, steps by what closes them, the agreement, evidence by hand."""

from collections.abc import Callable, Iterable
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from llamkay.apps.activities.queries import every_trade
from llamkay.apps.certificates.kinds import Kind as CertificateKind
from llamkay.apps.education.schooling.forms import stage_choices
from llamkay.apps.education.schooling.queries import plans as study_plans
from llamkay.apps.people.kinds import DocumentKind
from llamkay.apps.plans.drafting import services
from llamkay.apps.plans.forms import PlacedFilter
from llamkay.apps.plans.kinds import Area, Closes, Consent
from llamkay.apps.plans.law import programmes
from llamkay.apps.plans.models import Goal, Plan, Step
from llamkay.platform import clock
from llamkay.platform.screens.forms import CHOOSE, DayField, OfficeForm


class PlanFilter(PlacedFilter):
    """What the list of plans can be narrowed by."""

    estado = forms.ChoiceField(
        label=_("Estado"),
        required=False,
        choices=[
            ("", _("Todos")),
            ("no_interview", _("Sin entrevista")),
            ("interview", _("Con entrevista, sin plan")),
            ("draft", _("Con borrador")),
            ("agreed", _("Con plan acordado")),
            ("overdue", _("Con revisión vencida")),
        ],
    )


class _PlanAct(OfficeForm):
    """An act on a version of a plan."""

    danger = False

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plan = plan


class GoalForm(_PlanAct):
    title = _("Añadir una meta")
    button = _("Añadir la meta")
    done = _("Meta añadida: póngale sus pasos.")

    area = forms.ChoiceField(label=_("De qué es"), choices=[("", CHOOSE), *Area.choices])
    goal = forms.CharField(
        label=_("Qué quiere lograr"), max_length=160, help_text=_("Con sus palabras: «Terminar mi secundaria».")
    )
    target_on = DayField(label=_("Para cuándo"), required=False)
    refusal_fields = {"title": "goal"}

    def save(self, *, actor: Any) -> Goal:
        data = dict(self.cleaned_data)
        return services.add_goal(actor=actor, plan=self.plan, title=data.pop("goal"), **data)


class AgreeForm(_PlanAct):
    title = _("Registrar que lo firmó")
    button = _("Quedó acordado")
    done = _("Plan acordado: desde hoy sus pasos se cierran solos.")

    on = DayField(label=_("Día en que lo firmó"))
    consent = forms.ChoiceField(label=_("Cómo lo aceptó"), choices=Consent.choices, widget=forms.RadioSelect)

    def save(self, *, actor: Any) -> Plan:
        return services.agree(actor=actor, plan=self.plan, **self.cleaned_data)


class DiscardForm(_PlanAct):
    title = _("Descartar el borrador")
    button = _("Descartar")
    done = _("Borrador descartado.")
    danger = True

    def save(self, *, actor: Any) -> None:
        services.discard(actor=actor, plan=self.plan)


PLAN_ACTS: dict[str, type[_PlanAct]] = {"meta": GoalForm, "acordar": AgreeForm, "descartar": DiscardForm}


class StepForm(OfficeForm):
    """A step of a goal; each way of closing it has a form of its own."""

    closes = Closes.HAND
    title = _("Añadir un paso")
    button = _("Añadir el paso")
    done = _("Paso añadido.")

    text = forms.CharField(
        label=_("El paso"), max_length=160, help_text=_("Lo que la persona hará, en una frase corta.")
    )

    def __init__(self, *args: Any, goal: Goal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.goal = goal

    def save(self, *, actor: Any) -> Step:
        return services.add_step(actor=actor, goal=self.goal, closes=self.closes, **self.cleaned_data)


_SINCE = _("Se cuenta desde el")


class DaysForm(StepForm):
    closes = Closes.DAYS

    needed = forms.IntegerField(label=_("Cuántos días"), min_value=1, max_value=2000)
    trade = forms.ModelChoiceField(
        label=_("En qué especialidad"), queryset=None, required=False, empty_label=_("Cualquiera")
    )
    since = DayField(label=_SINCE)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["trade"]
        field.queryset = every_trade()


class MarksForm(StepForm):
    closes = Closes.MARKS

    needed = forms.IntegerField(label=_("Cuántos meses aprobados"), min_value=1, max_value=120)
    since = DayField(label=_SINCE)


class ModuleForm(StepForm):
    closes = Closes.MODULE

    module = forms.ChoiceField(label=_("Qué parte de qué plan de estudios"))
    refusal_fields = {"part": "module"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plans = {plan.pk: plan for plan in study_plans(on=clock.today())}
        parts = _("{plan}, parte {part} de {parts}")
        self.fields["module"].choices = [
            ("", CHOOSE),
            *(
                (f"{plan.pk}-{part}", parts.format(plan=plan.name, part=part, parts=plan.parts))
                for plan in self.plans.values()
                for part in range(1, plan.parts + 1)
            ),
        ]

    def save(self, *, actor: Any) -> Step:
        number, _dash, part = self.cleaned_data.pop("module").partition("-")
        self.cleaned_data |= {"study_plan": self.plans[int(number)], "part": int(part)}
        return super().save(actor=actor)


class _CodeForm(StepForm):
    """A step that a code names: a stage, a document, a certificate, a programme."""

    code = forms.ChoiceField(label=_("Cuál"))

    offered: ClassVar[Callable[[], Iterable[tuple[str, Any]]]]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].choices = [("", CHOOSE), *type(self).offered()]


class SchoolingForm(_CodeForm):
    closes = Closes.SCHOOLING
    offered = staticmethod(stage_choices)


class DocumentForm(_CodeForm):
    closes = Closes.DOCUMENT
    offered = staticmethod(lambda: DocumentKind.choices)


class CertificateForm(_CodeForm):
    closes = Closes.CERTIFICATE
    offered = staticmethod(lambda: CertificateKind.choices)


class TreatmentForm(_CodeForm):
    closes = Closes.TREATMENT
    offered = staticmethod(lambda: [(code, each.label) for code, each in programmes(clock.today()).items()])


STEP_FORMS: dict[str, type[StepForm]] = {
    form.closes.value: form
    for form in (
        DaysForm,
        MarksForm,
        ModuleForm,
        SchoolingForm,
        DocumentForm,
        CertificateForm,
        TreatmentForm,
        StepForm,
    )
}


class _StepAct(OfficeForm):
    """An act on one step."""

    def __init__(self, *args: Any, step: Step, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.step = step


class MoveForm(_StepAct):
    title = button = _("Subir")
    done = _("Cambió el orden.")

    def save(self, *, actor: Any) -> None:
        services.move_step(actor=actor, step=self.step)


class RemoveStepForm(_StepAct):
    title = button = _("Quitar")
    done = _("Paso quitado.")

    def save(self, *, actor: Any) -> None:
        services.remove_step(actor=actor, step=self.step)


class ProveForm(_StepAct):
    title = _("Cerrar este paso")
    button = _("Cerrar el paso")
    done = _("Paso cerrado.")

    on = DayField(label=_("Día"))
    what = forms.CharField(label=_("Con qué se prueba"), max_length=200)

    def save(self, *, actor: Any) -> Any:
        return services.prove(actor=actor, step=self.step, **self.cleaned_data)


class UndoProofForm(_StepAct):
    title = _("Anular lo que lo cerraba")
    button = _("Volver a abrir el paso")
    done = _("El paso se volvió a abrir.")

    why = forms.CharField(label=_("Por qué"), max_length=200)

    def save(self, *, actor: Any) -> Any:
        return services.undo_proof(actor=actor, step=self.step, **self.cleaned_data)


STEP_ACTS: dict[str, type[_StepAct]] = {
    "subir": MoveForm,
    "quitar": RemoveStepForm,
    "probar": ProveForm,
    "anular": UndoProofForm,
}
