"""The keys of an issuer, each with its days: published whole, so that what an old one signed stays verifiable.

The document is that of ``did:web`` with three members of ours in each key: ``from``, ``to`` (its end, not one of its
days) and, for a key that fell into other hands, ``only``: the seals of all it ever signed for its owner.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from llamkay.core.credentials.token import Forged, decode, encode
from llamkay.core.errors import Refused

MAX_KEYS = 500


@dataclass(frozen=True)
class Key:
    """A public key, its name within its issuer, and the days on which it may sign: from the first up to ``ends_on``."""

    id: str
    public: bytes
    starts_on: date
    ends_on: date | None = None
    only: frozenset[str] | None = None

    def __post_init__(self) -> None:
        if len(self.public) != 32:
            raise ValueError("a public key of Ed25519 has 32 bytes")

    def signs_on(self, day: date) -> bool:
        """Whether the key may sign on a day."""
        return self.starts_on <= day and (self.ends_on is None or day < self.ends_on)

    def answers_for(self, token: str) -> bool:
        """Whether the issuer stands by a token of this key: by all of them, unless the key fell into other hands."""
        return self.only is None or seal_of(token) in self.only

    @property
    def opened(self) -> Ed25519PublicKey:
        return Ed25519PublicKey.from_public_bytes(self.public)


def seal_of(token: str) -> str:
    """The seal by which a token is recognised, which tells nothing of it."""
    return hashlib.sha256(token.encode()).hexdigest()


@dataclass(frozen=True)
class KeyRing:
    """All keys of one or several issuers by the name that tokens give them, issuer before key."""

    keys: dict[str, dict[str, Key]]

    def issuer_of(self, kid: str) -> str | None:
        """Whose key it is; nobody's when it is not known."""
        return next((issuer for issuer, keys in self.keys.items() if kid in keys), None)

    @classmethod
    def read(cls, documents: Iterable[Any]) -> "KeyRing":
        """The keys of published documents; raises ``Refused`` with the sentence that says what is wrong in one."""
        keys: dict[str, dict[str, Key]] = {}
        for each in documents:
            if not isinstance(each, dict) or not isinstance(each.get("id"), str):
                raise Refused("the file of keys is no document of an issuer: it needs «id» and «verificationMethod»")
            methods = each.get("verificationMethod")
            if not isinstance(methods, list) or len(methods) > MAX_KEYS:
                raise Refused(f"the document of {each['id'][:80]} needs a list «verificationMethod» of its keys")
            mine = [_key(each["id"], method) for method in methods]
            if each["id"] in keys or len({key.id for key in mine}) != len(mine):
                raise Refused(f"the document of {each['id'][:80]} names an issuer or a key twice")
            keys[each["id"]] = {key.id: key for key in mine}
        return cls(keys)


def did_document(issuer: str, name: str, keys: Iterable[Key]) -> dict[str, Any]:
    """What an issuer publishes: every key that ever signed for it, with its days."""
    methods = [_method(issuer, key) for key in keys]
    return {
        "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/suites/jws-2020/v1"],
        "id": issuer,
        "name": name,
        "verificationMethod": methods,
        "assertionMethod": [method["id"] for method in methods if "only" not in method],
    }


def _method(issuer: str, key: Key) -> dict[str, Any]:
    made: dict[str, Any] = {
        "id": key.id,
        "type": "JsonWebKey2020",
        "controller": issuer,
        "publicKeyJwk": {"kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "use": "sig", "x": encode(key.public)},
        "from": key.starts_on.isoformat(),
        "to": key.ends_on.isoformat() if key.ends_on else None,
    }
    if key.only is not None:
        made["only"] = sorted(key.only)
    return made


def _key(issuer: str, method: Any) -> Key:
    wrong = Refused(f"a key of {issuer[:80]} cannot be read: it needs «id», «publicKeyJwk» of Ed25519, «from» and «to»")
    if not isinstance(method, dict):
        raise wrong
    jwk, id = method.get("publicKeyJwk"), method.get("id")
    if not isinstance(jwk, dict) or not isinstance(id, str) or not id.startswith(f"{issuer}#"):
        raise wrong
    if jwk.get("kty") != "OKP" or jwk.get("crv") != "Ed25519" or "d" in jwk:
        raise wrong
    only = method.get("only")
    if only is not None and not (isinstance(only, list) and all(isinstance(each, str) for each in only)):
        raise wrong
    try:
        ends = date.fromisoformat(method["to"]) if method.get("to") is not None else None
        starts, public = date.fromisoformat(method["from"]), decode(str(jwk.get("x")))
        return Key(id, public, starts, ends, frozenset(only) if only is not None else None)
    except (Forged, KeyError, TypeError, ValueError):
        raise wrong from None
