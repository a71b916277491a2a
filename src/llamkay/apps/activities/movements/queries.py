"""Who goes where on a day and at which hour, what keeps whom, and where two things fall on one hour.

Set-based: a fixed number of queries for any number of people, and plain rows in between.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import chain, groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from llamkay.apps.activities.away import ACCIDENT, HoursAway, days_away, let_go
from llamkay.apps.activities.exclusions.queries import Spell, spells_on
from llamkay.apps.activities.kinds import SuspensionKind
from llamkay.apps.activities.models import Activity, Allocation, Cancellation, RestDayAuthorisation, Suspension
from llamkay.apps.activities.queries import UNKNOWN, rest_days, spans_on, with_rotas
from llamkay.apps.people.names import surnames_first
from llamkay.apps.people.queries import ISOLATION, elsewhere, pavilions
from llamkay.core.placement.hours import covered
from llamkay.core.values import Month
from llamkay.platform.database.bulk import Ids
from llamkay.platform.database.search import InOrder, says

if TYPE_CHECKING:
    from llamkay.apps.institutions.models import Establishment

# What comes before what where two things fall on one hour: the first stands, the others are told as a clash.
ORDER = ("court", "hospital", "leave", ISOLATION, ACCIDENT, "suspended", "not_required", "session")
WORDS = {
    "court": gettext_lazy("diligencia judicial"),
    "hospital": gettext_lazy("hospital"),
    "leave": gettext_lazy("permiso de salida"),
    ISOLATION: gettext_lazy("aislamiento"),
    ACCIDENT: gettext_lazy("descanso por accidente de trabajo"),
    "suspended": gettext_lazy("plaza suspendida"),
    "not_required": gettext_lazy("no requerida"),
}
TURNS = {"morning": (0, 13 * 60), "afternoon": (13 * 60, 18 * 60), "night": (18 * 60, 24 * 60)}


@dataclass(frozen=True)
class Session:
    """A turn of an activity on a day, in minutes from midnight; ``UNKNOWN`` where its hour is not written."""

    activity: Activity
    start: int
    minutes: int

    @cached_property
    def hours(self) -> str:
        """From when to when, or how long."""
        if self.start == UNKNOWN:
            return _("{hours:g} h, sin hora").format(hours=self.minutes / 60)
        end = (self.start + self.minutes) % (24 * 60)
        return f"{self.start // 60:02}:{self.start % 60:02}–{end // 60:02}:{end % 60:02}"

    @cached_property
    def where(self) -> str:
        """Where it is held."""
        return self.activity.place_name or str(self.activity.get_place_display())

    @cached_property
    def goes(self) -> str:
        """Where whoever has it goes, and when."""
        return f"{self.hours} {self.activity.name} ({self.where})"

    def in_turn(self, turn: str) -> bool:
        """Whether it begins in a turn; one without an hour is in all of them."""
        if not turn or self.start == UNKNOWN:
            return True
        low, high = TURNS[turn]
        return low <= self.start < high

    def clashes(self, other: "Session") -> bool:
        """Whether both fall on one hour; where one has no hour, they may."""
        if UNKNOWN in (self.start, other.start):
            return True
        return self.start < other.start + other.minutes and other.start < self.start + self.minutes


@dataclass(slots=True)
class Movement:
    """Somebody who goes to a session, or does not: what stands, by the order, and what else falls on that hour."""

    person: int
    rank: int  # by name, among everybody of the day
    code: str
    name: str
    session: Session
    pavilion: str = ""
    stays: str = ""
    clashes: tuple[str, ...] = ()

    @property
    def hours(self) -> str:
        return self.session.hours

    @property
    def activity(self) -> str:
        return self.session.activity.name

    @property
    def where(self) -> str:
        return self.session.where

    @property
    def searched(self) -> str:
        """Where a word of the filter is looked for."""
        return f"{self.code} {self.name} {self.activity} {self.pavilion}"

    @property
    def clash(self) -> str:
        """What else falls on that hour, in words."""
        return "; ".join(self.clashes) if self.clashes else ""


def sessions(establishment: "Establishment", on: date) -> list[Session]:
    """The sessions that a prison holds on a day; those cancelled, and rest days without the council's act, are none."""
    rows = Activity.objects.filter(establishment=establishment, period__contains=on)
    activities = with_rotas(rows.order_by(InOrder("name")))
    off = set(
        Cancellation.objects.filter(activity__in=activities, on=on, restored_at=None).values_list("activity", flat=True)
    )
    if on.day in rest_days(Month.of(on)):
        acted = RestDayAuthorisation.objects.filter(activity__in=activities, on=on).values_list("activity", flat=True)
        off |= {activity.pk for activity in activities} - set(acted)
    found = []
    for activity in activities:
        if activity.pk in off:
            continue
        found += [Session(activity, *span) for span in spans_on(activity, on)]
    return found


def movements(establishment: "Establishment", on: date, *, turn: str = "", words: str = "") -> list[Movement]:
    """Everybody with a place in a session of a day, by hour, activity and name; ten queries.

    Who is elsewhere stays, with what stands first in ``ORDER``; what else falls on the hour is told as a clash.
    """
    held = [session for session in sessions(establishment, on) if session.in_turn(turn)]
    held.sort(key=lambda session: (session.start, session.activity.name))
    rows = Allocation.objects.filter(activity__in={session.activity.pk for session in held}, period__contains=on)
    held_back = Suspension.objects.filter(allocation=OuterRef("pk"), period__contains=on).values("kind")[:1]
    rows = rows.annotate(paused=Subquery(held_back)).order_by("person__sort_name", "person__code")
    names = ("person__code", "person__first_surname", "person__second_surname", "person__given_names")
    places = list(rows.values_list("activity", "paused", "person", *names))
    people = Ids([place[2] for place in places])
    away, shut, homes = _away(people, on), spells_on(people, on), pavilions(people, on=on)
    gone = let_go(people, on=on)
    lines: list[list[Movement]] = [[] for _session in held]
    turns: dict[int, list[tuple[Session, Any]]] = defaultdict(list)
    for session, of in zip(held, lines, strict=True):
        turns[session.activity.pk].append((session, of.append))
    home = homes.get
    hampered = away.keys() | shut.keys() | gone.keys()
    for rank, (activity, paused, person, code, first, second, given_names) in enumerate(places):
        name, pavilion = surnames_first(first, second, given_names), home(person, "")
        for session, add in turns[activity]:
            line = Movement(person, rank, code, name, session, pavilion)
            add(line)
            if paused or person in hampered:
                _hamper(line, paused, away.get(person, ()), shut.get(person, ()), gone.get(person, ()))
    made = list(chain.from_iterable(lines))
    _say_clashes(made)
    return [line for line in made if says(words, line.searched)] if words else made


def _hamper(
    line: Movement, paused: str | None, away: Sequence[str], shut: Sequence[Spell], gone: Sequence[HoursAway]
) -> None:
    """What keeps somebody from a session, and what else falls on its hour."""
    facts = sorted(away, key=ORDER.index)
    if paused:
        facts.append("not_required" if paused == SuspensionKind.NOT_REQUIRED else "suspended")
    if facts:
        line.stays, *clashes = (str(WORDS[fact]) for fact in facts)
        line.clashes = tuple(clashes)
    if shut:
        _exclude(line, shut)
    if gone and not line.stays:
        line.clashes += _let_go(line.session, gone)


def _say_clashes(made: Sequence[Movement]) -> None:
    """Of whoever goes to several sessions, those that fall on one hour."""
    times = Counter([line.person for line in made])
    mine: dict[int, list[Movement]] = defaultdict(list)
    for line in made if len(times) < len(made) else ():
        if times[line.person] > 1:
            mine[line.person].append(line)
    for lines in mine.values():
        for line in lines:
            others = (other for other in lines if other is not line and not other.stays and not line.stays)
            line.clashes += tuple(f"{o.activity} {o.hours}" for o in others if line.session.clashes(o.session))


def _let_go(session: Session, hours: Sequence[HoursAway]) -> tuple[str, ...]:
    """When somebody leaves a session for a while; why is not told."""
    if session.start == UNKNOWN:
        return ()
    return tuple(
        _("sale a las {hour}").format(hour=one.hour) for one in hours if one.falls_in(session.start, session.minutes)
    )


def _exclude(line: Movement, spells: Sequence[Spell]) -> None:
    """What the hours that somebody has excluded take from a session: all of it, or a part that is told."""
    start, end = line.session.start, line.session.start + line.session.minutes
    touching = [spell for spell in spells if start != UNKNOWN and spell.start < end and start < spell.end]
    words = tuple(spell.words for spell in touching)
    if touching and not line.stays and covered(start, end, [(spell.start, spell.end) for spell in touching]):
        line.stays, words = words[0], words[1:]
    line.clashes += words


def _away(people: Collection[int], on: date) -> dict[int, list[str]]:
    """What keeps people from their sessions on a day."""
    found: dict[int, list[str]] = defaultdict(list)
    days = {"first": on, "end": date.fromordinal(on.toordinal() + 1)}
    for person, kind, _start, _end in [*elsewhere(people, **days), *days_away(people, **days)]:
        found[person].append(kind)
    return found


@dataclass(slots=True)
class Unlock:
    """Somebody's day on the unlock list: from where, who, where to and when in order, what keeps her, what clashes."""

    pavilion: str
    code: str
    name: str
    goes: str
    stays: str
    clash: str


def unlocks(lines: Iterable[Movement]) -> list[Unlock]:
    """The unlock list of some movements: one line a person, by pavilion and name, those without one last."""
    ordered = sorted(lines, key=attrgetter("rank"))
    if any(map(attrgetter("pavilion"), ordered)):
        ordered.sort(key=lambda line: (not line.pavilion, line.pavilion))
    several = len({line.person for line in ordered}) < len(ordered)
    return _gathered(ordered) if several else _each(ordered)


def _each(lines: Iterable[Movement]) -> list[Unlock]:
    return [
        Unlock(
            line.pavilion,
            line.code,
            line.name,
            "" if line.stays else line.session.goes,
            line.stays,
            "; ".join(line.clashes),
        )
        for line in lines
    ]


def _gathered(ordered: Iterable[Movement]) -> list[Unlock]:
    """One line of each person, who stand together in those lines."""
    made = []
    for _person, group in groupby(ordered, key=attrgetter("person")):
        of = list(group)
        if len(of) == 1:
            made += _each(of)
            continue
        of.sort(key=lambda line: (line.session.start, line.activity))
        goes = "; ".join([line.session.goes for line in of if not line.stays])
        stays = "; ".join(dict.fromkeys([line.stays for line in of if line.stays]))
        clash = "; ".join(dict.fromkeys([line.clash for line in of if line.clashes]))
        made.append(Unlock(of[0].pavilion, of[0].code, of[0].name, goes, stays, clash))
    return made
