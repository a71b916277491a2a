"""Screens of concerns, written by anybody and read by few, and of what was opened in an emergency."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from llamkay.apps.institutions.queries import staff_names
from llamkay.apps.nursery import access
from llamkay.apps.nursery.lists import ListFilter, answer
from llamkay.apps.nursery.models import BreakGlass
from llamkay.apps.nursery.permissions import ANSWER_CONCERN, CONCERNS, DECIDE, REPORT_CONCERN, REVIEW, VIEW
from llamkay.apps.nursery.record import forms
from llamkay.apps.nursery.record.queries import places_in
from llamkay.apps.nursery.safeguarding import queries
from llamkay.apps.nursery.safeguarding.lists import concern_list, opening_list
from llamkay.apps.nursery.separation import services as leaving
from llamkay.platform import clock
from llamkay.platform.record import audit
from llamkay.platform.record.idempotent import idempotent
from llamkay.platform.screens.refusals import on_form
from llamkay.platform.security.access import decide, requires


@requires(REPORT_CONCERN)
@idempotent
def new_concern(request):
    form = forms.ConcernForm(
        request.POST or None, scope=request.user.actions[REPORT_CONCERN], initial={"seen_on": clock.today()}
    )
    if request.method == "POST" and form.saved(actor=request.user):
        messages.success(request, form.done)
        return redirect("nursery:home" if decide(request.user, VIEW) else "today")
    return render(request, "nursery/form.html", {"form": form, "outside": not decide(request.user, VIEW)})


@requires(CONCERNS)
def concerns(request):
    scope, today = request.user.actions[CONCERNS], clock.today()
    form = ListFilter(
        request.GET,
        search=_("De quién se trata"),
        places=places_in(scope),
        days=True,
        kinds=[("maltreatment", _("Maltrato")), ("other", _("Otra preocupación"))],
        states=[
            ("open", _("Sin cerrar")),
            ("late", _("Atrasadas")),
            ("sent", _("Comunicadas")),
            ("closed", _("Cerradas")),
        ],
    )
    rows = queries.concern_list(scope, username=request.user.username, on=today, **form.criteria())
    return answer(request, concern_list(today=today), rows, form)


@requires(CONCERNS)
@idempotent
def concern(request, pk):
    rows = queries.concerns(request.user.actions[CONCERNS], username=request.user.username)
    found, today = get_object_or_404(rows, pk=pk), clock.today()
    may = found.closed_on is None and decide(request.user, ANSWER_CONCERN, establishment_id=found.establishment_id)
    step = request.POST.get("step", "")
    send = forms.SendConcernForm(request.POST if step == "send" else None, initial={"on": today})
    close = forms.CloseConcernForm(request.POST if step == "close" else None)
    for name, form, service in (("send", send, leaving.send_concern), ("close", close, leaving.close_concern)):
        form.save = lambda *, actor, form=form, service=service: service(
            actor=actor, concern=found, **form.cleaned_data
        )
        if step == name and form.saved(actor=request.user):
            messages.success(request, form.done)
            return redirect("nursery:concern", pk)
    audit.log_access(actor=request.user.username, kind="concern", target=f"concern:{pk}")
    found.late = queries.is_late(found, today)
    directs = bool(decide(request.user, DECIDE))
    found.who = found.reported_by if not found.reserved or directs else ""
    found.unknown = found.involves if directs and found.involves and not queries.is_account(found.involves) else ""
    return render(request, "nursery/concern.html", {"concern": found, "send": send, "close": close, "may": may})


@requires(REVIEW)
def openings(request):
    parts = [(slug, title) for slug, (title, _whole, _some) in access.PARTS.items() if slug != "ficha"]
    form = ListFilter(
        request.GET,
        search=_("Cuenta de quien abrió o código del niño"),
        kinds=parts,
        days=True,
        labels={"tipo": _("Parte")},
        states=[("", _("Por revisar")), ("reviewed", _("Revisadas")), ("all", _("Todas"))],
    )
    rows = queries.opening_list(**form.criteria())
    return answer(request, opening_list(staff=SimpleLazyObject(staff_names)), rows, form)


@requires(REVIEW)
@idempotent
def review_break_glass(request, pk):
    opening = get_object_or_404(BreakGlass.objects.select_related("child"), pk=pk)
    form = forms.ReviewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with on_form(form):
            leaving.review_break_glass(actor=request.user, opening=opening, **form.cleaned_data)
            messages.success(request, _("Se registró la revisión."))
            return redirect("nursery:break_glass")
    return render(request, "nursery/review.html", {"form": form, "opening": opening})
