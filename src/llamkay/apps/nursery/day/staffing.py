"""Rooms, who cares for the children in them, their papers and shifts, and the hours of the women in custody."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, time, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from llamkay.apps.activities.kinds import SheetState
from llamkay.apps.activities.sheets.cells import CellChange, save_cells
from llamkay.apps.activities.sheets.marks import PRESENT
from llamkay.apps.activities.sheets.queries import rows_of_month
from llamkay.apps.institutions.queries import account
from llamkay.apps.nursery import acts, permissions
from llamkay.apps.nursery.day import places, queries
from llamkay.apps.nursery.models import Carer, CarerCheck, Nursery, Room, Shift
from llamkay.apps.nursery.record.services import log_act, not_in_the_future
from llamkay.apps.people.queries import is_held
from llamkay.core.errors import Refused
from llamkay.core.values import Month
from llamkay.platform import clock
from llamkay.platform.security import scope
from llamkay.platform.security.access import require

if TYPE_CHECKING:
    from llamkay.apps.institutions.models import Establishment
    from llamkay.apps.people.models import Person


SHIFT_KNOWN_WITHIN = timedelta(days=7)
LONGEST_SHIFT = 12 * 60  # minutes


def save_room(*, actor: Any, nursery: Nursery, room: Room | None = None, **values: Any) -> Room:
    """A room of an age band, new or changed; bands of one nursery may overlap, names may not."""
    require(actor, permissions.PLACE, establishment_id=nursery.establishment_id)
    if values["from_months"] >= values["to_months"]:
        raise Refused(_("La edad de salida de la sala debe ser mayor que la de entrada."))
    with transaction.atomic():
        Nursery.objects.select_for_update().get(pk=nursery.pk)
        same = Room.objects.filter(nursery=nursery, name__iexact=values["name"].strip())
        if (same.exclude(pk=room.pk) if room else same).exists():
            raise Refused(_("Ya hay una sala «{name}» en esta cuna.").format(name=values["name"]))
        if room and values.get("closed_on") and (inside := queries.inside(room, at=clock.now())):
            raise Refused(
                ngettext(
                    "Hay {n} niño en la sala: anote primero su salida. Así ninguno desaparece de la lista.",
                    "Hay {n} niños en la sala: anote primero su salida. Así ninguno desaparece de la lista.",
                    len(inside),
                ).format(n=len(inside))
            )
        if room and values["capacity"] < room.capacity:
            today = clock.today()
            there = max(places.of_age(room, on=today), len(queries.inside(room, at=clock.now())))
            if there > values["capacity"]:
                raise Refused(
                    ngettext(
                        "Hay {n} niño en la sala o de su edad: no puede tener {capacity} lugares.",
                        "Hay {n} niños en la sala o de su edad: no puede tener {capacity} lugares.",
                        there,
                    ).format(n=there, capacity=values["capacity"]),
                    field="capacity",
                )
        room = room or Room(nursery=nursery)
        for name, value in values.items():
            setattr(room, name, value)
        room.save()
        log_act(actor, acts.ROOM, nursery.establishment, f"room:{room.pk}", f"Sala {room.name} de {nursery.name}.")
    return room


def add_carer(
    *,
    actor: Any,
    establishment: "Establishment",
    kind: str,
    name: str,
    since: date,
    person: "Person | None" = None,
    username: str = "",
) -> Carer:
    """Somebody may look after children here, once every check of hers holds."""
    require(actor, permissions.PLACE, establishment_id=establishment.pk)
    if (kind == Carer.Kind.INMATE) != (person is not None):
        raise Refused(_("Una interna se escribe con su código; las demás personas, con su nombre."))
    if person and not is_held(person, at=establishment, on=since):
        raise Refused(_("{person} no está en este penal desde ese día.").format(person=person))
    if username and not account(username, active=True):
        raise Refused(_("No hay una cuenta «{name}». Revise el nombre de usuario.").format(name=username))
    with transaction.atomic():
        if username and Carer.objects.filter(username=username, period__endswith=None).exists():
            raise Refused(_("La cuenta «{name}» ya es de otra cuidadora.").format(name=username))
        if person and Carer.objects.filter(person=person, establishment=establishment, period__endswith=None).exists():
            raise Refused(_("{person} ya es cuidadora en este penal.").format(person=person))
        carer = Carer.objects.create(
            establishment=establishment,
            kind=kind,
            name=person.full_name if person else " ".join(name.split()),
            person=person,
            username=username,
            period=DateRange(since, None),
        )
        log_act(actor, acts.CARER, establishment, f"carer:{carer.pk}", f"Se registró a la cuidadora {carer.pk}.")
    return carer


def end_carer(*, actor: Any, carer: Carer, on: date) -> Carer:
    """She no longer looks after children; her shifts from that day on are taken away."""
    require(actor, permissions.PLACE, establishment_id=carer.establishment_id)
    with transaction.atomic():
        carer = Carer.objects.select_for_update().get(pk=carer.pk)
        if carer.period.upper is not None or on <= carer.period.lower:
            raise Refused(_("Ya dejó de cuidar, o la fecha es anterior a su inicio: revísela."))
        carer.period = DateRange(carer.period.lower, on)
        carer.save()
        now = clock.now().astimezone(clock.LIMA)
        running = Q(day=now.date(), starts__lt=now.time())
        carer.shifts.filter(day__gte=on).exclude(running).delete()
        # What she has worked today stays hers, up to now.
        carer.shifts.filter(running, day__gte=on, ends__gt=now.time()).update(ends=now.time().replace(microsecond=0))
        log_act(
            actor, acts.END_CARER, carer.establishment, f"carer:{carer.pk}", f"La cuidadora {carer.pk} dejó de cuidar."
        )
    return carer


def check_carer(*, actor: Any, carer: Carer, kind: str, on: date, until: date, document: str) -> CarerCheck:
    """A paper that she may be left with children, until a day (that one included)."""
    require(actor, permissions.PLACE, establishment_id=carer.establishment_id)
    not_in_the_future(on)
    if until < on:
        raise Refused(_("Vence antes de empezar: revise las fechas."))
    with transaction.atomic():
        period = DateRange(on, until + timedelta(days=1))
        check = CarerCheck.objects.create(
            carer=carer, kind=kind, period=period, document=document.strip(), entered_by=actor.username
        )
        kind_name = check.get_kind_display().lower()
        log_act(
            actor,
            acts.CHECK_CARER,
            carer.establishment,
            f"carer:{carer.pk}",
            f"{kind_name} de la cuidadora {carer.pk}.",
        )
    return check


def minutes_between(starts: time, ends: time) -> int:
    """Minutes from one hour to another of the same day."""
    return (ends.hour - starts.hour) * 60 + ends.minute - starts.minute


def plan_shift(*, actor: Any, carer: Carer, room: Room, day: date, starts: time, ends: time) -> Shift:
    """She looks after a room for some hours of a day; only who holds every check may."""
    place = carer.establishment
    require(actor, permissions.PLACE, establishment_id=place.pk)
    if starts >= ends:
        raise Refused(_("El turno termina antes de empezar: revise las horas."))
    with transaction.atomic():
        carer = Carer.objects.select_for_update(of=("self",)).get(pk=carer.pk)
        if room.nursery.establishment_id != carer.establishment_id:
            raise Refused(_("Esa sala es de otro penal."))
        if lacking := queries.lacking([carer], on=day)[carer.pk]:
            raise Refused(
                _("{carer} no puede quedarse con niños ese día: le falta {lacking}.").format(
                    carer=carer, lacking=", ".join(lacking).lower()
                )
            )
        if carer.person_id and not is_held(carer.person_id, at=place, on=day):
            raise Refused(_("{carer} no está en este penal ese día.").format(carer=carer))
        if day < clock.today() - SHIFT_KNOWN_WITHIN or minutes_between(starts, ends) > LONGEST_SHIFT:
            raise Refused(_("Un turno es de 12 horas a más tardar y se anota dentro de los 7 días: revíselo."))
        hers = Q(carer__person=carer.person_id) if carer.person_id else Q(carer=carer)
        if Shift.objects.filter(hers, day=day, starts__lt=ends, ends__gt=starts).exists():
            raise Refused(_("{carer} ya tiene un turno a esa hora.").format(carer=carer))
        others = Shift.objects.filter(hers, day=day).exclude(came=False).values_list("starts", "ends")
        if minutes_between(starts, ends) + sum(minutes_between(*hours) for hours in others) > LONGEST_SHIFT:
            raise Refused(_("{carer} tendría más de 12 horas ese día, entre todos sus turnos.").format(carer=carer))
        shift = Shift.objects.create(
            carer=carer, room=room, day=day, starts=starts, ends=ends, entered_by=actor.username
        )
        log_act(actor, acts.SHIFT, place, f"room:{room.pk}", f"Turno de la cuidadora {carer.pk} el {day:%d/%m/%Y}.")
    return shift


def remove_shift(*, actor: Any, shift: Shift) -> None:
    """A shift that will not be done; one of a former day stays, because hours rest on it."""
    place = shift.room.nursery.establishment
    require(actor, permissions.PLACE, establishment_id=place.pk)
    if shift.day < clock.today() or shift.came is not None:
        raise Refused(_("Es de un día que ya pasó o ya se dijo si vino: sus horas ya se contaron."))
    with transaction.atomic():
        log_act(
            actor, acts.REMOVE_SHIFT, place, f"room:{shift.room_id}", f"Se quitó un turno del {shift.day:%d/%m/%Y}."
        )
        shift.delete()


def confirm_shifts(*, actor: Any, shifts: Iterable[int], came: bool) -> int:
    """Whoever runs the nursery says that the carers of those shifts came, or did not: how many were said now.

    A woman's hours count only once it was said that she came. Said otherwise later, it is corrected within the days in
    which a shift may be written; what was taken to her sheet meanwhile is adjusted there.
    """
    require(actor, permissions.PLACE)
    now = clock.now().astimezone(clock.LIMA)
    with transaction.atomic():
        rows = actor.actions[permissions.PLACE].filter(
            Shift.objects.select_related("room__nursery__establishment", "carer"), "room__nursery__establishment_id"
        )
        found = [
            shift
            for shift in rows.select_for_update(of=("self",)).filter(pk__in=list(shifts))
            if shift.came != came and (shift.came is None or shift.day >= now.date() - SHIFT_KNOWN_WITHIN)
        ]
        if any(queries.moment(shift.day, shift.starts) > now for shift in found):
            raise Refused(_("Ese turno todavía no empieza."))
        Shift.objects.filter(pk__in=[shift.pk for shift in found]).update(came=came, came_by=actor.username)
        outcome = "vino" if came else "no vino"
        for place, number in Counter(shift.room.nursery.establishment for shift in found).items():
            log_act(
                actor, acts.CONFIRM_SHIFTS, place, f"carers:{place.code}", f"{number} turnos: la cuidadora {outcome}."
            )
    return len(found)


# The hours of the women in custody who care


def hours_to_sheets(*, actor: Any, establishment: "Establishment", month: Month) -> int:
    """Write the shifts done by women in custody to their open work sheets; a mark that is there stays. How many days.

    Raises what the sheet's own service raises when a day may not count; then nothing is written.
    """
    require(actor, permissions.PLACE, establishment_id=establishment.pk)
    minutes = queries.carer_minutes(scope.Scope(ids=frozenset({establishment.pk})), month)
    rows = (
        rows_of_month(month)
        .filter(
            person__in=minutes,
            sheet__state=SheetState.OPEN,
            sheet__activity__modality="carer",
            sheet__activity__establishment=establishment,
        )
        .select_related("sheet")
    )
    changes: dict[int, dict[int, dict[int, CellChange]]] = {}
    for row in rows:
        cells: dict[int, CellChange] = {
            day: {"reason": PRESENT, "minutes": worked}
            for day, worked in minutes[row.person_id].items()
            if not row.reasons[day - 1]
        }
        if cells:
            changes.setdefault(row.sheet_id, {})[row.pk] = cells
    with transaction.atomic():
        why = _("Según las horas anotadas en la cuna")
        saved = [save_cells(actor=actor, sheet=sheet, changes=cells, why=why) for sheet, cells in changes.items()]
        return sum(each.cells for each in saved)
