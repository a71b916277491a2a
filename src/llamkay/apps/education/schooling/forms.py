"""Forms of what people studied, of institutions and plans: each is one act and ends in one service call."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from llamkay.apps.education.kinds import InstitutionKind, NeedKind
from llamkay.apps.education.law import ladder, proofs, words
from llamkay.apps.education.models import EducationInstitution, Schooling, StudyPlan
from llamkay.apps.education.permissions import ENTER_SCHOOLING, MANAGE, NEEDS
from llamkay.apps.education.schooling import services
from llamkay.apps.institutions.queries import in_scope, no_establishments
from llamkay.core.education.stages import NONE
from llamkay.platform import clock
from llamkay.platform.screens.forms import CHOOSE, DayField, FilterForm, OfficeForm
from llamkay.platform.security.scope import Scope

_TEXT = {"widget": forms.Textarea(attrs={"rows": 3})}


def stage_choices(*, taught: bool = False) -> list[tuple[str, str]]:
    """The stages of today's law in their order; with ``taught`` those that are taught here."""
    stages = ladder(clock.today()).stages.values()
    return [(stage.code, words(stage)) for stage in stages if stage.teaches or not taught]


class UnfinishedFilter(FilterForm):
    """What the list of who has not finished basic education can be narrowed by."""

    arguments = {"q": "words", "estudia": "studying", "nivel": "stage"}

    q = forms.CharField(label=_("Nombre o código"), required=False, max_length=80)
    establecimiento = forms.ModelChoiceField(
        label=_("Establecimiento"), queryset=no_establishments(), required=False, empty_label=_("Todos")
    )
    estudia = forms.ChoiceField(
        label=_("Estudia básica ahora"),
        required=False,
        choices=[("", _("Todas")), ("yes", _("Sí")), ("no", _("No"))],
    )
    nivel = forms.ChoiceField(label=_("Lo que se sabe"), required=False)

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["establecimiento"].queryset = in_scope(scope)
        self.fields["nivel"].choices = [
            ("", _("Todo")),
            ("nothing", _("Nada anotado")),
            (NONE, _("Nunca fue a la escuela")),
            *stage_choices(),
        ]

    def criteria(self) -> dict[str, Any]:
        found = super().criteria()
        place = found.pop("establecimiento", None)
        return found | ({"establishment_id": place.pk} if place else {})


class PlaceFilter(FilterForm):
    """A list narrowed by words alone."""

    arguments = {"q": "words"}

    q = forms.CharField(label=_("Nombre o código"), required=False, max_length=80)


class PersonForm(OfficeForm):
    """An act on the studies of a person, or on one row of them."""

    action = ENTER_SCHOOLING
    service: Any = None

    def __init__(self, *args: Any, person: Any, row: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person, self.row = person, row

    def save(self, *, actor: Any) -> Any:
        return type(self).service(actor=actor, person=self.person, **self.cleaned_data)


class SchoolingForm(PersonForm):
    title = _("Anotar lo que estudió")
    done = _("Se anotó. Vale como probado cuando haya un documento.")
    service = services.enter_schooling

    stage = forms.ChoiceField(label=_("Nivel"))
    complete = forms.BooleanField(label=_("Lo terminó entero"), required=False)
    grade = forms.IntegerField(
        label=_("Último grado, módulo o ciclo aprobado"), required=False, min_value=1, max_value=14
    )
    institution = forms.CharField(label=_("Institución educativa"), required=False, max_length=160)
    career = forms.CharField(label=_("Carrera u opción"), required=False, max_length=120)
    ended_year = forms.IntegerField(label=_("Año en que lo dejó o terminó"), required=False, min_value=1930)
    note = forms.CharField(label=_("Observación"), required=False, max_length=300, **_TEXT)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["stage"].choices = [("", CHOOSE), (NONE, _("Nunca fue a la escuela")), *stage_choices()]


class ProveForm(PersonForm):
    action = MANAGE
    title = _("Probar un estudio")
    done = _("Se registró.")

    proven = forms.ChoiceField(
        label=_("Resultado"), choices=[("", CHOOSE), ("yes", _("Quedó probado")), ("no", _("No se pudo probar"))]
    )
    proof = forms.ChoiceField(label=_("Con qué se prueba"), required=False)
    proof_number = forms.CharField(label=_("Número o fecha del documento"), required=False, max_length=120)
    note = forms.CharField(label=_("Observación"), required=False, max_length=300, **_TEXT)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(code, words(rule.value)) for code, rule in proofs(clock.today()).items() if code != "act"]
        self.fields["proof"].choices = [("", CHOOSE), *offered]

    def save(self, *, actor: Any) -> Schooling:
        data = dict(self.cleaned_data)
        return services.check_schooling(actor=actor, schooling=self.row, **(data | {"proven": data["proven"] == "yes"}))


class RemoveRowForm(PersonForm):
    action = MANAGE
    title = _("Quitar un estudio mal anotado")
    button = _("Quitar")
    done = _("Se quitó.")

    reason = forms.CharField(label=_("Por qué"), max_length=200)

    def save(self, *, actor: Any) -> None:
        services.delete_schooling(actor=actor, schooling=self.row, **self.cleaned_data)


class NeedForm(PersonForm):
    action = NEEDS
    title = _("Anotar un apoyo para estudiar")
    done = _("Se anotó. La clase y el examen lo muestran.")
    service = services.enter_need

    kind = forms.ChoiceField(label=_("De qué"), choices=[("", CHOOSE), *NeedKind.choices])
    in_class = forms.CharField(
        label=_("Qué se hace en clase"), max_length=300, help_text=_("El apoyo, nunca el diagnóstico."), **_TEXT
    )
    in_examination = forms.CharField(label=_("Qué se hace en el examen"), max_length=300, **_TEXT)
    start = DayField(label=_("Desde el"))


class EndNeedForm(PersonForm):
    action = NEEDS
    title = _("Terminar un apoyo para estudiar")
    done = _("Terminó.")

    end = DayField(label=_("Primer día sin el apoyo"))

    def save(self, *, actor: Any) -> Any:
        return services.end_need(actor=actor, need=self.row, **self.cleaned_data)


# Kind of act → its form; those on a row name its table.
ACTS: dict[str, type[PersonForm]] = {"anotar": SchoolingForm, "apoyo": NeedForm}
ROW_ACTS: dict[str, type[PersonForm]] = {"probar": ProveForm, "quitar": RemoveRowForm, "terminar-apoyo": EndNeedForm}


class InstitutionForm(OfficeForm):
    title = _("Institución educativa")
    done = _("Se guardó la institución.")

    name = forms.CharField(
        label=_("Nombre"), max_length=160, help_text=_("Como estará en el certificado, que nunca menciona el penal.")
    )
    kind = forms.ChoiceField(label=_("Clase"), choices=[("", CHOOSE), *InstitutionKind.choices])
    modular_code = forms.CharField(label=_("Código modular"), required=False, max_length=8)
    resolution = forms.CharField(label=_("Resolución que la autoriza"), required=False, max_length=120)
    ugel = forms.CharField(label=_("UGEL"), required=False, max_length=80)

    def __init__(self, *args: Any, institution: EducationInstitution | None = None, **kwargs: Any) -> None:
        if institution:
            names = ("name", "kind", "modular_code", "resolution", "ugel")
            kwargs["initial"] = {name: getattr(institution, name) for name in names}
        super().__init__(*args, **kwargs)
        self.institution = institution

    def save(self, *, actor: Any) -> EducationInstitution:
        return services.enter_institution(actor=actor, institution=self.institution, **self.cleaned_data)


class PlanForm(OfficeForm):
    title = _("Plan de estudios")
    done = _("Se guardó el plan.")

    institution = forms.ModelChoiceField(EducationInstitution.objects.all(), label=_("Institución educativa"))
    stage = forms.ChoiceField(label=_("Nivel"))
    name = forms.CharField(label=_("Nombre"), max_length=120, help_text=_("Programa, opción ocupacional o carrera."))
    parts = forms.IntegerField(label=_("Cuántos grados, módulos o ciclos tiene"), min_value=1, max_value=14)
    norm = forms.CharField(label=_("Resolución que lo aprueba"), required=False, max_length=120)
    start = DayField(label=_("Rige desde el"))
    units = forms.CharField(
        label=_("Cursos y unidades"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text=_("Una por línea: grado o módulo | curso | horas | créditos | competencias."),
    )

    def __init__(self, *args: Any, plan: StudyPlan | None = None, **kwargs: Any) -> None:
        if plan:
            kwargs["initial"] = {
                "institution": plan.institution_id,
                "stage": plan.stage,
                "name": plan.name,
                "parts": plan.parts,
                "norm": plan.norm,
                "start": plan.period.lower,
                "units": "\n".join(
                    f"{unit.part} | {unit.name} | {unit.hours} | {unit.credits} | {unit.competences}"
                    for unit in plan.units.all()
                ),
            }
        super().__init__(*args, **kwargs)
        self.plan = plan
        self.fields["stage"].choices = [("", CHOOSE), *stage_choices(taught=True)]

    def save(self, *, actor: Any) -> StudyPlan:
        return services.enter_plan(actor=actor, plan=self.plan, **self.cleaned_data)
