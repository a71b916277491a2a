"""Whether the rooms of a nursery have places enough, on every day: which child is in which room as it grows."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from django.utils.translation import gettext as _

from llamkay.apps.nursery.models import Child, Nursery, NurseryPlace, Room
from llamkay.core.errors import Refused
from llamkay.core.nursery.places import Stretch, counts, fullest
from llamkay.core.values.dates import add_months, completed_months

AHEAD = timedelta(days=90)


class Beyond(NamedTuple):
    """A room that will have more children of its age than places, from a day on."""

    room: Room
    on: date
    children: int


def room_for(child: Child, among: Sequence[Room], *, on: date) -> Room | None:
    """The room of the child's age; the last one for whoever is older than all."""
    age = completed_months(child.born_on, on)
    fitting = [room for room in among if room.from_months <= age < room.to_months]
    return fitting[0] if fitting else (among[-1] if among else None)


def open_rooms(nurseries: Collection[int]) -> dict[int, list[Room]]:
    """Nursery → its rooms in use, by age."""
    found: dict[int, list[Room]] = {pk: [] for pk in nurseries}
    for room in Room.objects.filter(nursery__in=nurseries, closed_on=None):
        found[room.nursery_id].append(room)
    return found


def by_room(child: Child, place: Stretch, among: Sequence[Room]) -> Iterable[tuple[int, Stretch]]:
    """In which room a child with a place is, stretch by stretch: it changes as the child grows out of one."""
    first, end = place
    ages = {months for room in among for months in (room.from_months, room.to_months)}
    turns = {add_months(child.born_on, months) for months in ages}
    edges = [first, *sorted(day for day in turns if first < day and (end is None or day < end))]
    for start, until in zip(edges, [*edges[1:], end], strict=True):
        room = room_for(child, among, on=start)
        if room is not None:
            yield room.pk, (start, until)


def _stretches(rooms: Mapping[int, Sequence[Room]], *, since: date) -> dict[int, list[Stretch]]:
    """Room → the stretches of days of the children with a place in its nursery that are in it, from a day on."""
    found: dict[int, list[Stretch]] = {room.pk: [] for among in rooms.values() for room in among}
    places = NurseryPlace.objects.filter(nursery__in=rooms, period__overlap=(since, None)).select_related("child")
    for place in places:
        for room, stretch in by_room(place.child, (place.period.lower, place.period.upper), rooms[place.nursery_id]):
            found[room].append(stretch)
    return found


def check_room_for(child: Child, nursery: Nursery, *, on: date, today: date) -> None:
    """Refuse a place from a day on where, on any day up to today, the room of the child's age would be full.

    What comes later, as the others grow, is told where the rooms are shown: by then somebody may have left.
    """
    among = open_rooms([nursery.pk])[nursery.pk]
    taken = _stretches({nursery.pk: among}, since=on)
    rooms = {room.pk: room for room in among}
    for pk, (start, until) in by_room(child, (on, today + timedelta(days=1)), among):
        most, day = fullest(taken[pk], within=(start, until))
        if most >= rooms[pk].capacity:
            raise Refused(
                _(
                    "La sala {room}, de su edad, está llena el {day:%d/%m/%Y}: {taken} niños en {capacity} lugares. "
                    "Amplíe la sala o termine antes otro lugar."
                ).format(room=rooms[pk], day=day, taken=most, capacity=rooms[pk].capacity)
            )


def check_capacity_of(nursery: Nursery, *, on: date) -> None:
    """Refuse one child more from a day on where the nursery would be full on that day or on any later one."""
    periods = NurseryPlace.objects.filter(nursery=nursery, period__overlap=(on, None)).values_list("period", flat=True)
    taken, day = fullest(((period.lower, period.upper) for period in periods), within=(on, None))
    if taken >= nursery.capacity:
        raise Refused(
            _("{nursery} está llena el {day:%d/%m/%Y}: {taken} niños en {capacity} lugares.").format(
                nursery=nursery, day=day, taken=taken, capacity=nursery.capacity
            )
        )


def of_age(room: Room, *, on: date) -> int:
    """How many children with a place in the nursery that day are of the age of the room."""
    taken = _stretches(open_rooms([room.nursery_id]), since=on).get(room.pk, [])
    return fullest(taken, within=(on, on + timedelta(days=1)))[0]


def beyond(nurseries: Iterable[Nursery], *, today: date) -> list[Beyond]:
    """The rooms that have, or within ninety days will have, more children of their age than places: from which day."""
    rooms = open_rooms([nursery.pk for nursery in nurseries])
    taken, found = _stretches(rooms, since=today), []
    for room in (room for among in rooms.values() for room in among):
        days = counts(taken[room.pk], within=(today, today + AHEAD))
        found += [Beyond(room, day, children) for day, children in days if children > room.capacity][:1]
    return found
