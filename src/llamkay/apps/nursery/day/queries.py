"""Reads of the day: the rooms a person may write, who is in them, what is due, whether the adults are enough."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import CharField, Exists, Max, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from llamkay.apps.activities.away import HoursAway
from llamkay.apps.activities.kinds import Kind
from llamkay.apps.activities.places.queries import placements
from llamkay.apps.activities.queries import minutes_on
from llamkay.apps.nursery.day.incidents import with_mother_knows
from llamkay.apps.nursery.day.places import open_rooms as rooms_in_use
from llamkay.apps.nursery.day.places import room_for
from llamkay.apps.nursery.law import term
from llamkay.apps.nursery.models import (
    Carer,
    CarerCheck,
    Child,
    DayEvent,
    FeedTime,
    HeadCount,
    Incident,
    IncidentAddition,
    MedicineDose,
    MedicineOrder,
    Nursery,
    NurseryPlace,
    Outing,
    Room,
    Shift,
)
from llamkay.apps.nursery.permissions import ATTEND, ATTENDANCE
from llamkay.core.nursery.day import Move, Slot, Span, gaps, less, overlaps, present, slots, stays, together
from llamkay.core.nursery.names import Named, called
from llamkay.core.values import Month
from llamkay.platform import clock
from llamkay.platform.database.bulk import these
from llamkay.platform.database.search import InOrder, Rows, naming
from llamkay.platform.security.scope import Scope

if TYPE_CHECKING:
    pass


MOTHER = "mother"  # who brings or takes the child, when it is the mother
OPENS, CLOSES = time(8), time(16)
SOON = timedelta(minutes=45)
_BY_NAME = InOrder("child__surnames", "child__given_names", output_field=CharField(db_collation="C"))


def moment(day: date, at: time) -> datetime:
    """An hour of a day in Lima."""
    return datetime.combine(day, at, tzinfo=clock.LIMA)


AROUND = timedelta(minutes=30)  # a shift is prepared before it begins and handed over after it ends


def open_rooms(scope: Scope) -> QuerySet[Room]:
    """The rooms in use in the nurseries of the scope."""
    rows = Room.objects.select_related("nursery__establishment").filter(closed_on=None)
    return scope.filter(rows, "nursery__establishment_id")


def rooms(user: Any, *, on: date) -> QuerySet[Room]:
    """The rooms whose day the user may see: all of the scope, or those of her own shifts of that day, from half an hour
    before to half an hour after, and no others."""
    if ATTENDANCE in user.actions:
        return open_rooms(user.actions[ATTENDANCE])
    now = clock.now().astimezone(clock.LIMA)
    first, last = max(now - AROUND, moment(now.date(), time())), min(now + AROUND, moment(now.date(), time(23, 59)))
    mine = Shift.objects.filter(
        room=OuterRef("pk"), day=on, carer__username=user.username, starts__lte=last.time(), ends__gte=first.time()
    )
    return open_rooms(user.actions.get(ATTEND, Scope())).filter(Exists(mine))


def places_of_nurseries(scope: Scope) -> list[str]:
    """The codes of the prisons in scope that have a nursery."""
    found = scope.filter(Nursery.objects.all()).order_by("establishment__code")
    return list(found.values_list("establishment__code", flat=True).distinct())


def carers(scope: Scope) -> QuerySet[Carer]:
    """Who looks after children, those who still do first."""
    rows = Carer.objects.select_related("establishment", "person").prefetch_related("checks")
    return scope.filter(rows).order_by("period__endswith", InOrder("name"), "id")


def lacking(carers: Iterable[Carer], *, on: date) -> dict[int, list[str]]:
    """Carer → the checks that are not in force that day, by name; empty for whoever may be left with children."""
    wanted = term("nursery.day.checks", on=on)
    ids = [carer.pk for carer in carers]
    held: dict[int, set[str]] = defaultdict(set)
    for pk, kind in CarerCheck.objects.filter(carer__in=ids, period__contains=on).values_list("carer", "kind"):
        held[pk].add(kind)
    names = dict(CarerCheck.Kind.choices)
    return {pk: [str(names[kind]) for kind in wanted if kind not in held[pk]] for pk in ids}


def events_of(children: Iterable[Any], *, since: datetime) -> dict[int, list[DayEvent]]:
    """Child → its events since a moment, in order, without those that were undone."""
    rows = DayEvent.objects.filter(child__in=list(children), at__gte=since, undone_by=None)
    found: dict[int, list[DayEvent]] = defaultdict(list)
    for event in rows.exclude(kind=DayEvent.Kind.UNDO).order_by("at", "id"):
        found[event.child_id].append(event)
    return found


def events_of_day(child: int, *, on: date) -> list[DayEvent]:
    """A child's events of one day in Lima, in order, without those that were undone."""
    start = moment(on, time())
    return [event for event in events_of([child], since=start)[child] if event.at < start + timedelta(days=1)]


def moves_of_room(room: Room, *, on: date) -> list[DayEvent]:
    """The arrivals and departures of a room on a day in Lima, in order, without those that were undone."""
    start = moment(on, time())
    rows = DayEvent.objects.filter(room=room, at__gte=start, at__lt=start + timedelta(days=1), undone_by=None)
    return list(rows.filter(kind__in=("in", "out")).order_by("at", "id"))


def last_line(child: int) -> int:
    """The number of the last line written of a child, undoings too: a form made after it is another form."""
    return DayEvent.objects.filter(child=child).aggregate(last=Max("id"))["last"] or 0


def lines_after(children: Iterable[int], *, number: int) -> list[DayEvent]:
    """The lines of some children, undoings too, written after the one of that number, with what each undoes."""
    rows = DayEvent.objects.filter(child__in=list(children), pk__gt=number).select_related("undoes", "room__nursery")
    return list(rows.order_by("id"))


def last_lines(children: Iterable[int]) -> dict[int, int]:
    """Child → the number of its last line; none for whom nothing was written."""
    rows = DayEvent.objects.filter(child__in=list(children)).order_by().values_list("child")
    return dict(rows.annotate(last=Max("id")))


def wrong_counts(scope: Scope, *, on: date) -> list[HeadCount]:
    """The last head count of the day of each room in scope, where it does not add up."""
    rows = scope.filter(HeadCount.objects.all(), "room__nursery__establishment_id").filter(at__gte=moment(on, time()))
    last = rows.select_related("room__nursery").order_by("room_id", "-at", "-id").distinct("room_id")
    return [count for count in last if count.counted != count.expected]


def attending(nurseries: Collection[int], *, on: date) -> dict[int, list[Child]]:
    """Nursery → the children with a place in it that day, by name."""
    rows = (
        NurseryPlace.objects.filter(nursery__in=nurseries, period__contains=on)
        .select_related("child__mother")
        .prefetch_related("child__authorised")
    )
    found: dict[int, list[Child]] = defaultdict(list)
    for place in rows.order_by(_BY_NAME, "child_id"):
        found[place.nursery_id].append(place.child)
    return found


def of_room(room: Room, *, on: date) -> list[Child]:
    """The children with a place in the nursery that day whose age is the room's, by name."""
    found = list(room.nursery.rooms.filter(closed_on=None))
    children = attending([room.nursery_id], on=on)[room.nursery_id]
    return [child for child in children if room_for(child, found, on=on) == room]


def spans_of(events: Iterable[DayEvent]) -> list[Span]:
    """The time each child was there."""
    moves = [Move(e.child_id, e.at, e.kind == DayEvent.Kind.IN) for e in events if e.kind in ("in", "out")]
    return stays(moves)[0]


def inside(room: Room, *, at: datetime) -> list[Child]:
    """The children in a room at a moment, by arrivals less departures of that day and less those taken out, by name."""
    start = moment(at.astimezone(clock.LIMA).date(), time())
    rows = DayEvent.objects.filter(room=room, at__gte=start, at__lte=at, undone_by=None, kind__in=("in", "out"))
    there = present(spans_of(rows.order_by("at", "id")), at)
    away = set(outings_at(at).filter(nursery=room.nursery_id).values_list("children", flat=True))
    return list(Child.objects.filter(pk__in=there - away).order_by("given_names", "id"))


def outings_at(at: datetime) -> QuerySet[Outing]:
    """The outings under way at a moment."""
    return Outing.objects.filter(left_at__lte=at).filter(Q(back_at=None) | Q(back_at__gt=at))


def names_of(children: Iterable[Child]) -> dict[int, str]:
    """Child → what it is called so that nobody mistakes it for another of these."""
    return called(Named(child.pk, child.given_names, child.surnames, child.code) for child in children)


def names_in(room: Room, *, on: date) -> dict[int, str]:
    """Child → what it is called in the nursery of that room, among all with a place in it that day."""
    return names_of(attending([room.nursery_id], on=on)[room.nursery_id])


def named(child: Child, room: Room, *, on: date) -> str:
    """What a child is called in the nursery of a room, with its allergies: whoever reads it gives it food."""
    name = names_in(room, on=on).get(child.pk) or names_of([child])[child.pk]
    return _("{name} (alergia: {what})").format(name=name, what=child.every_allergy) if child.every_allergy else name


@dataclass
class RoomLine:
    """A child of a room today, by the ``name`` that tells it from the others of its nursery."""

    child: Child
    name: str
    events: list[DayEvent] = field(default_factory=list)
    feeds: list[dict[str, Any]] = field(default_factory=list)
    span: Span | None = None
    back: datetime | None = None
    out: Outing | None = None

    away: list[tuple[datetime, datetime | None]] = field(default_factory=list)

    @property
    def inside(self) -> bool:
        return self.span is not None and self.span.end is None

    @property
    def asleep(self) -> bool:
        slept = [e.kind for e in self.events if e.kind in (DayEvent.Kind.SLEEP, DayEvent.Kind.WAKE)]
        return self.inside and slept[-1:] == [DayEvent.Kind.SLEEP]


@dataclass
class Board:
    """A room today: its children, its adults, its half-hours, its last count."""

    room: Room
    lines: list[RoomLine]
    shifts: list[Shift]
    slots: list[Slot]
    count: HeadCount | None
    gaps: list[tuple[datetime, datetime]]

    @property
    def inside(self) -> int:
        """How many are in the room; those on an outing are not."""
        return sum(line.inside and line.out is None for line in self.lines)

    @property
    def full(self) -> bool:
        """Whether nobody more may come in: who is on an outing keeps the place."""
        return sum(line.inside for line in self.lines) >= self.room.capacity

    @property
    def short(self) -> list[Slot]:
        """The half-hours in which each adult has more children than the room allows."""
        return [slot for slot in self.slots if not slot.enough]

    def adults(self, now: datetime) -> int:
        """How many look after the room at a moment, by their shifts."""
        at = now.astimezone(clock.LIMA).time()
        return len({shift.carer_id for shift in self.shifts if shift.starts <= at < shift.ends})


def boards(chosen: Sequence[Room], *, now: datetime) -> list[Board]:
    """The rooms as they stand, in a fixed number of queries however many children there are."""
    day = now.astimezone(clock.LIMA).date()
    nurseries = {room.nursery_id for room in chosen}
    by_nursery = rooms_in_use(nurseries)
    children = attending(nurseries, on=day)
    wanted = {child.pk: child for group in children.values() for child in group}
    events = events_of(wanted, since=moment(day, time()))
    feeds = feeds_of(wanted.values(), on=day)
    outings = Outing.objects.filter(nursery__in=nurseries).filter(Q(back_at=None) | Q(back_at__gte=moment(day, time())))
    out: dict[int, list[Outing]] = defaultdict(list)
    for outing in outings.prefetch_related("children"):
        for child in outing.children.all():
            out[child.pk].append(outing)
    shifts: dict[int, list[Shift]] = defaultdict(list)
    for shift in Shift.objects.filter(room__in=chosen, day=day).exclude(came=False).select_related("carer"):
        shift.begun = moment(day, shift.starts) <= now
        shifts[shift.room_id].append(shift)
    counts: dict[int, HeadCount] = {}
    for count in HeadCount.objects.filter(room__in=chosen, at__gte=moment(day, time())).order_by("at", "id"):
        counts[count.room_id] = count
    lines: dict[int, list[RoomLine]] = defaultdict(list)
    for nursery, group in children.items():
        names = names_of(group)
        for child in group:
            mine = events.get(child.pk, [])
            spans = spans_of(mine)
            last = next((e for e in reversed(mine) if e.kind == DayEvent.Kind.IN), None)
            home = room_for(child, by_nursery[nursery], on=day)
            room = last.room_id if last else home.pk if home else None
            if room is not None:
                lines[room].append(
                    RoomLine(
                        child,
                        names[child.pk],
                        mine,
                        feeds[child.pk],
                        spans[-1] if spans else None,
                        out=next((outing for outing in out[child.pk] if outing.back_at is None), None),
                        away=[(outing.left_at, outing.back_at) for outing in out[child.pk]],
                    )
                )
    return [_board(room, lines[room.pk], shifts[room.pk], counts.get(room.pk), now) for room in chosen]


def _board(room: Room, lines: list[RoomLine], shifts: list[Shift], count: HeadCount | None, now: datetime) -> Board:
    day = now.astimezone(clock.LIMA).date()
    lines = sorted(lines, key=lambda line: (not line.inside, line.out is not None, line.span is not None))
    opens, closes = moment(day, OPENS), min(moment(day, CLOSES), max(now, moment(day, OPENS)))
    children = [span for line in lines for span in less(spans_of(line.events), line.away)]
    adults = [Span(s.carer_id, moment(day, s.starts), moment(day, s.ends)) for s in shifts]
    return Board(
        room=room,
        lines=lines,
        shifts=shifts,
        slots=slots(children, adults, opens=opens, closes=closes, per_adult=room.children_per_adult),
        count=count,
        gaps=gaps(adults, opens=opens, closes=moment(day, CLOSES)) if lines else [],
    )


# Feeds and the mother's hours


def busy_hours(mothers: Iterable[int], *, on: date) -> dict[int, list[tuple[int, int, str]]]:
    """Mother → the hours of that weekday that her activities take: minutes of the day and the activity's name.

    Only activities whose hour of beginning is known; the others cannot be told to fall on anything.
    """
    rows = (
        placements(on=on)
        .filter(person__in=list(mothers), activity__starts_at__isnull=False)
        .filter(activity__kind__in=Kind.values)
        .select_related("activity")
        .prefetch_related("activity__rotas__shifts")
    )
    found: dict[int, list[tuple[int, int, str]]] = defaultdict(list)
    for allocation in rows:
        minutes = minutes_on(allocation.activity, on)
        begins = allocation.activity.starts_at
        if minutes and begins:
            start = begins.hour * 60 + begins.minute
            found[allocation.person_id].append((start, start + minutes, allocation.activity.name))
    return found


def feeds_of(children: Iterable[Child], *, on: date) -> dict[int, list[dict[str, Any]]]:
    """Child → its feeds of that day, each with the activities of the mother that it falls on."""
    children = list(children)
    busy = busy_hours({child.mother_id for child in children}, on=on)
    by_child: dict[int, list[dict[str, Any]]] = defaultdict(list)
    mothers = {child.pk: child.mother_id for child in children}
    for feed in FeedTime.objects.filter(child__in=mothers, period__contains=on):
        start = feed.at.hour * 60 + feed.at.minute
        hours = busy[mothers[feed.child_id]]
        clash = [name for begins, ends, name in hours if overlaps((start, start + feed.minutes), [(begins, ends)])]
        by_child[feed.child_id].append({"at": feed.at, "minutes": feed.minutes, "clash": clash})
    return by_child


def feeding_hours(people: Collection[int], on: date) -> Iterator[HoursAway]:
    """When mothers must be let go to feed on a day; one query.

    For whoever has her at work or in class: it names no child.
    """
    feeds = FeedTime.objects.filter(
        child__mother__in=these(people), period__contains=on, child__places__period__contains=on
    )
    for mother, at, minutes in feeds.values_list("child__mother", "at", "minutes").distinct():
        yield HoursAway(mother, at.hour * 60 + at.minute, minutes)


# Medicine, incidents, the month


@dataclass(frozen=True)
class DueDose:
    """A dose of today: of which order, when it is due, what was done of it, and ``state`` — ``given``, ``left``,
    ``late``, ``due`` or ``later``."""

    order: MedicineOrder
    name: str
    due_at: datetime
    dose: MedicineDose | None
    state: str

    @property
    def may_be_signed(self) -> bool:
        return self.state in ("due", "late")


def doses(names: Mapping[int, str], *, now: datetime) -> list[DueDose]:
    """The doses of today for the children of those names, in order of the hour, with what was done of each."""
    day = now.astimezone(clock.LIMA).date()
    orders = list(MedicineOrder.objects.filter(child__in=names, period__contains=day).select_related("child"))
    administered = {
        (dose.order_id, dose.due_at): dose
        for dose in MedicineDose.objects.filter(order__in=orders, due_at__gte=moment(day, time()))
    }
    rows = []
    for order in orders:
        for at in order.times:
            due_at = moment(day, at)
            done = administered.get((order.pk, due_at))
            rows.append(DueDose(order, names[order.child_id], due_at, done, _state_of_dose(done, due_at, now)))
    return sorted(rows, key=lambda row: (row.due_at, row.name))


def _state_of_dose(administered: MedicineDose | None, due_at: datetime, now: datetime) -> str:
    if administered:
        return "given" if administered.administered else "left"
    if due_at < now - SOON:
        return "late"
    return "due" if due_at <= now + SOON else "later"


def incidents(scope: Scope) -> QuerySet[Incident]:
    """The incidents of the scope, the newest first."""
    return scope.filter(Incident.objects.select_related("child", "establishment"))


def month_of(scope: Scope, month: Month, *, nursery: Nursery | None = None) -> list[dict[str, Any]]:
    """Each child with a place that month: on which days it came, how many, and how many hours it was there."""
    places = scope.filter(
        NurseryPlace.objects.filter(period__overlap=(month.first, month.end)), "nursery__establishment_id"
    )
    if nursery:
        places = places.filter(nursery=nursery)
    places = places.select_related("child", "nursery").order_by("nursery", _BY_NAME, "child_id")
    children = {place.child_id: place for place in places}
    start, end = moment(month.first, time()), moment(month.end, time())
    events: dict[int, list[DayEvent]] = defaultdict(list)
    rows = DayEvent.objects.filter(child__in=children, at__gte=start, at__lt=end, undone_by=None)
    for event in rows.filter(kind__in=("in", "out"), room__nursery__in={p.nursery_id for p in children.values()}):
        events[event.child_id].append(event)
    found = []
    for pk, place in children.items():
        spans = [_ended(span) for span in spans_of(events[pk])]
        days = {span.start.astimezone(clock.LIMA).day for span in spans}
        hours = together(spans, opens=start, closes=min(end, clock.now())).get(pk, timedelta())
        found.append(
            {
                "child": place.child,
                "nursery": place.nursery,
                "marks": [day in days for day in range(1, month.days + 1)],
                "days": len(days),
                "hours": round(hours.total_seconds() / 3600, 1),
            }
        )
    return found


def _ended(span: Span) -> Span:
    """A stay without a departure ends when the nursery closes that day, or has not ended yet."""
    if span.end is not None:
        return span
    closes = moment(span.start.astimezone(clock.LIMA).date(), CLOSES)
    return Span(span.who, span.start, max(min(closes, clock.now()), span.start))


def unclosed(scope: Scope, *, on: date) -> dict[tuple[Room, date], int]:
    """Room and day of the week before → how many children came and were never noted as leaving."""
    rows = DayEvent.objects.filter(
        at__gte=moment(on - timedelta(days=7), time()),
        at__lt=moment(on, time()),
        undone_by=None,
        kind__in=("in", "out"),
    ).select_related("room__nursery")
    open_: dict[tuple[int, date], Room] = {}
    for event in scope.filter(rows, "room__nursery__establishment_id").order_by("at", "id"):
        key = (event.child_id, event.at.astimezone(clock.LIMA).date())
        if event.kind == "in":
            open_[key] = event.room
        else:
            open_.pop(key, None)
    return dict(Counter((room, day) for (_child, day), room in open_.items()))


def carer_minutes(scope: Scope, month: Month) -> dict[int, dict[int, int]]:
    """Person in custody → day → minutes of the shifts that have ended and to which she came, for the sheet of her
    activity; two at once count once."""
    now = clock.now().astimezone(clock.LIMA)
    rows = Shift.objects.filter(carer__kind=Carer.Kind.INMATE, came=True, day__gte=month.first, day__lt=month.end)
    rows = rows.filter(Q(day__lt=now.date()) | Q(day=now.date(), ends__lte=now.time()))
    found: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    until: dict[tuple[int, date], int] = {}
    for shift in (
        scope.filter(rows, "room__nursery__establishment_id").select_related("carer").order_by("day", "starts", "ends")
    ):
        person = shift.carer.person_id
        assert person is not None  # the database asks it of a carer in custody
        key = (person, shift.day)
        ends = shift.ends.hour * 60 + shift.ends.minute
        starts = max(shift.starts.hour * 60 + shift.starts.minute, until.get(key, 0))
        found[key[0]][shift.day.day] += max(ends - starts, 0)
        until[key] = max(ends, until.get(key, 0))
    return found


def problems(boards: Iterable[Board], *, now: datetime) -> list[str]:
    """What of the rooms cannot wait, in sentences: too few adults at this moment, a count that does not add up,
    children who are not back from an outing."""
    sentences = []
    for board in boards:
        adults, limit = board.adults(now), board.room.children_per_adult
        if board.inside > adults * limit:
            text = _("{room}: hay {children} niños y {adults} a cargo; la sala admite {limit} por adulto.")
            sentences.append(text.format(room=board.room, children=board.inside, adults=adults, limit=limit))
        if (count := board.count) and count.counted != count.expected:
            text = _("{room}: el conteo de las {at:%H:%M} no coincide: {counted} contados, {expected} anotados.")
            at = count.at.astimezone(clock.LIMA)
            sentences.append(text.format(room=board.room, at=at, counted=count.counted, expected=count.expected))
    outings = {line.out.pk: line.out for board in boards for line in board.lines if line.out}
    return sentences + [late_outing(outing) for outing in outings.values() if outing.due_at < now]


def late_outing(outing: Outing) -> str:
    """That the children of an outing are not back, in a sentence."""
    at = outing.due_at.astimezone(clock.LIMA)
    return _("{where}: debían volver el {at:%d/%m} a las {at:%H:%M} y no se anotó su vuelta.").format(
        where=outing.where, at=at
    )


def outings_late(scope: Scope, *, now: datetime) -> QuerySet[Outing]:
    """The outings whose children should be back and are not, as far as is written."""
    return scope.filter(Outing.objects.filter(back_at=None, due_at__lt=now), "nursery__establishment_id")


def unconfirmed(scope: Scope, *, now: datetime) -> QuerySet[Shift]:
    """The shifts of the last month that ended and of which nobody said whether the carer came."""
    local = now.astimezone(clock.LIMA)
    rows = Shift.objects.filter(came=None, day__gte=local.date() - timedelta(days=31)).filter(
        Q(day__lt=local.date()) | Q(day=local.date(), ends__lte=local.time())
    )
    rows = scope.filter(rows, "room__nursery__establishment_id")
    return rows.select_related("carer", "room").order_by("day", "starts", InOrder("carer__name"), "id")


def undone_today(child: int, *, now: datetime) -> list[DayEvent]:
    """What was written of a child's day and taken back, each with the line that took it back."""
    start = moment(now.astimezone(clock.LIMA).date(), time())
    rows = DayEvent.objects.filter(child=child, at__gte=start, undone_by__isnull=False)
    return list(rows.select_related("undone_by").order_by("at", "id"))


# ------------------------------------------------------------------------------------------------ the lists, narrowed


def between(rows: Rows, column: str, since: date | None, until: date | None) -> Rows:
    """Those of some days of Lima, the first and the last included."""
    if since:
        rows = rows.filter(**{f"{column}__gte": moment(since, time())})
    if until:
        rows = rows.filter(**{f"{column}__lt": moment(until + timedelta(days=1), time())})
    return rows


def carer_list(
    scope: Scope, *, on: date, q: str = "", kind: str = "", state: str = "", establishment: Any = None
) -> list[Carer]:
    """Who looks after children, each with ``lacking`` and its ``state``: ``able``, ``lacking`` or ``ended``."""
    rows = naming(carers(scope), q, "name")
    rows = rows.filter(kind=kind) if kind else rows
    rows = rows.filter(establishment=establishment) if establishment else rows
    found = list(rows)
    missing = lacking(found, on=on)
    for carer in found:
        carer.lacking = missing[carer.pk]
        ended = carer.period.upper is not None and carer.period.upper <= on
        carer.state = "ended" if ended else "lacking" if carer.lacking else "able"
    return [carer for carer in found if state in ("", carer.state)]


def incident_list(
    scope: Scope,
    *,
    q: str = "",
    kind: str = "",
    state: str = "",
    establishment: Any = None,
    since: date | None = None,
    until: date | None = None,
) -> QuerySet[Incident]:
    """The incidents with ``mother_knows``, the newest first; ``state``: ``uninformed``, ``informed`` or ``injury``."""
    rows = with_mother_knows(incidents(scope)).prefetch_related("additions")
    rows = naming(rows, q, "place", "what", "child__given_names", "child__surnames", "child__code") if q else rows
    rows = rows.filter(kind=kind) if kind else rows
    rows = rows.filter(establishment=establishment) if establishment else rows
    if state == "injury":
        rows = rows.exclude(injury="")
    elif state in ("informed", "uninformed"):
        rows = rows.filter(mother_knows=state == "informed", child__isnull=False)
    return between(rows, "at", since, until)


def injury_list(
    scope: Scope, *, q: str = "", kind: str = "", since: date | None = None, until: date | None = None
) -> QuerySet[Incident]:
    """The incidents with an injury and what was done of it, searched by these only: the rest is for others."""
    done = IncidentAddition.objects.filter(kind=IncidentAddition.Kind.DONE)
    rows = incidents(scope).exclude(injury="").prefetch_related(Prefetch("additions", done))
    rows = naming(rows, q, "injury", "child__given_names", "child__surnames", "child__code") if q else rows
    return between(rows.filter(kind=kind) if kind else rows, "at", since, until)
