"""What may be shown of a count of people."""

from llamkay.core.disclosure.bounds import Bounds, Sum, bounds
from llamkay.core.disclosure.cells import LIMIT, is_small, protect
from llamkay.core.disclosure.suppress import FEW, WIDTH, Finding, check, hide

__all__ = ["FEW", "LIMIT", "WIDTH", "Bounds", "Finding", "Sum", "bounds", "check", "hide", "is_small", "protect"]
