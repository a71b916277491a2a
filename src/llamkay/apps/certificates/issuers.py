"""Issuers, who signs for them, and their keys: made, changed, given up; every list signed again when one changes."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify
from django.utils.translation import gettext as _

from llamkay.apps.certificates import acts
from llamkay.apps.certificates.kinds import IssuerKind, State
from llamkay.apps.certificates.models import (
    Issuer,
    IssuerKey,
    IssuerOffice,
    IssuerSecret,
    PublicCredential,
    Signer,
    StatusList,
)
from llamkay.apps.certificates.permissions import ISSUERS
from llamkay.apps.certificates.silence import check_silent
from llamkay.apps.institutions.queries import account
from llamkay.core.credentials import PURPOSES, breaches, issue, list_document, list_url, pointer
from llamkay.core.errors import Refused
from llamkay.platform import clock
from llamkay.platform.record import audit
from llamkay.platform.record.acts import Verb
from llamkay.platform.security import scope
from llamkay.platform.security.access import require
from llamkay.platform.security.secrets import decrypt, encrypt

if TYPE_CHECKING:
    from llamkay.apps.institutions.models import Establishment

_DIGITS = {IssuerKind.SCHOOL: 7, IssuerKind.COMPANY: 11}


def add_issuer(*, actor: Any, kind: str, name: str, number: str, establishments: "Iterable[Establishment]") -> Issuer:
    """Register an issuer with its first key; its address is frozen: every certificate will name it.

    Raises ``Refused`` for a name that tells of prison, a number that is none, and an address of ours that tells it.
    """
    _national(actor)
    name, number, places = " ".join(name.split()), number.strip(), list(establishments)
    check_silent([name], field="name", bare=False)
    if not (number.isascii() and number.isdecimal() and len(number) == _DIGITS[IssuerKind(kind)]):
        raise Refused(
            _("El código modular de una institución educativa tiene 7 dígitos y el RUC de una empresa, 11."), "number"
        )
    if not places:
        raise Refused(_("Elija al menos un establecimiento en cuyas aulas o talleres certifica."), "establishments")
    address = public_address()
    slug = (slugify(name)[:32].strip("-") or "emisor") + f"-{number[-4:]}"
    with transaction.atomic(), scope.elevated():
        if Issuer.objects.filter(number=number).exists():
            raise Refused(_("Ya hay una entidad emisora con ese número."), "number")
        made = Issuer.objects.create(
            kind=kind,
            name=name,
            number=number,
            slug=slug,
            did=f"did:web:{urlsplit(address).netloc.replace(':', '%3A')}:emisores:{slug}",
            base=f"{address}/emisores/{slug}",
        )
        for place in places:
            IssuerOffice.objects.create(issuer=made, establishment=place)
        _record(actor, acts.ADD_ISSUER, made, f"{actor} registró a {made} como entidad emisora.")
        _new_key(made, clock.today())
        publish_lists(made)
    return made


def _national(actor: Any) -> None:
    """Issuers and keys are of the whole country: who administers one prison alone only reads them."""
    require(actor, ISSUERS)
    if not actor.actions[ISSUERS].everything:
        raise PermissionDenied(_("Las entidades emisoras y sus llaves las cambia la administración nacional."))


def public_address() -> str:
    """Where certificates are verified; raises ``Refused`` while it is an address that tells of prison."""
    address = settings.CERTIFICATES_URL
    if breaches([urlsplit(address).netloc.replace(".", " ").replace("-", " ")], []):
        raise Refused(
            _("La dirección {address} dice que es de un penal: configure LLAMKAY_CERTIFICATES_URL con otra.").format(
                address=address
            )
        )
    return str(address)


def add_office(*, actor: Any, issuer: Issuer, establishment: "Establishment") -> IssuerOffice:
    """Let an issuer certify what is done in another prison."""
    _national(actor)
    with transaction.atomic(), scope.elevated():
        made, new = IssuerOffice.objects.get_or_create(issuer=issuer, establishment=establishment)
        if not new:
            raise Refused(_("Ya certifica en ese establecimiento."), "establishment")
        _record(actor, acts.ADD_OFFICE, issuer, f"{issuer} puede certificar en {establishment}.")
    return made


def add_signer(*, actor: Any, issuer: Issuer, username: str, post: str) -> Signer:
    """Name whose account signs for an issuer, and as what; the function that lets it sign is given apart."""
    _national(actor)
    check_silent([post], field="post")
    if account(username, active=True) is None:
        raise Refused(_("No hay una cuenta activa con el usuario «{name}».").format(name=username), "username")
    with transaction.atomic(), scope.elevated():
        Issuer.objects.select_for_update().get(pk=issuer.pk)
        if issuer.signers.filter(username=username, ended_on=None).exists():
            raise Refused(_("Esa cuenta ya firma por {issuer}.").format(issuer=issuer), "username")
        made = Signer.objects.create(issuer=issuer, username=username, post=post.strip(), since=clock.today())
        _record(actor, acts.ADD_SIGNER, issuer, f"{username} firma por {issuer} como {post.strip()}.")
    return made


def end_signer(*, actor: Any, signer: Signer) -> Signer:
    """From today on the account no longer signs for the issuer; what it signed stands."""
    _national(actor)
    with transaction.atomic(), scope.elevated():
        found = Signer.objects.select_for_update().get(pk=signer.pk)
        if found.ended_on:
            raise Refused(_("Esa cuenta ya no firmaba."))
        found.ended_on = clock.today()
        found.save()
        _record(actor, acts.END_SIGNER, found.issuer, f"{found.username} ya no firma por {found.issuer}.")
    return found


def rotate(*, actor: Any, issuer: Issuer) -> IssuerKey:
    """Another key signs from today on. The former stays published with its days; its private half is destroyed."""
    _national(actor)
    today = clock.today()
    with transaction.atomic(), scope.elevated():
        Issuer.objects.select_for_update().get(pk=issuer.pk)
        former = issuer.keys.get(ends_on=None)
        if former.starts_on >= today:
            raise Refused(_("La llave de hoy recién empieza: cámbiela desde mañana o dela por perdida."))
        _end(former, today)
        made = _new_key(issuer, today)
        publish_lists(issuer)
        _record(actor, acts.ROTATE, issuer, f"{issuer} firma desde hoy con {made}; {former} queda publicada.")
    return made


def lose(*, actor: Any, issuer: Issuer, reason: str) -> IssuerKey:
    """The key that signs may be in other hands: another signs at once, and of the former only what is registered here
    is believed, whatever date somebody writes with it."""
    _national(actor)
    if len(reason.strip()) < 10:
        raise Refused(_("Escriba con una frase qué pasó con la llave."), "reason")
    today = clock.today()
    with transaction.atomic(), scope.elevated():
        Issuer.objects.select_for_update().get(pk=issuer.pk)
        former = issuer.keys.get(ends_on=None)
        former.lost_on = today
        # What it signed earlier today is registered: its last day is today, and no day of the new one overlaps.
        _end(former, date.fromordinal(today.toordinal() + 1))
        made = _new_key(issuer, today)
        publish_lists(issuer)
        _record(
            actor,
            acts.LOSE_KEY,
            issuer,
            f"{former} de {issuer} se dio por perdida; firma {made}.",
            reason=reason.strip(),
        )
    return made


def signing_key(issuer: Issuer) -> tuple[IssuerKey, Ed25519PrivateKey]:
    """The key that signs for an issuer now, with its private half. Raises ``Refused`` when it cannot be opened."""
    secret = IssuerSecret.objects.select_related("key__issuer").get(issuer=issuer)
    return secret.key, Ed25519PrivateKey.from_private_bytes(bytes.fromhex(decrypt(secret.private)))


def publish_lists(issuer: Issuer) -> None:
    """Sign both lists of an issuer as its certificates stand; in the transaction of whatever changed them."""
    key, private = signing_key(issuer)
    withdrawn = PublicCredential.objects.filter(issuer=issuer).exclude(state=State.ISSUED)
    slots: dict[str, list[int]] = {purpose: [] for purpose in PURPOSES}
    replaced: dict[str, str] = {}
    for code, slot, state, successor in withdrawn.values_list("code", "slot", "state", "replaced_by__code"):
        slots["suspension" if state == State.SUSPENDED else "revocation"].append(slot)
        if successor:
            name, hidden = pointer(credential_id(issuer, code), credential_id(issuer, successor))
            replaced[name] = hidden
    now = clock.now().replace(microsecond=0)
    for purpose in PURPOSES:
        document = list_document(
            url=list_url(issuer.base, purpose),
            issuer=issuer.did,
            purpose=purpose,
            slots=slots[purpose],
            at=now,
            replaced=replaced if purpose == "revocation" else {},
        )
        token = issue(document, key=private, kid=key.kid)
        StatusList.objects.update_or_create(issuer=issuer, purpose=purpose, defaults={"token": token, "signed_at": now})


def credential_id(issuer: Issuer, code: str) -> str:
    """The address of a certificate, which is its identifier: what its QR opens."""
    return f"{issuer.base.rpartition('/emisores/')[0]}/c/{code}"


def _new_key(issuer: Issuer, on: date) -> IssuerKey:
    private = Ed25519PrivateKey.generate()
    made = IssuerKey.objects.create(
        issuer=issuer,
        number=(issuer.keys.aggregate(last=Max("number"))["last"] or 0) + 1,
        public=private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw),
        starts_on=on,
    )
    raw = private.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
    IssuerSecret.objects.create(issuer=issuer, key=made, private=encrypt(raw.hex()))
    return made


def _end(key: IssuerKey, on: date) -> None:
    key.ends_on = on
    key.save()
    IssuerSecret.objects.filter(key=key).delete()


def _record(actor: Any, verb: Verb, issuer: Issuer, sentence: str, *, reason: str = "") -> None:
    audit.record(
        actor=actor.username,
        verb=verb,
        target=f"issuer:{issuer.pk}",
        sentence=sentence,
        stream="national",
        reason=reason,
    )
