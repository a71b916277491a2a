"""The states of a place as data: from the request to the end, with every step and what it asks for."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from llamkay.core.values import Period


class State(StrEnum):
    """How far somebody has come on the way to a place, or in it."""

    REQUESTED = "requested"
    LISTED = "listed"
    PROPOSED = "proposed"
    APPROVED = "approved"
    PENDING = "pending"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    ENDED = "ended"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


# Those of a request that still waits for an answer or for its place.
WAITING = (State.REQUESTED, State.LISTED, State.PROPOSED, State.APPROVED)


class Step(NamedTuple):
    """A step that a request may take: from where, to where, and whether it needs the council's act or a reason."""

    before: tuple[State, ...]
    after: State
    act: bool = False
    reason: bool = False


STEPS = {
    "list": Step((State.REQUESTED,), State.LISTED),
    "propose": Step((State.LISTED,), State.PROPOSED),
    "return": Step((State.PROPOSED,), State.LISTED, reason=True),
    "approve": Step((State.PROPOSED,), State.APPROVED, act=True),
    "refuse": Step((State.REQUESTED, State.LISTED, State.PROPOSED), State.REFUSED, reason=True),
    "withdraw": Step(WAITING, State.WITHDRAWN, reason=True),
    "lapse": Step(WAITING, State.LAPSED, reason=True),
    "place": Step((State.APPROVED,), State.ACTIVE),
    "reinstate": Step((State.REFUSED, State.WITHDRAWN, State.LAPSED), State.LISTED, reason=True),
}


def steps_from(state: State) -> list[str]:
    """The steps that a request in that state may take, in the order of the way.

    >>> steps_from(State.APPROVED)
    ['withdraw', 'lapse', 'place']
    """
    return [name for name, step in STEPS.items() if state in step.before]


def state_of_place(place: Period, suspensions: Iterable[Period], *, on: date) -> State:
    """The state of a place on a day: of what was agreed, nothing has to be done at night for it to be so.

    A place with no end runs; the last day of a suspension is the one before its end.

    >>> state_of_place(Period(date(2026, 1, 5)), [Period(date(2026, 2, 1), date(2026, 2, 9))], on=date(2026, 2, 9))
    <State.ACTIVE: 'active'>
    """
    if on < place.start:
        return State.PENDING
    if on not in place:
        return State.ENDED
    return State.SUSPENDED if any(on in spell for spell in suspensions) else State.ACTIVE
