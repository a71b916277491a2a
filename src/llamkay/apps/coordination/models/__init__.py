"""Tables of the coordination between institutions."""

from llamkay.apps.coordination.models.agreements import Agreement, AgreementParty, Obligation
from llamkay.apps.coordination.models.commitments import Commitment, CommitmentEntry, Evidence, PostDesk

__all__ = [
    "Agreement",
    "AgreementParty",
    "Commitment",
    "CommitmentEntry",
    "Evidence",
    "Obligation",
    "PostDesk",
]
