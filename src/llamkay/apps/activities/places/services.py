"""Who has a place in an activity, and who stands in the registers: placed, ended, entered."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from llamkay.apps.activities import acts, permissions
from llamkay.apps.activities.areas import require_answer
from llamkay.apps.activities.kinds import Kind, SheetState
from llamkay.apps.activities.models import Activity, Allocation, Enrolment, SheetRow
from llamkay.apps.people.queries import is_held
from llamkay.core.errors import Refused
from llamkay.core.values import Month
from llamkay.platform.months import month_title
from llamkay.platform.record import audit
from llamkay.platform.security.access import require

if TYPE_CHECKING:
    from llamkay.apps.institutions.models import Establishment
    from llamkay.apps.people.models import Person


ONE = timedelta(days=1)


@transaction.atomic
def allocate(*, actor: Any, activity: Activity, person: "Person", start: date, end: date | None = None) -> Allocation:
    """Place a person in an activity; sheets already open get the person's row.

    Refuses a person not held in the establishment on the first day, a full activity, a day outside its dates.
    """
    rows = Activity.objects.select_for_update(of=("self",))
    locked = rows.select_related("establishment", "responsible").get(pk=activity.pk)
    require_answer(actor, permissions.MANAGE, locked)
    if end is not None and end <= start:
        raise Refused(_("La asignación termina después de empezar: corrija las fechas."))
    _within_activity(locked, end)
    end = end or locked.period.upper
    if start not in locked.period:
        raise Refused(
            _("{locked.name} no funciona el {start:%d/%m/%Y}: elija un día entre sus fechas.").format(
                locked=locked, start=start
            )
        )
    if person.merged_into_id:
        raise Refused(_("Esta identidad se unió a otra: asigne a la persona principal."))
    if not is_held(person, at=locked.establishment_id, on=start):
        raise Refused(
            _("{person} no estaba en {locked.establishment} el {start:%d/%m/%Y}. Revise la fecha o su ingreso.").format(
                person=person, locked=locked, start=start
            )
        )
    if Allocation.objects.filter(activity=locked, person=person, period__overlap=(start, end)).exists():
        raise Refused(_("{person} ya está en {locked.name} en esas fechas.").format(person=person, locked=locked))
    _free_place(locked, start, end)
    placed = Allocation.objects.create(person=person, activity=locked, period=DateRange(start, end))
    for sheet in locked.sheets.filter(state=SheetState.OPEN, month__gte=start.replace(day=1)).select_for_update():
        if end is None or sheet.month < end:
            SheetRow.objects.bulk_create([SheetRow(sheet=sheet, person=person)], ignore_conflicts=True)
    audit.record(
        actor=actor.username,
        verb=acts.ALLOCATE,
        target=f"person:{person.pk}",
        sentence=f"Asignó a {person.full_name} a {locked.name} desde el {start:%d/%m/%Y}",
        stream=locked.establishment.code,
        details={"activity": locked.pk, "allocation": placed.pk},
    )
    return placed


def _free_place(activity: Activity, start: date, end: date | None) -> None:
    """Refuse when the activity would be over its capacity on any day of the period."""
    others = list(
        Allocation.objects.filter(activity=activity, period__overlap=(start, end)).values_list("period", flat=True)
    )
    starts = {start, *(period.lower for period in others if period.lower and period.lower > start)}
    most = max(sum(1 for period in others if day in period) for day in starts)
    if most >= activity.capacity:
        raise Refused(
            _(
                "{activity.name} tiene sus {activity.capacity} plazas ocupadas. Termine una asignación o "
                "amplíe las plazas."
            ).format(activity=activity)
        )


def _within_activity(activity: Activity, end: date | None) -> None:
    last = activity.period.upper
    if end and last and end > last:
        raise Refused(
            _("{activity} termina el {last:%d/%m/%Y}: la asignación no puede durar más.").format(
                activity=activity.name, last=last - ONE
            ),
            field="end",
        )


@transaction.atomic
def end_allocation(*, actor: Any, allocation: Allocation, end: date, reason: str) -> Allocation:
    """End a place: ``end`` is the first day without it. Refused when later days are already marked."""
    locked = _lock(allocation)
    activity = locked.activity
    require_answer(actor, permissions.MANAGE, activity)
    if not reason.strip():
        raise Refused(_("Escriba el motivo del término."), field="reason")
    if end <= locked.period.lower:
        raise Refused(
            _("El término va después del inicio ({start:%d/%m/%Y}). Si la asignación fue un error, anúlela.").format(
                start=locked.period.lower
            ),
            field="end",
        )
    if locked.period.upper and end > locked.period.upper:
        raise Refused(_("La asignación ya terminaba el {end:%d/%m/%Y}.").format(end=locked.period.upper), field="end")
    _within_activity(activity, end)
    end_place(actor, locked, activity, end, reason=reason.strip())
    return locked


def end_place(actor: Any, place: Allocation, activity: Activity, end: date, *, reason: str) -> None:
    """A place ends before a day, or is taken out when it had not begun; refused when later days are already marked."""
    _unmarked(place, activity, end)
    if end <= place.period.lower:
        _take_out(actor, place, activity, reason)
        return
    place.period = DateRange(place.period.lower, end)
    place.end_reason = reason[:120]
    place.save()
    audit.record(
        actor=actor.username,
        verb=acts.END_ALLOCATION,
        target=f"person:{place.person_id}",
        sentence=f"Terminó la asignación de {place.person.full_name} a {activity.name} el {end:%d/%m/%Y}",
        stream=activity.establishment.code,
        reason=place.end_reason,
        details={"allocation": place.pk},
    )


@transaction.atomic
def undo_allocation(*, actor: Any, allocation: Allocation, reason: str) -> None:
    """Take out a place that has not begun, or in which nobody was ever marked; its history keeps it."""
    locked = _lock(allocation)
    activity = locked.activity
    require_answer(actor, permissions.MANAGE, activity)
    if not reason.strip():
        raise Refused(_("Escriba por qué se anula la asignación."), field="reason")
    _unmarked(locked, activity, locked.period.lower)
    _take_out(actor, locked, activity, reason.strip())


def _lock(allocation: Allocation) -> Allocation:
    found = (
        Allocation.objects.select_for_update(of=("self",))
        .select_related("activity__establishment", "activity__responsible", "person")
        .filter(pk=allocation.pk)
        .first()
    )
    if found is None:
        raise Refused(_("Esa asignación ya no está: recargue la página."))
    return found


def _unmarked(place: Allocation, activity: Activity, first: date) -> None:
    """Refuse when a day of the place from that one on is marked on a sheet."""
    rows = SheetRow.objects.filter(
        sheet__activity=activity, person_id=place.person_id, sheet__month__gte=first.replace(day=1)
    )
    for row in rows.select_related("sheet").order_by("sheet__month"):
        month = Month.of(row.sheet.month)
        marked = [
            day
            for day, on in enumerate(month.dates(), start=1)
            if on >= first and on in place.period and (row.reasons[day - 1] or row.pieces[day - 1])
        ]
        if marked:
            raise Refused(
                _(
                    "{person}: la planilla de {month} tiene marcas hasta el día {day}. Bórrelas primero o elija una "
                    "fecha posterior."
                ).format(person=place.person, month=month_title(month), day=marked[-1]),
                field="end",
            )


def _take_out(actor: Any, place: Allocation, activity: Activity, reason: str) -> None:
    """Delete a place, and the empty rows that only it gave to open sheets."""
    number, start = place.pk, place.period.lower
    place.delete()
    others = Allocation.objects.filter(activity=activity, person=place.person)
    for row in SheetRow.objects.filter(
        sheet__activity=activity,
        person=place.person,
        sheet__state=SheetState.OPEN,
        sheet__month__gte=start.replace(day=1),
    ).select_related("sheet"):
        month = Month.of(row.sheet.month)
        if (
            not any(row.reasons)
            and not row.edits.exists()
            and not others.filter(period__overlap=(month.first, month.end)).exists()
        ):
            row.delete()
    audit.record(
        actor=actor.username,
        verb=acts.UNDO_ALLOCATION,
        target=f"person:{place.person_id}",
        sentence=f"Anuló la asignación de {place.person.full_name} a {activity.name} desde el {start:%d/%m/%Y}",
        stream=activity.establishment.code,
        reason=reason,
        details={"allocation": number},
    )


@transaction.atomic
def enrol(
    *, actor: Any, establishment: "Establishment", person: "Person", kind: str, start: date, folio: str
) -> Enrolment:
    """Enter a person in the register of work or of education (Reglamento art. 175, 176): the first day that counts."""
    require(actor, permissions.MANAGE, establishment_id=establishment.pk)
    if kind not in (Kind.WORK, Kind.STUDY):
        raise Refused(_("Hay registro de trabajo y registro de estudio; elija uno."), field="kind")
    if not folio.strip():
        raise Refused(_("Escriba el folio del libro de registro."), field="folio")
    if not is_held(person, at=establishment, on=start):
        raise Refused(
            _("{person} no estaba en {establishment} el {start:%d/%m/%Y}.").format(
                person=person, establishment=establishment, start=start
            ),
            field="start",
        )
    if Enrolment.objects.filter(person=person, kind=kind, period__overlap=(start, None)).exists():
        raise Refused(_("{person} ya tiene inscripción vigente en ese registro.").format(person=person), field="start")
    entry = Enrolment.objects.create(person=person, kind=kind, period=DateRange(start, None), folio=folio.strip()[:40])
    audit.record(
        actor=actor.username,
        verb=acts.ENROL,
        target=f"person:{person.pk}",
        sentence=f"Inscribió a {person.full_name} en el registro de {entry.get_kind_display().lower()}, "
        f"folio {entry.folio}, desde el {start:%d/%m/%Y}",
        stream=establishment.code,
        details={"enrolment": entry.pk},
    )
    return entry
