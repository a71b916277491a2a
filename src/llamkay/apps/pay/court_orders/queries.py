"""Reads of what courts ordered about pay: each case with what was withheld and handed over, and what a change does."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
from django.db.models import Exists, OuterRef, Q, QuerySet, Sum
from django.utils.translation import gettext_lazy

from llamkay.apps.pay.models import (
    AlimonyOrder,
    CourtInstalment,
    CourtOrderChange,
    CourtPlan,
    Fine,
    Payout,
    Posting,
    ReparationDebt,
    Split,
)
from llamkay.apps.people.queries import custody, former_identities
from llamkay.apps.remission.counts.statements import law_today
from llamkay.core.pay import SplitRules, share_fifth, split_many
from llamkay.core.values import Month
from llamkay.platform.database.search import matching
from llamkay.platform.security.scope import Scope, elevated

if TYPE_CHECKING:
    from llamkay.apps.institutions.models import Establishment
    from llamkay.apps.people.models import Person


Kind, State = CourtOrderChange.Kind, CourtOrderChange.State
MODELS: dict[str, Any] = {Kind.REPARATION: ReparationDebt, Kind.ALIMONY: AlimonyOrder, Kind.FINE: Fine}
WITHHELD = (Kind.REPARATION, Kind.ALIMONY)  # by a close; nothing is, for a fine
PARTS = (
    ("institution", gettext_lazy("Para la institución (10 %)")),
    ("reparation", gettext_lazy("Reparación civil")),
    ("alimony", gettext_lazy("Alimentos")),
    ("personal", gettext_lazy("Para la persona")),
)


# What goes into the account of a case: by a close, or by hand from what is the person's own.
_OWN = Posting.objects.filter(entry=OuterRef("entry"), account__kind__in=("available", "savings"))
INTO_A_CASE = Q(entry__origin="close") | (Q(entry__origin="manual") | Q(entry__undoes__origin="manual")) & Exists(_OWN)


@dataclass(frozen=True)
class CourtOrderLine:
    """One order with its money in céntimos: withheld by closes, handed over, and what is left where it is known."""

    row: Any
    withheld: int
    handed: int

    @property
    def party(self) -> str:
        """In whose favour it is."""
        return str(getattr(self.row, "injured", "") or getattr(self.row, "creditor", ""))

    @property
    def paper(self) -> str:
        """The document of the court."""
        return str(getattr(self.row, "resolution", "") or getattr(self.row, "document", ""))

    @property
    def paid(self) -> int:
        """What counts as paid of it: of a fine, for which nothing is withheld, what was handed over."""
        return self.handed if isinstance(self.row, Fine) else self.withheld

    @property
    def left(self) -> int | None:
        if isinstance(self.row, AlimonyOrder) or self.row.amount is None:
            return None
        return max(int(self.row.amount) - self.paid, 0)


def orders(*, scope: Scope, kind: str, today: date, words: str = "", state: str = "") -> QuerySet[Any]:
    """The orders of a kind about people held in the scope today; running ones unless ``state`` asks otherwise."""
    held = scope.filter(custody(of=OuterRef("person"), on=today))
    rows: QuerySet[Any] = MODELS[kind].objects.filter(Exists(held)).select_related("person")
    if state == "late":
        behind = [view.plan.pk for view in late_plans(scope=scope, today=today) if view.plan.kind == kind]
        mine = CourtPlan.objects.filter(pk__in=behind, person=OuterRef("person"), case_number=OuterRef("case_number"))
        rows = rows.filter(Exists(mine), period__contains=today)
    elif state == "ended":
        rows = rows.filter(period__endswith__lte=today)
    elif state != "all":
        rows = rows.filter(period__contains=today)
    rows = matching(rows, words, "person__search_text") if words else rows
    return rows.order_by("person__sort_name", "period")


def proposed_at(establishment: "Establishment", *, before: date) -> QuerySet[CourtOrderChange]:
    """The changes of a prison that wait for somebody's approval and would rule before that day."""
    return CourtOrderChange.objects.filter(establishment=establishment, state="proposed", since__lt=before)


def with_money(rows: Iterable[Any], kind: str) -> list[CourtOrderLine]:
    """The orders with what was withheld and handed over in every prison, under whatever identity of the person: the
    case is one; four queries.

    What was put into a case by hand, in her name, counts as withheld.
    """
    rows = list(rows)
    people = {row.person_id for row in rows}
    withheld: Counter[tuple[int, str]] = Counter()
    handed: Counter[tuple[int, str]] = Counter()
    with elevated():
        joined = former_identities(people)
        theirs = [*people, *joined]
        postings = Posting.objects.filter(INTO_A_CASE, account__kind=kind, account__person__in=theirs).order_by()
        for person, case, total in postings.values_list("account__person", "account__label").annotate(
            total=Sum("amount")
        ):
            withheld[joined.get(person, person), case] -= total
        paid = Payout.objects.filter(purpose=kind, person__in=theirs, state=Payout.State.SETTLED).order_by()
        for person, case, total in paid.values_list("person", f"{kind}__case_number").annotate(total=Sum("amount")):
            handed[joined.get(person, person), case] += total
    return [
        CourtOrderLine(row, withheld[row.person_id, row.case_number], handed[row.person_id, row.case_number])
        for row in rows
    ]


def changes(*, scope: Scope, state: str = "") -> QuerySet[CourtOrderChange]:
    """Changes proposed in the scope, the newest first."""
    rows = scope.filter(CourtOrderChange.objects.select_related("person", "establishment"))
    return rows.filter(state=state) if state else rows


def page(*, scope: Scope, person: "Person", today: date) -> dict[str, Any]:
    """Everything that the page of one person's court_orders shows."""
    orders_of = {
        kind: with_money(MODELS[kind].objects.filter(person=person).order_by("-period", "pk"), kind) for kind in MODELS
    }
    mine = list(changes(scope=scope).filter(person=person))
    waiting = [item for item in mine if item.state == State.PROPOSED]
    planned = plans(scope=scope, person=person, orders=orders_of, today=today)
    return {
        "reparations": orders_of[Kind.REPARATION],
        "alimony": orders_of[Kind.ALIMONY],
        "fines": orders_of[Kind.FINE],
        "plans": planned,
        "waiting": [{"change": item, "effect": effect(item, orders_of, today)} for item in waiting],
        "past": [item for item in mine if item.state != State.PROPOSED],
        "planned": _to_plan(orders_of, planned, today),
        "free": {kind: _free([line.row for line in lines], waiting, kind, today) for kind, lines in orders_of.items()},
    }


def cases_free(*, person: "Person", kind: str, today: date) -> list[str]:
    """The cases of a person that rule today or later and of which no change waits."""
    waiting = CourtOrderChange.objects.filter(person=person, kind=kind, state=State.PROPOSED)
    return _free(MODELS[kind].objects.filter(person=person).order_by("-period"), waiting, kind, today)


def _free(rows: Iterable[Any], waiting: Iterable[CourtOrderChange], kind: str, today: date) -> list[str]:
    busy = {change.case_number.casefold() for change in waiting if change.kind == kind}
    cases = {row.case_number for row in rows if row.period.upper is None or row.period.upper > today}
    return sorted(case for case in cases if case.casefold() not in busy)


# -- instalments ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class InstalmentLine:
    """One instalment and how much of it is covered."""

    instalment: CourtInstalment
    covered: int
    today: date

    @property
    def left(self) -> int:
        return self.instalment.amount - self.covered

    @property
    def late(self) -> bool:
        return self.left > 0 and self.instalment.due_on < self.today


@dataclass(frozen=True)
class PlanView:
    """The instalments of a case and how they go."""

    plan: CourtPlan
    lines: list[InstalmentLine]

    @property
    def left(self) -> int:
        return sum(line.left for line in self.lines)

    @property
    def late(self) -> bool:
        return self.plan.ended_on is None and any(line.late for line in self.lines)


def plans(*, scope: Scope, person: "Person", orders: Mapping[str, list[CourtOrderLine]], today: date) -> list[PlanView]:
    """The instalments of a person's cases, the newest first, each with what was paid since they were set."""
    rows = scope.filter(CourtPlan.objects.filter(person=person)).prefetch_related("instalments")
    paid = {(kind, line.row.case_number): line.paid for kind, lines in orders.items() for line in lines}
    return [_plan(row, paid.get((Kind(row.kind), row.case_number), 0), today) for row in rows]


def _plan(plan: CourtPlan, paid: int, today: date) -> PlanView:
    left, lines = max(paid - plan.paid_before, 0), []
    for item in plan.instalments.all():
        part = min(left, item.amount)
        left -= part
        lines.append(InstalmentLine(item, part, today))
    return PlanView(plan, lines)


def plan(*, scope: Scope, pk: int) -> CourtPlan | None:
    """One set of instalments of the scope."""
    return scope.filter(CourtPlan.objects.select_related("person", "establishment")).filter(pk=pk).first()


def cases_to_plan(*, scope: Scope, person: "Person", today: date) -> list[tuple[str, str]]:
    """The reparations and fines of a person that may be set in instalments, as choices of a form."""
    return list(page(scope=scope, person=person, today=today)["planned"])


def _to_plan(
    orders: Mapping[str, list[CourtOrderLine]], planned: Iterable[PlanView], today: date
) -> list[tuple[str, str]]:
    running = {(view.plan.kind, view.plan.case_number) for view in planned if view.plan.ended_on is None}
    return [
        (f"{kind}:{line.row.case_number}", f"{Kind(kind).label}, {line.row.case_number}")
        for kind in CourtPlan.Kind.values
        for line in orders[Kind(kind)]
        if line.left and today in _Days(line.row.period) and (kind, line.row.case_number) not in running
    ]


def late_plans(*, scope: Scope, today: date) -> list[PlanView]:
    """The instalments that should be covered by now and are not; a fixed number of queries."""
    rows = list(scope.filter(CourtPlan.objects.filter(ended_on=None)).prefetch_related("instalments"))
    paid: dict[tuple[str, int, str], int] = {}
    for kind in CourtPlan.Kind.values:
        people = {row.person_id for row in rows if row.kind == kind}
        for line in with_money(MODELS[kind].objects.filter(person__in=people), kind):
            paid[kind, line.row.person_id, line.row.case_number] = line.paid
    views = (_plan(row, paid.get((row.kind, row.person_id, row.case_number), 0), today) for row in rows)
    return [view for view in views if view.late]


class _Days:
    """A period as something that days lie in."""

    def __init__(self, period: Any) -> None:
        self.period = period

    def __contains__(self, day: date) -> bool:
        return self.period.lower <= day and (self.period.upper is None or day < self.period.upper)


def effect(change: CourtOrderChange, orders: dict[Any, list[CourtOrderLine]], today: date) -> dict[str, Any] | None:
    """What a change does to the split of a month like the last one closed; nothing where nothing was ever earned."""
    last = Split.objects.filter(person=change.person_id).order_by("-month").values_list("month", flat=True).first()
    if last is None or change.kind not in WITHHELD:
        return None
    gross = Split.objects.filter(person=change.person_id, month=last).aggregate(total=Sum("gross"))["total"] or 0
    now = {kind: [line for line in lines if today in _Days(line.row.period)] for kind, lines in orders.items()}
    others = [line for line in now[change.kind] if line.row.case_number != change.case_number]
    after = now | {change.kind: others}
    if change.act != CourtOrderChange.Act.END:
        row = MODELS[change.kind](amount=change.amount, **({"percent": change.percent} if change.percent else {}))
        same = [x.withheld for x in orders[change.kind] if x.row.case_number == change.case_number]
        after[change.kind] = [*others, CourtOrderLine(row, max(same, default=0), 0)]
    before, then = _split(gross, now, today), _split(gross, after, today)
    rows = [{"name": str(name), "before": before[part], "after": then[part]} for part, name in PARTS]
    return {"month": Month.of(last), "gross": gross, "rows": rows}


def _split(gross: int, orders: Mapping[str, list[CourtOrderLine]], today: date) -> dict[str, int]:
    """The split of a gross with these orders, all together, as a close makes it."""
    law, month = law_today(), Month.of(today)
    debts, rows = orders[Kind.REPARATION], [line.row for line in orders[Kind.ALIMONY]]
    owed = share_fifth(earned=gross, left=[line.left for line in debts], rules=SplitRules.of(law, month))
    ordered = sum((gross * row.percent + 50) // 100 if row.percent else row.amount for row in rows)
    (line,) = split_many(
        law=law,
        month=month,
        people=[0],
        gross=np.array([gross]),
        owed=np.array([sum(owed)]),
        alimony=np.array([ordered]),
    )
    return {name: value for name, value in line.items() if isinstance(value, int)}
