"""The dated terms of the nursery as they ship with this version."""

from datetime import date
from functools import lru_cache
from typing import Any

from llamkay.core.law import LawBook
from llamkay.core.nursery.deadlines import Terms
from llamkay.platform.law import every_law


@lru_cache(maxsize=1)
def book() -> LawBook:
    """Every dated value, those of the nursery too."""
    return LawBook.of(every_law())


@lru_cache(maxsize=1)
def terms() -> Terms:
    """What a child in care today is planned by."""
    return Terms.newest(book())


def term(topic: str, *, on: date) -> Any:
    """The value of a term in force on a day."""
    return book().value(topic, on=on).value
