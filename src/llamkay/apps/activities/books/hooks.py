"""The books that higher apps hold beside those of who works or studies and of attendance."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

from llamkay.core.values import Month
from llamkay.platform.hooks import Hook

if TYPE_CHECKING:
    from llamkay.apps.institutions.models import Establishment


class Book(NamedTuple):
    """A book: what it is called, what it holds, the article that asks for it, who signs it, where it is."""

    name: str
    holds: str
    article: str
    signs: str
    url: str


# (the account that reads, the prison, the month that is asked for) → the books that it may open there.
BOOKS: "Hook[[Any, Establishment, Month], Iterable[Book]]" = Hook("activities.books")
