"""The dated rules of the life plan as they ship with this version: windows of reviews, delays, treatment programmes."""

from datetime import date
from functools import lru_cache
from typing import Any

from django.utils.translation import get_language

from llamkay.core.law import LawBook, Value
from llamkay.core.lifeplan.reviews import NOW, Band
from llamkay.platform.law import every_law


@lru_cache(maxsize=1)
def book() -> LawBook:
    """The dated values of the life plan."""
    return LawBook.of(tuple(document for document in every_law() if document["_file"].startswith("pe/plan/")))


def bands(on: date) -> tuple[list[Band], Value]:
    """The windows of the next review by the time left, and the rule that says so."""
    rule = book().value("plan.review", on=on)
    return [
        Band(
            code=row["code"],
            upto=row.get("upto"),
            earliest=row.get("earliest", NOW),
            latest=row.get("latest"),
            before_release=row.get("before_release", 0),
            unknown=row.get("unknown", False),
        )
        for row in rule.value
    ], rule


def transfer_rule(on: date) -> Value:
    """Within how many days of a transfer the plan is reviewed."""
    return book().value("plan.transfer", on=on)


def interview_rule(on: date) -> Value:
    """Within how many days of the admission the first interview is held."""
    return book().value("plan.interview", on=on)


def council_rule(on: date) -> Value:
    """How often the council evaluates, and within how many days it is written down."""
    return book().value("plan.council", on=on)


def delays(on: date) -> dict[str, dict[str, Any]]:
    """Why a review is put off, by code: its name, its days."""
    return {row["code"]: row for row in book().value("plan.delay", on=on).value}


def programmes(on: date) -> dict[str, Value]:
    """The treatment programmes that somebody may be referred to on a day, by code."""
    return {rule.value["code"]: rule for rule in book().in_force("plan.treatment", on=on)}


def name_of(row: dict[str, Any]) -> str:
    """The name of a reason or a programme in the reader's language."""
    return str(row["name_en"] if get_language() == "en" else row["name"])
