"""The health calendar of a child as the screens show it: what is due, done, to come, and what no longer applies."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from django.utils.translation import gettext as _

from llamkay.apps.nursery.models import Child
from llamkay.apps.nursery.record.case_file import CaseFile, calendar_of, facts_of
from llamkay.core.law import Value
from llamkay.core.nursery.calendars import STATES, Entry, Fact

_COLOURS = {"given": "green", "overdue": "red", "due": "yellow", "gap": "purple"}
_NOW = ("overdue", "due", "gap")
_NO_NORM = ("por confirmar", "sin norma")


def counts(file: CaseFile) -> dict[str, int]:
    """How many lines are due, how many late, and apart from them how many no longer apply.

    The first two are all that some functions are told of health.
    """
    states = [entry.state for entry in file.calendar]
    return {"due": states.count("due"), "overdue": states.count("overdue"), "gone": states.count("too_late")}


class CalendarLine(NamedTuple):
    """A line of the calendar as the page draws it; ``reason`` is why it no longer applies, where it does not."""

    code: str
    text: str
    words: str
    colour: str
    norm: str
    recommended: date | None
    until: date | None
    given_on: date | None
    product: str
    warnings: tuple[str, ...]
    note: str
    to_confirm: bool
    reason: str


def groups(file: CaseFile) -> dict[str, list[CalendarLine]]:
    """The calendar as the page draws it: what is late or due now, what was done, what no longer applies, what comes."""
    found: dict[str, list[CalendarLine]] = {"now": [], "done": [], "gone": [], "later": []}
    for entry in sorted(file.calendar, key=lambda entry: _NOW.index(entry.state) if entry.state in _NOW[:2] else 2):
        found[_group(entry)].append(
            CalendarLine(
                code=entry.code,
                text=entry.text,
                words=STATES[entry.state],
                colour=_COLOURS.get(entry.state, "grey"),
                norm=entry.rule.norm,
                recommended=entry.recommended,
                until=entry.in_time_until if entry.state in ("due", "overdue") else None,
                given_on=entry.given_on,
                product=entry.product,
                warnings=entry.warnings,
                note=entry.note,
                to_confirm=entry.to_confirm,
                reason=why_gone(entry, file.health_day),
            )
        )
    return found


class Norms(NamedTuple):
    """The norms on which what a page shows rests, each said once; apart, those of which nobody has confirmed a part."""

    confirmed: list[str]
    to_confirm: list[str]


def norms_of(rules: Iterable[Value]) -> Norms:
    """The norms of some rules, in the order in which they come; a rule whose norm nobody knows names none."""
    found: dict[str, bool] = {}
    for rule in rules:
        if rule.norm not in _NO_NORM:
            found[rule.norm] = found.get(rule.norm, False) or rule.confidence != "high"
    return Norms(
        [name for name, doubtful in found.items() if not doubtful],
        [name for name, doubtful in found.items() if doubtful],
    )


def _group(entry: Entry) -> str:
    if entry.state in _NOW:
        return "now"
    if entry.given_on:
        return "done"
    return "gone" if entry.state == "too_late" else "later"


def why_gone(entry: Entry, on: date) -> str:
    """Why a line no longer applies: until when it had its time, by which source; or what it followed has had it."""
    if entry.state != "too_late":
        return ""
    if entry.may_until is None or on <= entry.may_until:
        return _("La dosis o el control de antes ya no corresponde.")
    if entry.end_to_confirm:
        text = _("Se hacía hasta el {last:%d/%m/%Y}, por confirmar: {source}.")
    else:
        text = _("Se hacía hasta el {last:%d/%m/%Y}: {source}.")
    return text.format(last=entry.may_until, source=entry.end_source)


def out_of_time(child: Child, reported: Fact, *, today: date) -> list[str]:
    """Why what is told of a child was out of its time, or puts what was already done out of its own; or nothing.

    Each sentence begins with the line it is of.
    """
    others = [fact for fact in facts_of(child) if (fact.code, fact.on) != (reported.code, reported.on)]
    before = {(entry.code, reason) for entry in calendar_of(child, others, on=today) for reason in entry.untimely}
    after = calendar_of(child, [*others, reported], on=today)
    return [
        f"{entry.text}: {reason[0].lower()}{reason[1:]}"
        for entry in after
        for reason in entry.untimely
        if (entry.code, reason) not in before
    ]
