"""Screens of the day: the rooms now, a child's moves and care, head counts, doses, the paper form typed in."""

from datetime import datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Max
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from llamkay.apps.nursery import access
from llamkay.apps.nursery.day import forms, queries, services, staffing
from llamkay.apps.nursery.day.page_forms import Page
from llamkay.apps.nursery.day.paper import day_paper
from llamkay.apps.nursery.models import DayEvent, HeadCount, MedicineOrder
from llamkay.apps.nursery.permissions import ATTEND, ATTENDANCE, ENTER_HEALTH, INCIDENTS, PLACE, SEE_DAY, VIEW
from llamkay.core.errors import Refused
from llamkay.platform import clock
from llamkay.platform.record import audit
from llamkay.platform.record.idempotent import idempotent
from llamkay.platform.screens.forms import day_of, numbers_of
from llamkay.platform.screens.refusals import as_message, sentence
from llamkay.platform.security.access import decide, requires

MOVES = {"llegada": DayEvent.Kind.IN, "salida": DayEvent.Kind.OUT}


@requires(SEE_DAY)
def day(request):
    now = clock.now()
    rooms = list(queries.rooms(request.user, on=now.date()))
    boards = queries.boards(rooms, now=now)
    names = {line.child.pk: line.name for board in boards for line in board.lines}
    full = ATTENDANCE in request.user.actions
    may_medicate = decide(request.user, ENTER_HEALTH) or (full and decide(request.user, ATTEND))
    audit.log_access(actor=request.user.username, kind="children", target="children:day")
    doses = queries.doses(names, now=now) if full else []
    context = {
        "now": now,
        "boards": boards,
        "problems": queries.problems(boards, now=now),
        "doses": doses,
        "due_doses": sum(dose.may_be_signed for dose in doses),
        "full": full,
        "may": access.menu(request.user)
        | {
            "attend": bool(decide(request.user, ATTEND)),
            "place": bool(decide(request.user, PLACE)),
            "medicate": bool(may_medicate),
            "view": bool(decide(request.user, VIEW)),
            "incidents": bool(decide(request.user, INCIDENTS)),
        },
    }
    return render(request, "nursery/day/today.html", context)


def _line(request, room, child, *, arrives=False):
    """A child of a room that the caller may write today, with the boards of its nursery; 404 for any other.

    Who ``arrives`` and whose own room is full may be received in another room of the same nursery.
    """
    now = clock.now()
    rooms = list(queries.rooms(request.user, on=now.date()))
    found = next((known for known in rooms if known.pk == room), None)
    if found is None:
        raise Http404
    boards = queries.boards([known for known in rooms if known.nursery_id == found.nursery_id], now=now)
    for board in boards:
        for line in board.lines:
            if line.child.pk == child and (board.room == found or (arrives and not line.inside)):
                audit.log_access(actor=request.user.username, kind="child", target=f"child:{child}/hoy")
                return found, line, boards
    access.hidden(request.user, child)
    raise Http404


def _with_allergy(line):
    """A child's name with what it must not be given: whoever reads it is at the door or at the table."""
    if not line.child.every_allergy:
        return line.name
    return _("{name} (alergia: {what})").format(name=line.name, what=line.child.every_allergy)


@requires(ATTEND)
@idempotent
def move(request, room, child, way):
    if way not in MOVES:
        raise Http404
    kind = MOVES[way]
    found, line, boards = _line(request, room, child, arrives=kind == DayEvent.Kind.IN)
    form = forms.MoveForm(
        request.POST or None, child=line.child, room=found, kind=kind, initial={"glance": "well", "who": queries.MOTHER}
    )
    if request.method == "POST" and form.saved(actor=request.user):
        message = _("{name} llegó.") if kind == DayEvent.Kind.IN else _("{name} se fue.")
        messages.success(request, message.format(name=_with_allergy(line)))
        return _to_room(room)
    context = {"form": form, "line": line, "room": found, "way": way, "last": queries.last_line(child)}
    if kind == DayEvent.Kind.IN and any(board.full for board in boards if board.room == found):
        context["elsewhere"] = [board.room for board in boards if not board.full]
    return render(request, "nursery/day/move.html", context)


@requires(ATTEND)
@idempotent
def care(request, room, child):
    found, line, _boards = _line(request, room, child)
    form = forms.CareForm(request.POST or None, child=line.child, room=found)
    if request.method == "POST" and form.saved(actor=request.user):
        messages.success(request, _("Se anotó: {what}.").format(what=form.result.get_kind_display().lower()))
        return redirect("nursery:care", room, child)
    context = {
        "form": form,
        "line": line,
        "room": found,
        "last": queries.last_line(child),
        "undone": queries.undone_today(child, now=clock.now()),
    }
    return render(request, "nursery/day/care.html", context)


@require_POST
@requires(ATTEND)
def undo(request, pk):
    rooms = queries.rooms(request.user, on=clock.today())
    event = get_object_or_404(DayEvent.objects.select_related("room__nursery", "child"), pk=pk, room__in=rooms)
    with as_message(request):
        services.undo_event(actor=request.user, event=event, reason=request.POST.get("reason", "")[:200])
        messages.success(request, _("Se deshizo. Lo anotado antes queda en el registro."))
    return redirect("nursery:care", event.room_id, event.child_id)


@requires(ATTEND)
@idempotent
def count(request, room):
    found = get_object_or_404(queries.rooms(request.user, on=clock.today()), pk=room)
    form = forms.CountForm(request.POST or None, room=found)
    if request.method == "POST" and form.saved(actor=request.user):
        if form.result.counted == form.result.expected:
            messages.success(request, _("El conteo coincide."))
        else:
            text = _(
                "El conteo NO coincide y quedó anotado. Cierre la puerta, cuente otra vez con otra persona y avise ya."
            )
            messages.error(request, text)
        return _to_room(room)
    last = HeadCount.objects.filter(room=found).aggregate(last=Max("id"))["last"] or 0
    return render(request, "nursery/day/count.html", {"form": form, "room": found, "last": last})


@requires(SEE_DAY)
@idempotent
def dose(request, order, hour):
    now = clock.now()
    lines = {
        line.child.pk: line
        for board in queries.boards(list(queries.rooms(request.user, on=now.date())), now=now)
        for line in board.lines
    }
    if ATTENDANCE not in request.user.actions:
        raise PermissionDenied(_("Las medicinas las anota quien dirige la sala o el personal de salud."))
    found = get_object_or_404(MedicineOrder.objects.select_related("child"), pk=order, child__in=lines)
    try:
        due_at = queries.moment(now.date(), datetime.strptime(hour, "%H%M").time())  # noqa: DTZ007 — an hour only
    except ValueError:
        raise Http404 from None
    form = forms.DoseForm(
        request.POST or None, request=request, order=found, due_at=due_at, initial={"administered": "yes"}
    )
    if request.method == "POST" and form.saved(actor=request.user):
        messages.success(request, form.done)
        return redirect("nursery:day")
    return render(
        request,
        "nursery/day/dose.html",
        {"form": form, "order": found, "due_at": due_at, "line": lines[found.child_id]},
    )


@requires(SEE_DAY)
def paper(request, room):
    today = clock.today()
    found = get_object_or_404(queries.rooms(request.user, on=today), pk=room)
    audit.log_access(actor=request.user.username, kind="export", target=f"room:{room}/hoja")
    full = ATTENDANCE in request.user.actions
    answer = HttpResponse(day_paper(found, on=today, full=full), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="sala-{room}-{today}.pdf"'
    return answer


@requires(ATTEND)
@idempotent
def transcribe(request, room):
    """The paper form of a day typed in with its true hours; who sees the room of her shift types in that of today."""
    today, full = clock.today(), ATTENDANCE in request.user.actions
    found = get_object_or_404(queries.rooms(request.user, on=today), pk=room)
    typed = request.POST.get("day") or request.GET.get("dia") or str(today)
    on = min(day_of(typed) or today, today) if full else today
    sent = request.POST if request.method == "POST" else None
    page = Page(sent, children=queries.of_room(found, on=on), names=queries.names_in(found, on=on), day=on)
    problem = ""
    if request.method == "POST" and page.valid():
        try:
            made = services.write_page(actor=request.user, room=found, on=on, **page.payload())
        except Refused as error:
            problem = sentence(error)
        else:
            messages.success(request, _("Se anotaron {n} hechos del día.").format(n=made))
            return _to_room(room)
    context = {"room": found, "on": on, "page": page, "problem": problem, "today": today, "full": full}
    return render(request, "nursery/day/transcribe.html", context)


@require_POST
@requires(PLACE)
def came(request):
    """Whether the carers of some shifts came, said by whoever runs the nursery."""
    shifts = set(numbers_of(request.POST.getlist("shift")))
    there = request.POST.get("came") == "yes"
    with as_message(request):
        number = staffing.confirm_shifts(actor=request.user, shifts=shifts, came=there)
        if there:
            text = ngettext("Se confirmó {n} turno.", "Se confirmaron {n} turnos.", number)
        else:
            text = ngettext("Se anotó que no vino a {n} turno.", "Se anotó que no vino a {n} turnos.", number)
        messages.success(request, text.format(n=number))
    return redirect("nursery:hours" if request.POST.get("from") == "hours" else "nursery:day")


def _to_room(room):
    """The page of today at that room."""
    return redirect(reverse("nursery:day") + f"#sala-{room}")
