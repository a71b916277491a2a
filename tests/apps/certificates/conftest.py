"""A small prison whose workshop sews for a company that certifies skills, and who signs for it."""

from datetime import date

import pytest

from llamkay.apps.activities.models import Company, Reason, Sheet, SheetRow, Trade
from llamkay.apps.certificates import issuers, services
from llamkay.apps.certificates.kinds import IssuerKind
from llamkay.platform.security.access import Command
from tests.worlds.fixtures import in_a_demonstration
from tests.worlds.shared import world
from tests.worlds.small import make_user, small_prison

RUC = "20100070970"
TASKS = ["Opera máquina recta y remalladora", "Corta según molde"]


def month_of(activity, month, people, days, *, state="closed", absent=0):
    """A sheet of four hours on the first days of a month, of which the first may be of absence."""
    sheet = Sheet.objects.create(activity=activity, month=month)
    present = Reason.objects.filter(present=True, counts=True, expelled=False).earliest("number")
    missing = Reason.objects.filter(present=False).earliest("number")
    for person in people:
        SheetRow.objects.create(
            sheet=sheet,
            person=person,
            minutes=[240] * days + [0] * (31 - days),
            reasons=[missing.number] * absent + [present.number] * (days - absent) + [0] * (31 - days),
        )
    Sheet.objects.filter(pk=sheet.pk).update(state=state)
    return sheet


@world(on=small_prison)
def sewing_prison(small):
    """Ana and Eva sewed twenty days of December and ten of January for a company that is an issuer."""
    with in_a_demonstration():
        small.company = Company.objects.create(ruc=RUC, name="Textiles Sumaq S.A.C.")
        trade = Trade.objects.first()
        small.sewing = small.make_activity(
            small.here, "COS", name="Costura", modality="company", company=small.company, trade=trade
        )
        small.sheets = [
            month_of(small.sewing, date(2025, 12, 1), [small.ana, small.eva], 20),
            month_of(small.sewing, date(2026, 1, 1), [small.ana], 10),
        ]
        small.issuer = issuers.add_issuer(
            actor=Command(),
            kind=IssuerKind.COMPANY,
            name="Textiles Sumaq S.A.C.",
            number=RUC,
            establishments=[small.here],
        )
        small.signer = make_user("firma", "certificate_signer", small.here)
        small.second_signer = make_user("firma2", "certificate_signer", small.here)
        for user, post in ((small.signer, "Jefa de producción"), (small.second_signer, "Gerente")):
            issuers.add_signer(actor=Command(), issuer=small.issuer, username=user.username, post=post)
        small.administrator = make_user("admin", "administrator", None)
    return small


@pytest.fixture
def sewing(sewing_prison, demonstration, everything):
    """That prison, with the reach of headquarters and papers of a demonstration."""
    return sewing_prison


@pytest.fixture
def propose(sewing):
    """Propose the skill of somebody."""

    def propose(person=None, **changes):
        values = {"title": "Confección de prendas de punto", "tasks": TASKS, "level": "alone"} | changes
        return services.propose(
            actor=values.pop("actor", sewing.head_work),
            person=person or sewing.ana,
            establishment=sewing.here,
            key=f"work:{sewing.company.pk}",
            **values,
        )

    return propose


@pytest.fixture
def signed(sewing, propose):
    """A certificate that stands."""
    return services.sign(actor=sewing.signer, credential=propose())
