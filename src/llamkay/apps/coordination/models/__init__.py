"""Tables of the coordination between institutions."""

from llamkay.apps.coordination.models.agreements import Agreement, AgreementParty, Obligation
from llamkay.apps.coordination.models.commitments import Commitment, CommitmentEntry, Evidence, PostDesk
from llamkay.apps.coordination.models.visits import (
    Gift,
    PaperSignature,
    Quotation,
    SignedMinutes,
    Stop,
    StopFigure,
    TalkingPoint,
    Visit,
    VisitHost,
    Visitor,
    VisitPaper,
)

__all__ = [
    "Agreement",
    "AgreementParty",
    "Commitment",
    "CommitmentEntry",
    "Evidence",
    "Gift",
    "Obligation",
    "PaperSignature",
    "PostDesk",
    "Quotation",
    "SignedMinutes",
    "Stop",
    "StopFigure",
    "TalkingPoint",
    "Visit",
    "VisitHost",
    "VisitPaper",
    "Visitor",
]
