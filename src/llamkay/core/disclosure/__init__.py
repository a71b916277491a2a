"""What may be shown of a count of people."""

from llamkay.core.disclosure.bounds import Bounds, Sum, bounds
from llamkay.core.disclosure.cells import LIMIT, is_small, protect
from llamkay.core.disclosure.editions import Edition
from llamkay.core.disclosure.groups import Line, batch, holds, reach
from llamkay.core.disclosure.suppress import FEW, WIDTH, Finding, check, hide

__all__ = [
    "FEW",
    "LIMIT",
    "WIDTH",
    "Bounds",
    "Edition",
    "Finding",
    "Line",
    "Sum",
    "batch",
    "bounds",
    "check",
    "hide",
    "holds",
    "is_small",
    "protect",
    "reach",
]
