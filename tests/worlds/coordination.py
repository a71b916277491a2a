"""Agreements, commitments and visits written directly: their pages ask no more for more and tell no other prison."""

from datetime import date, time
from types import SimpleNamespace

from llamkay.apps.coordination.models import (
    Agreement,
    AgreementParty,
    Commitment,
    CommitmentEntry,
    Evidence,
    Gift,
    Obligation,
    PostDesk,
    Quotation,
    Stop,
    StopFigure,
    TalkingPoint,
    Visit,
    VisitHost,
    Visitor,
    VisitPaper,
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


def visit_of(place, word, *, stops=2, signs=None):
    """A visit to one prison that was briefed, with as many stops as asked, each with a figure, and its papers;
    ``signs`` answers for the post that received."""
    inpe = Institution.objects.get(code="inpe")
    post, _ = Post.objects.get_or_create(institution=inpe, establishment=place, title="Recepción")
    visit = Visit.objects.create(
        title=f"Visita {word}",
        on=date(2026, 2, 2),
        starts_at=time(9),
        purpose=f"Ver {word}",
        outcome="Un plan",
        state="briefed",
        entered_by="x",
        entered_at=clock.now(),
    )
    host = VisitHost.objects.create(visit=visit, establishment=place, order=1, post=post, holder="Rosa Sol")
    visitor = Visitor.objects.create(visit=visit, order=1, name=f"Visita de {word}", post_title="Ministra", leads=True)
    for order in range(stops):
        stop = Stop.objects.create(
            host=host, order=order, place=f"Taller {word} {order}", minutes=10, shown="Productos"
        )
        figure = StopFigure.objects.create(stop=stop, metric="population", establishment=place)
        TalkingPoint.objects.create(visit=visit, order=order, theme=word, text="Trabajo")
        Gift.objects.create(
            visit=visit, what=f"Bolso {order}", maker=word, price=100, receipt=f"B{order}", recipient=visitor
        )
        Quotation.objects.create(visit=visit, host=host, text=f"Las felicito, {word}")
    written = {
        "visit": visit,
        "number": 1,
        "document": {"visit": word},
        "file": f"%PDF-{word}".encode(),
        "sha256": "0" * 64,
        "made_by": "x",
        "made_at": clock.now(),
    }
    paper, minutes = (VisitPaper.objects.create(kind=kind, **written) for kind in ("brief", "minutes"))
    if signs and not PostDesk.objects.filter(post=post, user=signs).exists():
        PostDesk.objects.create(post=post, user=signs, period=SINCE)
    return SimpleNamespace(visit=visit, stop=stop, paper=paper, minutes=minutes, figure=figure)
