"""Who has a place in an activity, and who stands in the registers: placed, ended, entered."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from llamkay.apps.activities import acts, permissions
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


@transaction.atomic
def allocate(*, actor: Any, activity: Activity, person: "Person", start: date, end: date | None = None) -> Allocation:
    """Place a person in an activity; sheets already open get the person's row.

    Refuses a person not held in the establishment on the first day, a full activity, a day outside its dates.
    """
    locked = Activity.objects.select_for_update(of=("self",)).select_related("establishment").get(pk=activity.pk)
    require(actor, permissions.MANAGE, establishment_id=locked.establishment_id)
    if end is not None and end <= start:
        raise Refused(_("La asignación termina después de empezar: corrija las fechas."))
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


@transaction.atomic
def end_allocation(*, actor: Any, allocation: Allocation, end: date, reason: str) -> Allocation:
    """End a place: ``end`` is the first day without it. Refused when later days are already marked."""
    locked = (
        Allocation.objects.select_for_update(of=("self",))
        .select_related("activity__establishment", "person")
        .get(pk=allocation.pk)
    )
    activity = locked.activity
    require(actor, permissions.MANAGE, establishment_id=activity.establishment_id)
    if not reason.strip():
        raise Refused(_("Escriba el motivo del término."), field="reason")
    if end <= locked.period.lower:
        raise Refused(
            _("El término va después del inicio ({start:%d/%m/%Y}).").format(start=locked.period.lower), field="end"
        )
    if locked.period.upper and end > locked.period.upper:
        raise Refused(_("La asignación ya terminaba el {end:%d/%m/%Y}.").format(end=locked.period.upper), field="end")
    for row in SheetRow.objects.filter(
        sheet__activity=activity, person=locked.person, sheet__month__gte=end.replace(day=1)
    ).select_related("sheet"):
        first = end.day if row.sheet.month == end.replace(day=1) else 1
        marked = [day for day in range(first, 32) if row.reasons[day - 1]]
        if marked:
            raise Refused(
                _(
                    "La planilla de {month} tiene marcas hasta el día {day}. Bórrelas primero o elija una "
                    "fecha posterior."
                ).format(month=month_title(Month.of(row.sheet.month)), day=marked[-1]),
                field="end",
            )
    locked.period = DateRange(locked.period.lower, end)
    locked.end_reason = reason.strip()[:120]
    locked.save()
    audit.record(
        actor=actor.username,
        verb=acts.END_ALLOCATION,
        target=f"person:{locked.person_id}",
        sentence=f"Terminó la asignación de {locked.person.full_name} a {activity.name} el {end:%d/%m/%Y}",
        stream=activity.establishment.code,
        reason=locked.end_reason,
        details={"allocation": locked.pk},
    )
    return locked


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
