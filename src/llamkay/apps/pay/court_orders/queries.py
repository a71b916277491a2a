"""Reads of what courts ordered about pay: each case with what was withheld and handed over, and what a change does."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
from django.db.models import Exists, OuterRef, QuerySet, Sum
from django.utils.translation import gettext_lazy

from llamkay.apps.pay.models import AlimonyOrder, CourtOrderChange, Payout, Posting, ReparationDebt, Split
from llamkay.apps.people.queries import custody
from llamkay.apps.remission.counts.statements import law_today
from llamkay.core.pay import SplitRules, reparation_owed, split_many
from llamkay.core.values import Month
from llamkay.platform.database.search import matching
from llamkay.platform.security.scope import Scope, elevated

if TYPE_CHECKING:
    from llamkay.apps.institutions.models import Establishment
    from llamkay.apps.people.models import Person


Kind, State = CourtOrderChange.Kind, CourtOrderChange.State
MODELS: dict[str, Any] = {Kind.REPARATION: ReparationDebt, Kind.ALIMONY: AlimonyOrder}
PARTS = (
    ("institution", gettext_lazy("Para la institución (10 %)")),
    ("reparation", gettext_lazy("Reparación civil")),
    ("alimony", gettext_lazy("Alimentos")),
    ("personal", gettext_lazy("Para la persona")),
)


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
    def left(self) -> int | None:
        if not isinstance(self.row, ReparationDebt) or self.row.amount is None:
            return None
        return max(self.row.amount - self.withheld, 0)


def orders(*, scope: Scope, kind: str, today: date, words: str = "", state: str = "") -> QuerySet[Any]:
    """The orders of a kind about people held in the scope today; running ones unless ``state`` asks otherwise."""
    held = scope.filter(custody(of=OuterRef("person"), on=today))
    rows: QuerySet[Any] = MODELS[kind].objects.filter(Exists(held)).select_related("person")
    if state == "ended":
        rows = rows.filter(period__endswith__lte=today)
    elif state != "all":
        rows = rows.filter(period__contains=today)
    rows = matching(rows, words, "person__search_text") if words else rows
    return rows.order_by("person__sort_name", "period")


def proposed_at(establishment: "Establishment", *, before: date) -> QuerySet[CourtOrderChange]:
    """The changes of a prison that wait for somebody's approval and would rule before that day."""
    return CourtOrderChange.objects.filter(establishment=establishment, state="proposed", since__lt=before)


def with_money(rows: Iterable[Any], kind: str) -> list[CourtOrderLine]:
    """The orders with what was withheld and handed over in every prison: the case is one; three queries."""
    rows = list(rows)
    people = {row.person_id for row in rows}
    with elevated():
        withheld = {
            (person, case): -total
            for person, case, total in Posting.objects.filter(
                account__kind=kind, account__person__in=people, entry__origin="close"
            )
            .order_by()
            .values_list("account__person", "account__label")
            .annotate(total=Sum("amount"))
        }
        paid = Payout.objects.filter(source=kind, person__in=people, state=Payout.State.SETTLED).order_by()
        handed = {
            (person, case): total
            for person, case, total in paid.values_list("person", f"{kind}__case_number").annotate(total=Sum("amount"))
        }
    return [
        CourtOrderLine(
            row, withheld.get((row.person_id, row.case_number), 0), handed.get((row.person_id, row.case_number), 0)
        )
        for row in rows
    ]


def changes(*, scope: Scope, state: str = "") -> QuerySet[CourtOrderChange]:
    """Changes proposed in the scope, the newest first."""
    rows = scope.filter(CourtOrderChange.objects.select_related("person", "establishment"))
    return rows.filter(state=state) if state else rows


def page(*, scope: Scope, person: "Person", today: date) -> dict[str, Any]:
    """Everything that the page of one person's court_orders shows."""
    found = {kind: with_money(MODELS[kind].objects.filter(person=person).order_by("-period"), kind) for kind in MODELS}
    mine = list(changes(scope=scope).filter(person=person))
    waiting = [item for item in mine if item.state == State.PROPOSED]
    return {
        "reparations": found[Kind.REPARATION],
        "alimony": found[Kind.ALIMONY],
        "waiting": [{"change": item, "effect": effect(item, found, today)} for item in waiting],
        "past": [item for item in mine if item.state != State.PROPOSED],
        "running": {
            kind: next((line.row for line in lines if today in _Days(line.row.period)), None)
            for kind, lines in found.items()
        },
    }


class _Days:
    """A period as something that days lie in."""

    def __init__(self, period: Any) -> None:
        self.period = period

    def __contains__(self, day: date) -> bool:
        return self.period.lower <= day and (self.period.upper is None or day < self.period.upper)


def effect(change: CourtOrderChange, orders: dict[Any, list[CourtOrderLine]], today: date) -> dict[str, Any] | None:
    """What a change does to the split of a month like the last one closed; nothing where nothing was ever earned."""
    last = Split.objects.filter(person=change.person_id).order_by("-month").values_list("month", flat=True).first()
    if last is None:
        return None
    gross = Split.objects.filter(person=change.person_id, month=last).aggregate(total=Sum("gross"))["total"] or 0
    now: dict[str, Any] = {}
    for kind, lines in orders.items():
        now[kind] = next((line for line in lines if today in _Days(line.row.period)), None)
    before = _split(gross, now[Kind.REPARATION], now[Kind.ALIMONY], today)
    line: CourtOrderLine | None = None
    if change.act != CourtOrderChange.Act.END:
        row = MODELS[change.kind](amount=change.amount, **({"percent": change.percent} if change.percent else {}))
        same = [x.withheld for x in orders[change.kind] if x.row.case_number == change.case_number]
        line = CourtOrderLine(row, max(same, default=0), 0)
    after = now | {change.kind: line}
    then = _split(gross, after[Kind.REPARATION], after[Kind.ALIMONY], today)
    rows = [{"name": str(name), "before": before[part], "after": then[part]} for part, name in PARTS]
    return {"month": Month.of(last), "gross": gross, "rows": rows}


def _split(
    gross: int, reparation: CourtOrderLine | None, alimony: CourtOrderLine | None, today: date
) -> dict[str, int]:
    law, month = law_today(), Month.of(today)
    owed, ordered = 0, 0
    if reparation is not None:
        rules = SplitRules.of(law, month)
        owed = reparation_owed(earned=gross, left=reparation.left, rules=rules)
    if alimony is not None:
        row = alimony.row
        ordered = (gross * row.percent + 50) // 100 if row.percent else row.amount
    (line,) = split_many(
        law=law,
        month=month,
        people=[0],
        gross=np.array([gross]),
        owed=np.array([owed]),
        alimony=np.array([ordered]),
    )
    return {name: value for name, value in line.items() if isinstance(value, int)}
