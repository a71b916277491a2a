"""What may be shown of a count of people."""

from llamkay.core.disclosure.cells import LIMIT, is_small, protect

__all__ = ["LIMIT", "is_small", "protect"]
