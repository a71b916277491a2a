"""The doors of the office: each app declares its own, and the navigation and the first page show those that open."""

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from django.urls import reverse

from llamkay.platform.security.access import ACTIONS, decide


@dataclass(frozen=True, eq=False)
class Door:
    """A first page of the office: the name of its address, its label, the action that opens it.

    ``order`` is its place in the day's work; ``words`` say what it is for, to whoever has nothing waiting. A door
    that stands inside another is in the navigation only of those whom the action ``inside`` does not let there.
    A door of a ``room`` stands on the first page of that name alone and, by its ``tab``, a short name, beside the
    others of the room. One that stands ``aside`` is behind «Más» where the navigation is long.
    """

    name: str
    label: Any
    action: str | None = None
    order: int = 0
    words: Any = ""
    inside: str = ""
    room: str = ""
    tab: Any = ""
    aside: bool = False

    @cached_property
    def url(self) -> str:
        return reverse(self.name)


_DOORS: list[Door] = []


def register(*doors: Door) -> None:
    """Add doors to the office."""
    _DOORS.extend(doors)
    _DOORS.sort(key=lambda door: door.order)
    _open.cache_clear()


def opened_to(user: Any) -> tuple[Door, ...]:
    """The doors that this member of staff may open, in the order of the day's work."""
    return _open(_held(user), "")


def behind(user: Any, room: str) -> tuple[Door, ...]:
    """The doors of a room that this member of staff may open, in their order."""
    return _open(_held(user), room)


def navigation(user: Any) -> tuple[Door, ...]:
    """The doors that stand on every page of this member of staff: not those inside another one that opens."""
    held = _held(user)
    return tuple(door for door in _open(held, "") if door.inside not in held)


def shut(user: Any, name: str) -> bool:
    """Whether a page is a door of the office that this member of staff may not open; other pages are not known here."""
    return any(door.name == name and door.action is not None and not decide(user, door.action) for door in _DOORS)


def _held(user: Any) -> frozenset[str]:
    """What an account may do somewhere: the same actions open the same doors, of whoever has them."""
    return frozenset(user.actions) if user.is_authenticated else frozenset()


@lru_cache(maxsize=1024)
def _open(held: frozenset[str], room: str) -> tuple[Door, ...]:
    mine = (door for door in _DOORS if door.room == room)
    return tuple(door for door in mine if door.action is None or ACTIONS[door.action].code in held)
