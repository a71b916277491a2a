"""What the office reads of certificates, the caller's scope first; what strangers read of one by its number."""

import hashlib
from collections.abc import Iterable
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import Count, Q, QuerySet

from llamkay.apps.certificates.kinds import State
from llamkay.apps.certificates.models import Credential, Issuer, IssuerKey, PublicCredential, Signer, StatusList
from llamkay.apps.certificates.permissions import PROPOSE, SIGN
from llamkay.apps.people.queries import identities, search
from llamkay.core.credentials import Key, KeyRing, Lists, did_document
from llamkay.core.credentials.silence import fold
from llamkay.platform import clock
from llamkay.platform.database.search import InOrder
from llamkay.platform.security.access import decide
from llamkay.platform.security.scope import Scope, elevated

if TYPE_CHECKING:
    from llamkay.apps.people.models import Person


def credentials(
    *, scope: Scope, actor: Any = None, words: str = "", kind: str = "", state: str = "", issuer: Any = None
) -> QuerySet[Credential]:
    """The certificates of the scope, the newest first; who only signs sees those of their issuers."""
    rows = scope.filter(Credential.objects.select_related("person", "establishment", "issuer", "public"))
    if actor is not None and decide(actor, SIGN) and not decide(actor, PROPOSE):
        rows = rows.filter(issuer__in=signs_for(actor.username))
    if words:
        rows = rows.filter(
            Q(person__in=search(scope, words)) | Q(public__code__iexact=words.strip()) | _numbered(words)
        )
    if kind:
        rows = rows.filter(kind=kind)
    if state:
        rows = rows.filter(state=state)
    if issuer:
        rows = rows.filter(issuer=issuer)
    return rows.defer("pdf", "token").order_by("-id")


def _numbered(words: str) -> Q:
    number, dash, year = words.strip().partition("-")
    plain = (number + year).isascii() and (number + year).isdecimal() and len(number) < 9 and len(year) == 4
    return Q(public__number=int(number), public__year=int(year)) if number and dash and plain else Q(pk=None)


def signs_for(username: str) -> QuerySet[Issuer]:
    """The issuers for whom an account signs today."""
    return Issuer.objects.filter(pk__in=Signer.objects.filter(username=username, ended_on=None).values("issuer"))


def signer(issuer: Issuer, username: str) -> Signer | None:
    """As what an account signs for an issuer; nothing where it does not."""
    return Signer.objects.filter(issuer=issuer, username=username, ended_on=None).first()


def of_person(person: "Person", *, scope: Scope, actor: Any) -> list[Credential]:
    """A person's certificates in the scope, under every identity that was joined."""
    return list(credentials(scope=scope, actor=actor).filter(person__in=identities(person)))


class Earned(NamedTuple):
    """A certificate that was signed of somebody: of which kind, when, and whether it stands."""

    person: int
    kind: str
    on: date
    stands: bool


def earned(people: Iterable[int]) -> list[Earned]:
    """The certificates signed of these people, but for those that another replaced; one query for any number."""
    rows = Credential.objects.filter(person__in=list(people)).exclude(public=None).exclude(state=State.SUPERSEDED)
    columns = rows.order_by("public__issued_at").values_list("person_id", "kind", "public__issued_at", "state")
    return [
        Earned(person, kind, at.astimezone(clock.LIMA).date(), state == State.ISSUED)
        for person, kind, at, state in columns
    ]


def correction_of(row: Credential) -> Credential | None:
    """The certificate that corrects this one, or is proposed to."""
    return Credential.objects.select_related("public").filter(replaces=row).exclude(state=State.DECLINED).first()


def issuers() -> QuerySet[Issuer]:
    """Every issuer with how many certificates it signed."""
    return Issuer.objects.annotate(signed=Count("published", distinct=True)).order_by(InOrder("name"), "id")


def keys_of(issuer: Issuer) -> list[IssuerKey]:
    """Every key of an issuer, the newest first."""
    return list(issuer.keys.order_by("-number"))


def signers(issuer: Issuer) -> list[Signer]:
    """Who signs or signed for an issuer, for whoever administers it: wherever they work."""
    with elevated():
        return list(Signer.objects.filter(issuer=issuer).select_related("issuer"))


def offices(issuer: Issuer) -> list[str]:
    """The prisons in whose classes or workshops an issuer certifies, for whoever administers it."""
    with elevated():
        return list(issuer.offices.order_by("establishment__order").values_list("establishment__name", flat=True))


# ------------------------------------------------------------------------------------------------- for strangers


def published(code: str) -> PublicCredential | None:
    """What is public of the certificate of a number."""
    rows = PublicCredential.objects.select_related("issuer", "key__issuer", "replaced_by")
    return rows.filter(code=code).first()


def by_seal(seal: str) -> PublicCredential | None:
    """What is public of the certificate whose PDF or token has that seal."""
    rows = PublicCredential.objects.select_related("issuer", "key__issuer", "replaced_by")
    return rows.filter(Q(pdf_seal=seal) | Q(token_seal=seal)).first()


def name_seal(code: str, name: str) -> str:
    """The seal of a holder's name: without the number of the certificate nobody can try names against it."""
    words = " ".join(sorted(fold(name).split()))  # whatever their order
    return hashlib.sha256(f"{code} {words}".encode()).hexdigest()


def issuer_of(slug: str) -> Issuer | None:
    """The issuer of an address."""
    return Issuer.objects.filter(slug=slug).first()


def public_keys(issuer: Issuer) -> dict[str, Any]:
    """The document of an issuer's keys: every one that ever signed, with its days."""
    return did_document(issuer.did, issuer.name, [_key(issuer, row) for row in issuer.keys.order_by("number")])


def _key(issuer: Issuer, row: IssuerKey) -> Key:
    only = None
    if row.lost_on:
        only = frozenset(PublicCredential.objects.filter(key=row).values_list("token_seal", flat=True))
    return Key(f"{issuer.did}#{row}", bytes(row.public), row.starts_on, row.ends_on, only)


def lists_of(issuer: Issuer) -> list[StatusList]:
    """The two signed lists of an issuer."""
    return list(StatusList.objects.filter(issuer=issuer).order_by("purpose"))


def everything_to_verify() -> tuple[KeyRing, Lists]:
    """The keys and lists of every issuer of this house."""
    documents = [public_keys(issuer) for issuer in Issuer.objects.order_by("id")]
    return KeyRing.read(documents), Lists.read(StatusList.objects.values_list("token", flat=True))


def waiting(*, scope: Scope, actor: Any) -> int:
    """How many proposals wait for the signature of an account."""
    rows = credentials(scope=scope).filter(state=State.PROPOSED, issuer__in=signs_for(actor.username))
    return rows.exclude(proposed_by=actor.username).count()


def not_handed_over(*, scope: Scope) -> int:
    """How many certificates stand and their holders have not received them."""
    return credentials(scope=scope).filter(state=State.ISSUED, handed_on=None).count()


def day_of_lists(lists: Iterable[StatusList]) -> date | None:
    """The day of the older of the lists."""
    return min((each.signed_at.date() for each in lists), default=None)


def certified(ruc: str, establishment: int, first: date, end: date) -> int:
    """How many certificates in force a company signed for people of a prison, from one day to before another."""
    rows = Credential.objects.filter(issuer__number=ruc, establishment=establishment, state=State.ISSUED)
    since, until = (datetime.combine(day, time.min, clock.LIMA) for day in (first, end))
    return rows.filter(public__issued_at__gte=since, public__issued_at__lt=until).count()
