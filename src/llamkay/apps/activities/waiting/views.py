"""The waiting list of an activity on screen and on paper: places, codes and points, with the criteria beside them."""

from django.http import Http404
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from llamkay.apps.activities.permissions import VIEW
from llamkay.apps.activities.queries import activities
from llamkay.apps.activities.waiting import queries
from llamkay.apps.activities.waiting.facts import criteria
from llamkay.platform import clock
from llamkay.platform.screens.forms import day_of
from llamkay.platform.screens.lists import Column, Kind, List, answer
from llamkay.platform.security.access import requires

NAMES = {
    "wait": gettext_lazy("Tiempo de espera"),
    "first_place": gettext_lazy("No tiene otra plaza de esa clase"),
    "primary": gettext_lazy("Primaria"),
    "young": gettext_lazy("Joven"),
    "trained": gettext_lazy("Ya terminó algo de esa especialidad"),
    "family": gettext_lazy("Cuida a un niño aquí"),
    "near_release": gettext_lazy("Le queda menos de un año"),
    "legal": gettext_lazy("Situación jurídica"),
}


def rules(on):
    """The criteria with their points, in words."""
    for item in criteria(on):
        name = NAMES[item.code]
        if item.each:
            yield _("%(name)s: %(points)s por cada %(days)s días, hasta %(most)s") % {
                "name": name,
                "points": item.points,
                "days": item.each,
                "most": item.points * item.most,
            }
        else:
            yield _("%(name)s: %(points)s") % {"name": name, "points": item.points}


def _list(activity, on):
    intro = _(
        "Puntos que rigen: %(rules)s. A igual puntaje va antes quien espera más tiempo y después el código más "
        "antiguo. En la lista que se publica van códigos y puntos; el porqué de cada una, en su solicitud."
    )
    return List(
        name=f"lista-de-espera-{activity.code}-{on}",
        title=_("Lista de espera de %(name)s") % {"name": activity.name},
        parent=("activities:requests", gettext_lazy("Solicitudes de plaza")),
        intro=intro % {"rules": "; ".join(map(str, rules(on)))},
        columns=[
            Column(gettext_lazy("Lugar"), "place", Kind.NUMBER),
            Column(
                gettext_lazy("Código"),
                "request.person.code",
                link=lambda turn: reverse("activities:request", args=[turn.request.pk]),
                head=True,
            ),
            Column(gettext_lazy("Espera desde"), "request.waits_since", Kind.DAY),
            Column(gettext_lazy("Puntos"), "total", Kind.NUMBER),
            Column(gettext_lazy("Estado"), "request.get_state_display"),
        ],
        count=ngettext_lazy("%(n)s en la lista", "%(n)s en la lista", "n"),
        nothing=gettext_lazy("Nadie espera."),
        empty=gettext_lazy("Nadie espera plaza en esta actividad."),
        reads="place_requests",
        target=f"activity:{activity.pk}",
    )


@requires(VIEW)
def waiting(request, pk):
    scope = request.user.actions[VIEW]
    found = activities(scope=scope, actor=request.user).filter(pk=pk).first()
    if found is None:
        raise Http404
    on = day_of(request.GET.get("dia", "")) or clock.today()
    turns = queries.waiting_list(found, on=on)
    return answer(request, _list(found, on), turns, notes=[_("al %(day)s") % {"day": date_format(on)}])
