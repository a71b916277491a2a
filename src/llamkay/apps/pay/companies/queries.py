"""Reads of what companies owe for the work of each month, what they paid, and what is late."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet, Sum

from llamkay.apps.activities.queries import activities_in, every_company
from llamkay.apps.institutions.queries import every_establishment, in_scope
from llamkay.apps.pay.inputs.work import passed, worked
from llamkay.apps.pay.models import Account, Agreement, CompanyPayment, PaymentMatch, Posting, Split
from llamkay.apps.people.queries import people_by_ids
from llamkay.core.values import Month, largest_remainder
from llamkay.platform.database.search import fold, terms
from llamkay.platform.security.scope import EVERYTHING, Scope

if TYPE_CHECKING:
    from llamkay.apps.activities.models import Activity, Company
    from llamkay.apps.institutions.models import Establishment
    from llamkay.apps.people.models import Person


# What the law gives each destination: the parts of a split in the order of the three accounts.
PARTS = ("institution", "reparation", "alimony", "personal", "undecided")
ENDING = timedelta(days=60)


@dataclass
class MonthOwed:
    """What one month's work is worth to the company that gave it, and how much of that it has paid, in céntimos."""

    month: Month
    owed: int
    paid: int = 0
    due_on: date | None = None  # none: no agreement says when
    agreement: Agreement | None = None

    @property
    def left(self) -> int:
        return self.owed - self.paid

    @property
    def state(self) -> str:
        if self.left < 0:
            return "over"
        if not self.left:
            return "paid"
        return "partial" if self.paid else "owed"

    def late(self, today: date) -> bool:
        return self.left > 0 and self.due_on is not None and self.due_on < today


@dataclass
class Relation:
    """One company in one prison: its agreements, the months it owes and what it paid."""

    company: "Company"
    establishment: "Establishment"
    agreements: list[Agreement] = field(default_factory=list)
    months: list[MonthOwed] = field(default_factory=list)
    received: int = 0
    activities: "list[Activity]" = field(default_factory=list)

    @property
    def owed(self) -> int:
        return sum(max(line.left, 0) for line in self.months)

    @property
    def in_favour(self) -> int:
        """What the company paid and no month asks for: unmatched money, and months that were corrected downwards."""
        return self.received - sum(line.paid for line in self.months) + sum(max(-line.left, 0) for line in self.months)

    def late(self, today: date) -> list[MonthOwed]:
        return [line for line in self.months if line.late(today)]

    def running(self, today: date) -> Agreement | None:
        return next((item for item in self.agreements if today in item.period), None)

    def states(self, today: date) -> set[str]:
        """What the list may be narrowed by."""
        running = self.running(today)
        found = {"owing"} if self.owed else set()
        found |= {"late"} if self.late(today) else set()
        found |= {"credit"} if self.in_favour else set()
        if running is None:
            found.add("none")
        elif running.period.upper and running.period.upper <= today + ENDING:
            found.add("ending")
        return found


def relations(
    *, scope: Scope, company: "Company | None" = None, establishment: "Establishment | None" = None, words: str = ""
) -> list[Relation]:
    """Every company with work or an agreement in the prisons of the scope, ordered by name; five queries."""
    mine = Q()
    if company:
        mine &= Q(company=company)
    if establishment:
        mine &= Q(establishment=establishment)
    found: dict[tuple[int, int], Relation] = {}
    agreements = scope.filter(Agreement.objects.filter(mine).select_related("company", "establishment").defer("scan"))
    for item in agreements.order_by("-period"):
        _of(found, item.company, item.establishment).agreements.append(item)
    giving = activities_in(scope).filter(mine, company__isnull=False)
    for work in giving.select_related("company", "establishment"):
        if work.company:
            _of(found, work.company, work.establishment).activities.append(work)
    for giver, place, first, total in _owed(scope, mine):
        key = (giver, place)
        if key not in found:  # the activity has passed to another company since
            _of(found, every_company().get(pk=key[0]), every_establishment().get(pk=key[1]))
        if total:
            found[key].months.append(MonthOwed(Month.of(first), total))
    _add_paid(found, scope, mine)
    for relation in found.values():
        for month in relation.months:
            _add_terms(relation, month)
        relation.months.sort(key=lambda line: line.month, reverse=True)
    rows = [relation for relation in found.values() if _named(relation, words)]
    return sorted(rows, key=lambda r: (fold(r.company.name), r.establishment.order))


def relation(*, scope: Scope, company: int, code: str) -> Relation | None:
    """One company in one prison of the scope."""
    place = in_scope(scope).filter(code=code).first()
    giver = every_company().filter(pk=company).first()
    if not (place and giver):
        return None
    return next(iter(relations(scope=scope, company=giver, establishment=place)), None)


def months(*, company: "Company", establishment: "Establishment") -> list[MonthOwed]:
    """The months that a company owes or paid in a prison, the oldest first."""
    found = relations(scope=EVERYTHING, company=company, establishment=establishment)
    return sorted(found[0].months, key=lambda line: line.month) if found else []


def running_agreement(*, company: "Company", establishment: "Establishment", on: date) -> Agreement | None:
    """The agreement of a company with a prison that runs on a day, without its scan."""
    rows = Agreement.objects.filter(company=company, establishment=establishment, period__contains=on)
    return rows.defer("scan").first()


def agreements_in(scope: Scope) -> QuerySet[Agreement]:
    """The agreements of the scope, without their scans, the newest first."""
    return scope.filter(Agreement.objects.select_related("company", "establishment").defer("scan")).order_by("-period")


def payments_of(company: "Company") -> QuerySet[CompanyPayment]:
    """What a company paid, in every prison, the newest first; without what was undone."""
    return CompanyPayment.objects.filter(company=company, undone_why="").select_related("establishment")


def _of(relations: dict[tuple[int, int], Relation], company: "Company", place: "Establishment") -> Relation:
    return relations.setdefault((company.pk, place.pk), Relation(company, place))


def _owed(scope: Scope, mine: Q) -> Iterable[tuple[int, int, date, int]]:
    """The company, the prison, the first day of the month and what the closes of it say is owed."""
    accounts = scope.filter(Account.objects.filter(mine, kind=Account.Kind.RECEIVABLE, company__isnull=False))
    rows = Posting.objects.filter(account__in=accounts, entry__origin="close")
    return rows.values_list("account__company", "account__establishment", "entry__month").annotate(total=Sum("amount"))


def _add_paid(relations: dict[tuple[int, int], Relation], scope: Scope, mine: Q) -> None:
    payments = scope.filter(CompanyPayment.objects.filter(mine, undone_why="", entry__undone_by=None))
    sums = payments.order_by().values_list("company", "establishment").annotate(total=Sum("amount"))
    for company, place, total in sums:
        relations[company, place].received = total
    matched = PaymentMatch.objects.filter(payment__in=payments.order_by())
    for company, place, month, total in matched.values_list(
        "payment__company", "payment__establishment", "month"
    ).annotate(total=Sum("amount")):
        relation = relations[company, place]
        line = next((line for line in relation.months if line.month.first == month), None)
        if line is None:  # an adjustment left the month without work
            line = MonthOwed(Month.of(month), 0)
            relation.months.append(line)
        line.paid = total


def _add_terms(relation: Relation, line: MonthOwed) -> None:
    """The agreement of a month, the last where two shared it, and the day by which it is paid."""
    for item in relation.agreements:
        lower, upper = item.period.lower, item.period.upper
        if lower < line.month.end and (upper is None or upper > line.month.first):
            line.agreement = item
            line.due_on = line.month.end - timedelta(days=1) + timedelta(days=item.days_to_pay)
            return


def _named(relation: Relation, words: str) -> bool:
    text = fold(f"{relation.company.name} {relation.company.ruc} {relation.establishment.name}")
    return all(word in text for word in terms(words))


# ---------------------------------------------------------------------------------------------------- one month


@dataclass(frozen=True)
class CompanyStatementLine:
    """One person's month with a company, shared out as the law says; the parts sum to the gross."""

    person: "Person"
    days: int
    minutes: int
    pieces: int
    gross: int
    parts: dict[str, int]

    @property
    def special(self) -> int:
        """What goes to the person's special account: alimony leaves from there (D.Leg. 1343 art. 14.1)."""
        return self.parts["alimony"] + self.parts["personal"] + self.parts["undecided"]


def statement(*, relation: Relation, month: Month) -> list[CompanyStatementLine]:
    """Who worked for the company in a closed month, by name, with what each is owed and its three destinations."""
    place = relation.establishment
    grosses = _grosses(place, month)
    mine = {person: of[relation.company.pk] for person, of in grosses.items() if of.get(relation.company.pk)}
    splits = Split.objects.filter(close__establishment=place, month=month.first, person__in=list(mine))
    sums = splits.values_list("person").annotate(**{part: Sum(part) for part in PARTS})
    shares = {person: [part or 0 for part in parts] for person, *parts in sums}
    done: dict[int, tuple[int, int, int]] = {}
    then = {activity: company for activity, _first, company in passed(place.pk, month=month)}
    gave = {item.pk for item in relation.activities if item.pk not in then}
    gave |= {activity for activity, company in then.items() if company == relation.company.pk}
    for (_activity, person), counts in worked(gave, month).items():
        days, minutes, pieces = done.get(person, (0, 0, 0))
        done[person] = (days + counts[0], minutes + counts[1], pieces + counts[2])
    people = people_by_ids(list(mine)).order_by("sort_name")
    return [
        CompanyStatementLine(
            person,
            *done.get(person.pk, (0, 0, 0)),
            gross=mine[person.pk],
            parts=_part_of(shares.get(person.pk, []), grosses[person.pk], relation.company.pk),
        )
        for person in people
    ]


def _grosses(place: "Establishment", month: Month) -> dict[int, dict[int | None, int]]:
    """Person → payer → what the close says the payer owes for that month."""
    rows = (
        Posting.objects.filter(
            account__establishment=place,
            account__kind=Account.Kind.RECEIVABLE,
            entry__origin="close",
            entry__month=month.first,
        )
        .values_list("entry__person", "account__company")
        .annotate(total=Sum("amount"))
    )
    found: dict[int, dict[int | None, int]] = {}
    for person, company, total in rows:
        found.setdefault(person, {})[company] = total
    return found


def _part_of(parts: list[int], payers: dict[int | None, int], company: int) -> dict[str, int]:
    """The parts of a person's month that one of their payers answers for; over all payers they sum to the whole.

    >>> _part_of([10, 0, 0, 91, 0], {1: 34, 2: 67}, 1)["personal"]
    31
    """
    left = list(parts)
    for payer in sorted(payers, key=str):
        gross = payers[payer]
        mine = largest_remainder(gross, left) if gross > 0 and sum(left) >= gross else [0] * len(PARTS)
        if payer == company:
            return dict(zip(PARTS, mine, strict=True))
        left = [a - b for a, b in zip(left, mine, strict=True)]
    return dict.fromkeys(PARTS, 0)


def totals(lines: Iterable[CompanyStatementLine]) -> dict[str, Any]:
    """The foot of a statement."""
    lines = list(lines)
    minutes = sum(line.minutes for line in lines)
    return {
        "minutes": minutes,
        "days": sum(line.days for line in lines),
        "pieces": sum(line.pieces for line in lines),
        "gross": sum(line.gross for line in lines),
        "special": sum(line.special for line in lines),
        **{part: sum(line.parts[part] for line in lines) for part in PARTS},
    }
