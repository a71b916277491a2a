"""What an hour of work really pays, activity by activity and month by month, beside dated references."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from django.db.models import F, Max, Sum

from llamkay.apps.activities.kinds import PayBasis
from llamkay.apps.activities.queries import activities_in, every_company
from llamkay.apps.months.queries import closes
from llamkay.apps.pay.inputs.work import paid_as, worked
from llamkay.apps.pay.models import Earning, IncomeDeclaration, Split
from llamkay.core.law import LawBook, NoRuleInForce, Value
from llamkay.core.pay.month import PaidActivity
from llamkay.core.values import Month
from llamkay.platform.database.search import InOrder, fold, terms
from llamkay.platform.law import every_law
from llamkay.platform.security.scope import Scope

if TYPE_CHECKING:
    from llamkay.apps.activities.models import Activity


@dataclass(frozen=True)
class Reference:
    """The minimum wage of a month as the pay of an hour: by 30 days of 8 hours."""

    centimos: int
    wage: Value
    days: Value
    hours: Value

    @classmethod
    def of(cls, month: Month) -> "Reference | None":
        """The reference in force in a month, or nothing where the law data does not reach."""
        try:
            wage, days, hours = (
                _law().value(topic, on=month.first)
                for topic in ("pay.minimum_wage", "references.pay.days_of_month", "references.pay.hours_of_day")
            )
        except NoRuleInForce:
            return None
        return cls(_per(int(wage.value), int(days.value) * int(hours.value)), wage, days, hours)

    @property
    def values(self) -> list[Value]:
        return [self.wage, self.days, self.hours]


@dataclass
class FairLine:
    """One activity in one month: hours that were worked, what they paid before and after the split."""

    activity: "Activity"
    month: Month
    reference: int | None
    basis: PayBasis  # how it paid then, and for whom: both may have changed since
    company: str = ""
    people: int = 0
    minutes: int = 0
    gross: int = 0
    after: int = 0
    below: int = 0  # how many people earned less than the reference by the hour, before the split

    @property
    def hours(self) -> str:
        return f"{self.minutes // 60:,}:{self.minutes % 60:02d}"

    @property
    def hourly(self) -> int | None:
        return _per(self.gross * 60, self.minutes) if self.minutes else None

    @property
    def hourly_after(self) -> int | None:
        return _per(self.after * 60, self.minutes) if self.minutes else None

    @property
    def percent(self) -> int | None:
        """The pay of an hour before the split as a part of the reference."""
        if self.hourly is None or not self.reference:
            return None
        return _per(self.hourly * 100, self.reference)


def _per(total: int, parts: int) -> int:
    """Rounded to the nearest céntimo, half up."""
    return (2 * total + parts) // (2 * parts)


@lru_cache(maxsize=1)
def _law() -> LawBook:
    return LawBook.of(every_law())


def last_closed(scope: Scope) -> Month | None:
    """The newest closed month of the scope."""
    found = scope.filter(closes()).aggregate(last=Max("month"))["last"]
    return Month.of(found) if found else None


def fair_pay(*, scope: Scope, until: Month, months: int = 1, words: str = "", basis: str = "") -> list[FairLine]:
    """The lines of so many closed months up to one, the newest first, then by prison and activity."""
    found: list[FairLine] = []
    for _n in range(months):
        found += _month(scope, until, words, basis)
        until = until.previous()
    return found


def _month(scope: Scope, month: Month, words: str, basis: str) -> list[FairLine]:
    rows = activities_in(scope).select_related("establishment")
    rows = rows.filter(period__overlap=(month.first, month.end), establishment__closes__month=month.first)
    found = list(rows.order_by("establishment__order", InOrder("name")))
    then = paid_as({item.establishment_id for item in found}, month)
    companies = dict(every_company().values_list("pk", "name"))
    wanted = terms(words)
    reference = Reference.of(month)
    hourly = reference.centimos if reference else None
    lines: dict[int, FairLine] = {}
    for item in found:
        _id, paid_by, company = then.get(item.pk, PaidActivity(item.pk, item.pay_basis, item.company_id))
        line = FairLine(item, month, hourly, PayBasis(paid_by), companies.get(company, "") if company else "")
        searched = fold(f"{item.name} {item.code} {item.establishment.name} {line.company}")
        if paid_by == (basis or paid_by) != PayBasis.NONE and all(word in searched for word in wanted):
            lines[item.pk] = line
    paid = _paid(lines, month)
    for (activity, person), (_days, minutes, _pieces) in worked(list(lines), month).items():
        line, known = lines[activity], (activity, person) in paid
        if not known and (not minutes or line.basis == PayBasis.DECLARED):
            continue  # whoever declared nothing is not known to have earned nothing
        gross, after = paid.get((activity, person), (0, 0))
        line.people += 1
        line.minutes += minutes
        line.gross += gross
        line.after += after
        if minutes and hourly and _per(gross * 60, minutes) < hourly:
            line.below += 1
    return [line for line in lines.values() if line.people]


def _paid(lines: Iterable[int], month: Month) -> dict[tuple[int, int], tuple[int, int]]:
    """(activity, person) → what the month paid, and what of it reaches the person once the split is made.

    Of own-account work it is what was declared, less its tenth. What alimony takes is the person's all the same.
    """
    ids = list(lines)
    earned = Earning.objects.filter(activity__in=ids, month=month.first).values_list(
        "activity", "person", "activity__establishment"
    )
    grosses = list(earned.annotate(total=Sum("gross")))
    splits = Split.objects.filter(month=month.first, close__establishment__in={place for *_, place, _t in grosses})
    sums = splits.values_list("person", "close__establishment").annotate(
        whole=Sum("gross"), for_person=Sum(F("personal") + F("alimony") + F("undecided"))
    )
    shares = {(person, place): (whole, for_person) for person, place, whole, for_person in sums}
    found = {}
    for activity, person, place, gross in grosses:
        whole, for_person = shares.get((person, place), (0, 0))
        found[activity, person] = (gross, _per(gross * for_person, whole) if whole > 0 else gross)
    declared = IncomeDeclaration.objects.filter(activity__in=ids, month=month.first)
    for activity, person, amount in declared.values_list("activity", "person", "amount"):
        found[activity, person] = (amount, amount - _per(amount, 10))
    return found
