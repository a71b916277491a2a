"""What may happen to activities and sheets: check, lock, change, record; one transaction each."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, TypedDict

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from llamkay.apps.activities import acts, permissions, queries
from llamkay.apps.activities.kinds import Kind, SheetState
from llamkay.apps.activities.models import (
    TRANSITIONS,
    Activity,
    Adjustment,
    Allocation,
    Company,
    Enrolment,
    Reason,
    RestDayAuthorisation,
    Sheet,
    SheetRow,
    Trade,
)
from llamkay.apps.activities.sheets.marks import MAX_MINUTES, MAX_PIECES, PRESENT, mark_text
from llamkay.apps.months.queries import is_closed, is_past
from llamkay.apps.months.services import lock_months
from llamkay.apps.people.queries import is_held
from llamkay.core.errors import CHANGED, Refused
from llamkay.core.values import Month
from llamkay.platform import clock
from llamkay.platform.files.datafiles import yaml_documents
from llamkay.platform.months import month_name, month_title
from llamkay.platform.record import audit
from llamkay.platform.record.acts import Verb
from llamkay.platform.security.access import require

if TYPE_CHECKING:
    from llamkay.apps.institutions.models import Establishment
    from llamkay.apps.people.models import Person


def load_reference() -> None:
    """Write the reasons and trades that ship with the package; twice is once."""
    (document,) = yaml_documents("llamkay.apps.activities", "data")
    flags = {"present": False, "paid": False, "counts": False, "expelled": False, "needs_note": False}
    reasons = [Reason(**{**flags, **item}) for item in document["reasons"]]
    trades = [Trade(**item) for item in document["trades"]]
    Reason.objects.bulk_create(
        reasons, update_conflicts=True, unique_fields=["number"], update_fields=["key", "name", "name_en", *flags]
    )
    Trade.objects.bulk_create(
        trades, update_conflicts=True, unique_fields=["code"], update_fields=["name", "name_en", "synonyms"]
    )


# ---------------------------------------------------------------------------------------------------- activities


@transaction.atomic
def create_activity(*, actor: Any, establishment: "Establishment", **values: Any) -> Activity:
    """Open an activity of an establishment. Raises ``Refused`` by field when a value does not fit."""
    require(actor, permissions.MANAGE, establishment_id=establishment.pk)
    activity = Activity(establishment=establishment, **values)
    _check_activity(activity)
    activity.save(force_insert=True)
    audit.record(
        actor=actor.username,
        verb=acts.CREATE,
        target=f"activity:{activity.pk}",
        sentence=f"Creó la actividad {activity.name} ({activity.code})",
        stream=establishment.code,
    )
    return activity


@transaction.atomic
def change_activity(*, actor: Any, activity: Activity, **values: Any) -> Activity:
    """Change an activity; its months already closed keep what they were closed with."""
    locked = Activity.objects.select_for_update(of=("self",)).select_related("establishment").get(pk=activity.pk)
    require(actor, permissions.MANAGE, establishment_id=locked.establishment_id)
    changed = sorted(name for name, value in values.items() if getattr(locked, name) != value)
    if "kind" in changed and locked.sheets.exists():
        raise Refused(_("La actividad ya tiene planillas: su clase no cambia. Cree otra actividad."), field="kind")
    for name, value in values.items():
        setattr(locked, name, value)
    _check_activity(locked)
    locked.save()
    audit.record(
        actor=actor.username,
        verb=acts.CHANGE,
        target=f"activity:{locked.pk}",
        sentence=f"Cambió la actividad {locked.name} ({locked.code})",
        stream=locked.establishment.code,
        details={"fields": changed},
    )
    return locked


def _check_activity(activity: Activity) -> None:
    wrong = {}
    if (activity.kind == Kind.WORK) != bool(activity.modality):
        wrong["modality"] = _("La modalidad es de las actividades de trabajo, y estas la necesitan.")
    if (activity.kind == Kind.STUDY) != bool(activity.level):
        wrong["level"] = _("El nivel es de las actividades de estudio, y estas lo necesitan.")
    if any(not 0 <= minutes <= MAX_MINUTES for minutes in activity.timetable):
        wrong["timetable"] = _("Un día tiene entre 0 y 16 horas.")
    elif not any(activity.timetable):
        wrong["timetable"] = _("Indique las horas de al menos un día de la semana.")
    if wrong:
        raise Refused.many(Refused(text, field=name) for name, text in wrong.items())
    _clean(activity)


def _clean(activity: Activity) -> None:
    try:
        activity.full_clean()
    except ValidationError as error:
        raise Refused.many(
            Refused(text, field=name) for name, texts in error.message_dict.items() for text in texts
        ) from error


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


@transaction.atomic
def authorise_rest_day(*, actor: Any, activity: Activity, on: date, act: str, reason: str) -> RestDayAuthorisation:
    """Register the technical council's act for a Sunday or holiday (Reglamento art. 177)."""
    require(actor, permissions.AUTHORISE, establishment_id=activity.establishment_id)
    month = Month.of(on)
    if on.day not in queries.rest_days(month):
        raise Refused(_("El {on:%d/%m/%Y} no es domingo ni feriado: no necesita acta.").format(on=on), field="on")
    if on not in activity.period:
        raise Refused(_("{activity.name} no funciona el {on:%d/%m/%Y}.").format(activity=activity, on=on), field="on")
    if not act.strip() or not reason.strip():
        raise Refused(_("Escriba el número del acta y el motivo."))
    if is_closed(establishment_id=activity.establishment_id, month=month):
        raise Refused(_("El mes de {month} ya está cerrado.").format(month=month_title(month)), field="on")
    if activity.authorisations.filter(on=on).exists():
        raise Refused(
            _("El {on:%d/%m/%Y} ya tiene acta en {activity.name}.").format(on=on, activity=activity), field="on"
        )
    authorisation = RestDayAuthorisation.objects.create(
        activity=activity, on=on, act=act.strip(), reason=reason.strip()
    )
    audit.record(
        actor=actor.username,
        verb=acts.AUTHORISE,
        target=f"activity:{activity.pk}",
        sentence=f"Registró el acta {authorisation.act} para {activity.name} el {on:%d/%m/%Y}",
        stream=activity.establishment.code,
        reason=authorisation.reason,
    )
    return authorisation


# ------------------------------------------------------------------------------------------------ opening a month


@transaction.atomic
def open_month(*, actor: Any, establishment: "Establishment", month: Month) -> int:
    """Make the sheets of every activity running in the month, with a row for each person placed on any day of it.

    Twice is once; later people get their row. Returns how many sheets are new.
    """
    require(actor, permissions.FILL_SHEET, establishment_id=establishment.pk)
    running = Activity.objects.filter(establishment=establishment, period__overlap=(month.first, month.end))
    return _open(actor, establishment, month, list(running))


@transaction.atomic
def open_sheet(*, actor: Any, activity: Activity, month: Month) -> Sheet:
    """The sheet of one activity and month, made when there is none."""
    require(actor, permissions.FILL_SHEET, establishment_id=activity.establishment_id)
    if not (activity.period.lower < month.end and (not activity.period.upper or activity.period.upper > month.first)):
        raise Refused(_("{activity.name} no funciona en {month}.").format(activity=activity, month=month_title(month)))
    if not Allocation.objects.filter(activity=activity, period__overlap=(month.first, month.end)).exists():
        raise Refused(
            _("{activity.name} no tiene personas asignadas en {month}. Asígnelas primero.").format(
                activity=activity, month=month_title(month)
            )
        )
    _open(actor, activity.establishment, month, [activity])
    return Sheet.objects.select_related("activity__establishment").get(activity=activity, month=month.first)


def _open(actor: Any, establishment: "Establishment", month: Month, running: list[Activity]) -> int:
    lock_months(establishment)
    if is_closed(establishment_id=establishment.pk, month=month):
        raise Refused(
            _("El mes de {month} está cerrado en {establishment}: corrija por ajustes.").format(
                month=month_title(month), establishment=establishment
            )
        )
    if is_past(establishment_id=establishment.pk, month=month):
        raise Refused(
            _(
                "{establishment} ya cerró un mes posterior: las planillas de {month} no podrían cerrarse nunca. "
                "Lo que falte se corrige por ajustes."
            ).format(month=month_title(month), establishment=establishment)
        )
    if month.first > clock.today():
        raise Refused(_("El mes de {month} todavía no empieza.").format(month=month_title(month)))
    placed = list(
        Allocation.objects.filter(activity__in=running, period__overlap=(month.first, month.end))
        .values_list("activity_id", "person_id")
        .distinct()
    )
    needed = {activity for activity, _ in placed}
    known = set(Sheet.objects.filter(activity__in=needed, month=month.first).values_list("activity_id", flat=True))
    new = sorted(needed - known)
    Sheet.objects.bulk_create([Sheet(activity_id=pk, month=month.first) for pk in new], ignore_conflicts=True)
    sheets = dict(
        Sheet.objects.filter(activity__in=needed, month=month.first, state=SheetState.OPEN)
        .select_for_update()
        .values_list("activity_id", "id")
    )
    SheetRow.objects.bulk_create(
        [SheetRow(sheet_id=sheets[activity], person_id=person) for activity, person in placed if activity in sheets],
        ignore_conflicts=True,
    )
    if new:
        audit.record(
            actor=actor.username,
            verb=acts.OPEN_SHEETS,
            target=f"establishment:{establishment.pk}",
            sentence=f"Abrió {len(new)} planillas de {month_name(month)}",
            stream=establishment.code,
            details={"activities": new, "month": str(month)},
        )
    return len(new)


# ----------------------------------------------------------------------------------------------------- the cells


@dataclass(frozen=True)
class RefusedCell:
    """A cell that cannot be written: where, what was asked, why."""

    row: int
    day: int
    value: str
    message: str


class CellsRefused(Refused):
    """Some cells do not fit; nothing was written. ``cells`` says each."""

    def __init__(self, cells: list[RefusedCell]) -> None:
        reasons = [Refused(cell.message) for cell in cells]
        super().__init__(" ".join(cell.message for cell in cells), cells=cells, reasons=reasons)


class SheetChanged(Refused):
    """Somebody else saved meanwhile; nothing was written. ``cells`` are the disputed (row, day), where known."""

    def __init__(self, sheet: Sheet, cells: list[tuple[int, int]] | None = None) -> None:
        self.sheet = sheet
        super().__init__(
            _(
                "Otra persona guardó esta planilla mientras usted la llenaba. Lo que usted escribió sigue en "
                "pantalla y todavía no está guardado: revíselo y guarde otra vez para que valga lo suyo."
            ),
            code=CHANGED,
            cells=cells or (),
        )


@dataclass(frozen=True)
class Saved:
    """A save that happened: the new version, how many cells differ from before, the rows touched."""

    version: int
    cells: int
    rows: list[SheetRow] = field(default_factory=list)


class CellChange(TypedDict, total=False):
    """What a cell is to hold; a key left out keeps what the cell had, and reason 0 erases the mark.

    ``was`` is the reason and the minutes that whoever wrote it saw there.
    """

    reason: int
    minutes: int
    pieces: int
    note: str
    was: tuple[int, int]


Changes = Mapping[int, Mapping[int, CellChange]]  # id of the row → day of the month → the change


def lock_sheet(sheet: Sheet | int) -> Sheet:
    """The sheet, locked until the transaction ends."""
    pk = sheet if isinstance(sheet, int) else sheet.pk
    return Sheet.objects.select_for_update(of=("self",)).select_related("activity__establishment").get(pk=pk)


def lock_sheets(establishment: "Establishment", month: Month) -> None:
    """No sheet of that month of the prison changes until the transaction ends."""
    list(
        queries.sheets_at(establishment)
        .filter(month=month.first)
        .order_by("id")
        .select_for_update(of=("self",))
        .values_list("id")
    )


def close_sheets(establishment: "Establishment", month: Month) -> None:
    """The sheets of a month that closes are closed; the caller has locked them."""
    queries.sheets_at(establishment).filter(month=month.first).update(state=SheetState.CLOSED)


def mark_applied(adjustments: Collection[int], close_id: int) -> None:
    """The close that has applied those corrections is said in them."""
    Adjustment.objects.filter(id__in=adjustments).update(applied_in_id=close_id)


def lock_activity(activity: Activity) -> None:
    """Writers of one activity wait for one another until the transaction ends."""
    Activity.objects.select_for_update().get(pk=activity.pk)


def enter_company(*, ruc: str, name: str) -> Company:
    """Enter a company that gives work; who calls has checked its number."""
    return Company.objects.create(ruc=ruc, name=name.strip()[:120])


def _check_open(sheet: Sheet) -> None:
    if sheet.state == SheetState.OPEN:
        return
    what = {
        SheetState.SUBMITTED: _("ya está entregada. Pida a la jefatura que la devuelva"),
        SheetState.APPROVED: _("ya está aprobada. Pida a la jefatura que la reabra y la devuelva"),
        SheetState.CLOSED: _("está cerrada. Registre un ajuste"),
    }[SheetState(sheet.state)]
    raise Refused(_("La planilla {what} para cambiarla.").format(what=what))


@transaction.atomic
def save_cells(*, actor: Any, sheet: Sheet | int, changes: Changes, version: int | None = None) -> Saved:
    """Write cells of an open sheet.

    ``version`` refuses when anything was saved since; the ``was`` of a change refuses when that cell was. Everything is
    written or nothing: raises ``CellsRefused`` with every cell that does not fit, ``SheetChanged``, or ``Refused`` when
    the sheet is not open.
    """
    locked = lock_sheet(sheet)
    require(actor, permissions.FILL_SHEET, establishment_id=locked.activity.establishment_id)
    _check_open(locked)
    if version is not None and version != locked.version:
        raise SheetChanged(locked)
    rows = {row.pk: row for row in locked.rows.filter(pk__in=list(changes)).select_related("person")}
    disputed = [
        (pk, day)
        for pk, days in changes.items()
        if pk in rows
        for day, cell in days.items()
        if 1 <= day <= 31 and "was" in cell and _differs(rows[pk], day, cell)
    ]
    if disputed:
        raise SheetChanged(locked, disputed)
    touched, cells = _apply(locked, rows, changes)
    if not cells:
        return Saved(version=locked.version, cells=0)
    _check_same_day_elsewhere(locked, touched)
    _write(locked, touched)
    audit.record(
        actor=actor.username,
        verb=acts.SAVE_CELLS,
        target=f"sheet:{locked.pk}",
        sentence=f"Guardó {cells} {'casilla' if cells == 1 else 'casillas'} de la planilla {_title(locked)}",
        stream=locked.activity.establishment.code,
        details={"rows": [row.pk for row in touched], "version": locked.version},
    )
    return Saved(version=locked.version, cells=cells, rows=touched)


def _differs(row: SheetRow, day: int, cell: CellChange) -> bool:
    now = (row.reasons[day - 1], row.minutes[day - 1])
    wanted = (cell.get("reason", now[0]), cell.get("minutes", now[1]))
    return now not in (tuple(cell["was"]), wanted)


def _apply(sheet: Sheet, rows: dict[int, SheetRow], changes: Changes) -> tuple[list[SheetRow], int]:
    """Change the rows in memory; raises ``CellsRefused`` with every cell that does not fit."""
    month = Month.of(sheet.month)
    reasons = queries.reasons_by_number()
    days = queries.open_days(activity=sheet.activity, month=month, people=[row.person_id for row in rows.values()])
    past = (clock.today() - month.first).days + 1
    refused: list[RefusedCell] = []
    touched, count = [], 0
    for pk, cells in changes.items():
        row = rows.get(pk)
        if row is None:
            refused.append(RefusedCell(pk, 0, "", _("Esa fila no es de esta planilla: recargue la página.")))
            continue
        before = count
        for day, cell in cells.items():
            change = _MarkChange.of(row, day, cell) if 1 <= day <= month.days else None
            if change is None:
                refused.append(
                    RefusedCell(
                        pk,
                        day,
                        str(day),
                        _("{month} no tiene día {day}.").format(month=month_title(month), day=day),
                    )
                )
                continue
            if not change.differs(row):
                continue
            why = change.refusal(reasons)
            if change.reason or change.pieces or change.minutes:
                # A mark may always be erased; it may only be written where the person was.
                why = days[row.person_id].refusal(day) or (_("ese día todavía no llega") if day > past else "") or why
            if why:
                refused.append(
                    RefusedCell(
                        pk,
                        day,
                        change.text(reasons),
                        _("{row.person}, día {day}: {why}.").format(row=row, day=day, why=why),
                    )
                )
                continue
            change.write(row)
            count += 1
        if count > before:
            touched.append(row)
    if refused:
        raise CellsRefused(refused)
    return touched, count


@dataclass(frozen=True)
class _MarkChange:
    """What one cell is asked to hold."""

    day: int
    reason: int
    minutes: int
    pieces: int
    note: str

    @classmethod
    def of(cls, row: SheetRow, day: int, cell: CellChange) -> "_MarkChange":
        reason = int(cell.get("reason", row.reasons[day - 1]))
        note = str(cell.get("note", row.notes.get(str(day), ""))).strip()[:300]
        return cls(
            day=day,
            reason=reason,
            minutes=int(cell.get("minutes", row.minutes[day - 1])),
            pieces=int(cell.get("pieces", row.pieces[day - 1])),
            note=note if reason else "",
        )

    def differs(self, row: SheetRow) -> bool:
        at = self.day - 1
        now = (row.reasons[at], row.minutes[at], row.pieces[at], row.notes.get(str(self.day), ""))
        return now != (self.reason, self.minutes, self.pieces, self.note)

    def refusal(self, reasons: Mapping[int, Reason]) -> str:
        if not 0 <= self.minutes <= MAX_MINUTES:
            return _("un día tiene entre 0 y 16 horas")
        if not 0 <= self.pieces <= MAX_PIECES:
            return _("las piezas van de 0 a {most:,}").format(most=MAX_PIECES)
        if not self.reason:
            return _("marque primero la asistencia") if self.minutes or self.pieces else ""
        reason = reasons.get(self.reason)
        if reason is None:
            return _("el motivo {reason} no existe").format(reason=self.reason)
        if not reason.present and (self.minutes or self.pieces):
            return _("«{reason.name}» no lleva horas ni piezas").format(reason=reason)
        if reason.counts and not self.minutes:
            return f"«{reason.name}» necesita horas: escríbalas, como 4 o 3:30"
        if reason.needs_note and not self.note:
            return _("«{reason.name}» necesita una observación que diga por qué").format(reason=reason)
        return ""

    def text(self, reasons: Mapping[int, Reason]) -> str:
        return mark_text(reason=reasons.get(self.reason), minutes=self.minutes, scheduled=-1)

    def write(self, row: SheetRow) -> None:
        at = self.day - 1
        row.reasons[at], row.minutes[at], row.pieces[at] = self.reason, self.minutes, self.pieces
        row.notes.pop(str(self.day), None)
        if self.note:
            row.notes[str(self.day)] = self.note


def _check_same_day_elsewhere(sheet: Sheet, rows: list[SheetRow]) -> None:
    """Two jobs are allowed; more than sixteen hours in one day are not."""
    mine = {row.person_id: row for row in rows}
    total = {person: list(row.minutes) for person, row in mine.items()}
    others = SheetRow.objects.filter(sheet__month=sheet.month, person_id__in=list(mine)).exclude(sheet=sheet)
    for person, minutes in others.values_list("person_id", "minutes"):
        total[person] = [a + b for a, b in zip(total[person], minutes, strict=True)]
    refused = [
        RefusedCell(
            mine[person].pk,
            day,
            "",
            _(
                "{person}, día {day}: con sus otras actividades suma {hours:.1f} horas y el máximo son 16. "
                "Revise las planillas."
            ).format(person=mine[person].person, day=day, hours=minutes / 60),
        )
        for person, sums in total.items()
        for day, minutes in enumerate(sums, start=1)
        if minutes > MAX_MINUTES and mine[person].minutes[day - 1]
    ]
    if refused:
        raise CellsRefused(refused)


def _write(sheet: Sheet, rows: list[SheetRow]) -> None:
    SheetRow.objects.bulk_update(rows, ["minutes", "reasons", "pieces", "notes"], batch_size=200)
    sheet.version += 1
    sheet.save(update_fields=["version"])


def _title(sheet: Sheet) -> str:
    return f"{sheet.activity.name}, {month_name(Month.of(sheet.month))}"


def _presence(minutes: int) -> CellChange:
    return {"reason": PRESENT, "minutes": minutes}


@transaction.atomic
def fill_column(*, actor: Any, sheet: Sheet | int, day: int) -> Saved:
    """Everybody without a mark that day is present for the timetable; marks already there stay."""
    locked = lock_sheet(sheet)
    month = Month.of(locked.month)
    if not 1 <= day <= month.days:
        raise Refused(_("{month} no tiene día {day}.").format(month=month_title(month).capitalize(), day=day))
    minutes = queries.scheduled_minutes(activity=locked.activity, month=month)[day - 1]
    if not minutes:
        raise Refused(
            _("El horario de {name} no tiene horas el día {day}. Escriba las horas en cada casilla.").format(
                name=locked.activity.name, day=day
            )
        )
    rows = [row for row in locked.rows.all() if not row.reasons[day - 1]]
    days = queries.open_days(activity=locked.activity, month=month, people=[row.person_id for row in rows])
    changes = {row.pk: {day: _presence(minutes)} for row in rows if not days[row.person_id].refusal(day)}
    return save_cells(actor=actor, sheet=locked, changes=changes)


@transaction.atomic
def fill_person(*, actor: Any, row: SheetRow) -> Saved:
    """One person is present on every timetable day without a mark up to today; rest days need the council's act."""
    locked = lock_sheet(row.sheet_id)
    month = Month.of(locked.month)
    fresh = locked.rows.get(pk=row.pk)
    rest = set(queries.rest_days(month)) - set(
        locked.activity.authorisations.filter(on__gte=month.first, on__lt=month.end).values_list("on__day", flat=True)
    )
    open_ = queries.open_days(activity=locked.activity, month=month, people=[fresh.person_id])[fresh.person_id]
    past = (clock.today() - month.first).days + 1
    cells = {
        day: _presence(minutes)
        for day, minutes in enumerate(queries.scheduled_minutes(activity=locked.activity, month=month), start=1)
        if minutes and day not in rest and day <= past and not fresh.reasons[day - 1] and not open_.refusal(day)
    }
    return save_cells(actor=actor, sheet=locked, changes={fresh.pk: cells})


# ---------------------------------------------------------------------------------------------------- the states


def _step(sheet: Sheet, step: str) -> None:
    start, end = TRANSITIONS[step]
    if sheet.state != start:
        raise Refused(
            _(
                "La planilla está {state}; para este paso debe estar {needed}. Recargue la página para ver cómo quedó."
            ).format(state=sheet.get_state_display().lower(), needed=start.label.lower())
        )
    sheet.state = end
    sheet.version += 1


def _record_step(actor: Any, sheet: Sheet, verb: Verb, done: str, reason: str = "") -> None:
    audit.record(
        actor=actor.username,
        verb=verb,
        target=f"sheet:{sheet.pk}",
        sentence=f"{done} la planilla {_title(sheet)}",
        stream=sheet.activity.establishment.code,
        reason=reason,
        details={"version": sheet.version},
    )


@transaction.atomic
def submit_sheet(*, actor: Any, sheet: Sheet | int) -> Sheet:
    """Hand the sheet in, from the month's last day of work on.

    Refused while a mark lies on a day the person was not there, or the sheet has no mark.
    """
    locked = lock_sheet(sheet)
    require(actor, permissions.FILL_SHEET, establishment_id=locked.activity.establishment_id)
    _step(locked, "submit")
    month = Month.of(locked.month)
    due = queries.due_on(activity=locked.activity, month=month)
    if clock.today() < due:
        raise Refused(
            _("La planilla de {month} se entrega desde el {due:%d/%m/%Y}, su último día de trabajo.").format(
                month=month_title(month), due=due
            )
        )
    rows = queries.ordered_rows(locked)
    if not any(any(row.reasons) for row in rows):
        raise Refused(_("La planilla no tiene ninguna marca: llénela antes de entregarla."))
    days = queries.open_days(activity=locked.activity, month=month, people=[row.person_id for row in rows])
    refused = [
        RefusedCell(
            row.pk, day, "", _("{row.person}, día {day}: {why}. Borre esa marca.").format(row=row, day=day, why=why)
        )
        for row in rows
        for day in range(1, month.days + 1)
        if row.reasons[day - 1] and (why := days[row.person_id].refusal(day))
    ]
    if refused:
        raise CellsRefused(refused)
    locked.submitted_by, locked.submitted_at = actor.username, clock.now()
    locked.save()
    _record_step(actor, locked, acts.SUBMIT_SHEET, "Entregó")
    return locked


@transaction.atomic
def recall_sheet(*, actor: Any, sheet: Sheet | int) -> Sheet:
    """Take back a sheet that nobody has reviewed yet: whoever handed it in goes on filling it."""
    locked = lock_sheet(sheet)
    require(actor, permissions.FILL_SHEET, establishment_id=locked.activity.establishment_id)
    _step(locked, "recall")
    if locked.submitted_by != actor.username:
        raise Refused(_("Otra persona entregó esta planilla: la recupera ella, o la devuelve la jefatura."))
    locked.submitted_by, locked.submitted_at = "", None
    locked.save()
    _record_step(actor, locked, acts.RECALL_SHEET, "Recuperó")
    return locked


@transaction.atomic
def return_sheet(*, actor: Any, sheet: Sheet | int, reason: str) -> Sheet:
    """Give a submitted sheet back to be corrected, saying why."""
    locked = lock_sheet(sheet)
    require(actor, permissions.APPROVE_SHEET, establishment_id=locked.activity.establishment_id)
    if not reason.strip():
        raise Refused(_("Escriba por qué devuelve la planilla, para que se pueda corregir."))
    _step(locked, "return")
    locked.submitted_by, locked.submitted_at = "", None
    locked.save()
    _record_step(actor, locked, acts.RETURN_SHEET, "Devolvió", reason.strip())
    return locked


@transaction.atomic
def approve_sheet(*, actor: Any, sheet: Sheet | int) -> Sheet:
    """Approve a submitted sheet; nobody approves the one they submitted."""
    locked = lock_sheet(sheet)
    require(actor, permissions.APPROVE_SHEET, establishment_id=locked.activity.establishment_id)
    _step(locked, "approve")
    if locked.submitted_by == actor.username:
        raise Refused(_("Usted entregó esta planilla: la aprueba otra persona de la jefatura o la dirección."))
    locked.approved_by, locked.approved_at = actor.username, clock.now()
    locked.save()
    _record_step(actor, locked, acts.APPROVE_SHEET, "Aprobó")
    return locked


@transaction.atomic
def reopen_sheet(*, actor: Any, sheet: Sheet | int, reason: str) -> Sheet:
    """Take an approval back, saying why: the sheet is submitted again."""
    locked = lock_sheet(sheet)
    require(actor, permissions.APPROVE_SHEET, establishment_id=locked.activity.establishment_id)
    if not reason.strip():
        raise Refused(_("Escriba por qué reabre la planilla."))
    _step(locked, "reopen")
    locked.approved_by, locked.approved_at = "", None
    locked.save()
    _record_step(actor, locked, acts.REOPEN_SHEET, "Reabrió", reason.strip())
    return locked


@transaction.atomic
def adjust_day(
    *, actor: Any, row: SheetRow, day: int, minutes: int, reason: int, pieces: int = 0, why: str
) -> Adjustment:
    """Correct a day of a closed sheet: the sheet stays, the next close reverses and re-enters."""
    locked = lock_sheet(row.sheet_id)
    require(actor, permissions.ADJUST, establishment_id=locked.activity.establishment_id)
    month = Month.of(locked.month)
    if locked.state != SheetState.CLOSED:
        raise Refused(_("Solo se ajusta una planilla cerrada: esta todavía se puede corregir directamente."))
    if not why.strip():
        raise Refused(_("Escriba el motivo del ajuste y el documento que lo sustenta."), field="why")
    if not 1 <= day <= month.days:
        raise Refused(
            _("{month} no tiene día {day}.").format(month=month_title(month).capitalize(), day=day), field="day"
        )
    reasons = queries.reasons_by_number()
    open_ = queries.open_days(activity=locked.activity, month=month, people=[row.person_id])[row.person_id]
    change = _MarkChange(day=day, reason=reason, minutes=minutes, pieces=pieces, note=why.strip())
    refusal = (open_.refusal(day) if reason else "") or change.refusal(reasons)
    if refusal:
        raise Refused(_("Día {day}: {refusal}.").format(day=day, refusal=refusal))
    last = row.adjustments.filter(day=day).order_by("-id").first()
    at = day - 1
    now = (last.reason, last.minutes, last.pieces) if last else (row.reasons[at], row.minutes[at], row.pieces[at])
    if now == (reason, minutes, pieces):
        raise Refused(_("El día {day} ya tiene esos datos: no hay nada que ajustar.").format(day=day))
    adjustment = Adjustment.objects.create(
        row=row,
        day=day,
        minutes=minutes,
        reason=reason,
        pieces=pieces,
        why=why.strip(),
        by=actor.username,
        at=clock.now(),
    )
    audit.record(
        actor=actor.username,
        verb=acts.ADJUST,
        target=f"person:{row.person_id}",
        sentence=f"Ajustó el día {day} de {row.person.full_name} en la planilla cerrada {_title(locked)}",
        stream=locked.activity.establishment.code,
        reason=adjustment.why,
        details={"adjustment": adjustment.pk, "before": list(now), "after": [reason, minutes, pieces]},
    )
    return adjustment


__all__ = [
    "CellsRefused",
    "RefusedCell",
    "Saved",
    "SheetChanged",
    "adjust_day",
    "allocate",
    "approve_sheet",
    "authorise_rest_day",
    "change_activity",
    "create_activity",
    "end_allocation",
    "enrol",
    "fill_column",
    "fill_person",
    "load_reference",
    "lock_sheet",
    "open_month",
    "open_sheet",
    "reopen_sheet",
    "return_sheet",
    "save_cells",
    "submit_sheet",
]
