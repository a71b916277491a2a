"""Certificates of the demonstration: of a study; of skill by a key that was changed twice since, a revoked one, a
corrected one, one that waits for its signature; whoever signs for the issuers has a login."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from llamkay.apps.activities.models import Activity, SheetRow
from llamkay.apps.certificates import issuers, services
from llamkay.apps.certificates.kinds import IssuerKind
from llamkay.apps.certificates.models import Credential, Issuer
from llamkay.apps.education.queries import completions
from llamkay.apps.institutions.models import Establishment, User
from llamkay.apps.people.models import Person
from llamkay.platform import clock
from llamkay.platform.security.access import Command
from llamkay.platform.security.scope import Scope

COMPANY = ("20000000038", "Confecciones Aleka (demostración)")
SCHOOL = ("0000002", "CETPRO Manos Creadoras (demostración)")
SIGNER, PROPOSER, DIRECTOR = "firma", "jefatrabajo", "firmacetpro"
SKILL = "Confección de prendas de vestir"
TASKS = [
    "Opera máquina recta, remalladora y recubridora",
    "Corta según molde y tizado, con poca merma",
    "Controla medidas y acabados de la prenda terminada",
]


@contextmanager
def on_day(day: str) -> Iterator[None]:
    """The morning of another day: a key lasts one at least."""
    before = os.environ.get("LLAMKAY_NOW")
    os.environ["LLAMKAY_NOW"] = f"{day}T08:30:00-05:00"
    try:
        yield
    finally:
        if before is None:
            del os.environ["LLAMKAY_NOW"]
        else:
            os.environ["LLAMKAY_NOW"] = before


def write_certificates() -> tuple[str, ...]:
    """Through the services that the office uses; a line for the console, nothing where it was done before."""
    number, name = COMPANY
    if Issuer.objects.filter(number=number).exists():
        return ()
    workshop = Activity.objects.select_related("establishment", "company").get(
        company__ruc=number, establishment__code="EP16"
    )
    women = (
        Person.objects.filter(
            pk__in=SheetRow.objects.filter(sheet__activity=workshop, sheet__state="closed").values("person"),
            custody__establishment=workshop.establishment,
            custody__period__contains=clock.today(),
        )
        .distinct()
        .order_by("id")[:5]
    )
    with on_day("2026-01-31"):
        issuer = issuers.add_issuer(
            actor=Command(),
            kind=IssuerKind.COMPANY,
            name=name,
            number=number,
            establishments=[workshop.establishment],
        )
        issuers.add_signer(actor=Command(), issuer=issuer, username=SIGNER, post="Jefa de producción")
        first = _signed(_proposed(workshop, women[0]))
    with on_day("2026-02-01"):
        issuers.rotate(actor=Command(), issuer=issuer)
    issuers.rotate(actor=Command(), issuer=issuer)
    proposer, signer = User.objects.get(username=PROPOSER), User.objects.get(username=SIGNER)
    services.hand_over(actor=proposer, credential=first, on=clock.today(), to="La misma interna")
    wrong = _signed(_proposed(workshop, women[1]))
    services.suspend(actor=proposer, credential=wrong, reason="La instructora dice que no fue ella quien cosía.")
    services.revoke(actor=signer, credential=wrong, why="person", reason="Se comprobó que era otra persona.")
    old = _signed(_proposed(workshop, women[2]))
    _signed(_proposed(workshop, women[2], tasks=TASKS[:2], replaces=old, correction="data"))
    _signed(_proposed(workshop, women[3]))
    _proposed(workshop, women[4])
    _study(workshop.establishment)
    signed = Credential.objects.exclude(public=None).count()
    return (f"{signed} certificados de estudio y habilidad firmados y dos por firmar.",)


def _study(place: Establishment) -> None:
    """The first two who passed the module of January: one signed, one that waits."""
    number, name = SCHOOL
    issuer = issuers.add_issuer(
        actor=Command(), kind=IssuerKind.SCHOOL, name=name, number=number, establishments=[place]
    )
    issuers.add_signer(actor=Command(), issuer=issuer, username=DIRECTOR, post="Directora")
    passed = sorted(completions(scope=Scope(ids=frozenset([place.pk]))), key=lambda done: done.line)
    for done, sign in zip(passed, (True, False), strict=False):
        proposed = services.propose(
            actor=User.objects.get(username="jefaeducacion"),
            person=Person.objects.get(pk=done.person),
            establishment=place,
            key=f"study:{done.line}",
        )
        if sign:
            services.sign(actor=User.objects.get(username=DIRECTOR), credential=proposed)


def _proposed(workshop: Activity, person: Person, **changes: object) -> Credential:
    values = {"title": SKILL, "tasks": TASKS, "level": "alone"} | changes
    return services.propose(
        actor=User.objects.get(username=PROPOSER),
        person=person,
        establishment=workshop.establishment,
        key=f"work:{workshop.company_id}",
        **values,  # type: ignore[arg-type]
    )


def _signed(credential: Credential) -> Credential:
    return services.sign(actor=User.objects.get(username=SIGNER), credential=credential)
