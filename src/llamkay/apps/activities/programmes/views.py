"""National programmes on screen: their list with how many offer them, and one of them."""

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from llamkay.apps.activities.models import Programme
from llamkay.apps.activities.permissions import PROGRAMMES, VIEW
from llamkay.apps.activities.programmes.forms import ProgrammeForm
from llamkay.platform import clock
from llamkay.platform.database.search import InOrder
from llamkay.platform.record.idempotent import idempotent
from llamkay.platform.screens.cells import link
from llamkay.platform.screens.lists import Column, Kind, List, answer
from llamkay.platform.security.access import decide, requires

_COLUMNS = [
    Column(gettext_lazy("Programa"), "name", head=True),
    Column(gettext_lazy("Clases"), "kind_names"),
    Column(gettext_lazy("De quién es"), "owner"),
    Column(gettext_lazy("Norma"), "norm"),
    Column(gettext_lazy("Desde"), "period.lower", Kind.DAY),
    Column(gettext_lazy("Actividades en marcha"), "offers", Kind.NUMBER),
]
_EDIT = Column(
    "", lambda _row: _("Editar"), link=lambda row: reverse("activities:programme", args=[row.code]), screen=True
)


def _list(editing: bool) -> List:
    return List(
        name="programas",
        title=gettext_lazy("Programas nacionales"),
        parent=("activities:list", gettext_lazy("Actividades")),
        intro=gettext_lazy(
            "Un programa es nacional; cada actividad de un penal es su oferta. Lo que alguien terminó conserva los "
            "nombres de ese día."
        ),
        columns=[*_COLUMNS, _EDIT] if editing else _COLUMNS,
        file=_COLUMNS,
        count=ngettext_lazy("%(n)s programa", "%(n)s programas", "n"),
        nothing=gettext_lazy("Ningún programa coincide."),
        empty=gettext_lazy("Todavía no hay programas."),
        target="programmes",
        logged=False,
    )


@requires(VIEW)
def programmes(request):
    scope, today = request.user.actions[VIEW], clock.today()
    running = Q(activities__period__contains=today)
    if not scope.everything:
        running &= Q(activities__establishment__in=scope.ids)
    rows = Programme.objects.annotate(offers=Count("activities", filter=running)).order_by(InOrder("name"))
    may = bool(decide(request.user, PROGRAMMES))
    new = [link(reverse("activities:new_programme"), _("Abrir un programa"))] if may else []
    return answer(request, _list(may), rows, links=new)


@requires(PROGRAMMES)
@idempotent
def programme_form(request, code=None):
    found = Programme.objects.filter(code=code).first() if code else None
    if code and found is None:
        raise Http404
    form = ProgrammeForm(request.POST or None, programme=found)
    if request.method == "POST" and form.saved(actor=request.user):
        messages.success(request, form.done)
        return redirect("activities:programmes")
    return render(request, "activities/programme.html", {"form": form}, status=422 if form.errors else 200)
