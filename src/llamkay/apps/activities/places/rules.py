"""The dated numbers of places: how long who is away is waited for, until when an approval holds, the public order."""

from datetime import date
from functools import lru_cache
from typing import Any

from llamkay.core.law import LawBook
from llamkay.platform.law import every_law


@lru_cache(maxsize=1)
def book() -> LawBook:
    """The dated rules of places as they ship with this version."""
    return LawBook.of(tuple(found for found in every_law() if found["_file"].startswith("pe/places/")))


def rule(topic: str, *, on: date) -> Any:
    """The value of a rule in force on a day."""
    return book().value(f"places.{topic}", on=on).value
