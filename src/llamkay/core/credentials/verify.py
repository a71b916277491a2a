"""Whether a certificate stands: by its token, its issuer's keys with their days, and its issuer's lists; offline."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

from llamkay.core.credentials.keys import Key, KeyRing
from llamkay.core.credentials.status import Lists
from llamkay.core.credentials.token import LIMA, Forged, Token

Status = Literal["valid", "revoked", "superseded", "suspended", "forged", "unknown_key"]
_AHEAD = timedelta(minutes=5)  # by which the clock of a reader may be slow


@dataclass(frozen=True)
class Seal:
    """The signature of the PDF that carried the token: whether every byte is as it was signed, and by which key."""

    whole: bool
    public: bytes


@dataclass(frozen=True)
class Verdict:
    """Whether a certificate stands and why, as a code with its values for ``words``; what it claims, if it is read.

    What a forged one claims, or one whose signer is not known, is not repeated: it would lend it credit.
    """

    status: Status
    code: str
    values: dict[str, str] = field(default_factory=dict)
    token: Token | None = None
    key: Key | None = None

    def as_dict(self, why: str) -> dict[str, Any]:
        """The verdict as the command prints it, with its reason in words."""
        claims = self.token.credential if self.token and self.key else {}
        profile, subject = claims.get("issuer"), claims.get("credentialSubject", {})
        achievement = subject.get("achievement")
        issuer = profile.get("name", profile["id"]) if isinstance(profile, dict) else profile
        return {
            "status": self.status,
            "issuer": issuer,
            "issued_on": self.token.issued_at.astimezone(LIMA).date().isoformat() if claims and self.token else None,
            "achievement": achievement.get("name") if isinstance(achievement, dict) else None,
            "number": subject.get("licenseNumber"),
            "id": claims.get("id"),
            "key": {
                "id": self.key.id,
                "from": self.key.starts_on.isoformat(),
                "to": self.key.ends_on.isoformat() if self.key.ends_on else None,
            }
            if self.key
            else None,
            "why": why,
        }


def verify(text: str, *, keys: KeyRing, lists: Lists, at: datetime, seal: Seal | None = None) -> Verdict:
    """Whether the certificate of a token stands at a moment; whatever the token is, there is an answer.

    Without a signature no more is read of it. A key that has ended still answers for what it signed within its days.
    Raises ``Refused`` only for lists that are missing or not genuine: then nothing can be said.
    """
    try:
        token = Token(text.strip())
        key = _key_of(token, keys)
        if key is None:
            return Verdict("unknown_key", "unknown_key", {"key": token.kid[:200]})
        _check(token, text.strip(), key, at, seal)
        state = lists.state(token, keys)
    except Forged as forged:
        return Verdict("forged", forged.code, forged.values)
    days = {"as_of": state.as_of.astimezone(LIMA).date().isoformat()}
    if "revocation" in state.purposes and state.successor:
        return Verdict("superseded", "superseded", {"successor": state.successor} | days, token, key)
    if "revocation" in state.purposes:
        return Verdict("revoked", "revoked", days, token, key)
    if "suspension" in state.purposes:
        return Verdict("suspended", "suspended", days, token, key)
    if token.ends_at and token.ends_at <= at:
        return Verdict("revoked", "ended", {"day": token.ends_at.astimezone(LIMA).date().isoformat()}, token, key)
    return Verdict("valid", "valid" if key.ends_on is None else "valid_old_key", days, token, key)


def _key_of(token: Token, keys: KeyRing) -> Key | None:
    """The key that a token names, if its issuer has it; raises ``Forged`` for the key of somebody else."""
    owner = keys.issuer_of(token.kid)
    if owner is not None and owner != token.issuer:
        raise Forged("other_issuer")
    return keys.keys.get(token.issuer, {}).get(token.kid)


def _check(token: Token, text: str, key: Key, at: datetime, seal: Seal | None) -> None:
    """Signature, days and paper; raises ``Forged`` with what does not hold."""
    if not token.signed_by(key.opened):
        raise Forged("signature")
    if token.issued_at > at + _AHEAD:
        raise Forged("future")
    if not key.signs_on(token.issued_at.astimezone(LIMA).date()):
        raise Forged("key_days", key=key.id)
    if not key.answers_for(text):
        raise Forged("key_lost", key=key.id)
    types = token.credential.get("type")
    if not isinstance(types, list) or "OpenBadgeCredential" not in types or "VerifiableCredential" not in types:
        raise Forged("other_credential")
    if seal and not seal.whole:
        raise Forged("paper_changed")
    if seal and seal.public != key.public:
        raise Forged("paper_key")
