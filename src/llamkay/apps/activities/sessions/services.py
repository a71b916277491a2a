"""Rotas that hold from a day on, and sessions that are cancelled and restored; one transaction each."""

from collections.abc import Iterable
from datetime import date, time
from itertools import pairwise
from typing import Any, NamedTuple

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from llamkay.apps.activities import acts, permissions
from llamkay.apps.activities.areas import require_answer
from llamkay.apps.activities.inbox.services import activity_changed
from llamkay.apps.activities.kinds import CancelReason
from llamkay.apps.activities.models import Activity, Cancellation, Rota, Shift
from llamkay.apps.activities.places.suspension_services import BY_TIME
from llamkay.apps.activities.queries import minutes_on
from llamkay.apps.activities.sheets.elsewhere import follow_activity, timetable_days
from llamkay.apps.activities.sheets.marks import MAX_MINUTES
from llamkay.apps.activities.sheets.queries import people_present
from llamkay.apps.months.queries import is_closed
from llamkay.core.errors import Refused
from llamkay.core.values import Month
from llamkay.platform import clock
from llamkay.platform.months import month_title
from llamkay.platform.record import audit
from llamkay.platform.record.acts import Verb

MOST_WEEKS = 8


class Turn(NamedTuple):
    """A shift of a rota as it is typed: week and weekday from 0, from when to when."""

    week: int
    weekday: int
    starts_at: time
    ends_at: time


@transaction.atomic
def set_rota(*, actor: Any, activity: Activity, start: date, weeks: int, turns: Iterable[Turn]) -> Rota:
    """From a day on the activity meets by these weeks, which repeat; what held before ends the day before.

    Closed months stay as they were: the day must lie in none.
    """
    locked = _lock(activity)
    require_answer(actor, permissions.MANAGE, locked)
    turns = sorted(turns)
    if not 1 <= weeks <= MOST_WEEKS:
        raise Refused(_("Un rol tiene de 1 a {most} semanas.").format(most=MOST_WEEKS), field="weeks")
    if not turns:
        raise Refused(_("Escriba al menos un turno."), field="turns")
    if start not in locked.period:
        raise Refused(
            _("{activity} no funciona el {start:%d/%m/%Y}.").format(activity=locked.name, start=start), field="start"
        )
    _not_closed(locked, start)
    _check(turns, weeks)
    for later in locked.rotas.filter(period__startswith__gte=start):
        later.delete()
    for running in locked.rotas.filter(period__contains=start):
        running.period = DateRange(running.period.lower, start)
        running.save(update_fields=["period"])
    made = Rota.objects.create(activity=locked, period=DateRange(start, None), weeks=weeks)
    Shift.objects.bulk_create(Shift(rota=made, **turn._asdict()) for turn in turns)
    activity_changed(locked, ["rota"], on=start)
    _record(
        actor,
        acts.SET_ROTA,
        locked,
        f"Cambió el rol de turnos de {locked.name} desde el {start:%d/%m/%Y}",
        details={"weeks": weeks, "turns": len(turns)},
    )
    return made


def _check(turns: list[Turn], weeks: int) -> None:
    """Every shift in a week of the rota, none upon another, no day above sixteen hours."""
    total: dict[tuple[int, int], int] = {}
    spans: list[tuple[int, int, Turn]] = []
    for turn in turns:
        if not (0 <= turn.week < weeks and 0 <= turn.weekday <= 6):
            raise Refused(_("Hay un turno fuera de las {n} semanas del rol.").format(n=weeks), field="turns")
        minutes = Shift(starts_at=turn.starts_at, ends_at=turn.ends_at).minutes
        if not minutes:
            raise Refused(_("Un turno termina después de empezar."), field="turns")
        day = (turn.week, turn.weekday)
        total[day] = total.get(day, 0) + minutes
        if total[day] > MAX_MINUTES:
            raise Refused(_("Un día tiene entre 0 y 16 horas."), field="turns")
        begins = (turn.week * 7 + turn.weekday) * 1440 + turn.starts_at.hour * 60 + turn.starts_at.minute
        spans.append((begins, begins + minutes, turn))
    spans.sort()
    first = spans[0]
    circle = [*spans, (first[0] + weeks * 7 * 1440, first[1], first[2])]  # the last week leads to the first again
    for (_start, end, _turn), (begins, _end, later) in pairwise(circle):
        if begins < end:
            raise Refused(
                _("El turno de las {at:%H:%M} empieza antes de que termine el anterior.").format(at=later.starts_at),
                field="turns",
            )


@transaction.atomic
def cancel_session(
    *, actor: Any, activity: Activity, on: date, reason: str, paid: bool = False, note: str = ""
) -> Cancellation:
    """The session of a day is not held, today's or a coming or past one of an open month; paid or not.

    Refused where somebody is marked as having come.
    """
    locked = _lock(activity)
    require_answer(actor, permissions.MANAGE, locked)
    if reason not in CancelReason.values:
        raise Refused(_("Indique por qué no se realiza la sesión."), field="reason")
    if reason == CancelReason.OTHER and not note.strip():
        raise Refused(_("Escriba el motivo."), field="note")
    if on not in locked.period or on.day not in timetable_days(locked, Month.of(on)):
        raise Refused(_("El {on:%d/%m/%Y} no tiene sesión según su horario.").format(on=on), field="on")
    _not_closed(locked, on)
    if paid and locked.pay_basis not in BY_TIME:
        raise Refused(
            _("{activity} se paga «{basis}»: una sesión que no se realiza no se paga.").format(
                activity=locked.name, basis=locked.get_pay_basis_display().lower()
            ),
            field="paid",
        )
    if locked.cancellations.filter(on=on, restored_at=None).exists():
        raise Refused(_("La sesión del {on:%d/%m/%Y} ya está anotada como no realizada.").format(on=on), field="on")
    if came := people_present(locked, on):
        raise Refused(
            ngettext(
                "{n} persona tiene marca de asistencia el {on:%d/%m/%Y}: bórrela antes.",
                "{n} personas tienen marca de asistencia el {on:%d/%m/%Y}: bórrelas antes.",
                came,
            ).format(n=came, on=on),
            field="on",
        )
    made = Cancellation.objects.create(
        activity=locked, on=on, reason=reason, paid=paid, note=note.strip()[:200], by=actor.username, at=clock.now()
    )
    _record(
        actor,
        acts.CANCEL_SESSION,
        locked,
        f"Anotó que no se realizó la sesión del {on:%d/%m/%Y} de {locked.name} ({made.words})",
        reason=made.note,
        details={"cancellation": made.pk, "minutes": minutes_on(locked, on)},
    )
    follow_activity(locked, actor, on)
    return made


@transaction.atomic
def restore_session(*, actor: Any, cancellation: Cancellation, why: str) -> Cancellation:
    """A session that was held after all: its day is as it was before it was cancelled."""
    locked = _lock(cancellation.activity)
    require_answer(actor, permissions.MANAGE, locked)
    made = Cancellation.objects.select_for_update().get(pk=cancellation.pk)
    if made.restored_at:
        raise Refused(_("Esa sesión ya se había restablecido."))
    if not why.strip():
        raise Refused(_("Escriba por qué se restablece la sesión."), field="why")
    _not_closed(locked, made.on)
    made.restored_by, made.restored_at, made.restored_why = actor.username, clock.now(), why.strip()[:200]
    made.save(update_fields=["restored_by", "restored_at", "restored_why"])
    _record(
        actor,
        acts.RESTORE_SESSION,
        locked,
        f"Restableció la sesión del {made.on:%d/%m/%Y} de {locked.name}",
        reason=made.restored_why,
        details={"cancellation": made.pk},
    )
    follow_activity(locked, actor, made.on)
    return made


def _lock(activity: Activity) -> Activity:
    rows = Activity.objects.select_for_update(of=("self",))
    return rows.select_related("establishment", "responsible").get(pk=activity.pk)


def _not_closed(activity: Activity, on: date) -> None:
    month = Month.of(on)
    if is_closed(establishment_id=activity.establishment_id, month=month):
        raise Refused(
            _("El mes de {month} ya está cerrado: corrija por ajustes.").format(month=month_title(month)), field="on"
        )


def _record(
    actor: Any, verb: Verb, activity: Activity, sentence: str, *, reason: str = "", details: dict[str, Any]
) -> None:
    audit.record(
        actor=actor.username,
        verb=verb,
        target=f"activity:{activity.pk}",
        sentence=sentence,
        stream=activity.establishment.code,
        reason=reason,
        details=details,
    )
