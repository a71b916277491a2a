"""Whether a person may have the special bank account, condition by condition; what is not known is never met."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from llamkay.core.law import LawBook, Value


class Answer(StrEnum):
    """How a condition stands."""

    MET = "met"
    BARRED = "barred"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of the account with how it stands for a person."""

    rule: Value
    answer: Answer

    @property
    def name(self) -> str:
        return str(self.rule.value["name"])


@dataclass(frozen=True, slots=True)
class Offence:
    """What a person was convicted of, as far as the conditions ask."""

    code: str
    tags: frozenset[str] = frozenset()


def special_account(
    *, law: LawBook, on: date, facts: Mapping[str, bool | None], offences: Iterable[Offence]
) -> tuple[Condition, ...]:
    """Every condition in force on the day; ``facts`` are true, false, or none where nobody knows."""
    convicted = tuple(offences)
    rules = law.in_force("references.accounts.eligibility", on=on)
    return tuple(Condition(rule, _answer(rule.value, facts, convicted)) for rule in rules)


def verdict(conditions: Iterable[Condition]) -> Answer:
    """Barred by one is barred; met only when every condition is."""
    answers = {condition.answer for condition in conditions}
    if Answer.BARRED in answers:
        return Answer.BARRED
    return Answer.UNKNOWN if Answer.UNKNOWN in answers else Answer.MET


def _answer(rule: Mapping[str, Any], facts: Mapping[str, bool | None], offences: tuple[Offence, ...]) -> Answer:
    bars = rule.get("bars", {})
    codes, tags = bars.get("offences", ()), set(bars.get("tags", ()))
    if any(tags & offence.tags or any(_within(offence.code, code) for code in codes) for offence in offences):
        return Answer.BARRED
    if "fact" not in rule:
        return Answer.MET
    known = facts.get(rule["fact"])
    if known is None:
        return Answer.UNKNOWN
    return Answer.MET if known else Answer.BARRED


def _within(offence: str, code: str) -> bool:
    """Whether an article, with its letter, is one of a range: «296..303» has 296-A."""
    first, _, last = code.partition("..")
    number = offence.partition("-")[0]
    if not last:
        return offence == code
    return number.isdecimal() and int(first) <= int(number) <= int(last)
