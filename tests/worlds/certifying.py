"""A company that certifies skills, who signs for it, and a certificate of somebody, in any prison of the tests."""

from datetime import date

from llamkay.apps.certificates import issuers, services
from llamkay.apps.certificates.models import Credential, Issuer
from llamkay.platform import clock
from llamkay.platform.security.access import Command
from tests.worlds import factories
from tests.worlds.fixtures import in_a_demonstration


def certified(made):
    """Give a prison of ``factories.prison`` its issuer, a signer and a certificate that stands of its person."""
    company = made.workshop.company
    with in_a_demonstration():
        made.issuer = issuers.add_issuer(
            actor=Command(),
            kind="company",
            name="Textiles Sumaq S.A.C.",
            number=company.ruc,
            establishments=[made.place],
        )
        user = factories.staff("certificate_signer", made.place, f"firma.{made.word.lower()}")
        made.issuer_signer = issuers.add_signer(
            actor=Command(), issuer=made.issuer, username=user.username, post="Jefa de producción"
        )
        proposed = services.propose(
            actor=Command(),
            person=made.person,
            establishment=made.place,
            key=f"work:{company.pk}",
            title="Confección de prendas",
            tasks=["Opera máquina recta"],
            level="alone",
        )
        made.credential = services.sign(actor=user, credential=proposed)
    return made


def more(made, who, n):
    """One more issuer and a proposal of somebody."""
    Issuer.objects.create(
        kind="school", name=f"CEBA {n}", number=f"{n:07}", slug=f"ceba-{n}", did=f"did:web:x:{n}", base=f"https://x/{n}"
    )
    Credential.objects.create(
        person=who,
        establishment=made.place,
        issuer=made.issuer,
        kind="skill",
        title="Costura",
        description="Costura",
        lines=[["Cose", "", 0]],
        level="guided",
        hours=9,
        starts_on=date(2025, 1, 1),
        ends_on=date(2025, 2, 1),
        basis={"key": "work:0"},
        proposed_by="alguien",
        proposed_at=clock.now(),
    )
