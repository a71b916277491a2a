"""The law of these rights as dated values: terms, grounds of refusal, what each chapter rests on, retention."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from llamkay.apps.rights.kinds import Since
from llamkay.core.law import LawBook, Value
from llamkay.core.nursery.deadlines import next_working_day
from llamkay.core.values.dates import add_months
from llamkay.platform.law import every_law


@lru_cache(maxsize=1)
def book() -> LawBook:
    """The values of privacy and the holidays."""
    files = ("pe/privacy/", "pe/calendar/")
    return LawBook.of(tuple(found for found in every_law() if found["_file"].startswith(files)))


@dataclass(frozen=True)
class Term:
    """Until when a request is answered: working days, the last day, the rule."""

    days: int
    due_on: date
    rule: Value


def term(right: str, *, filed_on: date, after: date | None = None) -> Term:
    """The term of a right asked for on a day, counted in working days from the next one, or from another day ``after``
    which it is extended. Raises ``NoRuleInForce`` for a day before the regulation."""
    rule = book().value(f"privacy.right.{right}", on=filed_on)
    days: int = rule.value["days"]
    return Term(days, next_working_day(after or filed_on, book(), count=days), rule)


def ground(code: str, *, on: date) -> Value:
    """The norm on which a refusal rests. Raises ``NoRuleInForce``."""
    return book().value(f"privacy.refusal.{code}", on=on)


def basis(chapter: str, *, on: date) -> Value | None:
    """What lets the institution hold the records of a chapter; nothing where no norm was read."""
    values = book().values.get(f"privacy.basis.{chapter}", ())
    return next((value for value in values if value.holds(on)), None)


def legal_retention(kind: str, *, on: date) -> Value | None:
    """How long a kind of record stays by a norm that was read; nothing where none was."""
    values = book().values.get(f"privacy.retention.{kind}", ())
    return next((value for value in values if value.holds(on)), None)


def authorisation(*, on: date) -> Value:
    """The norm by which a public body destroys nothing without being authorised."""
    return book().value("privacy.erasure.authorisation", on=on)


def until(left_on: date, since: str, years: int | None) -> date | None:
    """The last day on which a record stays, counted from the last exit; nothing where it stays for ever."""
    return None if since == Since.NEVER or years is None else add_months(left_on, 12 * years)
