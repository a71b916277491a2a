"""Places in use and how they end, on screen and in files."""

from django import forms
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from llamkay.apps.activities.kinds import Kind as ActivityKind
from llamkay.apps.activities.permissions import VIEW
from llamkay.apps.activities.waiting.occupancy import in_use, outcomes
from llamkay.platform import clock
from llamkay.platform.screens.cells import link
from llamkay.platform.screens.forms import DayField, FilterForm
from llamkay.platform.screens.lists import Column, Kind, List, answer
from llamkay.platform.security.access import requires

_KINDS = [("", gettext_lazy("Todas")), *ActivityKind.choices]
_SHARED = {
    "parent": ("activities:list", gettext_lazy("Actividades")),
    "nothing": gettext_lazy("Ninguna plaza con ese filtro."),
    "empty": gettext_lazy("Ninguna actividad de su ámbito."),
}


class OutcomeFilter(FilterForm):
    """Of which kind of activity, on which day."""

    arguments = {"dia": "on", "tipo": "kind", "ver": "by"}

    dia = DayField(label=gettext_lazy("Día"), required=False)
    tipo = forms.ChoiceField(label=gettext_lazy("Tipo"), choices=_KINDS, required=False)


class OccupancyFilter(OutcomeFilter):
    """And put together by what."""

    ver = forms.ChoiceField(
        label=gettext_lazy("Ver por"),
        choices=[
            ("actividad", gettext_lazy("Actividad")),
            ("turno", gettext_lazy("Turno")),
            ("penal", gettext_lazy("Establecimiento")),
        ],
        required=False,
    )


def _percent(share):
    """A share in hundredths with one decimal; nothing of nobody."""
    return None if share.percent is None else round(float(share.percent), 1)


OCCUPANCY = List(
    name="ocupacion-de-plazas",
    title=gettext_lazy("Ocupación de las plazas"),
    intro=gettext_lazy(
        "Ocupadas de cada cien plazas que hay. Una plaza suspendida sigue ocupada. Quien pasa de la capacidad no ocupa "
        "una segunda plaza: se cuenta aparte. La capacidad es la que la actividad tenía ese día."
    ),
    columns=[
        Column(gettext_lazy("Establecimiento"), "establishment"),
        Column(gettext_lazy("Actividad, turno o penal"), "name", head=True),
        Column(gettext_lazy("Tipo"), "kind"),
        Column(gettext_lazy("Turno"), "shift"),
        Column(gettext_lazy("Plazas"), "capacity", Kind.NUMBER),
        Column(gettext_lazy("Ocupadas"), "taken", Kind.NUMBER),
        Column(gettext_lazy("De ellas suspendidas"), "suspended", Kind.NUMBER),
        Column(gettext_lazy("Libres"), "free", Kind.NUMBER),
        Column(gettext_lazy("Por encima"), "above", Kind.NUMBER),
        Column(gettext_lazy("De cada cien"), lambda row: _percent(row.share), Kind.NUMBER),
    ],
    count=ngettext_lazy("%(n)s línea", "%(n)s líneas", "n"),
    target="occupancy",
    **_SHARED,
)
OUTCOMES = List(
    name="como-terminan-las-plazas",
    title=gettext_lazy("Quiénes completan lo que empiezan"),
    intro=gettext_lazy(
        "Completaron, de quienes terminaron por sí mismas, según el año en que empezó su plaza. Un traslado, una "
        "salida, una enfermedad o una actividad que se cierra se cuentan aparte: no son falta de nadie."
    ),
    columns=[
        Column(gettext_lazy("Empezaron en"), lambda row: str(row.began), head=True),
        Column(gettext_lazy("Completaron"), "completed", Kind.NUMBER),
        Column(gettext_lazy("Terminaron por sí mismas"), "ended", Kind.NUMBER),
        Column(gettext_lazy("De cada cien"), lambda row: _percent(row.completion), Kind.NUMBER),
        Column(gettext_lazy("Siguen"), "studying", Kind.NUMBER),
        Column(gettext_lazy("Interrumpidas por causa ajena"), "interrupted", Kind.NUMBER),
    ],
    count=ngettext_lazy("%(n)s año", "%(n)s años", "n"),
    target="outcomes",
    **_SHARED,
)


def _criteria(request, form):
    """What the reader may see and asks for, with the day that is meant where none is named."""
    wanted = {"on": clock.today(), **form.criteria()}
    return {"scope": request.user.actions[VIEW], "actor": request.user, **wanted}, [
        _("al %(day)s") % {"day": date_format(wanted["on"])}
    ]


@requires(VIEW)
def occupied(request):
    form = OccupancyFilter(request.GET)
    wanted, notes = _criteria(request, form)
    rows = in_use(**wanted)
    places, taken = sum(row.capacity for row in rows), sum(row.taken for row in rows)
    notes.append(_("%(taken)s de %(places)s plazas ocupadas") % {"taken": taken, "places": places})
    links = [link(reverse("activities:outcomes"), _("Quiénes completan lo que empiezan"))]
    return answer(request, OCCUPANCY, rows, form=form, notes=notes, links=links)


@requires(VIEW)
def outcome_list(request):
    form = OutcomeFilter(request.GET)
    wanted, notes = _criteria(request, form)
    links = [link(reverse("activities:occupancy"), _("Ocupación de las plazas"))]
    return answer(request, OUTCOMES, outcomes(**wanted), form=form, notes=notes, links=links)
