"""What a certificate may rest on: a part of a plan that was completed, the work for a company in closed months."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from llamkay.apps.activities.sheets.hours import company_work
from llamkay.apps.certificates.kinds import IssuerKind, Kind
from llamkay.apps.certificates.models import Issuer
from llamkay.apps.education.queries import completions
from llamkay.apps.pay.inputs.work import passed
from llamkay.apps.people.queries import identities
from llamkay.platform.security.scope import Scope

if TYPE_CHECKING:
    from llamkay.apps.institutions.models import Establishment
    from llamkay.apps.people.models import Person


@dataclass(frozen=True)
class Basis:
    """Facts of other rooms as a certificate will say them; ``source`` names them for whoever checks inside.

    ``lines`` are the units with mark and hours; of work there is none until somebody writes the tasks. ``issuer`` is
    nobody while the institution or company is not registered as one.
    """

    key: str
    kind: str
    issuer: Issuer | None
    issuer_name: str
    title: str
    description: str
    hours: int
    starts_on: date
    ends_on: date
    lines: tuple[tuple[str, str, int], ...] = ()
    source: dict[str, Any] = field(default_factory=dict)

    @property
    def facts(self) -> dict[str, Any]:
        """What must still be so when it is signed."""
        return {
            "key": self.key,
            "hours": self.hours,
            "starts_on": self.starts_on.isoformat(),
            "ends_on": self.ends_on.isoformat(),
            "lines": [list(line) for line in self.lines],
            **self.source,
        }


def bases(person: "Person", *, establishment: "Establishment") -> list[Basis]:
    """Everything that a person may have certified of what was done in a prison: studies first, the newest first."""
    issuers = {
        (issuer.kind, issuer.number): issuer for issuer in Issuer.objects.filter(offices__establishment=establishment)
    }
    return [*_studies(person, establishment, issuers), *_skills(person, establishment, issuers)]


def basis(person: "Person", *, establishment: "Establishment", key: str) -> Basis | None:
    """The one of that key, as the facts stand now."""
    return next((each for each in bases(person, establishment=establishment) if each.key == key), None)


def _studies(person: Any, establishment: Any, issuers: dict[tuple[str, str], Issuer]) -> Iterator[Basis]:
    for done in completions(scope=Scope(ids=frozenset([establishment.pk])), person=person):
        part = "" if done.parts == 1 else f", parte {done.part} de {done.parts}"
        yield Basis(
            key=f"study:{done.line}",
            kind=Kind.STUDY,
            issuer=issuers.get((IssuerKind.SCHOOL, done.modular_code)),
            issuer_name=done.institution,
            title=f"{done.plan}{part}",
            description=f"{done.stage_name}, {done.year}",
            hours=done.plan_hours or done.hours,
            starts_on=done.started_on,
            ends_on=done.ended_on,
            lines=tuple((unit.name, unit.mark, unit.hours) for unit in done.units),
            source={"act": done.act, "credits": done.credits, "attended": done.hours},
        )


def _skills(person: Any, establishment: Any, issuers: dict[tuple[str, str], Issuer]) -> Iterator[Basis]:
    numbers = identities(person)
    then = passed(establishment.pk, people=numbers)
    for work in company_work(numbers, establishment=establishment.pk, passed=then):
        if work.minutes < 60:
            continue
        yield Basis(
            key=f"work:{work.company}",
            kind=Kind.SKILL,
            issuer=issuers.get((IssuerKind.COMPANY, work.ruc)),
            issuer_name=work.name,
            title=", ".join(work.trades),
            description="",
            hours=work.minutes // 60,
            starts_on=work.first,
            ends_on=work.last,
            source={"days": work.days, "months": work.months, "company": work.ruc},
        )
