"""Activities on screen: list, page, who is placed in them."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from llamkay.apps.activities import lists, permissions, queries, services
from llamkay.apps.activities.areas import may_answer, may_write
from llamkay.apps.activities.away import hours_away
from llamkay.apps.activities.forms import (
    ActivityFilter,
    ActivityForm,
    AllocateForm,
    AuthoriseForm,
    EnrolForm,
)
from llamkay.apps.activities.kinds import PayBasis
from llamkay.apps.activities.pay_effect import pay_effects
from llamkay.apps.activities.places import services as place_services
from llamkay.apps.activities.places.queries import candidates, state_words, suspensions_of
from llamkay.apps.activities.sheets import queries as sheet_queries
from llamkay.apps.activities.sheets import services as sheet_services
from llamkay.apps.activities.sheets.screens import WHOLE
from llamkay.apps.institutions.queries import in_scope
from llamkay.apps.months.queries import working_month
from llamkay.apps.months.screens import asked_month
from llamkay.apps.people.queries import people_by_ids
from llamkay.core.errors import Refused
from llamkay.platform import clock
from llamkay.platform.months import month_title
from llamkay.platform.record import audit
from llamkay.platform.screens.lists import answer, paginated
from llamkay.platform.screens.refusals import on_form, sentence
from llamkay.platform.security.access import decide, requires
from llamkay.platform.security.scope import NOTHING


@requires(permissions.VIEW)
def activity_list(request):
    form, today = ActivityFilter(request.GET), clock.today()
    user = request.user
    rows = queries.activities(scope=user.actions[permissions.VIEW], actor=user, on=today, **form.criteria())
    may = decide(user, permissions.MANAGE)
    notes = [_("al %(day)s") % {"day": date_format(today)}]
    return answer(request, lists.activity_list(today), rows, form=form, notes=notes, can_manage=may)


@requires(permissions.VIEW)
def activity(request, pk):
    audit.log_access(actor=request.user.username, kind="activity", target=f"activity:{pk}")
    return _activity_page(request, pk)


def _activity_page(request, pk, *, problem="", status=200):
    today = clock.today()
    scope = request.user.actions.get(permissions.VIEW, NOTHING)
    page = queries.activity_page(scope=scope, pk=pk, on=today, actor=request.user)
    if page is None:
        raise Http404
    found, place = page["activity"], page["activity"].establishment_id
    words = request.GET.get("persona", "")[:60]
    whole = request.GET.get("pagina") == WHOLE
    away = hours_away(found, [item.person_id for item in page["placed"]], on=today)
    suspensions = suspensions_of(page["placed"])
    for item in page["placed"]:
        item.away = away.get(item.person_id, [])
        item.state = state_words(item, suspensions[item.pk], on=today)
    context = {
        **page,
        "page": paginated(
            request, page["placed"], size=max(len(page["placed"]) if whole else 0, sheet_queries.ROWS_A_PART)
        ),
        "whole": whole,
        "problem": problem,
        "today": today,
        "words": words,
        "candidates": candidates(scope=scope, activity=found, words=words, on=today),
        "can_manage": may_answer(request.user, permissions.MANAGE, found),
        "can_authorise": decide(request.user, permissions.AUTHORISE, establishment_id=place),
        "can_fill": may_write(request.user, permissions.FILL_SHEET, found),
        "working_month": working_month(),
        "working_name": month_title(working_month()),
        "authorise_form": AuthoriseForm(),
    }
    return render(request, "activities/detail.html", context, status=status)


@requires(permissions.MANAGE)
def activity_form(request, pk=None):
    found = _found(request, pk) if pk else None
    form = ActivityForm(
        request.POST or None,
        establishments=in_scope(request.user.actions[permissions.MANAGE]),
        activity=found,
        initial=ActivityForm.initial_of(found) if found else None,
    )
    if request.method == "POST" and form.is_valid():
        with on_form(form):
            if found:
                done = services.change_activity(actor=request.user, activity=found, **form.values())
            else:
                done = services.create_activity(actor=request.user, **form.values())
            messages.success(request, _("Se guardó la actividad %(name)s.") % {"name": done.name})
            return redirect(reverse("activities:detail", args=[done.pk]))
    basis = form.data.get("pay_basis") if found and "pay_basis" in form.errors else None
    effects = pay_effects(found, basis) if basis in PayBasis.values else []
    context = {"form": form, "activity": found, "effects": effects}
    return render(request, "activities/form.html", context, status=422 if form.errors else 200)


def _found(request, pk):
    scope = request.user.actions.get(permissions.VIEW, NOTHING)
    found = queries.activities(scope=scope, actor=request.user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _act(request, activity, form, act, done):
    """Run one act of a small form of the activity's page and come back to it, with the refusal when there is one."""
    if not form.is_valid():
        problem = " ".join(message for errors in form.errors.values() for message in errors)
        return _activity_page(request, activity.pk, problem=problem, status=422)
    try:
        act(form.cleaned_data)
    except Refused as error:
        return _activity_page(request, activity.pk, problem=sentence(error), status=422)
    messages.success(request, done)
    return redirect(reverse("activities:detail", args=[activity.pk]))


def _person(pk):
    found = people_by_ids([pk]).first()
    if found is None:
        raise Refused(_("Esa persona no existe o no está en su ámbito."))
    return found


@require_POST
@requires(permissions.MANAGE)
def allocate(request, pk):
    found = _found(request, pk)

    def act(data):
        place_services.allocate(actor=request.user, activity=found, person=_person(data["person"]), start=data["start"])

    return _act(request, found, AllocateForm(request.POST), act, _("Persona asignada."))


@require_POST
@requires(permissions.MANAGE)
def enrol(request, pk):
    found = _found(request, pk)

    def act(data):
        place_services.enrol(
            actor=request.user,
            establishment=found.establishment,
            person=_person(data["person"]),
            kind=found.kind,
            start=data["start"],
            folio=data["folio"],
        )

    return _act(request, found, EnrolForm(request.POST), act, _("Persona inscrita en el registro."))


@require_POST
@requires(permissions.AUTHORISE)
def authorise(request, pk):
    found = _found(request, pk)

    def act(data):
        services.authorise_rest_day(actor=request.user, activity=found, **data)

    return _act(request, found, AuthoriseForm(request.POST), act, _("Acta registrada."))


@require_POST
@requires(permissions.FILL_SHEET)
def open_sheet(request, pk):
    found = _found(request, pk)
    try:
        made = sheet_services.open_sheet(actor=request.user, activity=found, month=asked_month(request))
    except Refused as error:
        return _activity_page(request, pk, problem=sentence(error), status=422)
    return redirect(reverse("activities:sheet", args=[made.pk]))
