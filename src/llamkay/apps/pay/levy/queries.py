"""Reads of the 10 % of own-account work: who owes what of which months, what was paid, how a plan goes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import connection
from django.db.models import BigIntegerField, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from llamkay.apps.institutions.queries import every_establishment
from llamkay.apps.pay.models import Account, IncomeDeclaration, Instalment, Levy, LevyPayment, LevyPlan, Posting
from llamkay.apps.remission.debts import DebtReport
from llamkay.core.disclosure import LIMIT
from llamkay.core.remission.procedure import Debt
from llamkay.core.values import Month, format_amount
from llamkay.platform import clock
from llamkay.platform.database.search import InOrder, matching
from llamkay.platform.months import month_title
from llamkay.platform.security import scope as scopes
from llamkay.platform.security.scope import Scope

if TYPE_CHECKING:
    from llamkay.apps.institutions.models import Establishment
    from llamkay.apps.people.models import Person


STATES = ("owing", "unplanned", "plan", "late", "credit")
SORTS: Mapping[str, tuple[str | Combinable, ...]] = {
    "": ("person__sort_name", "id"),
    "deuda": (F("balance").desc(), "id"),
}


@dataclass(frozen=True)
class MonthDue:
    """The 10 % of one month as it stands, and how much of it is paid: the oldest months are paid first."""

    month: Month | None  # none: a balance from before this system
    amount: int
    paid: int
    base: int = 0
    declared: int | None = None
    status: str = ""

    @property
    def left(self) -> int:
        return self.amount - self.paid


@dataclass(frozen=True)
class InstalmentLine:
    """One instalment and how much of it is covered."""

    instalment: Instalment
    paid: int

    @property
    def left(self) -> int:
        return self.instalment.amount - self.paid

    def late(self, today: date) -> bool:
        return self.left > 0 and self.instalment.due_on < today


@dataclass
class PlanView:
    """A plan, its instalments and what is left of it."""

    plan: LevyPlan
    left: int
    lines: list[InstalmentLine] = field(default_factory=list)

    def state(self, today: date) -> str:
        if self.plan.broken_on:
            return "broken"
        if self.plan.paid_on or not self.left:
            return "paid"
        return "late" if any(line.late(today) for line in self.lines) else "running"

    @property
    def covered(self) -> int:
        return sum(not line.left for line in self.lines)


def debtors(*, scope: Scope, today: date, words: str = "", state: str = "", sort: str = "") -> QuerySet[Account]:
    """The accounts of the 10 % in the scope with their ``balance`` (owed above zero) and whether a plan runs
    (``planned``) and is behind (``behind``); settled accounts without a plan are left out."""
    rows = scope.filter(Account.objects.filter(kind=Account.Kind.DEBT).select_related("person", "establishment"))
    sums = Posting.objects.filter(account=OuterRef("pk")).order_by().values("account").annotate(n=Sum("amount"))
    plans = LevyPlan.objects.filter(
        person=OuterRef("person"), establishment=OuterRef("establishment"), broken_on=None, paid_on=None
    )
    rows = rows.annotate(
        balance=Coalesce(Subquery(sums.values("n"), output_field=BigIntegerField()), 0),
        planned=Exists(plans),
        behind=Exists(_behind(plans, today)),
    )
    rows = rows.filter(~Q(balance=0) | Q(planned=True))
    narrowed = {
        "owing": Q(balance__gt=0),
        "unplanned": Q(balance__gt=0, planned=False),
        "plan": Q(planned=True),
        "late": Q(behind=True),
        "credit": Q(balance__lt=0),
    }
    if state in narrowed:
        rows = rows.filter(narrowed[state])
    rows = matching(rows, words, "person__search_text") if words else rows
    return rows.order_by(*SORTS.get(sort, SORTS[""]))


def _behind(plans: QuerySet[LevyPlan], today: date) -> QuerySet[LevyPlan]:
    """The plans of which less is paid than their instalments up to yesterday ask."""
    due_sum = Instalment.objects.filter(plan=OuterRef("pk"), due_on__lt=today).order_by().values("plan")
    payments = standing_payments(
        LevyPayment.objects.filter(person=OuterRef("person"), establishment=OuterRef("establishment"))
    )
    paid = payments.order_by().values("person").annotate(n=Sum("amount")).values("n")
    return plans.annotate(
        due=Coalesce(Subquery(due_sum.annotate(n=Sum("amount")).values("n"), output_field=BigIntegerField()), 0),
        paid=Coalesce(Subquery(paid, output_field=BigIntegerField()), 0) - F("paid_before"),
    ).filter(due__gt=F("paid"))


def standing_payments(rows: QuerySet[LevyPayment]) -> QuerySet[LevyPayment]:
    """The payments whose entry was not undone."""
    return rows.filter(entry__undone_by__isnull=True)


def account(*, scope: Scope, person: int, code: str) -> Account | None:
    """The account of the 10 % of a person in a prison of the scope."""
    rows = Account.objects.filter(kind=Account.Kind.DEBT, person=person, establishment__code=code)
    return scope.filter(rows.select_related("person", "establishment")).first()


def balance(*, person: "Person", establishment: "Establishment") -> int:
    """What a person owes of the 10 % in a prison, below zero when it is in their favour."""
    rows = Posting.objects.filter(
        account__kind=Account.Kind.DEBT, account__person=person, account__establishment=establishment
    )
    return rows.aggregate(total=Sum("amount"))["total"] or 0


def paid_total(*, person: "Person", establishment: "Establishment") -> int:
    rows = standing_payments(LevyPayment.objects.filter(person=person, establishment=establishment))
    return rows.aggregate(total=Sum("amount"))["total"] or 0


def months(*, person: "Person", establishment: "Establishment") -> list[MonthDue]:
    """The 10 % of each month as the closes leave it, the oldest first, with what payments cover of it."""
    found: dict[date, dict[str, Any]] = {}
    rows = Levy.objects.filter(person=person, close__establishment=establishment).order_by("id")
    for row in rows.values("month", "amount", "base", "declared", "status", "reverses"):
        line = found.setdefault(row["month"], {"amount": 0, "base": 0, "declared": None, "status": ""})
        line["amount"] += row["amount"]
        line["base"] += row["base"]
        if not row["reverses"]:
            line |= {"declared": row["declared"], "status": row["status"]}
    paid = paid_total(person=person, establishment=establishment)
    before = balance(person=person, establishment=establishment) + paid - sum(x["amount"] for x in found.values())
    lines: list[tuple[Month | None, dict[str, Any]]] = [(None, {"amount": before})] if before else []
    lines += [(Month.of(month), line) for month, line in sorted(found.items()) if line["amount"]]
    result = []
    for month, line in lines:
        part = min(max(paid, 0), max(line["amount"], 0))
        paid -= part
        result.append(MonthDue(month=month, paid=part, **line))
    return result


class Declared(NamedTuple):
    """What somebody declared of a month of own-account work, where, and its tenth once the month was closed."""

    month: Month
    activity: str
    amount: int
    tenth: int | None


def declarations_of(person: "Person") -> list[Declared]:
    """Every month of which a person declared an income, the last first; one line a month."""
    owed: dict[date, int] = {}
    for month, amount in Levy.objects.filter(person=person).values_list("month", "amount"):
        owed[month] = owed.get(month, 0) + amount
    found: dict[date, tuple[list[str], int]] = {}
    rows = IncomeDeclaration.objects.filter(person=person).order_by("-month", InOrder("activity__name"))
    for month, name, amount in rows.values_list("month", "activity__name", "amount"):
        names, total = found.get(month, ([], 0))
        found[month] = ([*names, name], total + amount)
    return [
        Declared(Month.of(month), ", ".join(names), total, owed.get(month)) for month, (names, total) in found.items()
    ]


def plans(*, person: "Person", establishment: "Establishment") -> list[PlanView]:
    """Every plan of a person in a prison, the newest first, with its instalments."""
    rows = LevyPlan.objects.filter(person=person, establishment=establishment).order_by("-id")
    owed = balance(person=person, establishment=establishment)
    paid = paid_total(person=person, establishment=establishment)
    return [plan_view(plan, owed=owed, paid=paid) for plan in rows.prefetch_related("instalments")]


def plan_view(plan: LevyPlan, *, owed: int, paid: int) -> PlanView:
    """How a plan goes: what payments since its signing cover, and never more left than is owed at all."""
    left = 0 if plan.paid_on else max(min(plan.amount - max(paid - plan.paid_before, 0), owed), 0)
    covered, lines = plan.amount - left, []
    for item in plan.instalments.all():
        part = min(covered, item.amount)
        covered -= part
        lines.append(InstalmentLine(item, part))
    return PlanView(plan, left, lines)


def page(*, account: Account) -> dict[str, Any]:
    """Everything that the page of a person's 10 % shows."""
    person, place = account.person, account.establishment
    assert person is not None  # the database says so of this kind of account
    payments = LevyPayment.objects.filter(person=person, establishment=place).select_related("entry__undone_by")
    return {
        "person": person,
        "place": place,
        "balance": balance(person=person, establishment=place),
        "months": months(person=person, establishment=place),
        "plans": plans(person=person, establishment=place),
        "payments": [{"payment": item, "undone": getattr(item.entry, "undone_by", None)} for item in payments],
    }


# ---------------------------------------------------------------------------------------------------- the certificate


def debt_for_certificate(person: "Person") -> DebtReport | None:
    """What the books of every prison say of a person's 10 %; nothing where they never had an account of it."""
    with scopes.elevated():
        accounts = Account.objects.filter(kind=Account.Kind.DEBT, person=person).select_related("establishment")
        owed = {a.establishment: a.total for a in accounts.annotate(total=Coalesce(Sum("postings__amount"), 0))}
        if not owed:
            return None
        total = sum(max(amount, 0) for amount in owed.values())
        if not total:
            return DebtReport(Debt.PAID, _("Los libros no tienen deuda del 10 % de esta persona."))
        views = _running(person, owed)
        lines = [
            line for place, amount in owed.items() if amount > 0 for line in months(person=person, establishment=place)
        ]
    sentence = _("Debe S/ {total}: {months}.").format(total=format_amount(total), months=_names(lines))
    uncovered = total - sum(view.left for view in views)
    if not views:
        return DebtReport(Debt.OWED, sentence)
    documents = ", ".join(view.plan.document for view in views)
    if any(view.state(clock.today()) == "late" for view in views):
        late = _("Hay cuotas vencidas del acuerdo ({document}).").format(document=documents)
        return DebtReport(Debt.OWED, f"{sentence} {late}")
    if uncovered > 0:
        beyond = _("El acuerdo ({document}) no cubre S/ {amount} de meses posteriores.").format(
            document=documents, amount=format_amount(uncovered)
        )
        return DebtReport(Debt.OWED, f"{sentence} {beyond}")
    done = _("Acuerdo al día ({document}): {covered} de {all} cuotas pagadas y quedan S/ {left}.").format(
        document=documents,
        covered=sum(view.covered for view in views),
        all=sum(len(view.lines) for view in views),
        left=format_amount(sum(view.left for view in views)),
    )
    return DebtReport(Debt.PLAN, done)


def _running(person: "Person", owed: "dict[Establishment, int]") -> list[PlanView]:
    rows = LevyPlan.objects.filter(person=person, broken_on=None, paid_on=None).prefetch_related("instalments")
    return [
        plan_view(
            plan,
            owed=owed.get(plan.establishment, 0),
            paid=paid_total(person=person, establishment=plan.establishment),
        )
        for plan in rows.select_related("establishment")
    ]


def _names(lines: Iterable[MonthDue]) -> str:
    names = [month_title(line.month) if line.month else _("saldo anterior") for line in lines if line.left > 0]
    return ", ".join(names[:6]) + (_(" y {n} meses más").format(n=len(names) - 6) if len(names) > 6 else "")


_TENTH = f"""
    WITH parts AS (
      SELECT c.establishment_id, s.month, s.person_id, s.institution AS amount
        FROM pay_split s JOIN months_monthclose c ON c.id = s.close_id
      UNION ALL SELECT c.establishment_id, l.month, l.person_id, l.amount
        FROM pay_levy l JOIN months_monthclose c ON c.id = l.close_id),
    each AS (
      SELECT establishment_id, month, person_id, sum(amount) AS amount FROM parts GROUP BY 1, 2, 3
      HAVING sum(amount) > 0),
    months AS (
      SELECT establishment_id, count(*) AS people, (round(sum(amount) / 10000) * 10000)::bigint AS amount
      FROM each GROUP BY establishment_id, month)
    SELECT establishment_id, coalesce(sum(amount) FILTER (WHERE people >= {LIMIT}), 0)::bigint,
      count(*) FILTER (WHERE people < {LIMIT}) FROM months GROUP BY 1
"""


def institution_share() -> "list[tuple[Establishment, int, int, list[tuple[str, int]]]]":
    """What each prison received of the 10 %, how many months are kept back, and what it spent by purpose.

    As the public figure tells it: each closed month to the nearest hundred soles, of five people at the least, so that
    no sum, nor two readings of it, tell what one of a few earned. Those with most first.
    """
    with connection.cursor() as cursor:
        cursor.execute(_TENTH)
        received = {place: (amount, hidden) for place, amount, hidden in cursor.fetchall()}
    rows = Posting.objects.filter(account__kind=Account.Kind.SPENT).order_by()
    spent: dict[int, list[tuple[str, int]]] = {}
    for place, label, total in rows.values_list("account__establishment", "account__label").annotate(n=Sum("amount")):
        spent.setdefault(place, []).append((label, total))
    places = every_establishment().in_bulk([*received, *spent])
    made = [
        (place, *received.get(pk, (0, 0)), sorted(spent.get(pk, []), key=lambda line: -line[1]))
        for pk, place in places.items()
    ]
    return sorted(made, key=lambda row: (-row[1], row[0].order))
