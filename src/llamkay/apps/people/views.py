"""Screens of people in custody. The scope of a page is that of its action, not of the whole account."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from llamkay.apps.institutions.views import chosen_day
from llamkay.apps.people import forms, joins, papers, queries
from llamkay.apps.people.hooks import PANELS
from llamkay.apps.people.lists import JOINS, PAPERS, PEOPLE
from llamkay.apps.people.models import IdentityJoin, Person, TransferPaper
from llamkay.apps.people.permissions import MANAGE, MERGE, VIEW, VIEW_LEGAL
from llamkay.apps.people.roster import queries as roster
from llamkay.platform import clock
from llamkay.platform.database.once import asked_once
from llamkay.platform.record import audit
from llamkay.platform.record.idempotent import idempotent
from llamkay.platform.screens.lists import answer, is_file
from llamkay.platform.screens.panels import drawn
from llamkay.platform.screens.refusals import as_message
from llamkay.platform.security import scope as scopes
from llamkay.platform.security.access import decide, requires


@requires(VIEW)
def people(request):
    scope, day = request.user.actions[VIEW], chosen_day(request)
    form = forms.PeopleFilter(request.GET, scope=scope)
    chosen = form.cleaned_data if form.is_valid() else {}
    criteria = {
        "on": day,
        "words": chosen.get("q", ""),
        "establishment_id": chosen["establecimiento"].pk if chosen.get("establecimiento") else None,
        "status": chosen.get("situacion", ""),
        "stage": chosen.get("etapa", ""),
        "held": not chosen.get("todos"),
        "sort": request.GET.get("orden", "name"),
    }
    found = roster.people_list if is_file(request) else roster.people_pages
    return answer(
        request,
        PEOPLE,
        found(scope, **criteria),
        form=form,
        notes=[_("al %(day)s") % {"day": date_format(day)}],
        target=f"people:{request.GET.urlencode()}",
        may_admit=bool(decide(request.user, MANAGE)),
    )


@requires(VIEW)
def person(request, pk):
    with asked_once(), audit.reads_together():
        return _person(request, pk)


def _person(request, pk):
    scope, day = request.user.actions[VIEW], chosen_day(request)
    try:
        page = queries.person_page(scope, pk, day)
    except Person.DoesNotExist:
        standing = queries.standing_id(pk)
        if standing is None or not queries.visible_people(scope).filter(pk=standing).exists():
            raise Http404 from None
        messages.info(request, _("Esa identidad provisional se unió a esta persona."))
        return redirect("people:detail", pk=standing)
    legal = _may_see_legal(request.user, pk)
    audit.log_access(actor=request.user.username, kind="read", target=f"person:{pk}")
    if legal:
        audit.log_access(actor=request.user.username, kind="legal", target=f"person:{pk}")
    context = {
        "page": page,
        "person": page.person,
        "day": page.day,
        "legal": legal,
        "convictions": page.person.convictions.order_by("starts_on") if legal else [],
        "events": queries.timeline(page.person, scope=scope, legal=legal, until=page.until),
        "acts": _acts(request.user, page),
        "papers": _papers(request.user, page.person),
        "today": clock.today(),
        "may_merge": page.person.provisional and _may(request.user, MERGE, page),
        "may_join": not page.person.provisional
        and not page.last_custody.followed_on
        and _may(request.user, MERGE, page),
        "panels": drawn(PANELS, request, page.person),
    }
    return render(request, "people/detail.html", context)


def _papers(user, person):
    """The papers of the last transfer that the caller's prisons wait for, or owe."""
    allowed = user.actions.get(MANAGE)
    return [] if allowed is None else list(papers.of_person(allowed, person))


def _may_see_legal(user, pk):
    allowed = user.actions.get(VIEW_LEGAL)
    return allowed is not None and queries.charged(allowed, pk) is not None


def _may(user, action, page):
    return bool(decide(user, action, establishment_id=page.last_custody.establishment_id))


def _acts(user, page):
    """The acts that make sense: none once another prison has the person, after a release only what identifies her."""
    if not _may(user, MANAGE, page):
        return []
    if page.last_custody.followed_on:
        return []
    held = page.last_custody.period.upper is None
    return [
        {"kind": kind, "title": form.title}
        for kind, form in forms.ACTS.items()
        if (held or kind in ("documento", "datos")) and (kind != "retorno" or page.absence)
    ]


@requires(MANAGE)
@idempotent
def admit(request):
    scope = request.user.actions[MANAGE]
    form = forms.AdmissionForm(request.POST or None, scope=scope, initial={"on": clock.today()})
    if request.method == "POST" and form.saved(actor=request.user):
        messages.success(request, form.done)
        return redirect(form.result)
    return render(request, "people/act.html", {"form": form})


@requires(MANAGE)
@idempotent
def act(request, pk, kind):
    if kind not in forms.ACTS:
        raise Http404
    person = get_object_or_404(queries.visible_people(request.user.actions[MANAGE]), pk=pk)
    today = clock.today()
    form = forms.ACTS[kind](request.POST or None, person=person, initial={"on": today, "start": today})
    if request.method == "POST" and form.saved(actor=request.user):
        messages.success(request, form.done)
        return redirect(person)
    return render(request, "people/act.html", {"form": form, "person": person})


@requires(MANAGE)
def transfer_papers(request):
    """The papers of transfers that the caller's prisons wait for, or owe."""
    scope, today = request.user.actions[MANAGE], clock.today()
    form = forms.PapersFilter(request.GET)
    return answer(request, PAPERS, papers.paper_list(scope, today=today, **form.criteria()), form=form)


@requires(MANAGE)
@idempotent
def paper(request, pk):
    """One paper of a transfer, for the prison that waits for it."""
    rows = request.user.actions[MANAGE].filter(TransferPaper.objects.select_related("person", "owed_by"))
    found = get_object_or_404(rows, pk=pk)
    form = forms.PaperForm(request.POST or None, paper=found, initial={"on": clock.today(), "state": "received"})
    if request.method == "POST" and form.saved(actor=request.user):
        messages.success(request, form.done)
        return redirect(found.person)
    audit.log_access(actor=request.user.username, kind="transfer_papers", target=f"person:{found.person_id}")
    return render(request, "people/act.html", {"form": form, "person": found.person, "paper": found})


@requires(MERGE)
def merge(request, pk):
    scope = request.user.actions[MERGE]
    person = get_object_or_404(queries.visible_people(scope), pk=pk)
    form = forms.MergeForm(request.POST or None, person=person, scope=scope)
    into = form.cleaned_data["into"] if request.method == "POST" and form.is_valid() else None
    if into is not None:
        audit.log_access(actor=request.user.username, kind="compare", target=f"person:{into.pk}")
    if into is not None and form.cleaned_data["confirmed"] and form.saved(actor=request.user):
        messages.success(request, form.done)
        return redirect(into)
    return render(request, "people/merge.html", {"form": form, "person": person, "into": into})


@requires(MERGE)
@idempotent
def propose_join(request, pk):
    """Somebody proposes that a known person is another: both are compared on the page of the join."""
    scope = request.user.actions[MERGE]
    person = get_object_or_404(queries.visible_people(scope), pk=pk)
    form = forms.JoinForm(request.POST or None, person=person, scope=scope)
    if request.method == "POST" and form.saved(actor=request.user):
        messages.success(request, form.done)
        return redirect("people:join", form.result.pk)
    return render(request, "people/act.html", {"form": form, "person": person})


@requires(MERGE)
def join_list(request):
    form, scope = forms.JoinsFilter(request.GET), request.user.actions[MERGE]
    state = form.criteria().get("estado", "")
    rows = joins.to_confirm(request.user, scope) if state == "mine" else joins.joins(scope)
    return answer(request, JOINS, rows.filter(state=state) if state in IdentityJoin.State.values else rows, form=form)


@requires(MERGE)
@idempotent
def join(request, pk):
    """A join of two known people: compared, confirmed by a second person, refused, or undone within its period."""
    found = get_object_or_404(joins.joins(request.user.actions[MERGE]), pk=pk)
    with scopes.elevated():
        known = {person.pk: person for person in Person.objects.filter(pk__in=(found.former_id, found.standing_id))}
        documents = {pk: [str(row) for row in known[pk].documents.order_by("id")] for pk in known}
    audit.log_access(actor=request.user.username, kind="compare", target=f"person:{found.former_id}")
    if "confirm" in request.POST:
        with as_message(request):
            joins.confirm(actor=request.user, join=found)
            messages.success(request, _("Se unieron: todo lo que cambia pasó a la persona que queda."))
        return redirect("people:join", pk)
    undoable = found.state == IdentityJoin.State.CONFIRMED and clock.today() <= joins.until(found)
    form = None
    if found.state == IdentityJoin.State.PROPOSED or undoable:
        form = forms.WhyForm(request.POST if "why" in request.POST else None, join=found)
        if "why" in request.POST and form.saved(actor=request.user):
            messages.success(request, form.done)
            return redirect("people:join", pk)
    context = {
        "join": found,
        "former": known[found.former_id],
        "standing": known[found.standing_id],
        "documents": [documents[found.former_id], documents[found.standing_id]],
        "form": form,
        "until": joins.until(found),
        "mine": found.proposed_by == request.user.username,
    }
    return render(request, "people/join.html", context)
