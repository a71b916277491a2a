"""Reads of companies: requests, the prisons that match, obligations measured, their material; and a company's own view.

What a company sees works above the scopes, is narrowed to its own company in every query, and names nobody.
"""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from llamkay.apps.activities.queries import activities_in
from llamkay.apps.activities.sheets.attendance import attendance
from llamkay.apps.institutions.queries import in_scope
from llamkay.apps.pay.companies import queries as books
from llamkay.apps.pay.companies.queries import agreements_in
from llamkay.apps.pay.inputs.work import worked
from llamkay.apps.people.queries import held_people
from llamkay.apps.production.contracts.queries import Covered, covered
from llamkay.apps.production.hooks import CERTIFIED
from llamkay.apps.production.kinds import ON_HAND, State
from llamkay.apps.production.models import AgreementTerms, Balance, CompanyAccount, CompanyRequest, Consumption, Lot
from llamkay.apps.production.models import Movement as Moved
from llamkay.apps.production.publication.queries import published_on
from llamkay.core.disclosure import LIMIT
from llamkay.core.production.balances import MaterialBalance
from llamkay.core.values import Month
from llamkay.platform.security import scope as scopes
from llamkay.platform.security.scope import EVERYTHING, Scope

if TYPE_CHECKING:
    from llamkay.apps.activities.models import Company
    from llamkay.apps.institutions.models import Establishment
    from llamkay.apps.pay.models import Agreement


def requests(*, scope: Scope, stage: str = "") -> QuerySet[CompanyRequest]:
    """Requests of companies: those without a prison yet, and those of the scope."""
    rows = CompanyRequest.objects.select_related("company", "trade", "establishment", "agreement")
    rows = rows if scope.everything else rows.filter(Q(establishment=None) | Q(establishment__in=scope.ids))
    return rows.filter(stage=stage) if stage else rows


@dataclass(frozen=True)
class Match:
    """A prison for a request: how many are held there, how many have the trade already, how many places are free."""

    establishment: "Establishment"
    held: int
    skilled: int
    free: int

    @property
    def enough(self) -> bool:
        return self.held > 0


def matches(*, request: CompanyRequest, scope: Scope, on: date) -> list[Match]:
    """The prisons of the scope where a request may go, those with most people of the trade first.

    ``skilled`` are the people held there who have or had a place in a workshop of the trade; ``free`` the places that
    its workshops of that trade have today.
    """
    places = in_scope(scope).filter(uses_system=True)
    if request.population:
        places = places.filter(population_kind__in=[request.population, "mixed"])
    result = []
    for place in places:
        workshops = activities_in(EVERYTHING).filter(establishment=place, trade=request.trade, kind="work")
        held = held_people(at=place.pk, on=on)
        skilled = _skilled(workshops, held)
        running = workshops.filter(period__contains=on).annotate(
            n=Count("allocations", filter=Q(allocations__period__contains=on))
        )
        free = sum(max(activity.capacity - activity.n, 0) for activity in running)
        result.append(Match(place, held.count(), skilled, free))
    return sorted(result, key=lambda m: (-m.skilled, -m.free, m.establishment.order))


def _skilled(workshops: Any, held: Any) -> int:
    ids = list(workshops.values_list("pk", flat=True))
    return held.filter(allocations__activity__in=ids).distinct().count() if ids else 0


_OBLIGATIONS = {
    "people": _("Personas que ocupa"),
    "floor": _("Lo menos que paga por hora"),
    "training": _("Horas de capacitación"),
    "certificates": _("Certificados al año"),
}


@dataclass(frozen=True)
class Obligation:
    """Something promised with an agreement, and what was measured of it."""

    name: str
    promised: int
    measured: int | None
    open: bool = False  # whether there is still time to meet it

    @property
    def words(self) -> str:
        return str(_OBLIGATIONS[self.name])

    @property
    def met(self) -> bool | None:
        if self.measured is None or (self.open and self.measured < self.promised):
            return None
        return self.measured >= self.promised


@dataclass(frozen=True)
class TermsPage:
    """An agreement with its obligations, its material and whether its renewal is due."""

    agreement: "Agreement"
    terms: AgreementTerms | None
    month: Month
    people: int
    minutes: int
    gross: int
    obligations: list[Obligation]
    material: list["MaterialLine"]
    contracts: Covered
    published_on: date | None


@dataclass(frozen=True)
class MaterialLine:
    """A material of a company under an agreement."""

    good: Any
    balance: MaterialBalance


def terms_page(*, agreement: "Agreement", month: Month, on: date) -> TermsPage:
    """What an agreement promised against what its month shows, who of those who work there today has a contract, and
    the balance of the company's material."""
    terms = AgreementTerms.objects.filter(agreement=agreement).first()
    workshops = activities_in(EVERYTHING).filter(establishment=agreement.establishment, company=agreement.company)
    ids = [activity.pk for activity in workshops]
    done = worked(ids, month) if ids else {}
    people = len({person for (_activity, person), counts in done.items() if counts[0]})
    minutes = sum(counts[1] for counts in done.values())
    relation = books.relation(scope=EVERYTHING, company=agreement.company_id, code=agreement.establishment.code)
    gross = sum(line.owed for line in relation.months if line.month == month) if relation else 0
    return TermsPage(
        agreement=agreement,
        terms=terms,
        month=month,
        people=people,
        minutes=minutes,
        gross=gross,
        obligations=_obligations(agreement, terms, month, people, gross * 60 // minutes if gross and minutes else None),
        material=material_of(agreement),
        contracts=covered(agreement, on=on),
        published_on=published_on(agreement),
    )


def _obligations(
    agreement: "Agreement", terms: AgreementTerms | None, month: Month, people: int, hourly: int | None
) -> list[Obligation]:
    if terms is None:
        return []
    rows = [Obligation("people", terms.people, people)]
    if terms.floor:
        rows.append(Obligation("floor", terms.floor, hourly))
    if terms.training_hours:
        rows.append(Obligation("training", terms.training_hours, _training(agreement, month)))
    if terms.certificates:
        year = date(month.year, 1, 1)
        found = CERTIFIED(agreement.company.ruc, agreement.establishment_id, year, month.end)
        rows.append(Obligation("certificates", terms.certificates, sum(found), open=month.number < 12))
    return rows


def _training(agreement: "Agreement", month: Month) -> int | None:
    """The hours that people attended of the company's own lessons there; unknown where it has none on a sheet."""
    here = {"establishment": agreement.establishment, "company": agreement.company}
    lessons = [lesson.pk for lesson in activities_in(EVERYTHING).filter(**here, kind="study")]
    done = attendance(lessons, first=month.first, end=month.end) if lessons else {}
    return sum(each.minutes for each in done.values()) // 60 if lessons else None


def material_of(agreement: "Agreement") -> list[MaterialLine]:
    """What came in of a company's material under an agreement: in products, scrap, loss, handed back, left."""
    lots = Lot.objects.filter(agreement=agreement, batch=None)
    goods = {lot.good_id: lot.good for lot in lots.select_related("good")}
    received = _sums(Moved.objects.filter(lot__in=lots, kind__in=["receive", "surplus"], reversed_by=None))
    states = Balance.objects.filter(lot__in=lots).values_list("lot__good", "state").annotate(n=Sum("quantity"))
    by: dict[tuple[int, str], int] = {(good, state): n for good, state, n in states}
    used = Consumption.objects.filter(completion__batch__agreement=agreement, good__in=list(goods))
    spent = {
        good: (scrap, loss)
        for good, scrap, loss in used.values_list("good").annotate(
            scrap=Coalesce(Sum("scrap"), 0), loss=Coalesce(Sum("loss"), 0)
        )
    }
    rows = []
    for pk, good in sorted(goods.items(), key=lambda item: str(item[1])):
        scrap, loss = spent.get(pk, (0, 0))
        consumed = by.get((pk, State.CONSUMED), 0)
        lost = by.get((pk, State.LOST), 0) + by.get((pk, State.SAMPLE), 0) + by.get((pk, State.REJECTED), 0)
        rows.append(
            MaterialLine(
                good,
                MaterialBalance(
                    received=received.get(pk, 0),
                    in_products=consumed - scrap - loss,
                    scrap=scrap,
                    loss=loss + lost,
                    returned=by.get((pk, State.RETURNED), 0),
                    left=sum(by.get((pk, state), 0) for state in ON_HAND),
                ),
            )
        )
    return rows


def _sums(rows: QuerySet[Moved]) -> dict[int, int]:
    return dict(rows.order_by().values_list("lot__good").annotate(n=Sum("quantity")))


def running_agreements(*, scope: Scope, on: date) -> "QuerySet[Agreement]":
    """The agreements of the scope that run on a day."""
    return agreements_in(scope).filter(period__contains=on)


# ------------------------------------------------------------------------------------------------ a company's own


def company_of(user: Any, *, on: date) -> "Company | None":
    """The company whose login this is that day."""
    with scopes.elevated():
        row = CompanyAccount.objects.filter(user=user.pk, period__contains=on).select_related("company").first()
        return row.company if row else None


@dataclass(frozen=True)
class OwnPlace:
    """A company in one prison as it may see itself: how many work for it, never who; nothing where they are few."""

    establishment: "Establishment"
    agreement: "Agreement | None"
    people: int | None
    hours: int | None
    contracts: int | None
    owed: int
    paid: int
    left: int


@dataclass(frozen=True)
class OwnPage:
    """Everything that is a company's own."""

    company: "Company"
    places: list[OwnPlace]
    lots: list[tuple[Lot, int]]
    material: list[tuple["Agreement", list[MaterialLine]]]
    payments: list[Any]


def own_page(*, company: "Company", on: date) -> OwnPage:
    """What a company may see: its places with people as numbers, its lots, its material, what it owes and paid."""
    with scopes.elevated():
        relations = books.relations(scope=EVERYTHING, company=company)
        places = [_own_place(relation, on) for relation in relations]
        there = Balance.objects.filter(lot__company=company, state__in=ON_HAND, quantity__gt=0).order_by()
        amounts = dict(there.values_list("lot").annotate(n=Sum("quantity")))
        lots = (
            Lot.objects.filter(pk__in=list(amounts)).select_related("good", "establishment").order_by("-made_on", "id")
        )
        agreements = [agreement for relation in relations for agreement in relation.agreements]
        return OwnPage(
            company=company,
            places=places,
            lots=[(lot, amounts[lot.pk]) for lot in lots[:500]],
            material=[(agreement, lines) for agreement in agreements if (lines := material_of(agreement))],
            payments=list(books.payments_of(company)[:100]),
        )


def _own_place(relation: Any, on: date) -> OwnPlace:
    month = Month.of(on).previous()
    ids = [activity.pk for activity in relation.activities]
    done = worked(ids, month) if ids else {}
    people = len({person for (_activity, person), counts in done.items() if counts[0]})
    few = 0 < people < LIMIT
    agreement = relation.running(on)
    contracts = covered(agreement, on=on).contracts if agreement else 0
    return OwnPlace(
        establishment=relation.establishment,
        agreement=agreement,
        contracts=None if 0 < contracts < LIMIT else contracts,
        people=None if few else people,
        hours=None if few else sum(counts[1] for counts in done.values()) // 60,
        owed=sum(line.owed for line in relation.months),
        paid=sum(line.paid for line in relation.months),
        left=relation.owed,
    )
