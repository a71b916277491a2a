"""What the law says of companies, by day: the contract of each person, its subsidy, what is published and how often."""

from datetime import date
from functools import cache

from llamkay.core.law import LawBook, Value
from llamkay.core.values.dates import add_months
from llamkay.platform.law import every_law

MILLION = 1_000_000


@cache
def _law() -> LawBook:
    return LawBook.of(every_law())


def contract_rule(on: date) -> Value:
    """The kinds of contract, the most that each lasts, what ends it."""
    return _law().value("production.contract", on=on)


def longest(kind: str, first: date) -> date | None:
    """The first day after the longest contract of a kind that begins on a day; none where no norm bounds it."""
    months = contract_rule(first).value[kind].get("most_months")
    return add_months(first, months) if months else None


def least_subsidy(on: date) -> int:
    """The least subsidy of a month of the whole timetable, in céntimos."""
    part = _law().value("production.contract.subsidy", on=on).value
    wage = _law().value("pay.minimum_wage", on=on).value
    return -(-int(wage) * int(part) // MILLION)


def publication_rule(on: date) -> Value:
    """How many months pass between two publications."""
    return _law().value("production.publication", on=on)


def publication_due(last: date, *, on: date) -> date:
    """By which day what was published on a day is published again."""
    return add_months(last, int(publication_rule(on).value))
