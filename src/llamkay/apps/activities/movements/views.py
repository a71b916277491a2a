"""The lists of a day on screen, in files and on paper."""

from django import forms
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from llamkay.apps.activities.movements import paper
from llamkay.apps.activities.movements.queries import movements, unlocks
from llamkay.apps.activities.permissions import MOVEMENTS
from llamkay.apps.institutions.queries import in_scope, no_establishments
from llamkay.platform import clock
from llamkay.platform.record import audit
from llamkay.platform.screens.cells import NOTHING, link, tag
from llamkay.platform.screens.forms import DayField, FilterForm
from llamkay.platform.screens.lists import Column, List, answer
from llamkay.platform.security.access import requires

TURNS = [
    ("", gettext_lazy("Todo el día")),
    ("morning", gettext_lazy("Mañana")),
    ("afternoon", gettext_lazy("Tarde")),
    ("night", gettext_lazy("Noche")),
]


class MovementFilter(FilterForm):
    """Of which prison, day and turn."""

    arguments = {"establecimiento": "establishment", "dia": "on", "turno": "turn", "q": "words"}

    establecimiento = forms.ModelChoiceField(
        no_establishments(), label=gettext_lazy("Establecimiento"), required=False, to_field_name="code"
    )
    dia = DayField(label=gettext_lazy("Día"), required=False)
    turno = forms.ChoiceField(label=gettext_lazy("Turno"), choices=TURNS, required=False)
    q = forms.CharField(label=gettext_lazy("Persona, actividad o pabellón"), required=False, max_length=60)

    def __init__(self, *args, establishments, **more):
        super().__init__(*args, **more)
        self.fields["establecimiento"].queryset = establishments


def _stays(line):
    return tag("yellow", line.stays) if line.stays else NOTHING


def _clash(line):
    return tag("red", line.clash) if line.clash else NOTHING


_WHO = [
    Column(gettext_lazy("Persona"), "name", head=True),
    Column(gettext_lazy("Código"), "code"),
    Column(gettext_lazy("Pabellón"), "pavilion"),
]
_STAYS = Column(gettext_lazy("No va"), "stays", cell=_stays)
_CLASH = Column(gettext_lazy("Se cruza con"), "clash", cell=_clash)
_SHARED = {
    "parent": ("activities:list", gettext_lazy("Actividades")),
    "nothing": gettext_lazy("Nadie se mueve con ese filtro."),
    "empty": gettext_lazy("Ninguna actividad tiene sesión ese día."),
    "reads": "movements",
    "target": "movements",
    "internal": True,
}
_ORDER = gettext_lazy(
    "Si algo se cruza, vale en este orden: diligencia judicial, hospital, permiso, aislamiento, plaza suspendida, "
    "horas excluidas, sesión. Lo demás se dice como cruce."
)
MOVES = List(
    name="movimientos",
    title=gettext_lazy("Movimientos del día"),
    intro=_ORDER,
    columns=[
        Column(gettext_lazy("Hora"), "hours"),
        Column(gettext_lazy("Actividad"), "activity"),
        Column(gettext_lazy("Lugar"), "where"),
        *_WHO,
        _STAYS,
        _CLASH,
    ],
    count=ngettext_lazy("%(n)s movimiento", "%(n)s movimientos", "n"),
    **_SHARED,
)
UNLOCKS = List(
    name="salida-de-pabellones",
    title=gettext_lazy("Salida de pabellones"),
    intro=_ORDER,
    columns=[*_WHO, Column(gettext_lazy("Va a"), "goes"), _STAYS, _CLASH],
    count=ngettext_lazy("%(n)s persona", "%(n)s personas", "n"),
    **_SHARED,
)
PAPERS = {"movimientos": paper.movement_paper, "salida": paper.unlock_paper}


def _chosen(request):
    """The prison, the day and its movements as the address asks for them."""
    places = in_scope(request.user.actions[MOVEMENTS])
    form = MovementFilter(request.GET, establishments=places)
    chosen = form.criteria()
    place = chosen.get("establishment") or places.filter(uses_system=True).order_by("order").first()
    on = chosen.get("on") or clock.today()
    if place is None:
        raise Http404
    return form, place, on, movements(place, on, turn=chosen.get("turn", ""), words=chosen.get("words", ""))


def _links(request, place, on):
    query = f"?establecimiento={place.code}&dia={on}&turno={request.GET.get('turno', '')}"
    return [
        link(reverse("activities:movements") + query, _("Movimientos")),
        link(reverse("activities:unlocks") + query, _("Salida de pabellones")),
        link(reverse("activities:movement_paper", args=["movimientos"]) + query, _("Movimientos en papel (PDF)")),
        link(reverse("activities:movement_paper", args=["salida"]) + query, _("Salida en papel (PDF)")),
    ]


@requires(MOVEMENTS)
def moves(request):
    form, place, on, lines = _chosen(request)
    notes = [place.name, _("al %(day)s") % {"day": date_format(on)}]
    return answer(request, MOVES, lines, form=form, notes=notes, links=_links(request, place, on))


@requires(MOVEMENTS)
def unlock_list(request):
    form, place, on, lines = _chosen(request)
    notes = [place.name, _("al %(day)s") % {"day": date_format(on)}]
    return answer(request, UNLOCKS, unlocks(lines), form=form, notes=notes, links=_links(request, place, on))


@requires(MOVEMENTS)
def movement_paper(request, kind):
    if kind not in PAPERS:
        raise Http404
    _form, place, on, lines = _chosen(request)
    audit.log_access(actor=request.user.username, kind="movements", target="movements")
    return HttpResponse(PAPERS[kind](place, on, lines), content_type="application/pdf")
