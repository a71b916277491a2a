"""Writes of the day: who cares, who came and went, what was given, what was counted, what went wrong.

What happened is never changed: a mistake is undone by a line that names it, and both stay. Two people sign a dose: the
one at the machine, and a witness who types her own password on the same form, because one old machine is all a room
has and a signature left for later is a signature nobody gives.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Q
from django.utils.translation import gettext as _

from llamkay.apps.activities.kinds import SheetState
from llamkay.apps.activities.sheets.cells import CellChange, save_cells
from llamkay.apps.activities.sheets.marks import PRESENT
from llamkay.apps.activities.sheets.queries import rows_of_month
from llamkay.apps.institutions.queries import account
from llamkay.apps.nursery import acts, permissions
from llamkay.apps.nursery.day import queries
from llamkay.apps.nursery.models import (
    AuthorisedAdult,
    Carer,
    CarerCheck,
    Child,
    DayEvent,
    FeedTime,
    HeadCount,
    Incident,
    MedicineDose,
    MedicineOrder,
    Nursery,
    Outing,
    Room,
    Shift,
)
from llamkay.apps.nursery.record.services import act, not_in_the_future, record
from llamkay.apps.nursery.separation.services import report_concern
from llamkay.apps.people.queries import is_held
from llamkay.core.errors import Refused
from llamkay.core.nursery.day import Move, stays
from llamkay.core.values import Month
from llamkay.platform import clock
from llamkay.platform.record import audit
from llamkay.platform.record.acts import Verb
from llamkay.platform.security import scope
from llamkay.platform.security.access import decide, require

if TYPE_CHECKING:
    from llamkay.apps.institutions.models import Establishment
    from llamkay.apps.people.models import Person


Kind = DayEvent.Kind
UNDONE_WITHIN = timedelta(days=1)
TYPED_WITHIN = timedelta(days=7)
SHIFT_KNOWN_WITHIN = timedelta(days=7)
LONGEST_SHIFT = 12 * 60  # minutes
ORDER_LASTS = timedelta(days=31)
INCIDENT_KNOWN_WITHIN = timedelta(days=90)
INCIDENT_WORDS = {Incident.Kind.DENIED: "Se negó una toma o una visita como castigo."}


def _log(actor: Any, verb: Verb, place: "Establishment", target: str, sentence: str, reason: str = "") -> None:
    audit.record(actor=actor.username, verb=verb, target=target, sentence=sentence, stream=place.code, reason=reason)


# Rooms and who cares


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
                _("Hay {n} niños en la sala: anote primero su salida. Así ninguno desaparece de la lista.").format(
                    n=len(inside)
                )
            )
        room = room or Room(nursery=nursery)
        for name, value in values.items():
            setattr(room, name, value)
        room.save()
        _log(actor, acts.ROOM, nursery.establishment, f"room:{room.pk}", f"Sala {room.name} de {nursery.name}.")
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
        _log(actor, acts.CARER, establishment, f"carer:{carer.pk}", f"Se registró a la cuidadora {carer.pk}.")
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
        _log(
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
        _log(
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
        shift = Shift.objects.create(
            carer=carer, room=room, day=day, starts=starts, ends=ends, entered_by=actor.username
        )
        _log(actor, acts.SHIFT, place, f"room:{room.pk}", f"Turno de la cuidadora {carer.pk} el {day:%d/%m/%Y}.")
    return shift


def remove_shift(*, actor: Any, shift: Shift) -> None:
    """A shift that will not be done; one of a former day stays, because hours rest on it."""
    place = shift.room.nursery.establishment
    require(actor, permissions.PLACE, establishment_id=place.pk)
    if shift.day < clock.today() or shift.came is not None:
        raise Refused(_("Es de un día que ya pasó o ya se dijo si vino: sus horas ya se contaron."))
    with transaction.atomic():
        _log(actor, acts.REMOVE_SHIFT, place, f"room:{shift.room_id}", f"Se quitó un turno del {shift.day:%d/%m/%Y}.")
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
            _log(actor, acts.CONFIRM_SHIFTS, place, f"carers:{place.code}", f"{number} turnos: la cuidadora {outcome}.")
    return len(found)


def authorise_adult(*, actor: Any, child: Child, name: str, relation: str, document: str, on: date) -> AuthorisedAdult:
    """Somebody besides the mother may bring or take the child; told by the mother, checked by social work."""
    with act(actor, permissions.ADMIT, child) as (child, stay):
        adult = AuthorisedAdult.objects.create(
            child=child,
            name=" ".join(name.split()),
            relation=relation.strip(),
            document=document.strip(),
            period=DateRange(on, None),
            entered_by=actor.username,
        )
        record(actor, acts.AUTHORISE_ADULT, child, stay.establishment, f"Un adulto más puede recoger a {child.code}.")
    return adult


def set_feeds(*, actor: Any, child: Child, hours: Sequence[time], on: date) -> list[FeedTime]:
    """The hours at which the mother feeds the child from a day on, in place of those before."""
    with act(actor, permissions.PLACE, child) as (child, stay):
        running = FeedTime.objects.filter(child=child, period__endswith=None)
        if running.filter(period__startswith__gt=on).exists():
            raise Refused(_("Ya hay horas de toma desde un día posterior: revise la fecha."))
        running.filter(period__startswith=on).delete()
        for feed in running:
            feed.period = DateRange(feed.period.lower, on)
            feed.save()
        feeds = FeedTime.objects.bulk_create(
            FeedTime(child=child, at=at, period=DateRange(on, None)) for at in sorted(set(hours))
        )
        record(actor, acts.FEEDS, child, stay.establishment, f"Horas de toma de {child.code}.")
    return feeds


# What happens


def write_event(
    *,
    actor: Any,
    child: Child,
    room: Room,
    kind: str,
    at: datetime | None = None,
    who: str = "",
    glance: str = "",
    amount: str = "",
    note: str = "",
) -> DayEvent:
    """One line of a child's day, now or, from a paper form, at its true hour; it must fit what is written already."""
    (event,) = write_events(
        actor=actor,
        room=room,
        events=[(child, {"kind": kind, "at": at, "who": who, "glance": glance, "amount": amount, "note": note})],
    )
    return event


def write_page(
    *,
    actor: Any,
    room: Room,
    on: date,
    events: Iterable[tuple[Child, dict[str, Any]]],
    counts: Iterable[dict[str, Any]],
    reason: str = "",
) -> int:
    """A page of paper typed in, all of it or nothing: the lines of the children, then the head counts at their hours,
    each against what the lines say of that hour. After a week it needs a reason, which the book keeps."""
    if clock.today() - on > TYPED_WITHIN and len(reason.strip()) < 10:
        raise Refused(_("La hoja es de hace más de una semana: escriba por qué se pasa recién ahora."))
    with transaction.atomic(), scope.elevated():
        made = write_events(actor=actor, room=room, events=events, reason=reason.strip())
        counted = [count_heads(actor=actor, room=room, **count) for count in counts]
    return len(made) + len(counted)


def write_events(
    *, actor: Any, room: Room, events: Iterable[tuple[Child, dict[str, Any]]], reason: str = ""
) -> list[DayEvent]:
    """Several lines of one room, all or none."""
    place = room.nursery.establishment
    may_write(actor, room)
    now, made = clock.now(), []
    with transaction.atomic(), scope.elevated():
        wanted = [(child, {**values, "at": values.get("at") or now}) for child, values in events]
        locked = Child.objects.select_for_update(of=("self",)).in_bulk({child.pk for child, _values in wanted})
        for child, values in sorted(wanted, key=lambda item: (item[1]["at"], item[1]["kind"] != "out")):
            event = DayEvent(
                child=locked[child.pk],
                room=room,
                by=actor.username,
                entered_at=max(now, values["at"]),
                **{key: value.strip() if isinstance(value, str) else value for key, value in values.items()},
            )
            _validate_event(event, now)
            made.append(event)
        _check_consistency(made)
        DayEvent.objects.bulk_create(made)
        if made:
            _log(actor, acts.DAY, place, f"room:{room.pk}", _sentence(made, room), reason)
    return made


def _sentence(made: list[DayEvent], room: Room) -> str:
    if len(made) == 1:
        return f"{made[0].get_kind_display()}: {made[0].child.code}, sala {room.name}."
    return f"Se anotaron {len(made)} hechos del día de la sala {room.name}."


def _validate_event(event: DayEvent, now: datetime) -> None:
    """Whether a line can be true by itself; raises ``Refused`` with one sentence."""
    child, name = event.child, event.child.given_names
    if event.at > now:
        raise Refused(_("{name}: esa hora todavía no llega.").format(name=name))
    if event.at.astimezone(clock.LIMA).date() < child.born_on:
        raise Refused(_("{name}: ese día aún no había nacido.").format(name=name))
    if event.kind in (Kind.IN, Kind.OUT):
        if not event.who or not event.glance:
            raise Refused(_("{name}: diga quién lo trae o se lo lleva y cómo está.").format(name=name))
        if (
            event.who != queries.MOTHER
            and not AuthorisedAdult.objects.filter(
                child=child, name=event.who, period__contains=event.at.astimezone(clock.LIMA).date()
            ).exists()
        ):
            raise Refused(
                _("{name}: «{who}» no está entre quienes pueden recogerlo. Pídalo a trabajo social.").format(
                    name=name, who=event.who
                )
            )
    if event.glance not in ("", DayEvent.Glance.WELL) and not event.note:
        raise Refused(_("{name}: escriba qué vio.").format(name=name))


def _check_consistency(made: Collection[DayEvent]) -> None:
    """Whether the lines agree with what each child's day already says: each child and day by itself, all lines of it
    together, since the nursery is empty at night. Raises ``Refused`` with one sentence."""
    days: dict[tuple[int, date], list[DayEvent]] = defaultdict(list)
    for event in made:
        days[event.child_id, event.at.astimezone(clock.LIMA).date()].append(event)
        if queries.outings_at(event.at).filter(children=event.child_id).exists():
            raise Refused(
                _("{name} está fuera de la cuna, en una salida: anote primero su vuelta.").format(
                    name=event.child.given_names
                )
            )
    for (pk, on), lines in days.items():
        known, name = [*queries.events_of_day(pk, on=on), *lines], lines[0].child.given_names
        spans, wrong = stays(moves(known))
        if wrong and wrong[0].startswith("twice"):
            raise Refused(_("{name} ya estaba en la cuna a esa hora.").format(name=name))
        if wrong:
            raise Refused(_("{name} no estaba en la cuna a esa hora.").format(name=name))
        cared = [event for event in lines if event.kind not in (Kind.IN, Kind.OUT)]
        if any(not any(span.covers(event.at) for span in spans) for event in cared):
            raise Refused(_("{name} no estaba en la cuna a esa hora: anote primero su llegada.").format(name=name))


def moves(events: Iterable[DayEvent]) -> list[Move]:
    """The arrivals and departures among the events that stand."""
    return [Move(e.child_id, e.at, e.kind == Kind.IN) for e in events if e.kind in (Kind.IN, Kind.OUT)]


def undo_event(*, actor: Any, event: DayEvent, reason: str) -> DayEvent:
    """Take back a line by another that names it; both stay. Not an arrival that something later rests on."""
    may_write(actor, event.room)
    now = clock.now()
    if event.kind == Kind.UNDO or now - event.entered_at > UNDONE_WITHIN:
        raise Refused(_("Solo se deshace lo anotado en el último día; lo anterior se aclara con un incidente."))
    if permissions.ATTENDANCE not in actor.actions and event.by != actor.username:
        raise Refused(_("Lo anotó otra persona: lo deshace ella o quien dirige la cuna."))
    if event.glance not in ("", DayEvent.Glance.WELL) and not reason.strip():
        raise Refused(_("Ahí se vio algo del niño: para deshacerlo escriba por qué."))
    with transaction.atomic(), scope.elevated():
        Child.objects.select_for_update(of=("self",)).get(pk=event.child_id)
        if DayEvent.objects.filter(undoes=event).exists():
            raise Refused(_("Ya estaba deshecho."))
        rest = [
            e
            for e in queries.events_of_day(event.child_id, on=event.at.astimezone(clock.LIMA).date())
            if e.pk != event.pk
        ]
        spans, wrong = stays(moves(rest))
        others = [e for e in rest if e.kind not in (Kind.IN, Kind.OUT)]
        if wrong or any(not any(span.covers(e.at) for span in spans) for e in others):
            raise Refused(_("Primero deshaga lo que se anotó después."))
        undone = DayEvent.objects.create(
            child=event.child,
            room=event.room,
            kind=Kind.UNDO,
            at=now,
            note=reason.strip(),
            undoes=event,
            by=actor.username,
            entered_at=now,
        )
        place = event.room.nursery.establishment
        _log(
            actor, acts.UNDO_DAY, place, f"room:{event.room_id}", f"Se deshizo un hecho de {event.child.code}.", reason
        )
    return undone


def count_heads(*, actor: Any, room: Room, counted: int, reason: str = "", at: datetime | None = None) -> HeadCount:
    """Children counted now, or at the hour that a paper says, against arrivals less departures; a count that differs is
    kept only with its reason."""
    may_write(actor, room)
    place, now = room.nursery.establishment, clock.now()
    at = at or now
    if at > now:
        raise Refused(_("Conteo: esa hora todavía no llega."))
    with transaction.atomic():
        Room.objects.select_for_update().get(pk=room.pk)
        inside = queries.inside(room, at=at)
        if counted != len(inside) and not reason.strip():
            raise Refused(
                _(
                    "A las {at:%H:%M} contó {counted} y debe haber {expected}: {names}. Cuente otra vez; si sigue sin "
                    "coincidir, avise y escriba qué pasó."
                ).format(
                    at=at.astimezone(clock.LIMA),
                    counted=counted,
                    expected=len(inside),
                    names=", ".join(child.given_names for child in inside) or _("nadie"),
                )
            )
        count = HeadCount.objects.create(
            room=room,
            at=at,
            counted=counted,
            expected=len(inside),
            reason=reason.strip(),
            by=actor.username,
            entered_at=now,
        )
        verdict = "coincide" if counted == len(inside) else "NO coincide"
        _log(actor, acts.COUNT_HEADS, place, f"room:{room.pk}", f"Conteo de la sala {room.name}: {verdict}.")
    return count


# Medicine


def order_medicine(
    *,
    actor: Any,
    child: Child,
    medicine: str,
    dose: str,
    times: Sequence[time],
    on: date,
    until: date,
    professional: str,
    consent: str,
) -> MedicineOrder:
    """A professional ordered a medicine, until a day (that one included), with the mother's consent."""
    if until < on:
        raise Refused(_("Termina antes de empezar: revise las fechas."))
    if on < child.born_on or until > on + ORDER_LASTS:
        raise Refused(_("Una indicación dura 31 días a más tardar y no es de antes de nacer: revise las fechas."))
    if not times:
        raise Refused(_("Escriba al menos una hora, por ejemplo 08:00, 16:00."))
    with act(actor, permissions.ENTER_HEALTH, child) as (child, stay):
        order = MedicineOrder.objects.create(
            child=child,
            medicine=medicine.strip(),
            dose=dose.strip(),
            times=sorted(set(times)),
            period=DateRange(on, until + timedelta(days=1)),
            professional=professional.strip(),
            consent=consent.strip(),
            entered_by=actor.username,
        )
        record(actor, acts.ORDER_MEDICINE, child, stay.establishment, f"Indicación de una medicina para {child.code}.")
    return order


def give_medicine(
    *, actor: Any, order: MedicineOrder, due_at: datetime, witness: Any, administered: bool = True, reason: str = ""
) -> MedicineDose:
    """A dose was given before a witness, or left out with its reason; never twice for one hour."""
    now = clock.now()
    with transaction.atomic(), scope.elevated():
        child = Child.objects.select_for_update(of=("self",)).get(pk=order.child_id)
        stay = child.stays.select_related("establishment").filter(moved=False).order_by("-period")[0]
        place = stay.establishment
        may_medicate(actor, place)
        if witness is None or witness.pk == actor.pk:
            raise Refused(_("Firma otra persona: su usuario y su contraseña no son correctos, o es usted misma."))
        if not decide(witness, permissions.ATTEND, establishment_id=place.pk) and not decide(
            witness, permissions.ENTER_HEALTH, establishment_id=place.pk
        ):
            raise Refused(_("{witness} no trabaja con los niños de este penal.").format(witness=witness))
        if not queries.rooms(witness, on=now.astimezone(clock.LIMA).date()).exists():
            raise Refused(_("{witness} no tiene turno en la cuna ahora: firma quien lo vio.").format(witness=witness))
        day = due_at.astimezone(clock.LIMA)
        if day.date() not in order.period or day.time().replace(tzinfo=None) not in order.times:
            raise Refused(_("Esa hora no es de la indicación."))
        if due_at - now > timedelta(hours=1):
            raise Refused(_("Todavía falta más de una hora."))
        if not administered and not reason.strip():
            raise Refused(_("Escriba por qué no se le dio."))
        if MedicineDose.objects.filter(order=order, due_at=due_at).exists():
            raise Refused(_("Esa dosis ya está anotada."))
        dose = MedicineDose.objects.create(
            order=order,
            due_at=due_at,
            at=now,
            administered=administered,
            reason=reason.strip(),
            by=actor.username,
            witness=witness.username,
            entered_at=now,
        )
        record(actor, acts.GIVE_MEDICINE, child, place, f"Una dosis de {child.code}, firmada por dos personas.")
    return dose


def may_medicate(actor: Any, place: "Establishment") -> None:
    """Health workers, and whoever runs the room; never only an inmate carer."""
    if decide(actor, permissions.ENTER_HEALTH, establishment_id=place.pk):
        return
    require(actor, permissions.ATTENDANCE, establishment_id=place.pk)
    require(actor, permissions.ATTEND, establishment_id=place.pk)


# Incidents and outings


def report_incident(
    *,
    actor: Any,
    establishment: "Establishment",
    kind: str,
    at: datetime,
    place: str,
    what: str,
    child: Child | None,
    injury: str = "",
    done: str = "",
    mother_informed: bool = False,
    maltreatment: bool = False,
) -> Incident:
    """Anybody who works in the nursery writes what went wrong; what may be maltreatment starts the legal clock."""
    if not decide(actor, permissions.ATTEND, establishment_id=establishment.pk):
        require(actor, permissions.INCIDENTS, establishment_id=establishment.pk)
        require(actor, permissions.REPORT_CONCERN, establishment_id=establishment.pk)  # who reads alone writes nothing
    now = clock.now()
    if at > now:
        raise Refused(_("Esa hora todavía no llega."))
    if now - at > INCIDENT_KNOWN_WITHIN:
        raise Refused(_("Eso fue hace más de 90 días: revise la fecha. Lo que se sabe tarde va como alerta."))
    with transaction.atomic():
        incident = Incident.objects.create(
            establishment=establishment,
            child=child,
            kind=kind,
            at=at,
            place=place.strip(),
            what=what.strip(),
            injury=injury.strip(),
            done=done.strip(),
            mother_informed=mother_informed,
            by=actor.username,
            entered_at=now,
        )
        _log(actor, acts.INCIDENT, establishment, f"incident:{incident.pk}", "Se registró un incidente de la cuna.")
        if maltreatment or kind == Incident.Kind.DENIED:
            report_concern(
                actor=actor,
                establishment=establishment,
                about=child.code if child else _("La cuna"),
                what=f"{INCIDENT_WORDS.get(Incident.Kind(kind), '')} {what.strip()}".strip(),
                seen_on=at.astimezone(clock.LIMA).date(),
                child=child,
                maltreatment=maltreatment,
            )
    return incident


def take_out(*, actor: Any, nursery: Nursery, where: str, adults: str, due: time, children: Sequence[Child]) -> Outing:
    """Children leave the nursery until an hour of today with named adults; two at least, so that none is alone with a
    child."""
    require(actor, permissions.PLACE, establishment_id=nursery.establishment_id)
    typed = [" ".join(name.split()) for name in adults.replace(" y ", ",").split(",")]
    names = list({name.casefold(): name for name in typed if len(name) > 2}.values())
    if len(names) < 2:
        raise Refused(_("Salen con dos adultos distintos al menos: escriba sus nombres, separados por comas."))
    if not children:
        raise Refused(_("Elija a los niños que salen."))
    now, due_at = clock.now(), queries.moment(clock.today(), due)
    if due_at <= now:
        raise Refused(_("Vuelven hoy, después de esta hora: revise a qué hora."))
    with transaction.atomic():
        outing = Outing.objects.create(
            nursery=nursery, where=where.strip(), adults=", ".join(names), left_at=now, due_at=due_at, by=actor.username
        )
        outing.children.set(children)
        sentence = f"{len(children)} niños salieron de {nursery.name}."
        _log(actor, acts.OUTING, nursery.establishment, f"nursery:{nursery.pk}", sentence)
    return outing


def come_back(*, actor: Any, outing: Outing) -> Outing:
    """The children of an outing are back."""
    require(actor, permissions.PLACE, establishment_id=outing.nursery.establishment_id)
    with transaction.atomic():
        outing = Outing.objects.select_for_update(of=("self",)).get(pk=outing.pk)
        if outing.back_at:
            raise Refused(_("Ya habían vuelto."))
        outing.back_at = clock.now()
        outing.save()
        place = outing.nursery.establishment
        _log(actor, acts.BACK, place, f"nursery:{outing.nursery_id}", f"Volvieron a {outing.nursery.name}.")
    return outing


def exported_month(*, actor: Any, scope: Any, month: Month, reason: str) -> None:
    """The attendance of a month leaves as a file: in the book of each prison, with the reason."""
    require(actor, permissions.EXPORT)
    with transaction.atomic():
        for place in queries.places_of_nurseries(scope):
            audit.record(
                actor=actor.username,
                verb=acts.EXPORT,
                target=f"children:month:{month}",
                stream=place,
                sentence=f"{actor} descargó la asistencia de la cuna de {month}.",
                reason=reason,
            )
    audit.log_access(actor=actor.username, kind="export", target=f"children:month:{month}")


def may_write(actor: Any, room: Room) -> None:
    """Who may write the day of a room: whoever runs the nursery, or a carer whose shift there is today."""
    place = room.nursery.establishment_id
    require(actor, permissions.ATTEND, establishment_id=place)
    if not queries.rooms(actor, on=clock.today()).filter(pk=room.pk).exists():
        raise PermissionDenied(_("Hoy no tiene turno en la sala {room}.").format(room=room))


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
        return sum(save_cells(actor=actor, sheet=sheet, changes=cells).cells for sheet, cells in changes.items())
