"""The revisions that were announced, and announcing one."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy, ngettext_lazy

from llamkay.apps.statistics.permissions import ACCEPT, VIEW
from llamkay.apps.statistics.revisions.forms import AnnounceForm
from llamkay.apps.statistics.revisions.queries import revisions as every_revision
from llamkay.platform.record.idempotent import idempotent
from llamkay.platform.screens.lists import Column, Kind, List, answer
from llamkay.platform.security.access import decide, requires

LISTED = List(
    name="revisiones",
    title=gettext_lazy("Revisiones anunciadas"),
    template="statistics/revisions.html",
    columns=[
        Column(gettext_lazy("Mes"), lambda row: f"{row.month:%Y-%m}", head=True),
        Column(gettext_lazy("A más tardar"), "due", Kind.DAY),
        Column(gettext_lazy("Por qué"), "why"),
        Column(gettext_lazy("Cuánto se espera"), "expected"),
        Column(gettext_lazy("Anunciada"), "announced_at", Kind.MOMENT),
    ],
    intro=gettext_lazy(
        "Una revisión se anuncia antes de que llegue. Un corte nuevo que nadie anunció es una corrección, y así consta."
    ),
    count=ngettext_lazy("%(n)s revisión", "%(n)s revisiones", "n"),
    nothing=gettext_lazy("Ninguna revisión se ha anunciado."),
    empty=gettext_lazy("Ninguna revisión se ha anunciado."),
    target="revisions",
)


@requires(VIEW)
def revisions(request):
    may = decide(request.user, ACCEPT)
    return answer(request, LISTED, every_revision(), may_announce=bool(may) and request.user.actions[ACCEPT].everything)


@requires(ACCEPT)
@idempotent
def announce(request):
    form = AnnounceForm(request.POST or None)
    if request.method == "POST" and form.saved(actor=request.user):
        messages.success(request, form.done)
        return redirect("statistics:revisions")
    return render(request, "statistics/announce.html", {"form": form})
