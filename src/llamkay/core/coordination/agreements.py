"""Where an agreement stands on a day: it follows from when it was signed, begins, ends and was left."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

# Days before the end on which whoever manages it is told, the widest first.
ALARMS = (180, 90, 30)


class Stage(StrEnum):
    """Where an agreement stands."""

    IN_PROCESS = "in_process"
    SIGNED = "signed"
    IN_FORCE = "in_force"
    ENDING = "ending"
    EXPIRED = "expired"
    LEFT = "left"


@dataclass(frozen=True)
class Term:
    """The dates of an agreement: signed, first day, last day (none: without end), from when a party left it."""

    signed_on: date | None
    starts_on: date
    ends_on: date | None = None
    left_on: date | None = None


def stage(term: Term, on: date) -> Stage:
    """Where an agreement stands that day.

    >>> stage(Term(date(2025, 3, 1), date(2025, 3, 1), date(2026, 2, 28)), date(2026, 2, 2))
    <Stage.ENDING: 'ending'>
    """
    if term.signed_on is None or term.signed_on > on:
        return Stage.IN_PROCESS
    if term.left_on is not None and term.left_on <= on:
        return Stage.LEFT
    if on < term.starts_on:
        return Stage.SIGNED
    if term.ends_on is not None and term.ends_on < on:
        return Stage.EXPIRED
    return Stage.ENDING if alarm(term, on) else Stage.IN_FORCE


def alarm(term: Term, on: date) -> int | None:
    """The narrowest of ``ALARMS`` that the days left have come within; none while it is far, not in force, or over.

    The last day counts: on it no day is left and the alarm of thirty days still sounds.
    """
    if term.signed_on is None or term.ends_on is None or not max(term.signed_on, term.starts_on) <= on <= term.ends_on:
        return None
    if term.left_on is not None and term.left_on <= on:
        return None
    left = (term.ends_on - on).days
    return min((days for days in ALARMS if left <= days), default=None)
