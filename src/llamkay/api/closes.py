"""Closed months."""

from datetime import date, datetime
from typing import Any

from ninja import Router, Schema

from llamkay.api.access import reading
from llamkay.api.answers import Page, answers
from llamkay.api.months import MonthText, month_of
from llamkay.api.paging import Paged, paged
from llamkay.apps.closing.permissions import VIEW
from llamkay.apps.months.models import MonthClose
from llamkay.platform.security.scope import current

router = Router(tags=["cierres"], auth=reading(VIEW))
TOTALS = ("people", "days", "remitted", "gross", "adjusted_people")


class CloseRow(Schema):
    id: int
    establishment: str
    month: date
    at: datetime
    law_version: str
    people: int
    days: int
    remitted: str
    gross: int
    adjusted_people: int
    hash: str
    previous_hash: str


class CloseList(Paged):
    items: list[CloseRow]


def _row(close: Any) -> dict[str, Any]:
    columns = "id month at law_version hash previous_hash".split()
    totals = {name: close.totals[name] for name in TOTALS}
    return {**{name: getattr(close, name) for name in columns}, **totals, "establishment": close.establishment.code}


@router.get("", response=answers(CloseList), summary="Meses cerrados de su ámbito, con sus totales y su sello")
def closes(request, month: MonthText = "", page: Page = 1):
    rows = current().filter(MonthClose.objects.defer("inputs").select_related("establishment"))
    if wanted := month_of(month):
        rows = rows.filter(month=wanted.first)
    return paged(rows.order_by("-month", "establishment__order"), page, _row)
