"""The dated rules of the life plan as they ship with this version: windows of reviews, delays, treatment programmes."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

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


@dataclass(frozen=True)
class Named:
    """Something that the law data names in Spanish, as it is written down, and in English."""

    name: str
    name_en: str
    rule: Value

    @property
    def label(self) -> str:
        """Its name in the reader's language."""
        return self.name_en if get_language() == "en" else self.name


@dataclass(frozen=True)
class Delay(Named):
    """Why a review is put off, and for how many days."""

    days: int


def delays(on: date) -> dict[str, Delay]:
    """Why a review may be put off on a day, by code."""
    rule = book().value("plan.delay", on=on)
    return {row["code"]: Delay(row["name"], row["name_en"], rule, row["days"]) for row in rule.value}


def programmes(on: date) -> dict[str, Named]:
    """The treatment programmes that somebody may be referred to on a day, by code."""
    rules = book().in_force("plan.treatment", on=on)
    return {rule.value["code"]: Named(rule.value["name"], rule.value["name_en"], rule) for rule in rules}
