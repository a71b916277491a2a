"""Reads of the stock: what there is, one lot with its whole story, what it is worth, what runs short."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from llamkay.apps.production.kinds import ON_HAND, Move, Owner, State
from llamkay.apps.production.models import Balance, CountLine, Good, Lot, Movement, Sale, Site, StockCount
from llamkay.apps.production.stock import tracing
from llamkay.platform.database.search import InOrder, fold, holding, terms
from llamkay.platform.security.scope import Scope

if TYPE_CHECKING:
    from llamkay.apps.institutions.models import Establishment

SOON = timedelta(days=30)
MOST = 200  # movements or sales on the page of a lot


def sites(*, scope: Scope) -> QuerySet[Site]:
    """The places of the scope."""
    return scope.filter(Site.objects.select_related("establishment", "activity")).order_by(
        "establishment__order", InOrder("name")
    )


def goods(
    *, scope: Scope, words: str = "", kind: str = "", public: bool = False, short: bool = False
) -> QuerySet[Good]:
    """Materials and products of the scope with ``on_hand``, what is free of each; those running short, if asked."""
    there = Balance.objects.filter(lot__good=OuterRef("pk"), state=State.AVAILABLE).order_by().values("lot__good")
    rows = scope.filter(Good.objects.select_related("establishment", "brand", "trade"))
    rows = rows.annotate(on_hand=Coalesce(Subquery(there.annotate(n=Sum("quantity")).values("n")), 0))
    if kind:
        rows = rows.filter(kind=kind)
    if public:
        rows = rows.filter(public=True)
    if short:
        rows = rows.filter(least__gt=0, on_hand__lt=F("least"))
    if sought := terms(words):
        rows = rows.filter(pk__in=_named(scope, sought))
    return rows.order_by("establishment__order", InOrder("name"), "variant", "sku")


def _named(scope: Scope, sought: list[str]) -> list[int]:
    names = scope.filter(Good.objects.all()).values_list("id", "name", "variant", "sku")
    return [pk for pk, *text in names if all(word in fold(" ".join(text)) for word in sought)]


def balances(
    *,
    scope: Scope,
    words: str = "",
    site: Site | None = None,
    state: str = "",
    owner: str = "",
    until: date | None = None,
) -> QuerySet[Balance]:
    """What is on hand in the scope, by good and the earliest expiry; in one state where it is named."""
    rows = scope.filter(Balance.objects.filter(quantity__gt=0))
    rows = rows.filter(state=state) if state else rows.filter(state__in=ON_HAND)
    if site:
        rows = rows.filter(site=site)
    if owner:
        rows = rows.filter(lot__owner=owner)
    if until:
        rows = rows.filter(lot__expires_on__lte=until)
    if sought := terms(words):
        rows = rows.filter(holding(words, "lot__code") | Q(lot__good__in=_named(scope, sought)))
    rows = rows.select_related("lot__good", "lot__company", "lot__group", "site", "establishment")
    return rows.order_by(
        "establishment__order", InOrder("lot__good__name"), F("lot__expires_on").asc(nulls_last=True), "lot", "id"
    )


@dataclass(frozen=True)
class Traced:
    """A lot of a trace with what is still on hand of it, and the names of the places where that lies."""

    lot: Lot
    depth: int
    on_hand: int
    places: list[str]


@dataclass(frozen=True)
class LotPage:
    """One lot: where it lies, how it came there, what it was made of and what was made from it."""

    lot: Lot
    balances: list[Balance]
    movements: list[Movement]
    made_of: list[Traced]
    made_from: list[Traced]
    reversed: set[int] = field(default_factory=set)
    sold: list[Sale] = field(default_factory=list)  # of it and of what was made from it, the last first

    @property
    def on_hand(self) -> int:
        return sum(row.quantity for row in self.balances if row.state in ON_HAND)

    @property
    def waiting(self) -> int:
        return sum(row.quantity for row in self.balances if row.state == State.PENDING)

    @property
    def held(self) -> int:
        return sum(row.quantity for row in self.balances if row.state == State.HELD)

    def free_at(self) -> list[Balance]:
        """Where some of it is free to move."""
        return [row for row in self.balances if row.state == State.AVAILABLE]


def lots(scope: Scope) -> QuerySet[Lot]:
    """The lots of the scope."""
    return scope.filter(
        Lot.objects.select_related("good__brand", "establishment", "company", "group", "batch", "agreement")
    )


def lot_page(*, scope: Scope, pk: int) -> LotPage | None:
    """A lot of the scope with its trace; a number of queries that does not grow with the stock."""
    lot = lots(scope).filter(pk=pk).first()
    if lot is None:
        return None
    moves = list(
        Movement.objects.filter(lot=lot).select_related("from_site", "to_site", "batch").order_by("-at", "-id")[:MOST]
    )
    forward = tracing.made_from(pk)
    standing = [Sale.Stage.ENTERED, Sale.Stage.CONFIRMED]
    sold = Sale.objects.filter(lot__in=[pk, *(step.lot for step in forward)], stage__in=standing)
    return LotPage(
        lot=lot,
        balances=list(Balance.objects.filter(lot=lot, quantity__gt=0).select_related("site").order_by("site", "state")),
        movements=moves,
        made_of=_traced(tracing.made_of(pk)),
        made_from=_traced(forward),
        reversed={row.reverses_id for row in moves if row.reverses_id},
        sold=list(sold.select_related("lot__good", "customer", "site").order_by("-sold_on", "-id")[:MOST]),
    )


def _traced(steps: list[tracing.Step]) -> list[Traced]:
    pks = [step.lot for step in steps]
    there = Balance.objects.filter(lot__in=pks, state__in=ON_HAND, quantity__gt=0).values_list("lot", "site__name")
    amounts: dict[int, dict[str, int]] = {}
    for lot, site, n in there.annotate(n=Sum("quantity")).order_by(InOrder("site__name")):
        amounts.setdefault(lot, {})[site] = n
    by_pk = Lot.objects.select_related("good", "batch").in_bulk(pks)
    return [
        Traced(by_pk[s.lot], s.depth, sum(here.values()), list(here))
        for s in steps
        if s.lot in by_pk
        for here in (amounts.get(s.lot, {}),)
    ]


def site_lots(site: Site) -> list[tuple[Lot, int]]:
    """Every lot that lies in a place, with how much of it the books have there."""
    rows = (
        Balance.objects.filter(site=site, state__in=ON_HAND, quantity__gt=0)
        .values_list("lot")
        .annotate(n=Sum("quantity"))
    )
    amounts = dict(rows)
    lots = Lot.objects.filter(pk__in=list(amounts)).select_related("good")
    ordered = sorted(lots, key=lambda lot: (fold(str(lot.good)), lot.expires_on or date.max, lot.code))
    return [(lot, amounts[lot.pk]) for lot in ordered]


def last_counts(site: Site) -> list[StockCount]:
    """The last counts of a place with their differences."""
    differing = CountLine.objects.filter(count=OuterRef("pk"), movement__isnull=False).order_by().values("count")
    rows = StockCount.objects.filter(site=site)
    n = Coalesce(Subquery(differing.annotate(n=Sum(1)).values("n")), 0)
    return list(rows.annotate(differing=n).order_by("-at")[:12])


def expiring(*, scope: Scope, today: date) -> tuple[int, int]:
    """How many lots on hand have expired, and how many do in the days to come."""
    rows = scope.filter(Balance.objects.filter(quantity__gt=0, state__in=ON_HAND, lot__expires_on__lte=today + SOON))
    days = [day for _lot, day in set(rows.values_list("lot", "lot__expires_on")) if day is not None]
    past = sum(day < today for day in days)
    return past, len(days) - past


# What there is now less what moved since: quantity and cost add up, so nothing is grouped by lot on the way.
_VALUE = """
WITH moved AS (
  SELECT b.lot_id, b.quantity AS n FROM production_balance b
  WHERE b.establishment_id = ANY (%(places)s) AND b.state = ANY (%(states)s) AND b.quantity > 0
  UNION ALL
  SELECT m.lot_id, CASE WHEN m.from_state = ANY (%(states)s) THEN m.quantity ELSE -m.quantity END
  FROM production_movement m
  WHERE m.establishment_id = ANY (%(places)s) AND m."on" > %(day)s
    AND (m.from_state = ANY (%(states)s)) <> (m.to_state = ANY (%(states)s)))
SELECT l.good_id, l.owner, sum(m.n)::bigint, round(sum(m.n * l.cost) / 1000.0)::bigint
FROM moved m JOIN production_lot l ON l.id = m.lot_id GROUP BY l.good_id, l.owner
HAVING sum(m.n) <> 0 OR sum(m.n * l.cost) <> 0
"""


@dataclass(frozen=True)
class Valued:
    """How much of a good, of one kind of owner, lay there at the end of a day, and what it cost in céntimos."""

    good: Good
    owner: str
    quantity: int
    value: int

    @property
    def owner_name(self) -> str:
        return str(Owner(self.owner).label)


def value_on(*, places: "Iterable[Establishment]", day: date) -> list[Valued]:
    """The stock at the end of a day, past or present: what there is now less what moved since.

    One pass over the balances and over the movements after the day, whatever came before.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            _VALUE, {"places": [place.pk for place in places], "states": [str(state) for state in ON_HAND], "day": day}
        )
        rows = cursor.fetchall()
    known = Good.objects.in_bulk([good for good, *_rest in rows])
    lines = [Valued(known[good], owner, quantity, value) for good, owner, quantity, value in rows]
    return sorted(lines, key=lambda line: (fold(str(line.good)), line.owner))


def undoable(movement: Movement) -> bool:
    """Whether the page of a lot offers to reverse a movement."""
    from llamkay.apps.production.stock.services import BY_HAND

    return movement.kind in (*BY_HAND, Move.RECEIVE)


def lot_values(lot: Lot) -> dict[str, Any]:
    """Whose a lot is, in words, without the name of any person."""
    names = {"company": str(lot.company or ""), "group": str(lot.group or "")}
    return {"owner": names.get(lot.owner) or str(lot.get_owner_display())}
