"""Equal access on screen: who has a place, how long they waited, by sex, age, language, nationality, legal status."""

from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from llamkay.apps.activities.models import Allocation, PlaceRequest
from llamkay.apps.activities.permissions import VIEW
from llamkay.apps.people.kinds import Sex, Tongue
from llamkay.apps.people.roster.traits import Traits, held_traits, traits_of
from llamkay.core.placement.access import Access, Facts, by_group
from llamkay.platform import clock
from llamkay.platform.screens.lists import Column, Kind, List, answer
from llamkay.platform.security.access import requires
from llamkay.platform.security.scope import Scope

BANDS = ((30, gettext_lazy("menos de 30 años")), (45, gettext_lazy("30 a 44")), (60, gettext_lazy("45 a 59")))


class Row(NamedTuple):
    """A group of one of the ways in which people are told apart."""

    dimension: str
    access: Access

    @property
    def wait(self) -> int | None:
        """The median of the days waited."""
        return self.access.wait


def rows_of(scope: Scope, on: date) -> Iterator[Row]:
    """The groups of everybody held in the scope on a day; four queries; only who waited is read one by one."""
    inside: dict[str, Any] = {} if scope.everything else {"activity__establishment__in": scope.ids}
    ages = [limit for limit, _words in BANDS]
    people = list(held_traits(scope, on=on, ages=ages, placed=Allocation.objects.filter(period__contains=on, **inside)))
    requests = PlaceRequest.objects.filter(allocation__period__contains=on, **inside)
    waited = {
        person: (start - since).days
        for person, since, start in requests.values_list("person", "waits_since", "allocation__period__startswith")
    }
    waits: dict[Traits, list[int]] = {}
    for person, traits in traits_of(waited, scope, on=on, ages=ages).items():
        waits.setdefault(traits, []).append(waited[person])
    for name, of in (
        (_("Sexo"), lambda line: Sex(line.sex).label),
        (_("Edad"), _band),
        (_("Lengua materna"), lambda line: _TONGUE.get(line.tongue, _("no consta"))),
        (_("Nacionalidad"), lambda line: _("peruana") if line.nationality == "PE" else _("extranjera")),
        (_("Situación jurídica"), lambda line: _STATUS.get(line.status, _("no consta"))),
    ):
        facts = [Facts(str(of(line)), n, placed, waits.get(line, ())) for line, n, placed in people]
        yield from (Row(name, access) for access in by_group(facts, others=_("grupos pequeños, juntos")))


_TONGUE = dict(Tongue.choices)
_STATUS = {"remand": gettext_lazy("procesadas"), "sentenced": gettext_lazy("sentenciadas")}


def _band(line: Traits) -> str:
    if not line.dated:
        return _("no consta")
    return str(dict(BANDS).get(line.age or 0, _("60 o más")))


ACCESS = List(
    name="igualdad-de-acceso",
    title=gettext_lazy("Igualdad de acceso a las plazas"),
    parent=("activities:list", gettext_lazy("Actividades")),
    intro=gettext_lazy(
        "De quienes están hoy: cuántas personas de cada grupo tienen plaza y cuánto esperaron. Un grupo de menos de "
        "diez va junto con otro."
    ),
    columns=[
        Column(gettext_lazy("Por"), "dimension", head=True),
        Column(gettext_lazy("Grupo"), "access.group"),
        Column(gettext_lazy("Personas"), "access.people", Kind.NUMBER),
        Column(gettext_lazy("Con plaza"), "access.placed", Kind.NUMBER),
        Column(gettext_lazy("De cada cien"), "access.percent", Kind.NUMBER),
        Column(gettext_lazy("Espera (días, mediana)"), "wait", Kind.NUMBER),
    ],
    count=ngettext_lazy("%(n)s grupo", "%(n)s grupos", "n"),
    nothing=gettext_lazy("Nadie."),
    empty=gettext_lazy("No hay personas suficientes para decirlo sin señalar a nadie."),
    target="equal_access",
)


@requires(VIEW)
def access(request):
    on = clock.today()
    rows = list(rows_of(request.user.actions[VIEW], on))
    return answer(request, ACCESS, rows, notes=[_("al %(day)s") % {"day": date_format(on)}])
