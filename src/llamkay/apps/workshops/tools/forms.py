"""What the screens of tools ask for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from llamkay.apps.activities.areas import seen_by
from llamkay.apps.activities.kinds import Kind
from llamkay.apps.activities.queries import activities
from llamkay.apps.workshops.kinds import Risk
from llamkay.apps.workshops.models import MissingTool, Tool, ToolCount
from llamkay.apps.workshops.permissions import KEEP
from llamkay.apps.workshops.tools import services
from llamkay.platform import clock
from llamkay.platform.screens.forms import CHOOSE, DayField, FilterForm, OfficeForm, numbers_of
from llamkay.platform.security.scope import Scope

STATES = [
    ("", _("Todas")),
    ("in", _("En su sitio")),
    ("out", _("Entregada")),
    ("missing", _("Falta")),
    ("retired", _("De baja")),
]


class ToolFilter(FilterForm):
    """Which tools are shown."""

    arguments = {"q": "words", "riesgo": "risk", "estado": "state"}

    q = forms.CharField(label=_("Nombre, número o taller"), required=False, max_length=80)
    riesgo = forms.ChoiceField(label=_("Riesgo"), required=False, choices=[("", _("Todos")), *Risk.choices])
    estado = forms.ChoiceField(label=_("Estado"), required=False, choices=STATES)


class OfWorkshop(OfficeForm):
    """A form that names one of the workshops that the actor may see; of their prisons all, where it is not ``own``."""

    own = True

    activity = forms.ModelChoiceField(activities(scope=Scope()).none(), label=_("Taller"))

    def __init__(self, *args: Any, actor: Any, action: str = KEEP, **more: Any) -> None:
        super().__init__(*args, **more)
        field: Any = self.fields["activity"]
        rows = activities(scope=actor.actions[action], kind=Kind.WORK, on=clock.today())
        field.queryset = seen_by(rows, actor) if self.own else rows


class ToolForm(OfWorkshop):
    """A tool, by the number engraved on it."""

    title = _("Registrar una herramienta")

    number = forms.CharField(label=_("Número grabado"), max_length=20)
    name = forms.CharField(label=_("Herramienta"), max_length=80)
    risk = forms.ChoiceField(label=_("Riesgo"), choices=[("", CHOOSE), *Risk.choices])

    def __init__(self, *args: Any, tool: Tool | None = None, **more: Any) -> None:
        if tool is not None:
            names = ("number", "name", "risk")
            more["initial"] = {"activity": tool.activity_id} | {name: getattr(tool, name) for name in names}
        super().__init__(*args, **more)
        self.tool = tool

    def save(self, *, actor: Any) -> Any:
        return services.keep_tool(actor=actor, tool=self.tool, **self.cleaned_data)


class OutForm(OfficeForm):
    """The tools that leave for a session, each with who has it."""

    title = _("Entregar herramientas")
    button = _("Entregar")
    done = _("Entregadas: al terminar la sesión se cuentan otra vez.")

    session = forms.IntegerField(label=_("Sesión del día"), min_value=1, max_value=9, initial=1)

    def __init__(self, *args: Any, activity: Any, tools: Any, people: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.activity, self.tools, self.people = activity, list(tools), list(people)

    @property
    def lines(self) -> list[tuple[Tool, bool, str]]:
        """Each tool, whether it is chosen, and the number of who has it, as they were sent."""
        sent = set(numbers_of(self.data.getlist("tool"))) if self.is_bound else {tool.pk for tool in self.tools}
        return [(tool, tool.pk in sent, str(self.data.get(f"who{tool.pk}", ""))) for tool in self.tools]

    def save(self, *, actor: Any) -> Any:
        lent = {tool.pk: next(iter(numbers_of([who])), None) for tool, chosen, who in self.lines if chosen}
        return services.count_out(
            actor=actor, activity=self.activity, on=clock.today(), session=self.cleaned_data["session"], lent=lent
        )


class InForm(OfficeForm):
    """The tools that came back."""

    title = _("Recibir herramientas")
    button = _("Recibir")
    done = _("Recibidas todas.")

    note = forms.CharField(label=_("Si falta alguna: qué se sabe y qué se hizo"), max_length=200, required=False)

    def __init__(self, *args: Any, count: ToolCount, loans: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.count, self.loans = count, list(loans)

    @property
    def lines(self) -> list[tuple[Any, bool]]:
        """Each loan, and whether its tool is back as it was sent; nothing is back before somebody says so."""
        sent = set(numbers_of(self.data.getlist("tool"))) if self.is_bound else set()
        return [(loan, loan.tool_id in sent) for loan in self.loans]

    def save(self, *, actor: Any) -> Any:
        back = [loan.tool_id for loan, there in self.lines if there]
        return services.count_in(actor=actor, count=self.count, back=back, note=self.cleaned_data["note"])


class _Missing(OfficeForm):
    def __init__(self, *args: Any, missing: MissingTool, **more: Any) -> None:
        super().__init__(*args, **more)
        self.missing = missing


class FoundForm(_Missing):
    """A missing tool appeared."""

    title = _("Apareció")
    done = _("Anotado: la herramienta se puede contar otra vez.")

    on = DayField(label=_("Qué día"))
    where = forms.CharField(label=_("Dónde y cómo"), max_length=200)

    def save(self, *, actor: Any) -> Any:
        return services.find(actor=actor, missing=self.missing, **self.cleaned_data)


class WriteOffForm(_Missing):
    """A missing tool is written off by an act."""

    title = _("Dar de baja con acta")
    button = _("Dar de baja")
    done = _("La herramienta quedó de baja.")

    act = forms.CharField(label=_("Acta"), max_length=120)

    def save(self, *, actor: Any) -> Any:
        return services.write_off(actor=actor, missing=self.missing, **self.cleaned_data)


MISSING_ACTS = {"aparecio": FoundForm, "baja": WriteOffForm}
