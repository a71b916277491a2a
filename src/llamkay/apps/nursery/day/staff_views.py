"""Screens around the day: rooms, carers and their shifts, attendance of a month, incidents, outings."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from llamkay.apps.institutions.queries import staff_names
from llamkay.apps.nursery.day import forms, outings, places, queries, services, staffing
from llamkay.apps.nursery.day import incidents as incident_services
from llamkay.apps.nursery.day.incident_forms import AdditionForm
from llamkay.apps.nursery.day.lists import CARERS, incident_list
from llamkay.apps.nursery.day.lists import INJURIES as INJURY_LIST
from llamkay.apps.nursery.lists import ListFilter, answer
from llamkay.apps.nursery.models import Carer, Incident, Nursery, Outing, Room, Shift
from llamkay.apps.nursery.permissions import ATTEND, ATTENDANCE, EXPORT, INCIDENTS, INJURIES, PLACE, SEE_DAY, VIEW
from llamkay.apps.nursery.record.forms import ExportForm
from llamkay.apps.nursery.record.queries import places_in
from llamkay.core.errors import Refused
from llamkay.core.values import Month
from llamkay.platform import clock
from llamkay.platform.months import month_title
from llamkay.platform.record import audit
from llamkay.platform.record.idempotent import idempotent
from llamkay.platform.screens.lists import download, is_file
from llamkay.platform.screens.refusals import as_message
from llamkay.platform.security.access import decide, requires


def _formed(request, form, to, **context):
    """Save a form and go on, or show it."""
    if request.method == "POST" and form.saved(actor=request.user):
        messages.success(request, form.done)
        return redirect(*to) if isinstance(to, tuple) else redirect(to)
    return render(request, "nursery/form.html", {"form": form, **context})


# Rooms and carers


@requires(PLACE)
def rooms(request):
    scope = request.user.actions[PLACE]
    found = scope.filter(Room.objects.select_related("nursery"), "nursery__establishment_id")
    beyond = places.beyond(scope.filter(Nursery.objects.all()), today=clock.today())
    return render(request, "nursery/day/rooms.html", {"rooms": found, "beyond": beyond})


@requires(PLACE)
@idempotent
def room(request, pk=None):
    scope = request.user.actions[PLACE]
    rows = scope.filter(Room.objects.select_related("nursery"), "nursery__establishment_id")
    found = get_object_or_404(rows, pk=pk) if pk else None
    form = forms.RoomForm(request.POST or None, nurseries=scope.filter(Nursery.objects.all()), room=found)
    return _formed(request, form, "nursery:rooms")


@requires(PLACE)
def carers(request):
    scope, today = request.user.actions[PLACE], clock.today()
    form = ListFilter(
        request.GET,
        search=_("Nombre"),
        places=places_in(scope),
        kinds=Carer.Kind.choices,
        states=[
            ("able", _("Pueden quedarse con niños")),
            ("lacking", _("Les falta un requisito")),
            ("ended", _("Ya no cuidan")),
        ],
    )
    rows = queries.carer_list(scope, on=today, **form.criteria())
    return answer(request, CARERS, rows, form)


@requires(PLACE)
@idempotent
def new_carer(request):
    scope = request.user.actions[PLACE]
    form = forms.CarerForm(request.POST or None, scope=scope, places=places_in(scope), initial={"since": clock.today()})
    if request.method == "POST" and form.saved(actor=request.user):
        messages.success(request, form.done)
        return redirect("nursery:carer", form.result.pk)
    return render(request, "nursery/form.html", {"form": form})


@requires(PLACE)
@idempotent
def carer(request, pk):
    found, today = get_object_or_404(queries.carers(request.user.actions[PLACE]), pk=pk), clock.today()
    form = forms.CheckForm(request.POST if "kind" in request.POST else None, carer=found, initial={"on": today})
    if "end" in request.POST:
        with as_message(request):
            staffing.end_carer(actor=request.user, carer=found, on=today)
        return redirect("nursery:carer", pk)
    if request.method == "POST" and form.saved(actor=request.user):
        messages.success(request, form.done)
        return redirect("nursery:carer", pk)
    audit.log_access(actor=request.user.username, kind="children", target=f"carer:{pk}")
    context = {
        "carer": found,
        "form": form,
        "lacking": queries.lacking([found], on=today)[found.pk],
        "shifts": found.shifts.filter(day__gte=today).select_related("room")[:20],
        "today": today,
        "running": found.period.upper is None,
    }
    return render(request, "nursery/day/carer.html", context)


@requires(PLACE)
@idempotent
def shift(request):
    scope = request.user.actions[PLACE]
    form = forms.ShiftForm(
        request.POST or None,
        carers=queries.carers(scope).filter(period__endswith=None),
        rooms=queries.open_rooms(scope),
        initial={"day": clock.today(), "starts": queries.OPENS, "ends": queries.CLOSES},
    )
    return _formed(request, form, "nursery:day")


@require_POST
@requires(PLACE)
def remove_shift(request, pk):
    rows = request.user.actions[PLACE].filter(
        Shift.objects.select_related("room__nursery__establishment"), "room__nursery__establishment_id"
    )
    with as_message(request):
        staffing.remove_shift(actor=request.user, shift=get_object_or_404(rows, pk=pk))
    return redirect("nursery:day")


@requires(PLACE)
@idempotent
def hours(request):
    """The hours of the women in custody who care, and the button that takes them to their sheets."""
    scope, month = request.user.actions[PLACE], _month(request)
    if request.method == "POST":
        days = 0
        for place in places_in(scope):
            with as_message(request):
                days += staffing.hours_to_sheets(actor=request.user, establishment=place, month=month)
        messages.success(
            request,
            ngettext(
                "Se llevó {n} día a las planillas abiertas.", "Se llevaron {n} días a las planillas abiertas.", days
            ).format(n=days),
        )
        return redirect(f"{request.path}?mes={month}")
    minutes = queries.carer_minutes(scope, month)
    found = queries.carers(scope).filter(person__in=minutes)
    lines = [
        {"carer": carer, "days": len(minutes[carer.person_id]), "hours": sum(minutes[carer.person_id].values()) / 60}
        for carer in found
    ]
    audit.log_access(actor=request.user.username, kind="children", target=f"carers:hours:{month}")
    context = {
        "lines": lines,
        "month": month,
        "next": month.next(),
        "previous": month.previous(),
        "unconfirmed": queries.unconfirmed(scope, now=clock.now()),
    }
    return render(request, "nursery/day/hours.html", context)


# The month


def _month(request):
    try:
        return Month.parse(request.GET.get("mes", ""))
    except Refused:
        return Month.of(clock.today())


@requires(ATTENDANCE)
def month(request):
    scope, month = request.user.actions[ATTENDANCE], _month(request)
    lines = queries.month_of(scope, month)
    audit.log_access(actor=request.user.username, kind="children", target=f"children:month:{month}")
    if is_file(request) and decide(request.user, EXPORT):
        form = ExportForm(request.POST or None)
        if request.method != "POST" or not form.is_valid():
            return render(request, "nursery/form.html", {"form": form})
        services.exported_month(actor=request.user, scope=scope, month=month, reason=form.cleaned_data["reason"])
        headings = [
            _("USO INTERNO · Código"),
            _("Apellidos y nombres"),
            _("Cuna"),
            *map(str, range(1, month.days + 1)),
            _("Días"),
            _("Horas"),
        ]
        rows = [
            [
                line["child"].code,
                line["child"].full_name,
                line["nursery"].name,
                *("x" if there else "" for there in line["marks"]),
                line["days"],
                line["hours"],
            ]
            for line in lines
        ]
        return download(
            request.GET["formato"], name=f"asistencia-cuna-{month}-uso-interno", headings=headings, rows=rows
        )
    context = {
        "lines": lines,
        "days": range(1, month.days + 1),
        "month": month,
        "title": month_title(month),
        "previous": month.previous(),
        "next": month.next(),
        "may_export": bool(decide(request.user, EXPORT)),
    }
    return render(request, "nursery/day/month.html", context)


# Incidents and outings


@requires(INCIDENTS)
def incidents(request):
    scope = request.user.actions[INCIDENTS]
    form = ListFilter(
        request.GET,
        search=_("Niño o niña, código, lugar o palabras"),
        places=places_in(scope),
        kinds=Incident.Kind.choices,
        days=True,
        states=[
            ("uninformed", _("La madre no lo sabe")),
            ("informed", _("La madre lo sabe")),
            ("injury", _("Con lesión")),
        ],
    )
    rows = queries.incident_list(scope, **form.criteria())
    listed = incident_list(injuries=bool(decide(request.user, INJURIES)), staff=SimpleLazyObject(staff_names))
    return answer(request, listed, rows, form)


@requires(INCIDENTS)
@idempotent
def incident(request, pk):
    """One incident with what came after it, and the line to add."""
    rows = incident_services.with_mother_knows(queries.incidents(request.user.actions[INCIDENTS]))
    found, now = get_object_or_404(rows, pk=pk), clock.now().astimezone(clock.LIMA)
    may = incident_services.may_add(request.user, found.establishment_id)
    form = AdditionForm(request.POST or None, incident=found, initial={"day": now.date(), "hour": now.time()})
    if request.method == "POST" and form.saved(actor=request.user):
        messages.success(request, form.done)
        return redirect("nursery:incident", pk)
    audit.log_access(actor=request.user.username, kind="children", target=f"incident:{pk}")
    context = {
        "incident": found,
        "additions": found.additions.all(),
        "injuries": bool(decide(request.user, INJURIES)),
        "form": form,
        "may": may,
        "may_view": bool(decide(request.user, VIEW, establishment_id=found.establishment_id)),
    }
    return render(request, "nursery/day/incident.html", context)


@requires(INJURIES)
def injuries(request):
    """The injuries alone, for whoever treats them: the rest of what happened is for others."""
    scope = request.user.actions[INJURIES]
    form = ListFilter(request.GET, search=_("Niño o niña, código o lesión"), kinds=Incident.Kind.choices, days=True)
    rows = queries.injury_list(scope, **form.criteria())
    return answer(request, INJURY_LIST, rows, form)


@requires(SEE_DAY)
@idempotent
def new_incident(request):
    action = INCIDENTS if decide(request.user, INCIDENTS) else ATTEND
    places = places_in(request.user.actions.get(action, request.user.actions[SEE_DAY]))
    form = forms.IncidentForm(
        request.POST or None, places=places, initial={"day": clock.today(), "hour": clock.now().time()}
    )
    return _formed(request, form, "nursery:day", outside=not decide(request.user, VIEW))


@requires(PLACE)
@idempotent
def outing(request, nursery):
    found = get_object_or_404(request.user.actions[PLACE].filter(Nursery.objects.all()), pk=nursery)
    now = clock.now()
    boards = queries.boards(list(found.rooms.select_related("nursery").filter(closed_on=None)), now=now)
    inside = [line.child for board in boards for line in board.lines if line.inside and line.out is None]
    form = forms.OutingForm(request.POST or None, nursery=found, inside=inside)
    return _formed(request, form, "nursery:day")


@require_POST
@requires(PLACE)
def back(request, pk):
    rows = request.user.actions[PLACE].filter(
        Outing.objects.select_related("nursery__establishment"), "nursery__establishment_id"
    )
    with as_message(request):
        outings.come_back(actor=request.user, outing=get_object_or_404(rows, pk=pk))
        messages.success(request, _("Volvieron todos."))
    return redirect("nursery:day")
