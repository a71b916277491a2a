"""The day of a room of the nursery without a line: what is taken along, and how what comes back is written."""

from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from llamkay.apps.nursery import permissions
from llamkay.apps.nursery.day import queries
from llamkay.apps.nursery.day.forms import who_choices
from llamkay.apps.nursery.day.services import Happening, may_write, undo_event, write_event, write_events
from llamkay.apps.offline.kinds import State
from llamkay.apps.offline.models import DayEntry, Taking
from llamkay.apps.offline.packages import Line, Package
from llamkay.apps.offline.written import Written
from llamkay.core.errors import Refused
from llamkay.platform import clock
from llamkay.platform.screens.refusals import sentence
from llamkay.platform.security.access import require

SAME = timedelta(minutes=30)  # two lines of one kind so near are taken for one
CLOCK_MOVED = 300  # seconds that a device's clock may change during a shift without its hours being asked again
# Kinds that say one thing of a child: what somebody else wrote of it since is a dispute whatever its hour.
STATES = ({"in", "out"}, {"sleep", "wake"})


def check_takeable(actor: Any, room: Any, /) -> None:
    """Raise unless the actor may write the day of the room now."""
    may_write(actor, room)


def package(taking: Taking, /) -> Package:
    """The children of that room today: their names, the allergies that whoever feeds them must know, who may take them,
    and when they came and left. Nothing else of their health."""
    room: Any = taking.room
    (board,) = queries.boards([room], now=clock.now())
    last = queries.last_lines(line.child.pk for line in board.lines)
    return Package(
        kind="day",
        title=room.name,
        day=taking.day,
        kinds=_choices("kind"),
        glances=_choices("glance"),
        amounts=_choices("amount"),
        lines=[
            Line(
                about=line.child.pk,
                name=line.name,
                seen=str(last.get(line.child.pk, 0)),
                allergy=line.child.every_allergy,
                today=[_in_words(each) for each in line.events if each.kind in ("in", "out")],
                who=[(code, str(words)) for code, words in who_choices(line.child, taking.day)],
                shut=_("está fuera de la cuna, en una salida") if line.out else "",
            )
            for line in board.lines
        ],
    )


def _choices(name: str) -> list[tuple[str, str]]:
    """The choices of a column of a line, in words, but for what only the day on screen may write."""
    column: Any = DayEntry._meta.get_field(name)
    return [(code, str(words)) for code, words in column.choices if code != "undo"]


def there(taking: Taking, /) -> set[int]:
    """The children with a place that day in the nursery of the room that was taken along."""
    nursery = taking.room.nursery_id if taking.room else 0
    return {child.pk for child in queries.attending([nursery], on=taking.day)[nursery]}


def entry_of(taking: Taking, each: Written, skew: int, /) -> DayEntry:
    """The entry of what was written of a child; without an hour, or of no kind that a day has, it is refused."""
    known = each.value in dict(_choices("kind"))
    why = "" if known else _("«{text}» no es de lo que tiene el día.").format(text=each.value)
    try:
        at = queries.moment(taking.day, datetime.strptime(each.hour, "%H:%M").time())  # noqa: DTZ007 — an hour only
    except ValueError:
        at, why = taking.at, _("«{text}» no es una hora.").format(text=each.hour)
    entry = DayEntry(
        child_id=each.about,
        kind=each.value[:5],
        happened_at=at,
        state=State.REFUSED if why else "",
        why=why,
        who=each.who,
        glance=each.glance if each.glance in dict(_choices("glance")) else "",
        amount=each.amount if each.amount in dict(_choices("amount")) else "",
        note=each.note[:200],
        seen=int(each.seen) if each.seen.isdecimal() and len(each.seen) < 19 else 0,
    )
    return entry.came(taking, each, skew)


def apply(*, actor: Any, taking: Taking, entries: list[DayEntry], moved: int) -> None:
    """Write the lines of a taking in their order, as the screens of the day would; sets the state of each.

    What somebody else wrote of the same thing since the last line that was seen is a dispute. The hour is what the
    person said; where the device's clock was ``moved`` meanwhile, a person confirms it.
    """
    room: Any = taking.room
    entries = [entry for entry in entries if entry.state != State.REFUSED]
    since = queries.lines_after({e.child_id for e in entries}, number=min((e.seen for e in entries), default=0))
    own = _own(taking)
    others: dict[int, list[Any]] = defaultdict(list)
    for line in since:
        if line.pk not in own:
            others[line.child_id].append(line)
    good = []
    for entry in entries:
        lines = disputed(entry, others[entry.child_id])
        if abs(moved) > CLOCK_MOVED:
            entry.state = State.CONFLICT
            entry.against = MOVED
        elif lines:
            entry.state = State.CONFLICT
            entry.against = _coded(lines)
        else:
            good.append(entry)
        entry.why = against(entry) or entry.why
    _write(actor, room, good)


MOVED = "clock"  # what stands against a line whose device's clock was moved


def _coded(lines: list[Any]) -> str:
    """The hour and the kind of some lines, the last ones of many: 08:10 in;09:00 out."""
    return ";".join(f"{line.at.astimezone(clock.LIMA):%H:%M} {line.kind}" for line in lines[-30:])


def against(entry: DayEntry, /) -> str:
    """The reason of a dispute in the reader's language; nothing where the entry is in none."""
    if entry.against == MOVED:
        return _("El reloj del equipo cambió durante el turno: confirme la hora.")
    kinds = dict(DayEntry._meta.get_field("kind").flatchoices)
    lines = [each.partition(" ") for each in entry.against.split(";") if each]
    what = "; ".join(f"{hour} {kinds.get(kind, kind)}" for hour, _space, kind in lines)
    return _("Cuando llegó, otra persona ya había anotado: {what}.").format(what=what)[:400] if lines else ""


def _own(taking: Taking) -> set[int]:
    """The lines of the day that this taking wrote."""
    return set(taking.lines.exclude(event=None).values_list("event", flat=True))


def disputed(entry: DayEntry, lines: list[Any]) -> list[Any]:
    """Which of the lines that others wrote of the child since say something of the same thing."""
    group = next((states for states in STATES if entry.kind in states), None)
    return [
        line
        for line in lines
        if line.pk > entry.seen
        and (
            (line.undoes or line).kind in group
            if group
            else (line.undoes or line).kind == entry.kind and abs(line.at - entry.happened_at) <= SAME
        )
    ]


def _values(entry: DayEntry) -> Happening:
    return {
        "kind": entry.kind,
        "at": entry.happened_at,
        "who": entry.who,
        "glance": entry.glance,
        "amount": entry.amount,
        "note": entry.note,
    }


def _write(actor: Any, room: Any, entries: list[DayEntry]) -> None:
    """All in one act where they fit; else one after the other, so that each says by itself why it does not."""
    if not entries:
        return
    try:
        made = write_events(actor=actor, room=room, events=[(entry.child, _values(entry)) for entry in entries])
    except PermissionDenied as error:
        for entry in entries:
            entry.state, entry.why = State.REFUSED, str(error)[:400]
        return
    except Refused as error:
        if len(entries) == 1:
            entries[0].state, entries[0].why = State.REFUSED, sentence(error)[:400]
            return
        for entry in entries:
            _write(actor, room, [entry])
        return
    # They were written by their hours, and of one minute the departures first.
    for entry, event in zip(sorted(entries, key=lambda e: (e.happened_at, e.kind != "out")), made, strict=True):
        entry.event, entry.state = event, State.APPLIED


def prefer(*, actor: Any, entry: DayEntry, why: str, at: datetime | None) -> None:
    """Write a line that waited, at its hour or another, undoing what others wrote of it since, with the reason.

    Raises what the day refuses: what something later rests on is not undone.
    """
    entry.happened_at, room = at or entry.happened_at, entry.taking.room
    if room is None or entry.kind not in dict(_choices("kind")):
        raise Refused(entry.why)
    lines = queries.lines_after([entry.child_id], number=entry.seen)
    settled = {line.undoes_id for line in lines} | _own(entry.taking)
    for line in reversed(disputed(entry, lines)):
        if line.kind != "undo" and line.pk not in settled:
            undo_event(actor=actor, event=line, reason=why)
    entry.event = write_event(actor=actor, child=entry.child, room=room, **_values(entry))


def stands(entry: DayEntry, /) -> str:
    """The lines of that child's day as they are now."""
    lines = queries.events_of_day(entry.child_id, on=entry.taking.day)
    return "; ".join(map(_in_words, lines)) or "—"


def _in_words(line: Any) -> str:
    return f"{line.at.astimezone(clock.LIMA):%H:%M} {line.get_kind_display()}"


def hold(actor: Any, entry: DayEntry, /) -> None:
    """Raise unless the actor runs that nursery; the day itself refuses what does not fit any more."""
    require(actor, permissions.ATTENDANCE, establishment_id=entry.taking.establishment_id)
