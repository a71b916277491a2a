"""Agreements and commitments between two institutions, written directly: for pages that must not ask more for more."""

from datetime import date
from types import SimpleNamespace

from llamkay.apps.coordination.models import (
    Agreement,
    AgreementParty,
    Commitment,
    CommitmentEntry,
    Evidence,
    Obligation,
    PostDesk,
)
from llamkay.apps.institutions.models import Institution, OfficeHolder, Post
from llamkay.platform import clock
from tests.worlds.factories import SINCE


def between(number, *, place, user):
    """One agreement with its parties, obligations and addendum, and a commitment that was told of and reviewed."""
    inpe, ministry = (Institution.objects.get(code=code) for code in ("inpe", "mimp"))
    posts = [Post.objects.create(institution=each, title=f"Cargo nacional {number}") for each in (inpe, ministry)]
    for post in posts:
        OfficeHolder.objects.create(post=post, name="Persona inventada", period=SINCE)
    values = {"purpose": "Cooperar", "entered_by": "x", "entered_at": clock.now(), "starts_on": date(2025, 1, 1)}
    draft = Agreement.objects.create(
        kind="specific", number=f"Convenio {number}", title="Cooperar", ends_on=date(2026, 4, 1), **values
    )
    parties = [
        AgreementParty.objects.create(agreement=draft, institution=post.institution, post=post, coordinator=post)
        for post in posts
    ]
    owed = [
        Obligation.objects.create(
            agreement=draft,
            party=party,
            text=f"Obligación {party.pk}",
            metric="population",
            establishment=place,
            target=100,
            due_on=date(2026, 3, 1),
            evidence="informe",
        )
        for party in parties
    ]
    signed = Agreement.objects.create(
        kind="specific",
        number=f"Firmado {number}",
        title="Cooperar",
        parent=draft,
        signed_on=date(2025, 1, 1),
        ends_on=date(2026, 3, 1),
        file=b"%PDF-",
        file_hash="0" * 64,
        **values,
    )
    given = {
        "year": 2026,
        "post": posts[1],
        "made_on": date(2026, 1, 1),
        "due_on": date(2026, 1, 31),
        "indicator": "se verá",
        "evidence": "informe",
        "metric": "population",
        "establishment": place,
        "target": 10,
        "agreement": draft,
        "entered_by": "x",
        "entered_at": clock.now(),
    }
    made = Commitment.objects.create(number=2 * number + 1, what="Capacitar al personal", **given)
    Commitment.objects.create(number=2 * number + 2, what="Capacitar más", obligation=owed[0], **given)
    for kind in ("own", "review"):
        entry = CommitmentEntry.objects.create(
            commitment=made, kind=kind, status="limited", words="Se dio un taller.", by="x", at=clock.now()
        )
        row = Evidence.objects.create(
            entry=entry, kind="file", name="a.pdf", content=b"%PDF-", content_type="application/pdf", sha256="0" * 64
        )
    PostDesk.objects.create(post=posts[1], user=user, period=SINCE)
    return SimpleNamespace(agreement=draft, signed=signed, commitment=made, evidence=row)
