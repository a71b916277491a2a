"""The list by which certificates are withdrawn (Bitstring Status List): a bit each, downloaded whole, so that the
issuer never learns which one somebody looks at.

Two purposes only, a list each: more would tell more. A certificate has the same slot in both, drawn by lot. What a
corrected certificate replaced is pointed at in a way that only who holds the old one can read.
"""

import gzip
import hashlib
import io
import zlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from llamkay.core.credentials.keys import KeyRing
from llamkay.core.credentials.token import LIMA, Forged, Token, decode, encode, stamp
from llamkay.core.errors import Refused

SLOTS = 131_072  # the least that hides one among many
PURPOSES = ("revocation", "suspension")
MAX_LIST = 4 * 1024 * 1024  # characters of a list's token
_MAX_BYTES = 1024 * 1024  # of a list, unpacked
_TTL = 3_600_000  # milliseconds for which a list may be held before it is fetched again


def list_url(base: str, purpose: str) -> str:
    """Where a list of an issuer is published."""
    return f"{base}/{'revocacion' if purpose == 'revocation' else 'suspension'}.jwt"


def status_entries(base: str, slot: int) -> list[dict[str, str]]:
    """The lines of a certificate that name its slot in both lists."""
    if not 0 <= slot < SLOTS:
        raise ValueError(f"a list has slots from 0 to {SLOTS - 1}")
    return [
        {
            "id": f"{list_url(base, purpose)}#{slot}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": purpose,
            "statusListIndex": str(slot),
            "statusListCredential": list_url(base, purpose),
        }
        for purpose in PURPOSES
    ]


def pack(slots: Collection[int], size: int = SLOTS) -> str:
    """The bits of the slots, the first of each byte the highest, as the standard writes them.

    >>> unpack(pack([0, 9]))[:3].hex()
    '804000'
    """
    bits = bytearray(size // 8)
    for slot in slots:
        bits[slot // 8] |= 0x80 >> slot % 8
    return "u" + encode(gzip.compress(bytes(bits), mtime=0))


def unpack(text: object) -> bytes:
    """The bits of a list. Raises ``Forged`` for what is none, has too few slots to hide in, or unpacks too large."""
    if not isinstance(text, str) or not text.startswith("u"):
        raise Forged("list")
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(decode(text[1:]))) as file:
            bits = file.read(_MAX_BYTES + 1)
    except (OSError, EOFError, zlib.error):
        raise Forged("list") from None
    if not SLOTS // 8 <= len(bits) <= _MAX_BYTES:
        raise Forged("list")
    return bits


def list_document(
    *, url: str, issuer: str, purpose: str, slots: Collection[int], at: datetime, replaced: Mapping[str, str]
) -> dict[str, Any]:
    """A list as a credential, for ``issue``; ``replaced`` maps what was replaced as ``pointer`` wrote it."""
    subject: dict[str, Any] = {
        "id": f"{url}#list",
        "type": "BitstringStatusList",
        "statusPurpose": purpose,
        "encodedList": pack(slots),
        "ttl": _TTL,
    }
    if replaced:
        subject["replaced"] = dict(sorted(replaced.items()))
    return {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "id": url,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer,
        "validFrom": stamp(at),
        "credentialSubject": subject,
    }


def pointer(old: str, new: str = "") -> tuple[str, str]:
    """The name under which a replaced certificate stands in a list, and its successor, hidden from everybody else.

    Both are made of the old certificate's identifier, which has 74 bits of chance; nobody who lacks it can read on.
    """
    name = hashlib.sha256(f"replaced {old}".encode()).hexdigest()
    return name, encode(_hide(old, new.encode()))


def _hide(old: str, text: bytes) -> bytes:
    cover = hashlib.shake_256(f"successor of {old}".encode()).digest(len(text))
    return bytes(a ^ b for a, b in zip(text, cover, strict=True))


@dataclass(frozen=True)
class Lists:
    """The lists at hand by their address, nothing of them believed yet."""

    tokens: dict[str, Token]

    @classmethod
    def read(cls, texts: Iterable[str]) -> "Lists":
        """The lists of their tokens; raises ``Refused`` for what is no list."""
        tokens: dict[str, Token] = {}
        for text in texts:
            try:
                token = Token(text.strip(), limit=MAX_LIST)
            except Forged:
                raise Refused("the file of the status is no status list: download it again from the issuer") from None
            if token.id in tokens:
                raise Refused(f"the status list {token.id[:120]} stands twice in the file")
            tokens[token.id] = token
        return cls(tokens)

    def state(self, token: Token, keys: KeyRing) -> "State":
        """What the lists say of a certificate. Raises ``Refused`` when one that it names is missing or not genuine,
        and ``Forged`` when the certificate names none as it should."""
        entries = token.credential.get("credentialStatus")
        if not isinstance(entries, list) or len(entries) != len(PURPOSES):
            raise Forged("status")
        set_for, as_of, successor = set(), None, ""
        for purpose in PURPOSES:
            entry = _entry(entries, purpose)
            listing = self._genuine(entry["statusListCredential"], token.issuer, purpose, keys)
            subject = listing.credential["credentialSubject"]
            bits, slot = unpack(subject.get("encodedList")), int(entry["statusListIndex"])
            if slot >= len(bits) * 8:
                raise Forged("status")
            if bits[slot // 8] & 0x80 >> slot % 8:
                set_for.add(purpose)
            as_of = min(as_of or listing.issued_at, listing.issued_at)
            successor = successor or _successor(subject.get("replaced"), token.id)
        assert as_of is not None
        return State(frozenset(set_for), as_of, successor)

    def _genuine(self, url: str, issuer: str, purpose: str, keys: KeyRing) -> Token:
        listing = self.tokens.get(url)
        if listing is None:
            raise Refused(f"the status list {url[:200]} is missing: download it from the issuer and name it too")
        wrong = Refused(f"the status list {url[:200]} is not genuine: download it again from the issuer")
        key = keys.keys.get(issuer, {}).get(listing.kid)
        if listing.issuer != issuer or key is None or key.only is not None or not listing.signed_by(key.opened):
            raise wrong
        subject = listing.credential["credentialSubject"]
        if not key.signs_on(listing.issued_at.astimezone(LIMA).date()) or subject.get("statusPurpose") != purpose:
            raise wrong
        try:
            unpack(subject.get("encodedList"))
        except Forged:
            raise wrong from None
        return listing


@dataclass(frozen=True)
class State:
    """For what purposes the bit of a certificate is set, as of when, and what it was replaced by, if it was."""

    purposes: frozenset[str]
    as_of: datetime
    successor: str = ""


def _entry(entries: list[Any], purpose: str) -> dict[str, str]:
    mine = [each for each in entries if isinstance(each, dict) and each.get("statusPurpose") == purpose]
    if len(mine) != 1 or mine[0].get("type") != "BitstringStatusListEntry":
        raise Forged("status")
    slot, url = mine[0].get("statusListIndex"), mine[0].get("statusListCredential")
    if not (isinstance(slot, str) and slot.isascii() and slot.isdigit() and len(slot) < 10 and isinstance(url, str)):
        raise Forged("status")
    return mine[0]


def _successor(replaced: object, old: str) -> str:
    name, _hidden = pointer(old)
    hidden = replaced.get(name) if isinstance(replaced, dict) else None
    if not isinstance(hidden, str):
        return ""
    try:
        return _hide(old, decode(hidden)).decode()
    except (Forged, UnicodeDecodeError):
        return ""
