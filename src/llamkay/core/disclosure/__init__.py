"""Small-cell rules: what may be said in public when a count is so small that it may point at somebody."""

from llamkay.core.disclosure.cells import SMALLEST, published_value

__all__ = ["SMALLEST", "published_value"]
