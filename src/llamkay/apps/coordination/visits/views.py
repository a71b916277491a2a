"""Screens of the visits: the list, one with all of it, its parts, its steps and its papers."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from llamkay.apps.coordination.lists import visit_list
from llamkay.apps.coordination.models import TalkingPoint
from llamkay.apps.coordination.permissions import APPROVE_REPEATED, PLAN, SIGN_MINUTES, VISITS
from llamkay.apps.coordination.visits import forms, note, papers, queries, services, signing
from llamkay.apps.education.music.queries import performances_on
from llamkay.apps.press.permissions import DRAFT
from llamkay.platform import clock
from llamkay.platform.record import audit
from llamkay.platform.record.idempotent import idempotent
from llamkay.platform.screens.lists import answer
from llamkay.platform.screens.refusals import as_message
from llamkay.platform.security.access import decide, requires


@requires(VISITS)
def visits(request):
    form = forms.VisitFilter(request.GET)
    rows = queries.visits(request.user.actions[VISITS], **form.criteria())
    waiting = queries.waiting_for_second_name() if decide(request.user, APPROVE_REPEATED) else []
    context = {"may_plan": bool(decide(request.user, PLAN)), "waiting": list(waiting)}
    return answer(request, visit_list, rows, form=form, **context)


def _found(request, pk):
    return get_object_or_404(queries.visible(request.user.actions[VISITS]), pk=pk)


def _whole(request, visit):
    return queries.whole(visit, today=clock.today(), scope=request.user.actions[VISITS])


@requires(VISITS)
def visit(request, pk):
    found = _found(request, pk)
    whole, plans = _whole(request, found), bool(decide(request.user, PLAN))
    context = {
        "visit": found,
        "whole": whole,
        "lacks": [services.LACKS[code] for code in whole.lacks],
        "papers": [(paper, queries.moved(paper, whole), signing.signers_of(paper)) for paper in whole.papers],
        "music": performances_on(establishments=[line.host.establishment_id for line in whole.hosts], on=found.on),
        "points": TalkingPoint.objects.filter(visit=found),
        "gifts": found.gifts.select_related("recipient"),
        "quotations": queries.quotations(found, request.user.actions[VISITS]),
        "printed": [(kind, gettext(title)) for kind, (title, _template, _more) in papers.PRINTED.items()],
        "follow_ups": queries.follow_ups(found),
        "may": _may(request, found) | {"plan": plans},
        "removed": found.state in services.DURING and plans,
    }
    return render(request, "coordination/visit.html", context)


def _may(request, found):
    """What an account may do with a visit as it stands."""
    plans = bool(decide(request.user, PLAN))
    parts = {name: plans and found.state in form.states for name, form in forms.PARTS.items()}
    held = found.state in ("held", "minuted")
    drafts = held and not found.note_id and bool(decide(request.user, DRAFT))
    return parts | {
        "nota": parts["nota"] and not found.note_id,
        "draft_note": drafts,
        "commit": plans and held,
        "again": plans and found.state == "briefed",
        "sign": plans and request.user.actions[PLAN].everything,
        "correct": plans and request.user.actions[PLAN].everything and found.state in ("minuted", "closed"),
    }


@requires(PLAN)
@idempotent
def edit(request, pk=None):
    found = _found(request, pk) if pk else None
    form = forms.VisitForm(request.POST or None, visit=found)
    if request.method == "POST" and form.saved(actor=request.user):
        messages.success(request, form.done)
        return redirect(form.result)
    return render(request, "coordination/form.html", {"form": form, "visit": found})


@requires(PLAN)
@idempotent
def part(request, pk, kind, item=None):
    found, form_class = _found(request, pk), forms.PARTS.get(kind)
    if form_class is None or found.state not in form_class.states or (item is None and kind == "ocurrido"):
        raise Http404
    row = get_object_or_404(form_class.items(found), pk=item) if item else None
    initial = {"stop": request.GET.get("parada", "")[:20]} if kind == "cifra" else {}
    form = form_class(request.POST or None, visit=found, item=row, initial=initial)
    if request.method == "POST" and form.saved(actor=request.user):
        messages.success(request, form.done)
        return redirect(f"{found.get_absolute_url()}#{kind}")
    return render(request, "coordination/form.html", {"form": form, "visit": found, "item": row})


@require_POST
@requires(PLAN)
def remove(request, pk, kind, item):
    found = _found(request, pk)
    if kind not in forms.REMOVED:
        raise Http404
    row = get_object_or_404(forms.PARTS[kind].items(found), pk=item)
    with as_message(request):
        services.remove(actor=request.user, visit=found, item=row)
        messages.success(request, _("Se quitó."))
    return redirect(f"{found.get_absolute_url()}#{kind}")


@require_POST
@requires(PLAN)
@idempotent
def step(request, pk, step):
    found = _found(request, pk)
    with as_message(request):
        if step == "otra-vez":
            services.brief_again(actor=request.user, visit=found)
        else:
            services.advance(actor=request.user, visit=found, step=step)
        messages.success(request, _("Hecho."))
    return redirect(found)


@require_POST
@requires(VISITS)
@idempotent
def draft_note(request, pk):
    found = _found(request, pk)
    with as_message(request):
        done = note.draft(actor=request.user, visit=found)
        messages.success(request, _("Se redactó el borrador con sus cifras. Revíselo y pida su aprobación."))
        return redirect("press:detail", pk=done.note_id)
    return redirect(found)


@require_POST
@requires(APPROVE_REPEATED)
@idempotent
def approve_repeated(request, pk):
    found = get_object_or_404(queries.waiting_for_second_name(), pk=pk)
    with as_message(request):
        services.approve_repeated(actor=request.user, figure=found)
        messages.success(request, _("La cifra se puede decir, con su motivo."))
    return redirect("coordination:visits")


def _pdf(content, name):
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return response


@requires(VISITS)
def printed(request, pk, kind):
    found = _found(request, pk)
    if kind not in papers.PRINTED:
        raise Http404
    audit.log_access(actor=request.user.username, kind="visit", target=f"visit:{pk}")
    return _pdf(papers.printed(kind, _whole(request, found)), f"{kind}-{found.on:%Y-%m-%d}")


@requires(VISITS)
def paper(request, pk, number):
    found = _found(request, pk)
    row = queries.paper(found, number, request.user.actions[VISITS]) or _to_be_signed(request, found, number)
    if row is None:
        raise Http404
    audit.log_access(actor=request.user.username, kind="visit", target=f"visit:{pk}")
    signed = getattr(row, "signed", None)
    return _pdf(bytes(signed.pdf if signed else row.file), f"{row.kind}-{row.number}-{found.on:%Y-%m-%d}")


def _to_be_signed(request, found, number):
    """The paper that waits for the signature of the account: who signs it reads it whole."""
    mine = signing.waiting_for(request.user, clock.today()) if decide(request.user, SIGN_MINUTES) else []
    return next((each for each in mine if each.visit_id == found.pk and each.pk == number), None)


@requires(SIGN_MINUTES)
@idempotent
def sign_minutes(request, pk, number):
    found = _found(request, pk)
    row = _to_be_signed(request, found, number)
    if row is None:
        raise Http404
    form = forms.SignForm(request.POST or None, request=request, paper=row)
    return _answered(request, form, found, row)


@requires(PLAN)
@idempotent
def write_down_signature(request, pk, number):
    found = _found(request, pk)
    row = get_object_or_404(found.papers.filter(signed=None).exclude(kind="brief"), pk=number)
    return _answered(request, forms.WriteDownForm(request.POST or None, paper=row), found, row)


@requires(PLAN)
@idempotent
def correct(request, pk):
    found = _found(request, pk)
    if not found.papers.filter(kind="minutes").exists():
        raise Http404
    return _answered(request, forms.CorrectForm(request.POST or None, visit=found), found)


def _answered(request, form, found, paper=None):
    if request.method == "POST" and form.saved(actor=request.user):
        messages.success(request, form.done)
        return redirect(f"{found.get_absolute_url()}#papeles")
    context = {"form": form, "visit": found, "paper": paper}
    return render(request, "coordination/form.html", context, status=422 if form.is_bound else 200)
