"""What is lacking for a share of the people of each prison to work: set-based, of the places as they stand."""

from collections import defaultdict
from datetime import date
from typing import NamedTuple

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from llamkay.apps.activities.models import Activity, Allocation
from llamkay.apps.activities.waiting.queries import IN_LINE
from llamkay.apps.institutions.queries import in_scope
from llamkay.apps.people.queries import population
from llamkay.core.placement.capacity import Offer, Plan, Prison, plan
from llamkay.platform.security.scope import Scope

AFTERNOON, NIGHT = 13, 18


class Row(NamedTuple):
    """One line of the plan: a prison, a trade and a shift with what it needs, or the prison alone."""

    establishment: str
    trade: str
    shift: str
    population: int
    working: int
    more: int
    free: int
    new: int


def plans(*, scope: Scope, on: date, percent: int) -> tuple[list[Plan], dict[int, str]]:
    """The plan of each prison of the scope that has activities of work; six queries."""
    places = {row.pk: row.name for row in in_scope(scope).filter(uses_system=True).order_by("order")}
    held = population(list(places), on)
    inside = {"activity__establishment__in": list(places), "activity__kind": "work", "period__contains": on}
    workers = Allocation.objects.filter(**inside).order_by().values_list("activity__establishment")
    working = dict(workers.annotate(n=Count("person", distinct=True)))
    rows = Activity.objects.filter(establishment__in=list(places), kind="work", period__contains=on)
    taken = dict(Allocation.objects.filter(**inside).order_by().values_list("activity").annotate(n=Count("id")))
    waiting = dict(
        rows.order_by().values_list("pk").annotate(n=Count("requests", filter=Q(requests__state__in=IN_LINE)))
    )
    offers: dict[int, list[Offer]] = defaultdict(list)
    for row in rows.select_related("trade"):
        trade = row.trade.name if row.trade else row.name
        offers[row.establishment_id].append(
            Offer(row.pk, trade, shift_of(row), row.capacity, taken.get(row.pk, 0), waiting.get(row.pk, 0))
        )
    prisons = [Prison(pk, held.get(pk, 0), working.get(pk, 0), tuple(offers[pk])) for pk in places]
    return plan(prisons, percent=percent), places


def shift_of(activity: Activity) -> str:
    """The shift by the hour at which an activity begins."""
    if activity.starts_at is None:
        return _("sin hora")
    hour = activity.starts_at.hour
    if hour < 5 or hour >= NIGHT:
        return _("noche")
    return _("tarde") if hour >= AFTERNOON else _("mañana")


def rows_of(made: list[Plan], names: dict[int, str]) -> list[Row]:
    """The lines of the plans, the sum of each prison first."""
    rows = []
    for item in made:
        name = names[item.establishment]
        rows.append(Row(name, "", "", item.population, item.working, item.more, item.free, item.new))
        rows += [
            Row(name, need.trade, need.shift, 0, 0, need.free + need.new, need.free, need.new) for need in item.needs
        ]
    return rows
