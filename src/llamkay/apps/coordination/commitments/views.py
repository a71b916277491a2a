"""Screens of the commitments: the list, one with its history, the entries, its files; authorities and who answers."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from llamkay.apps.coordination.commitments import forms, queries, services
from llamkay.apps.coordination.files import ENDINGS
from llamkay.apps.coordination.lists import commitment_list, due_cell, point
from llamkay.apps.coordination.models import PostDesk
from llamkay.apps.coordination.permissions import ANSWER, COMMITMENTS, MANAGE, REVIEW, VIEW
from llamkay.apps.institutions.permissions import AUTHORITIES
from llamkay.apps.institutions.queries import every_post, holders_on, names_on
from llamkay.platform import clock
from llamkay.platform.record import audit
from llamkay.platform.record.idempotent import idempotent
from llamkay.platform.screens.lists import answer
from llamkay.platform.screens.refusals import as_message
from llamkay.platform.security.access import decide, require, requires


@requires(COMMITMENTS)
def commitments(request):
    form, today = forms.CommitmentFilter(request.GET), clock.today()
    all_of_them = bool(decide(request.user, VIEW))
    rows = queries.lines(on=today, posts=_posts(request.user), **form.criteria())
    listed = commitment_list(title="" if all_of_them else _("Compromisos de mi cargo"))
    context = {"sums": queries.counted(rows), "may_manage": bool(decide(request.user, MANAGE))}
    return answer(request, listed, rows, form=form, **context)


def _posts(user):
    """The posts whose commitments an account reads: all of them, or those for which it answers."""
    return None if decide(user, VIEW) else queries.posts_answered(user, clock.today())


def _found(request, pk):
    return get_object_or_404(queries.every_commitment(posts=_posts(request.user)), pk=pk)


def _may(request, found, standing):
    """The entries that an account may write below a commitment."""
    own = found.post_id in queries.posts_answered(request.user, clock.today())
    return {
        "informe": own and bool(decide(request.user, ANSWER)),
        "revision": not own and bool(decide(request.user, REVIEW)),
        "plazo": not own and bool(decide(request.user, MANAGE)) and not standing.done,
    }


@requires(COMMITMENTS)
def commitment(request, pk):
    found, today = _found(request, pk), clock.today()
    (line,) = queries.lines_of([found], on=today)
    figure, reading = queries.measured(found)
    context = {
        "commitment": found,
        "line": line,
        "due": due_cell(line),
        "own": point(line.standing.own),
        "found": point(line.standing.found),
        "figure": figure,
        "reading": reading,
        "review_until": queries.review_until(line),
        "history": [(each, point(each.entry.status)) for each in queries.history(found)],
        "may": _may(request, found, line.standing),
        "sees_all": bool(decide(request.user, VIEW)),
    }
    return render(request, "coordination/commitment.html", context)


@requires(MANAGE)
@idempotent
def commit(request):
    form = forms.CommitForm(
        request.POST or None, initial={"made_on": clock.today(), "visit": request.GET.get("visita", "")[:20]}
    )
    if request.method == "POST" and form.saved(actor=request.user):
        messages.success(request, form.done)
        return redirect(form.result)
    return render(request, "coordination/form.html", {"form": form, "back": "coordination:commitments"})


@requires(COMMITMENTS)
@idempotent
def entry(request, pk, kind):
    found = _found(request, pk)
    (line,) = queries.lines_of([found], on=clock.today())
    if not _may(request, found, line.standing).get(kind):
        raise Http404
    form = forms.ENTRIES[kind](request.POST or None, request.FILES or None, commitment=found)
    if request.method == "POST" and form.saved(actor=request.user):
        messages.success(request, form.done)
        return redirect(found)
    return render(request, "coordination/form.html", {"form": form, "commitment": found})


@requires(COMMITMENTS)
def evidence(request, pk):
    row = queries.evidence(pk)
    if row is None:
        raise Http404
    _found(request, row.entry.commitment_id)
    audit.log_access(actor=request.user.username, kind="evidence", target=f"evidence:{pk}")
    response = HttpResponse(bytes(row.content), content_type=row.content_type)
    ending = ENDINGS.get(row.content_type, "bin")
    response["Content-Disposition"] = f'attachment; filename="evidencia-{pk}.{ending}"'
    return response


@requires(VIEW)
def authorities(request):
    today = clock.today()
    called = names_on(today)
    posts = list(every_post().filter(establishment=None))
    holders = holders_on([post.pk for post in posts], today)
    rows = [(called.get(post.institution_id), post, holders.get(post.pk)) for post in posts]
    may = {
        "autoridad": bool(decide(request.user, AUTHORITIES)),
        "institucion": bool(decide(request.user, AUTHORITIES)),
        "responde": bool(decide(request.user, MANAGE)),
    }
    context = {"rows": rows, "desks": queries.desks(today), "may": may}
    return render(request, "coordination/authorities.html", context)


@requires(VIEW)
@idempotent
def authority_act(request, kind):
    if kind not in forms.AUTHORITY_ACTS:
        raise Http404
    require(request.user, MANAGE if kind == "responde" else AUTHORITIES)
    form = forms.AUTHORITY_ACTS[kind](request.POST or None)
    if request.method == "POST" and form.saved(actor=request.user):
        messages.success(request, form.done)
        return redirect("coordination:authorities")
    return render(request, "coordination/form.html", {"form": form, "back": "coordination:authorities"})


@require_POST
@requires(MANAGE)
def unseat(request, pk):
    desk = get_object_or_404(PostDesk, pk=pk)
    with as_message(request):
        services.unseat(actor=request.user, desk=desk)
        messages.success(request, _("Ya no responde por el cargo."))
    return redirect("coordination:authorities")
