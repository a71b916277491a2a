"""Certificates as Open Badges 3.0: written, signed, withdrawn by a list that tells nobody who looks, verified."""

from llamkay.core.credentials.document import Achievement, Earned, Result, document
from llamkay.core.credentials.keys import Key, KeyRing, did_document
from llamkay.core.credentials.silence import Breach, breaches
from llamkay.core.credentials.status import (
    PURPOSES,
    SLOTS,
    Lists,
    list_document,
    list_url,
    pointer,
    status_entries,
)
from llamkay.core.credentials.token import ATTACHMENT, Forged, issue
from llamkay.core.credentials.verify import Seal, Verdict, verify
from llamkay.core.credentials.words import why

__all__ = [
    "ATTACHMENT",
    "PURPOSES",
    "SLOTS",
    "Achievement",
    "Breach",
    "Earned",
    "Forged",
    "Key",
    "KeyRing",
    "Lists",
    "Result",
    "Seal",
    "Verdict",
    "breaches",
    "did_document",
    "document",
    "issue",
    "list_document",
    "list_url",
    "pointer",
    "status_entries",
    "verify",
    "why",
]
