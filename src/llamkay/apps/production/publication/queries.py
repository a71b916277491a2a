"""Reads of what is published of agreements and workshops: what stands on a day, what was published, when it is due.

Read above the scopes: agreements, companies and how many workshops a prison has are public by law.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, TypedDict

from django.db.models import Count

from llamkay.apps.activities.kinds import Kind, Modality
from llamkay.apps.activities.queries import activities_in
from llamkay.apps.pay.companies.queries import agreements_in
from llamkay.apps.production.companies.rules import publication_due, publication_rule
from llamkay.apps.production.models import AgreementPublication
from llamkay.core.law import Value
from llamkay.platform.database.search import InOrder
from llamkay.platform.security import scope
from llamkay.platform.security.scope import EVERYTHING

if TYPE_CHECKING:
    from llamkay.apps.pay.models import Agreement

WARNING = timedelta(days=15)
OF_PEOPLE = "10"  # a RUC that begins so holds the document of a person


class AgreementLine(TypedDict):
    """An agreement as it is published; days in ISO, ``last`` empty where it has no end, ``ruc`` where it is of a
    person."""

    number: str
    company: str
    ruc: str
    code: str
    prison: str
    first: str
    last: str


class WorkshopLine(TypedDict):
    """How many workshops a prison has: of companies, and of the institution."""

    code: str
    prison: str
    company: int
    institution: int


class Document(TypedDict):
    """What is published."""

    agreements: list[AgreementLine]
    workshops: list[WorkshopLine]


def gathered(on: date) -> Document:
    """The agreements that run on a day and the workshops of each prison, in the order of the prisons; two queries."""
    with scope.elevated():
        running = agreements_in(EVERYTHING).filter(period__contains=on)
        agreements = [
            AgreementLine(
                number=row.number,
                company=row.company.name,
                ruc="" if row.company.ruc.startswith(OF_PEOPLE) else row.company.ruc,
                code=row.establishment.code,
                prison=row.establishment.name,
                first=row.period.lower.isoformat(),
                last=(row.period.upper - timedelta(days=1)).isoformat() if row.period.upper else "",
            )
            for row in running.order_by("establishment__order", InOrder("company__name"), "pk")
        ]
        counted = activities_in(EVERYTHING).filter(
            kind=Kind.WORK, modality__in=(Modality.COMPANY, Modality.INSTITUTION), period__contains=on
        )
        workshops: dict[str, WorkshopLine] = {}
        names = ("establishment__code", "establishment__name", "modality")
        for code, name, modality, n in (
            counted.order_by("establishment__order").values_list(*names).annotate(n=Count("pk"))
        ):
            line = workshops.setdefault(code, WorkshopLine(code=code, prison=name, company=0, institution=0))
            line["company" if modality == Modality.COMPANY else "institution"] = n
        return Document(agreements=agreements, workshops=list(workshops.values()))


@dataclass(frozen=True)
class Published:
    """A publication as anybody reads it, the days of the earlier ones, and by when the next is due."""

    day: date
    document: Document
    earlier: list[date]
    due: date
    rule: Value

    def late(self, today: date) -> bool:
        return self.due < today

    @property
    def workshops(self) -> int:
        """How many workshops there are in all."""
        return sum(line["company"] + line["institution"] for line in self.document["workshops"])


def published(*, today: date, day: date | None = None) -> Published | None:
    """The newest publication, or that of a day; none where there is none."""
    days = list(AgreementPublication.objects.values_list("day", flat=True))
    chosen = next((each for each in days if day in (None, each)), None)
    if chosen is None:
        return None
    row = AgreementPublication.objects.get(day=chosen)
    others = [each for each in days if each != chosen]
    return Published(row.day, row.document, others, publication_due(days[0], on=today), publication_rule(today))


def waiting(today: date) -> bool:
    """Whether the next publication is due soon or late, or there has never been one."""
    last = AgreementPublication.objects.values_list("day", flat=True).first()
    return last is None or publication_due(last, on=today) - WARNING <= today


def published_on(agreement: "Agreement") -> date | None:
    """The day of the newest publication, where an agreement is in it."""
    row = AgreementPublication.objects.first()
    lines = row.document["agreements"] if row else []
    code, number = agreement.establishment.code, agreement.number
    return row.day if row and any((line["code"], line["number"]) == (code, number) for line in lines) else None
