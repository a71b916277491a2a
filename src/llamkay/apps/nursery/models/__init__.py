"""Children who live with their mothers, their papers and care, and what prepares the day they leave."""

from llamkay.apps.nursery.models.arrival import Arrival, ChildDocument, OtherChild
from llamkay.apps.nursery.models.children import Child, ChildStay, Nursery, NurseryPlace
from llamkay.apps.nursery.models.health import HealthFact, Pregnancy
from llamkay.apps.nursery.models.leaving import (
    Departure,
    OverstayGround,
    PlanStep,
    ReceivingAdult,
    UnitNotice,
)
from llamkay.apps.nursery.models.safety import Concern, Opening

__all__ = [
    "Arrival",
    "Child",
    "ChildDocument",
    "ChildStay",
    "Concern",
    "Departure",
    "HealthFact",
    "Nursery",
    "NurseryPlace",
    "Opening",
    "OtherChild",
    "OverstayGround",
    "PlanStep",
    "Pregnancy",
    "ReceivingAdult",
    "UnitNotice",
]
