"""Figures with their snapshot: where each number comes from."""

from datetime import date
from typing import Any

from ninja import Router, Schema

from llamkay.api.access import reading
from llamkay.api.answers import Page, Words, answers
from llamkay.api.months import MonthText, month_of
from llamkay.api.paging import Paged, paged
from llamkay.apps.statistics.models import Figure, Snapshot
from llamkay.apps.statistics.permissions import VIEW
from llamkay.platform.security.scope import current

router = Router(tags=["cifras"], auth=reading(VIEW))


class FigureRow(Schema):
    metric: str
    key: str
    value: int
    establishment: str
    month: date
    as_of: date
    snapshot: int
    source: str


class FigureList(Paged):
    items: list[FigureRow]


def _row(figure: Any) -> dict[str, Any]:
    snapshot = figure.snapshot
    return {
        **{name: getattr(snapshot, name) for name in ("month", "as_of", "source")},
        "metric": figure.metric.code,
        "key": figure.key,
        "value": figure.value,
        "snapshot": snapshot.pk,
        "establishment": snapshot.establishment.code,
    }


@router.get("", response=answers(FigureList), summary="Cifras del último corte de cada mes y establecimiento")
def figures(request, month: MonthText = "", metric: Words = "", establishment: Words = "", page: Page = 1):
    snapshots = current().filter(Snapshot.objects.order_by("establishment_id", "month", "-number"))
    latest = snapshots.distinct("establishment_id", "month").values("pk")
    rows = Figure.objects.filter(snapshot__in=latest).select_related("metric", "snapshot__establishment")
    wanted = {
        "snapshot__month": (at := month_of(month)) and at.first,
        "metric__code": metric,
        "snapshot__establishment__code": establishment,
    }
    rows = rows.filter(**{name: value for name, value in wanted.items() if value})
    order = ("-snapshot__month", "snapshot__establishment__order", "metric__order", "key")
    return paged(rows.order_by(*order), page, _row)
