"""A closed day as two people correct it."""

from llamkay.apps.activities.corrections.services import adjust_day, confirm_adjustment
from llamkay.platform.security.access import Command


class Second(Command):
    """Whoever confirms what the first one asked for."""

    username = "segunda persona"


def corrected(row, day, *, actor=None, second=None, **given):
    """The correction of a day, asked for by one and confirmed by another."""
    made = adjust_day(actor=actor or Command(), row=row, day=day, **{"why": "Se anotó mal", **given})
    return confirm_adjustment(actor=second or Second(), adjustment=made)
