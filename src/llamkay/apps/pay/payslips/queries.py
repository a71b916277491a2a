"""Reads for the papers of pay."""

from typing import TYPE_CHECKING

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from llamkay.apps.months.queries import closes
from llamkay.apps.pay.models import Earning, PayslipBatch
from llamkay.platform.security.scope import Scope

if TYPE_CHECKING:
    from llamkay.apps.months.models import MonthClose


def closed_months(scope: Scope) -> "QuerySet[MonthClose]":
    """The closed months in which somebody earned, the newest first, each with ``earners`` and its last payslips."""
    earned = Earning.objects.filter(close=OuterRef("pk")).order_by().values("close")
    last = PayslipBatch.objects.filter(close=OuterRef("pk"), person=None)
    rows = scope.filter(closes().defer("inputs").select_related("establishment"))
    rows = rows.annotate(
        earners=Coalesce(Subquery(earned.annotate(n=Count("person", distinct=True)).values("n")), 0),
        code=Subquery(last.values("paper__code")[:1]),
        printed_at=Subquery(last.values("paper__issued_at")[:1]),
        printed=Subquery(last.values("payslips")[:1]),
    )
    return rows.filter(earners__gt=0).order_by("-month", "establishment__order")
