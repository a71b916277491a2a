"""Excluded hours on screen: who has them, to exclude some, to end them."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from llamkay.apps.activities.exclusions.forms import EndExclusionForm, ExclusionForm
from llamkay.apps.activities.exclusions.queries import exclusions as exclusions_of
from llamkay.apps.activities.permissions import EXCLUDE
from llamkay.platform import clock
from llamkay.platform.record.idempotent import idempotent
from llamkay.platform.screens.cells import link
from llamkay.platform.screens.lists import Column, Kind, List, answer
from llamkay.platform.security.access import requires

EXCLUSIONS = List(
    name="horas-excluidas",
    title=_("Horas excluidas"),
    intro=_(
        "A esas horas la persona no va a ninguna actividad. Si no queda nada de la sesión, la planilla lo dice, con "
        "pago o sin él; si queda una parte, se marca y se paga lo que asistió."
    ),
    columns=[
        Column(_("Persona"), "person.full_name", head=True),
        Column(_("Código"), "person.code"),
        Column(_("Para qué"), "get_kind_display"),
        Column(_("Días y horas"), "hours"),
        Column(_("Pago"), lambda row: _("Con pago") if row.paid else _("Sin pago")),
        Column(_("Desde"), "period.lower", Kind.DAY),
        Column(_("Hasta"), "period.upper", Kind.DAY),
        Column("", lambda _row: "", cell=lambda row: _end(row), screen=True),
    ],
    template="activities/with_form.html",
    count=ngettext_lazy("%(n)s exclusión", "%(n)s exclusiones", "n"),
    nothing=_("Ninguna."),
    empty=_("Nadie tiene horas excluidas."),
    reads="exclusions",
    target="exclusions",
    export=None,
)


def _end(row):
    return link(reverse("activities:end_exclusion", args=[row.pk]), _("Terminar"))


@requires(EXCLUDE)
@idempotent
def exclusions(request):
    scope, today = request.user.actions[EXCLUDE], clock.today()
    form = ExclusionForm(request.POST or None, scope=scope, initial={"start": today})
    if request.method == "POST" and form.saved(actor=request.user):
        messages.success(request, form.done)
        return redirect("activities:exclusions")
    return answer(request, EXCLUSIONS, exclusions_of(scope=scope, on=today), entry=form)


@requires(EXCLUDE)
@idempotent
def end(request, pk):
    scope, today = request.user.actions[EXCLUDE], clock.today()
    found = exclusions_of(scope=scope, on=today).filter(pk=pk).first()
    if found is None:
        raise Http404
    form = EndExclusionForm(request.POST or None, exclusion=found, initial={"on": today})
    if request.method == "POST" and form.saved(actor=request.user):
        messages.success(request, form.done)
        return redirect("activities:exclusions")
    context = {
        "form": form,
        "caption": f"{found.person.full_name}, {found.hours}",
        "back": reverse("activities:exclusions"),
    }
    return render(request, "activities/one_form.html", context, status=422 if form.errors else 200)
