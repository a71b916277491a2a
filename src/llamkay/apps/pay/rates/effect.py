"""What the sheet of a month earns so far by a basis, before anything is split: for whoever is about to change it."""

from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np

from llamkay.apps.activities.kinds import PayBasis
from llamkay.apps.activities.queries import paid_reasons
from llamkay.apps.activities.sheets.queries import rows_of
from llamkay.apps.pay.inputs.month import bands_within
from llamkay.apps.pay.models import Band, Rate
from llamkay.core.pay.earnings import earnings

if TYPE_CHECKING:
    from llamkay.apps.activities.models import Activity
    from llamkay.core.values import Month


def gross_by_basis(activity: "Activity", month: "Month", basis: str) -> dict[int, int | None]:
    """Person → céntimos by the rates of the first grade; nothing without a rate, or where only a close knows."""
    rows = list(rows_of(activity, month).values_list("person_id", "minutes", "reasons", "pieces"))
    if not rows or basis == PayBasis.NONE:
        return {person: 0 for person, *_marks in rows}
    if basis not in (PayBasis.HOUR, PayBasis.DAY, PayBasis.PIECE):
        return {person: None for person, *_marks in rows}
    minutes, reasons, pieces = (np.array([row[at] for row in rows])[:, : month.days] for at in (1, 2, 3))
    paid = np.isin(reasons, paid_reasons())
    units = {PayBasis.HOUR: minutes * paid, PayBasis.DAY: paid.astype(int), PayBasis.PIECE: pieces}[PayBasis(basis)]
    rates = np.zeros((len(Band.values), month.days), dtype=np.int64)
    for band, low, high, amount in Rate.objects.filter(
        activity=activity, grade=1, period__overlap=(month.first, month.end)
    ).values_list("band", "period__startswith", "period__endswith", "amount"):
        start, end = max(low or month.first, month.first), min(high or month.end, month.end)
        rates[band, (start - month.first) // _DAY : (end - month.first) // _DAY] = amount
    rate = np.repeat(rates[:1], len(rows), axis=0)
    at_row = {person: at for at, (person, *_marks) in enumerate(rows)}
    for _activity, person, band, low, high in bands_within([activity.pk], month):
        if person in at_row:
            days = slice((low - month.first) // _DAY, (high - month.first) // _DAY)
            rate[at_row[person], days] = rates[band, days]
    gross = earnings(basis=basis, units=units, rate=rate).tolist()
    lacking = ((units > 0) & (rate == 0)).any(axis=1).tolist()
    return {
        person: None if lacks else amount for (person, *_marks), amount, lacks in zip(rows, gross, lacking, strict=True)
    }


_DAY = timedelta(days=1)
