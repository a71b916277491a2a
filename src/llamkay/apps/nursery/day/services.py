"""Writes of the day: who may take a child and when it is fed, who came and went, what was counted.

What happened is never changed: a mistake is undone by a line that names it, and both stay.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any, Required, TypedDict

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from llamkay.apps.nursery import acts, permissions
from llamkay.apps.nursery.day import queries
from llamkay.apps.nursery.models import AuthorisedAdult, Child, DayEvent, FeedTime, HeadCount, Room
from llamkay.apps.nursery.record.services import act, log_act, record
from llamkay.core.errors import Refused
from llamkay.core.nursery.day import Move, crowd, stays
from llamkay.core.values import Month
from llamkay.platform import clock
from llamkay.platform.record import audit
from llamkay.platform.security import scope
from llamkay.platform.security.access import require

Kind = DayEvent.Kind


class Happening(TypedDict, total=False):
    """What a line of a child's day tells; ``at`` is its true hour, now where none is told."""

    kind: Required[str]
    at: datetime | None
    who: str
    glance: str
    amount: str
    note: str


UNDONE_WITHIN = timedelta(days=1)
TYPED_WITHIN = timedelta(days=7)


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
    events: Iterable[tuple[Child, Happening]],
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
    *, actor: Any, room: Room, events: Iterable[tuple[Child, Happening]], reason: str = ""
) -> list[DayEvent]:
    """Several lines of one room, all or none."""
    place = room.nursery.establishment
    may_write(actor, room)
    now, made = clock.now(), []
    with transaction.atomic(), scope.elevated():
        wanted: list[tuple[Child, dict[str, Any]]] = [
            (child, {**values, "at": values.get("at") or now}) for child, values in events
        ]
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
        _check_places(room, made)
        DayEvent.objects.bulk_create(made)
        if made:
            log_act(actor, acts.DAY, place, f"room:{room.pk}", _sentence(made, room), reason)
    return made


def _sentence(made: list[DayEvent], room: Room) -> str:
    if len(made) == 1:
        return f"{made[0].get_kind_display()}: {made[0].child.code}, sala {room.name}."
    return f"Se anotaron {len(made)} hechos del día de la sala {room.name}."


def _validate_event(event: DayEvent, now: datetime) -> None:
    """Whether a line can be true by itself; raises ``Refused`` with one sentence."""
    child, day = event.child, event.at.astimezone(clock.LIMA).date()
    name = SimpleLazyObject(partial(queries.named, child, event.room, on=day))
    if event.at > now:
        raise Refused(_("{name}: esa hora todavía no llega.").format(name=name))
    if day < child.born_on:
        raise Refused(_("{name}: ese día aún no había nacido.").format(name=name))
    if event.kind in (Kind.IN, Kind.OUT):
        if not event.who or not event.glance:
            raise Refused(_("{name}: diga quién lo trae o se lo lleva y cómo está.").format(name=name))
        if (
            event.who != queries.MOTHER
            and not AuthorisedAdult.objects.filter(child=child, name=event.who, period__contains=day).exists()
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
                    name=queries.named(event.child, event.room, on=event.at.astimezone(clock.LIMA).date())
                )
            )
    for (pk, on), lines in days.items():
        known = [*queries.events_of_day(pk, on=on), *lines]
        name = SimpleLazyObject(partial(queries.named, lines[0].child, lines[0].room, on=on))
        spans, wrong = stays(moves(known))
        if wrong and wrong[0].startswith("twice"):
            raise Refused(_("{name} ya estaba en la cuna a esa hora.").format(name=name))
        if wrong:
            raise Refused(_("{name} no estaba en la cuna a esa hora.").format(name=name))
        cared = [event for event in lines if event.kind not in (Kind.IN, Kind.OUT)]
        if any(not any(span.covers(event.at) for span in spans) for event in cared):
            raise Refused(_("{name} no estaba en la cuna a esa hora: anote primero su llegada.").format(name=name))


def _check_places(room: Room, made: Collection[DayEvent]) -> None:
    """Refuse an arrival at a room that is full at any hour from then on, each day by itself."""
    for on in sorted({event.at.astimezone(clock.LIMA).date() for event in made if event.kind == Kind.IN}):
        room = Room.objects.select_for_update(of=("self",)).get(pk=room.pk)
        lines = [event for event in made if event.at.astimezone(clock.LIMA).date() == on]
        most, at = crowd(stays(moves([*queries.moves_of_room(room, on=on), *lines]))[0])
        if most > room.capacity:
            raise Refused(
                _(
                    "La sala {room} está llena: a las {at:%H:%M} serían {most} niños en {capacity} lugares. Recíbalo "
                    "en otra sala, o anote primero la salida de quien ya se fue."
                ).format(room=room, at=at.astimezone(clock.LIMA), most=most, capacity=room.capacity)
            )


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
        if event.kind == Kind.OUT:
            room, on = event.room, event.at.astimezone(clock.LIMA).date()
            left = [move for move in queries.moves_of_room(room, on=on) if move.pk != event.pk]
            if crowd(stays(moves(left))[0])[0] > room.capacity:
                raise Refused(_("Su lugar en la sala {room} ya es de otro niño.").format(room=room))
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
        log_act(
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
            names = queries.names_of(inside) | queries.names_in(room, on=at.astimezone(clock.LIMA).date())
            raise Refused(
                _(
                    "A las {at:%H:%M} contó {counted} y debe haber {expected} ({names}). Cuente otra vez; si sigue sin "
                    "coincidir, avise y escriba qué pasó."
                ).format(
                    at=at.astimezone(clock.LIMA),
                    counted=counted,
                    expected=len(inside),
                    names=", ".join(sorted(names[child.pk] for child in inside)) or _("nadie"),
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
        log_act(actor, acts.COUNT_HEADS, place, f"room:{room.pk}", f"Conteo de la sala {room.name}: {verdict}.")
    return count


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
