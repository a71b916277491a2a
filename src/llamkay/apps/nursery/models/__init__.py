"""Children who live with their mothers, their papers and care, and what prepares the day they leave."""

from llamkay.apps.nursery.models.arrival import Arrival, ChildDocument, OtherChild
from llamkay.apps.nursery.models.children import Child, ChildStay, Nursery, NurseryPlace
from llamkay.apps.nursery.models.day import (
    AuthorisedAdult,
    Carer,
    CarerCheck,
    DayEvent,
    FeedTime,
    HeadCount,
    Incident,
    IncidentAddition,
    MedicineDose,
    MedicineOrder,
    Outing,
    Room,
    Shift,
)
from llamkay.apps.nursery.models.health import HealthFact, Pregnancy, PregnancyFact, Problem, Referral, Visit
from llamkay.apps.nursery.models.leaving import (
    Departure,
    OverstayGround,
    PlanStep,
    ReceivingAdult,
    UnitNotice,
)
from llamkay.apps.nursery.models.review import AccessReview
from llamkay.apps.nursery.models.safety import BreakGlass, Concern

__all__ = [
    "AccessReview",
    "Arrival",
    "AuthorisedAdult",
    "BreakGlass",
    "Carer",
    "CarerCheck",
    "Child",
    "ChildDocument",
    "ChildStay",
    "Concern",
    "DayEvent",
    "Departure",
    "FeedTime",
    "HeadCount",
    "HealthFact",
    "Incident",
    "IncidentAddition",
    "MedicineDose",
    "MedicineOrder",
    "Nursery",
    "NurseryPlace",
    "OtherChild",
    "Outing",
    "OverstayGround",
    "PlanStep",
    "Pregnancy",
    "PregnancyFact",
    "Problem",
    "ReceivingAdult",
    "Referral",
    "Room",
    "Shift",
    "UnitNotice",
    "Visit",
]
