"""Whether a person may have the special bank account, with what this system knows of them."""

from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

from llamkay.apps.people.kinds import Entry
from llamkay.apps.people.queries import convictions_of, custody
from llamkay.core.law import LawBook
from llamkay.core.pay.accounts import Answer, Offence, special_account, verdict
from llamkay.platform.law import every_law
from llamkay.platform.security.scope import elevated

if TYPE_CHECKING:
    from llamkay.apps.people.models import Person


@cache
def _law() -> LawBook:
    return LawBook.of(every_law())


def eligibility(*, person: "Person", today: date) -> dict[str, Any]:
    """Each condition with its article, the answer of all of them, and what no norm says; entries anywhere count."""
    with elevated():
        entries = custody(of=person).filter(entry=Entry.ENTRY).count()
    convictions = list(convictions_of(person))
    facts: dict[str, bool | None] = {
        "first_entry": False if entries > 1 else None,
        "not_recidivist": not any(row.recidivist for row in convictions) if convictions else None,
    }
    offences = [Offence(row.offence, frozenset(row.tags)) for row in convictions]
    conditions = special_account(law=_law(), on=today, facts=facts, offences=offences)
    return {
        "conditions": conditions,
        "verdict": verdict(conditions),
        "open": sum(condition.answer is Answer.UNKNOWN for condition in conditions),
        "use": _law().in_force("references.accounts.use", on=today),
        "gaps": _law().in_force("references.accounts.gaps", on=today),
    }
