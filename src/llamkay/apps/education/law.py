"""The stages, proofs and terms of education as they ship with this version, asked by day."""

from datetime import date
from functools import lru_cache

from django.utils.translation import get_language

from llamkay.core.education.stages import Ladder, Stage
from llamkay.core.law import LawBook, Value
from llamkay.platform.law import every_law


@lru_cache(maxsize=1)
def book() -> LawBook:
    """The dated values of education, and of days the part of a course that may be missed."""
    files = ("pe/education/", "pe/remission/days")
    return LawBook.of(tuple(document for document in every_law() if document["_file"].startswith(files)))


@lru_cache(maxsize=64)
def ladder(on: date) -> Ladder:
    """The stages in force on a day."""
    return Ladder.of(book(), on=on)


def words(value: object) -> str:
    """The name of a stage or a proof in the reader's language; what the law data does not know stays as written."""
    if isinstance(value, Stage):
        return value.name_en if get_language() == "en" else value.name
    if isinstance(value, dict):
        return str(value["name_en"] if get_language() == "en" else value["name"])
    return str(value)


def stage_words(code: str, *, on: date) -> str:
    """The name of a stage by its code."""
    return words(ladder(on).stages.get(code, code))


def proofs(on: date) -> dict[str, Value]:
    """What proves schooling on a day, by code."""
    return {rule.value["code"]: rule for rule in book().in_force("education.proof", on=on)}


def most_absence(on: date) -> Value:
    """The part of a course, in hundredths, that may be missed without a reason."""
    return book().value("remission.absence", on=on)


def most_recovery(on: date) -> Value:
    """How many courses may be recovered after the final act."""
    return book().value("education.recovery.most", on=on)
