"""A credential as a signed token (VC-JWT, Ed25519), and the careful reading of one that anybody may have written.

The payload is the credential itself with the claims of a JWT beside it (Open Badges 3.0, 8.2.4.1); the same credential
stands once more under ``vc``, where readers of the first data model look for it.
"""

import base64
import binascii
import json
import re
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

MAX_TOKEN = 128 * 1024  # characters of a certificate; a status list may be longer
ALG = "EdDSA"
LIMA = ZoneInfo("America/Lima")  # the days of keys and lists are those of their issuers
ATTACHMENT = "certificado.jwt"  # the name of the token inside the PDF
_CLAIMS = ("iss", "sub", "jti", "nbf", "exp", "iat", "aud", "vc")
_PART = re.compile(r"[A-Za-z0-9_-]+")


class Forged(Exception):
    """A token that nobody who may issue certificates wrote; ``code`` tells why, for ``words``."""

    def __init__(self, code: str, **values: str) -> None:
        self.code, self.values = code, values
        super().__init__(code)


def issue(credential: dict[str, Any], *, key: Ed25519PrivateKey, kid: str) -> str:
    """The token of a credential, signed; the same credential and key give the same token.

    The credential has ``id``, ``issuer`` and ``validFrom``; its claims are made of those.
    """
    claims = {
        "iss": issuer_of(credential),
        "jti": credential["id"],
        "nbf": int(moment(credential["validFrom"]).timestamp()),
    }
    subject = credential["credentialSubject"]
    if "id" in subject:
        claims["sub"] = subject["id"]
    header = {"alg": ALG, "typ": "JWT", "kid": kid}
    signed = f"{_pack(header)}.{_pack({**credential, **claims, 'vc': credential})}"
    return f"{signed}.{encode(key.sign(signed.encode()))}"


class Token:
    """A token taken apart and nothing of it believed yet. Raises ``Forged`` for what is none of ours."""

    def __init__(self, text: str, *, limit: int = MAX_TOKEN) -> None:
        if len(text) > limit:
            raise Forged("too_long")
        parts = text.split(".")
        if len(parts) != 3 or not all(map(_PART.fullmatch, parts)):
            raise Forged("no_token")
        self.signed, self.signature = f"{parts[0]}.{parts[1]}".encode(), decode(parts[2])
        header, payload = load(decode(parts[0])), load(decode(parts[1]))
        if header.get("alg") != ALG or header.get("crit") or "b64" in header:
            raise Forged("algorithm", algorithm=_short(header.get("alg")))
        self.kid = _text(header, "kid", "no_key_named")
        self.credential = _credential(payload)
        self.issuer = issuer_of(self.credential)
        self.id = _text(self.credential, "id", "claims")
        self.issued_at = moment(self.credential.get("validFrom"))
        self.ends_at = moment(self.credential["validUntil"]) if "validUntil" in self.credential else None
        _agree(payload, self)

    def signed_by(self, key: Ed25519PublicKey) -> bool:
        """Whether this key signed the token as it stands."""
        try:
            key.verify(self.signature, self.signed)
        except InvalidSignature:
            return False
        return True


def encode(raw: bytes) -> str:
    """Base64 for addresses, without padding."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def decode(text: str) -> bytes:
    """The bytes of ``encode``; raises ``Forged`` for another writing of the same bytes, too."""
    try:
        raw = base64.urlsafe_b64decode((text + "=" * (-len(text) % 4)).encode())
    except binascii.Error:
        raise Forged("no_token") from None
    if encode(raw) != text:
        raise Forged("no_token")
    return raw


def load(raw: bytes) -> dict[str, Any]:
    """An object of JSON in which no name stands twice; raises ``Forged`` for anything else."""
    try:
        value = json.loads(raw.decode(), object_pairs_hook=_once, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise Forged("no_token") from None
    if not isinstance(value, dict):
        raise Forged("no_token")
    return value


def issuer_of(credential: dict[str, Any]) -> str:
    """Who issued a credential, as its identifier; raises ``Forged`` without one."""
    issuer = credential.get("issuer")
    return _text(issuer if isinstance(issuer, dict) else {"id": issuer}, "id", "claims")


def stamp(at: datetime) -> str:
    """A moment as credentials write it: ``2026-02-02T21:07:00Z``."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def moment(text: object) -> datetime:
    """The moment that ``stamp`` wrote; raises ``Forged`` for what is none, or has no zone."""
    try:
        at = datetime.fromisoformat(text) if isinstance(text, str) and len(text) < 40 else None
    except ValueError:
        at = None
    if at is None or at.tzinfo is None or not 1970 < at.year < 9000:
        raise Forged("dates")
    return at


def _credential(payload: dict[str, Any]) -> dict[str, Any]:
    """The credential of a payload, wherever it stands; where it stands twice, both must be the same."""
    above = {name: value for name, value in payload.items() if name not in _CLAIMS}
    inside = payload.get("vc")
    if inside is not None and not isinstance(inside, dict):
        raise Forged("claims")
    if inside is not None and "credentialSubject" in above and inside != above:
        raise Forged("two_credentials")
    credential = above if "credentialSubject" in above else inside
    if not credential or not isinstance(credential.get("credentialSubject"), dict):
        raise Forged("claims")
    return credential


def _agree(payload: dict[str, Any], token: Token) -> None:
    """The claims beside the credential say what it says; raises ``Forged`` otherwise."""
    expected: dict[str, object] = {"iss": token.issuer, "jti": token.id, "nbf": int(token.issued_at.timestamp())}
    if token.ends_at:
        expected["exp"] = int(token.ends_at.timestamp())
    if any(payload.get(name) != value for name, value in expected.items()) or "aud" in payload:
        raise Forged("claims")
    if payload.get("sub") != token.credential["credentialSubject"].get("id") or ("exp" in payload) != bool(
        token.ends_at
    ):
        raise Forged("claims")


def _text(values: dict[str, Any], name: str, code: str) -> str:
    value = values.get(name)
    if not isinstance(value, str) or not 0 < len(value) <= 500:
        raise Forged(code)
    return value


def _short(value: object) -> str:
    return str(value)[:20] if isinstance(value, str) else "?"


def _pack(value: dict[str, Any]) -> str:
    return encode(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode())


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({name for name, _value in pairs}) != len(pairs):
        raise Forged("no_token")
    return dict(pairs)


def _no_number(_text: str) -> None:
    raise Forged("no_token")
