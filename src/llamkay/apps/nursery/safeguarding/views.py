"""Screens of concerns, written by anybody and read by few, and of what was opened in an emergency."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from llamkay.apps.nursery import access, list_queries, lists
from llamkay.apps.nursery import worklist as work
from llamkay.apps.nursery.lists import ListFilter
from llamkay.apps.nursery.models import BreakGlass
from llamkay.apps.nursery.permissions import ANSWER_CONCERN, CONCERNS, DECIDE, REPORT_CONCERN, REVIEW, VIEW
from llamkay.apps.nursery.record import forms, queries
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
        places=queries.places_in(scope),
        days=True,
        kinds=[("maltreatment", _("Maltrato")), ("other", _("Otra preocupación"))],
        states=[
            ("open", _("Sin cerrar")),
            ("late", _("Atrasadas")),
            ("sent", _("Comunicadas")),
            ("closed", _("Cerradas")),
        ],
    )
    rows = list_queries.concerns(scope, username=request.user.username, on=today, **form.criteria())
    if answer := lists.file(request, rows, form, _CONCERNS):
        return answer
    context = lists.shown(request, rows, form, "alertas", kind="concern")
    for concern in context["page"].object_list:
        concern.late = work.concern_late(concern, today)
    return render(request, "nursery/concerns.html", context)


def _concern_line(concern):
    return [
        concern.about,
        concern.establishment.name,
        f"{concern.reported_at.astimezone(clock.LIMA):%d/%m/%Y %H:%M}",
        _("Maltrato") if concern.maltreatment else "",
        concern.due_on,
        concern.sent_on or "",
        concern.number,
        concern.closed_on or "",
    ]


_CONCERNS = lists.AsFile(
    name="alertas",
    title=gettext_lazy("Descargar la lista de alertas"),
    headings=[
        gettext_lazy("De quién"),
        gettext_lazy("Establecimiento"),
        gettext_lazy("Llegó"),
        gettext_lazy("Tipo"),
        gettext_lazy("Decidir o comunicar hasta el"),
        gettext_lazy("Comunicada"),
        gettext_lazy("Oficio"),
        gettext_lazy("Cerrada"),
    ],
    line=_concern_line,
    place=lambda concern: concern.establishment_id,
)


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
    found.late = work.concern_late(found, today)
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
        labels={"kind": _("Parte")},
        states=[("", _("Por revisar")), ("reviewed", _("Revisadas")), ("all", _("Todas"))],
    )
    rows = list_queries.openings(**form.criteria())
    context = lists.shown(request, rows, form, "aperturas", export=False)
    for opening in context["page"].object_list:
        opening.part_title = access.PARTS[opening.part][0] if opening.part in access.PARTS else opening.part
    return render(request, "nursery/openings.html", context)


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
