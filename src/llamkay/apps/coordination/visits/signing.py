"""Minutes and their corrections are signed by whoever received and whoever led; then the house seals the file.

A correction is a second, numbered document, signed by the same people: what was signed stays as it was.
"""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from llamkay.apps.coordination import acts
from llamkay.apps.coordination.commitments.queries import desks, posts_answered
from llamkay.apps.coordination.models import PaperSignature, SignedMinutes, Visit, VisitHost, Visitor, VisitPaper
from llamkay.apps.coordination.permissions import PLAN, SIGN_MINUTES
from llamkay.apps.coordination.visits import papers
from llamkay.apps.institutions.queries import heading_on
from llamkay.apps.remission.certificates.services import authority
from llamkay.core.errors import Refused
from llamkay.platform import clock
from llamkay.platform import papers as documents
from llamkay.platform.models import IssuedPaper
from llamkay.platform.record import audit
from llamkay.platform.record.acts import Verb
from llamkay.platform.security.access import require
from llamkay.platform.security.scope import elevated

Kind, How = VisitPaper.Kind, PaperSignature.How
SIGNED_KINDS = (Kind.MINUTES, Kind.CORRECTION)


@dataclass(frozen=True)
class Signer:
    """Somebody who signs the minutes of a visit, with the post of that day, and what they did; nothing yet: none."""

    host: VisitHost | None
    visitor: Visitor | None
    name: str
    post: str
    signature: PaperSignature | None

    @property
    def key(self) -> str:
        """What names them on a page."""
        return f"penal-{self.host.pk}" if self.host else f"visitante-{self.visitor.pk}" if self.visitor else ""


def signers(paper: VisitPaper) -> list[Signer]:
    """Who signs a paper, in its order: those who received, then whoever led."""
    with elevated():  # the paper is of every prison of its visit
        done = list(paper.signatures.all())
        hosts = list(VisitHost.objects.filter(visit=paper.visit_id).select_related("post").order_by("order", "id"))
        leaders = list(Visitor.objects.filter(visit=paper.visit_id, leads=True))
    of_host, of_visitor = {each.host_id: each for each in done}, {each.visitor_id: each for each in done}
    return [Signer(host, None, host.holder, host.post.title, of_host.get(host.pk)) for host in hosts] + [
        Signer(None, each, each.name, each.post_title, of_visitor.get(each.pk)) for each in leaders
    ]


def signers_of(paper: VisitPaper) -> list[Signer]:
    """The same of a paper that is signed; of any other, nobody."""
    return signers(paper) if paper.kind in SIGNED_KINDS else []


@dataclass(frozen=True)
class Beside:
    """A document to be read with another: its title, when it was made or sealed, and its code, none while somebody has
    still to sign it."""

    title: str
    at: datetime
    code: str


def corrections_of(issued: IssuedPaper) -> list[Beside]:
    """The corrections of minutes that carry a code, in their order; of anything else, none."""
    with elevated():  # whoever verifies a code sees no visit
        rows = VisitPaper.objects.filter(
            kind=Kind.CORRECTION,
            visit__papers__kind=Kind.MINUTES,
            visit__papers__signed__paper=issued,
        )
        return [_beside(row) for row in rows.select_related("signed__paper").defer("file").order_by("number")]


def minutes_of(issued: IssuedPaper) -> Beside | None:
    """The minutes that a correction with a code corrects."""
    with elevated():
        rows = VisitPaper.objects.filter(
            kind=Kind.MINUTES, visit__papers__kind=Kind.CORRECTION, visit__papers__signed__paper=issued
        )
        row = rows.select_related("signed__paper").defer("file").first()
        return _beside(row) if row else None


def _beside(row: VisitPaper) -> Beside:
    sealed = row.signed.paper if hasattr(row, "signed") else None
    title = str(row.document["title"])
    return Beside(title, sealed.issued_at if sealed else row.made_at, sealed.code if sealed else "")


def own(user: Any, paper: VisitPaper, today: date) -> Signer | None:
    """The one for whose post an account answers, where they have not signed yet."""
    posts = posts_answered(user, today)
    waiting = (each for each in signers(paper) if each.signature is None and each.host)
    return next((each for each in waiting if each.host and each.host.post_id in posts), None)


def waiting_for(user: Any, today: date) -> list[VisitPaper]:
    """The papers that wait for the signature of an account."""
    answered = desks(today).filter(user_id=user.pk or 0).order_by().values("post")
    hosts = VisitHost.objects.filter(post__in=answered).exclude(holder="")
    unsigned = hosts.filter(visit=OuterRef("visit")).exclude(
        pk__in=PaperSignature.objects.filter(paper=OuterRef(OuterRef("pk")), host__isnull=False).values("host")
    )
    rows = VisitPaper.objects.filter(Exists(unsigned), kind__in=SIGNED_KINDS, signed=None)
    with elevated():  # of prisons that the account does not see
        return list(rows.select_related("visit").defer("file", "document").order_by("id"))


@transaction.atomic
def sign_own(*, actor: Any, paper: VisitPaper) -> PaperSignature:
    """Sign with the own account, for the post that it answers for; the last one to sign has the file sealed.

    Raises ``Refused`` where nothing waits for that account.
    """
    require(actor, SIGN_MINUTES)
    with elevated():
        locked = _locked(paper)
        signer = own(actor, locked, clock.today())
        if signer is None:
            raise Refused(_("Esta acta no espera su firma: la firma quien responde por el cargo que recibió."))
        return _put(actor, locked, signer, How.ACCOUNT, str(actor))


@transaction.atomic
def write_down(*, actor: Any, paper: VisitPaper, signer: str, how: str, words: str) -> PaperSignature:
    """Write down that somebody signed by hand, and where the original is, or did not sign, and why.

    ``signer`` is a ``Signer.key``. Raises ``Refused`` for who already did, and where nobody would have signed.
    """
    require(actor, PLAN)
    if not actor.actions[PLAN].everything:
        raise Refused(_("El acta es de todos los penales de la visita."))
    locked = _locked(paper)
    found = next((each for each in signers(locked) if each.key == signer and each.signature is None), None)
    if found is None:
        raise Refused(_("Esa firma ya está, o no es de esta acta."), "signer")
    if how not in (How.HAND, How.REFUSED) or not words.strip():
        raise Refused(_("Escriba dónde está el original firmado, o por qué no firmó."), "words")
    return _put(actor, locked, found, how, words.strip())


@transaction.atomic
def correct(*, actor: Any, visit: Visit, says: str, should_say: str, why: str) -> VisitPaper:
    """Correct minutes by a second, numbered document, which the same people sign; the minutes stay as they are.

    ``says`` are words of the minutes. Raises ``Refused`` where they do not stand there.
    """
    require(actor, PLAN)
    if not actor.actions[PLAN].everything:
        raise Refused(_("El acta es de todos los penales de la visita."))
    Visit.objects.select_for_update(of=("self",)).get(pk=visit.pk)
    says, should_say, why = (" ".join(text.split()) for text in (says, should_say, why))
    minutes = _minutes(visit.pk)
    if minutes is None:
        raise Refused(_("La visita todavía no tiene acta: corrija lo que está escrito."))
    if not says or not any(says in text for text in papers.texts(minutes.document)):
        raise Refused(_("El acta no dice eso: copie sus palabras tal como están."), "says")
    if not should_say or should_say == says:
        raise Refused(_("Escriba qué debe decir, distinto de lo que dice."), "should_say")
    if len(why) < 10:
        raise Refused(_("Escriba por qué: ese motivo se imprime."), "why")
    number = VisitPaper.objects.filter(visit=visit, kind=Kind.CORRECTION).count() + 1
    document, file = papers.correction(minutes, number, {"says": says, "should_say": should_say, "why": why})
    made = VisitPaper.objects.create(
        visit=visit,
        kind=Kind.CORRECTION,
        number=number,
        document=document,
        file=file,
        sha256=hashlib.sha256(file).hexdigest(),
        made_by=actor.username,
        made_at=clock.now(),
    )
    _record(actor, acts.CORRECT_MINUTES, made, f"{actor} hizo la rectificación {number} del acta de «{visit}».")
    return made


def _minutes(visit: int) -> VisitPaper | None:
    rows = VisitPaper.objects.filter(visit=visit, kind=Kind.MINUTES)
    return rows.select_related("signed__paper").defer("file", "signed__pdf").first()


def _locked(paper: VisitPaper) -> VisitPaper:
    # The visit is locked, not its paper: of a paper the login of the application may change nothing, not even lock it.
    Visit.objects.select_for_update(of=("self",)).get(pk=paper.visit_id)
    found = VisitPaper.objects.select_related("visit").get(pk=paper.pk)
    if found.kind not in SIGNED_KINDS:
        raise Refused(_("Una ayuda memoria no se firma."))
    return found


def _put(actor: Any, paper: VisitPaper, signer: Signer, how: str, words: str) -> PaperSignature:
    made = PaperSignature.objects.create(
        paper=paper,
        host=signer.host,
        visitor=signer.visitor,
        how=how,
        words=words,
        entered_by=actor.username,
        entered_at=clock.now(),
    )
    did = f"{audit.spanish(made.get_how_display).lower()}: {signer.name}, {signer.post}"
    title = f"{audit.spanish(paper.get_kind_display)} {paper.number} de «{paper.visit}»"
    _record(actor, acts.SIGN_MINUTES, paper, f"{title}, {did}.")
    everybody = signers(paper)
    if all(each.signature for each in everybody):
        _seal(actor, paper, everybody)
    return made


def _seal(actor: Any, paper: VisitPaper, everybody: list[Signer]) -> None:
    """The file as all signed it, with its code and the institution's signature over every byte."""
    if all(each.signature and each.signature.how == How.REFUSED for each in everybody):
        raise Refused(_("Nadie la firmó: un acta lleva al menos una firma."), "how")
    now, code = clock.now(), documents.new_code()
    title, heading = str(paper.document["title"]), heading_on(now.date()).name
    lines = [papers.signature(each.name, each.post, each.signature) for each in everybody if each.signature]
    minutes = _minutes(paper.visit_id) if paper.kind == Kind.CORRECTION else None
    made = papers.signed(paper, lines, code=code, at=now, minutes=minutes)
    pdf = documents.sign(made, authority(), reason=title, location=None)
    issued = IssuedPaper.objects.create(
        code=code, title=title, institution=heading, issued_at=now, sha256=hashlib.sha256(pdf).hexdigest()
    )
    sealed = SignedMinutes.objects.create(minutes=paper, paper=issued, pdf=pdf)
    audit.record(
        actor=actor.username,
        verb=acts.SEAL_MINUTES,
        target=f"visit:{paper.visit_id}",
        sentence=f"{audit.spanish(paper.get_kind_display)} {paper.number} de «{paper.visit}»: firmada por todos.",
        stream="national",
        details={"signed": sealed.pk, "sha256": issued.sha256},
    )


def _record(actor: Any, verb: Verb, paper: VisitPaper, sentence: str) -> None:
    audit.record(
        actor=actor.username, verb=verb, target=f"visit:{paper.visit_id}", sentence=sentence, stream="national"
    )
