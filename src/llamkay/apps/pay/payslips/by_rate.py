"""What a month was paid at, rate by rate and band by band, where more than one held: a line of the payslip for each."""

from collections.abc import Mapping
from datetime import timedelta

from django.db import connection

from llamkay.apps.activities.inputs import EVERY_CLOSE
from llamkay.apps.activities.queries import paid_reasons
from llamkay.apps.pay.inputs.month import bands_within
from llamkay.apps.pay.models import Band, Rate
from llamkay.core.values import Month, largest_remainder

Done = dict[tuple[int, int], int]  # (band, rate) → units, in the order of the days
_DAY = timedelta(days=1)
# Each day of the rows of some activities as closes have corrected it: minutes or days that are paid, pieces of the
# first grade.
_DAYS = """
    SELECT s.activity_id, r.person_id, d.day::int, coalesce(c.minutes, d.minutes),
           coalesce(c.reason, d.reason) = ANY (%(paid)s),
           coalesce(c.pieces, d.pieces)
             - coalesce((SELECT sum(g.pieces) FROM pay_gradedpieces g WHERE g.row_id = r.id AND g.day = d.day), 0)
    FROM activities_sheetrow r JOIN activities_sheet s ON s.id = r.sheet_id
    CROSS JOIN LATERAL unnest(r.minutes, r.reasons, r.pieces) WITH ORDINALITY AS d (minutes, reason, pieces, day)
    LEFT JOIN activities_corrections(%(until)s) c ON c.row_id = r.id AND c.day = d.day
    WHERE s.month = %(month)s AND s.activity_id = ANY (%(activities)s) AND r.person_id = ANY (%(people)s)
    ORDER BY r.id, d.day
"""


def done_by_rate(paid_by: Mapping[int, str], people: list[int], month: Month) -> dict[tuple[int, int], Done]:
    """(person, activity) → what was done under each band and rate, of the activities that had more than one rate or
    somebody in a band; ``paid_by`` is the basis of each. At most three queries."""
    spells = bands_within(paid_by, month)
    rates = Rate.objects.filter(activity__in=list(paid_by), grade=1, period__overlap=(month.first, month.end))
    rows = rates.order_by("period").values_list("activity", "band", "period", "amount")
    prices: dict[tuple[int, int], list[int]] = {}
    changes: dict[int, set[int]] = {}
    for activity, band, period, amount in rows:
        days = prices.setdefault((activity, band), [0] * month.days)
        low, high = max(period.lower or month.first, month.first), min(period.upper or month.end, month.end)
        days[(low - month.first) // _DAY : (high - month.first) // _DAY] = [amount] * ((high - low) // _DAY)
        if not band:
            changes.setdefault(activity, set()).add(amount)
    several = {activity for activity, amounts in changes.items() if len(amounts) > 1} | {spell[0] for spell in spells}
    if not several:
        return {}
    bands: dict[tuple[int, int], list[int]] = {}
    for activity, person, band, low, high in spells:
        days = bands.setdefault((activity, person), [Band.PLAIN] * month.days)
        days[(low - month.first) // _DAY : (high - month.first) // _DAY] = [band] * ((high - low) // _DAY)
    values = {"paid": paid_reasons(), "until": EVERY_CLOSE, "month": month.first}
    found: dict[tuple[int, int], Done] = {}
    with connection.cursor() as cursor:
        cursor.execute(_DAYS, {**values, "activities": list(several), "people": people})
        for activity, person, day, minutes, paid, pieces in cursor.fetchall():
            units = {"day": int(paid), "piece": int(pieces)}.get(paid_by[activity], minutes if paid else 0)
            if not units or day > month.days:
                continue
            band = bands[activity, person][day - 1] if (activity, person) in bands else Band.PLAIN
            price = prices.get((activity, band), [0] * month.days)[day - 1]
            done = found.setdefault((person, activity), {})
            done[band, price] = done.get((band, price), 0) + units
    return found


def shares_of(done: Done, gross: int, basis: str) -> list[int]:
    """What each rate gave of a month's gross in céntimos, which it sums to; nothing where the days do not come to it,
    as those of a subsidy, which has its own line for each rate."""
    worth = [rate * units for (_band, rate), units in done.items()]
    whole = (sum(worth) + 30) // 60 if basis == "hour" else sum(worth)
    return largest_remainder(gross, worth) if whole == gross and gross > 0 else []
