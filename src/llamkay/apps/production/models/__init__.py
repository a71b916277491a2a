"""The tables of production, by what they are about."""

from llamkay.apps.production.models.brands import Brand
from llamkay.apps.production.models.making import (
    Batch,
    BatchNeed,
    Completion,
    Consumption,
    HygieneRecord,
    QualityCheck,
    Recipe,
    RecipePart,
    SanitaryRegistration,
)
from llamkay.apps.production.models.stock import Balance, CountLine, Good, Lot, Movement, Site, StockCount

__all__ = [
    "Balance",
    "Batch",
    "BatchNeed",
    "Brand",
    "Completion",
    "Consumption",
    "CountLine",
    "Good",
    "HygieneRecord",
    "Lot",
    "Movement",
    "QualityCheck",
    "Recipe",
    "RecipePart",
    "SanitaryRegistration",
    "Site",
    "StockCount",
]
