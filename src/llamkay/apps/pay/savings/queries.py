"""Reads of savings: the rules of a person with what she has saved, and what a close puts aside."""

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet, Sum

from llamkay.apps.pay.ledger import available_balances
from llamkay.apps.pay.models import Account, Posting, SavingsRule, Split
from llamkay.core.values import Month
from llamkay.platform.security import scope
from llamkay.platform.security.scope import Scope

if TYPE_CHECKING:
    from llamkay.apps.institutions.models import Establishment
    from llamkay.apps.people.models import Person


@dataclass(frozen=True)
class ToSave:
    """What a rule asks of a month, in céntimos."""

    rule: SavingsRule
    amount: int

    @property
    def person(self) -> "Person":
        return self.rule.person


def to_put_aside(*, establishment: "Establishment", close_id: int, month: Month) -> list[ToSave]:
    """What each rule in force at the end of a month asks of the part that a close gave its person; five queries more
    where anybody saves."""
    parts = Split.objects.filter(close=close_id, month=month.first)
    last = month.end - timedelta(days=1)
    rules = list(
        SavingsRule.objects.filter(person__in=parts.values("person"), period__contains=last).select_related("person")
    )
    if not rules:
        return []
    people = [rule.person_id for rule in rules]
    own = dict(parts.filter(person__in=people).values_list("person").annotate(total=Sum("personal")))
    mine = Account.objects.filter(establishment=establishment, person__in=people, kind=Account.Kind.AVAILABLE)
    accounts = dict(mine.values_list("pk", "person"))
    free = {
        accounts[pk]: left for pk, left in available_balances(establishment=establishment, accounts=accounts).items()
    }
    saved = _saved(people)
    found = []
    for rule in sorted(rules, key=lambda rule: rule.person_id):
        part = own.get(rule.person_id, 0) * rule.percent // 100
        amount = min(part, rule.goal - saved.get(rule.person_id, 0), free.get(rule.person_id, 0))
        if amount > 0:
            found.append(ToSave(rule, amount))
    return found


def _saved(people: list[int]) -> dict[int, int]:
    """What each of these people has saved, in every prison that ever had them: the goal is one."""
    rows = Posting.objects.filter(account__person__in=people, account__kind=Account.Kind.SAVINGS).order_by()
    with scope.elevated():
        return {person: -total for person, total in rows.values_list("account__person").annotate(total=Sum("amount"))}


def rules(person: "Person") -> QuerySet[SavingsRule]:
    """Every rule of a person, the newest first; whoever calls answers for the scope."""
    return SavingsRule.objects.filter(person=person).order_by("-period")


def page(*, scope: Scope, person: "Person") -> dict[str, Any]:
    """Everything that the page of a person's savings shows."""
    mine = Posting.objects.filter(account__person=person, account__kind=Account.Kind.SAVINGS)
    saved = -(scope.filter(mine, "account__establishment").aggregate(total=Sum("amount"))["total"] or 0)
    found = list(rules(person))
    running = next((rule for rule in found if rule.period.upper is None), None)
    return {
        "saved": saved,
        "running": running,
        "past": [rule for rule in found if rule is not running],
        "left": max(running.goal - saved, 0) if running else 0,
        "percent": min(100 * saved // running.goal, 100) if running else 0,
    }
