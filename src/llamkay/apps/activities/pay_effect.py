"""What a change of the basis of pay would do to each person, as the app that pays knows it."""

from collections.abc import Mapping
from typing import NamedTuple

from django.utils.translation import gettext as _

from llamkay.apps.activities.models import Activity, Sheet
from llamkay.apps.activities.sheets.marks import hours_text
from llamkay.apps.activities.sheets.queries import ordered_rows
from llamkay.core.values import Month, format_amount
from llamkay.platform.hooks import Hook

# (activity, month, basis) → person → céntimos of the month so far by that basis; nothing where it cannot be told.
GROSS_BY_BASIS: Hook[[Activity, Month, str], Mapping[int, int | None]] = Hook("activities.gross_by_basis")


class Effect(NamedTuple):
    """One person's month so far: what is on the sheet, and what it earns before and after."""

    who: str
    hours: str
    pieces: int
    before: str
    after: str


def pay_effects(activity: Activity, basis: str) -> list[tuple[Month, list[Effect]]]:
    """What each person of the sheets that are not closed would earn by another basis, month by month."""
    found = []
    for sheet in Sheet.objects.filter(activity=activity).exclude(state="closed").order_by("month"):
        month = Month.of(sheet.month)
        before, after = _gross(activity, month, activity.pay_basis), _gross(activity, month, basis)
        lines = [
            Effect(
                row.person.full_name,
                hours_text(sum(row.minutes)),
                sum(row.pieces),
                _words(before.get(row.person_id)),
                _words(after.get(row.person_id)),
            )
            for row in ordered_rows(sheet)
        ]
        found.append((month, lines))
    return found


def _words(gross: int | None) -> str:
    return _("sin tarifa") if gross is None else f"S/ {format_amount(gross)}"


def _gross(activity: Activity, month: Month, basis: str) -> dict[int, int | None]:
    return {person: gross for answer in GROSS_BY_BASIS(activity, month, basis) for person, gross in answer.items()}
