"""The days that a sheet gives, counted by the kernel as the close will count them."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import NamedTuple, Protocol

import numpy as np

from llamkay.apps.activities.inputs import enrolments
from llamkay.apps.activities.models import Activity, Reason
from llamkay.apps.activities.sheets.days import OpenDays
from llamkay.core.law import LawBook
from llamkay.core.remission.days import DayRules
from llamkay.core.remission.month import KINDS, Marks, People, PersonInputs, Span, Terms, count, effective_minutes
from llamkay.core.values import Month
from llamkay.platform.database.bulk import Stretch
from llamkay.platform.law import law_of_counts


class Row(Protocol):
    """What the count needs of a row."""

    @property
    def person_id(self) -> int: ...
    @property
    def minutes(self) -> list[int]: ...
    @property
    def reasons(self) -> list[int]: ...


class Counted(NamedTuple):
    """What each row gives: days, the days on which it stands in the register, and the rule where one holds all month.

    The minutes that people bring along from other months and sheets, and the passing marks of study, are the close's.
    """

    days: list[int]
    enrolled: list[frozenset[int]]
    rule: DayRules | None


@cache
def _terms(month: Month) -> Terms:
    return Terms.of(LawBook.of(law_of_counts()), first=month.first, days=month.days)


def count_sheet(
    *,
    activity: Activity,
    month: Month,
    rows: Sequence[Row],
    days: Mapping[int, OpenDays],
    counting: frozenset[int],
    reasons: Mapping[int, Reason],
) -> Counted:
    """Count the days of the rows of one sheet; ``counting`` are the days that are no rest day without an act.

    Of music, culture and treatment, which redeem nothing, the days present. One query.
    """
    if not rows:
        return Counted([], [], None)
    if activity.kind not in KINDS:
        there = {number for number, reason in reasons.items() if reason.present and not reason.expelled}
        present = [sum(1 for day in counting if row.reasons[day - 1] in there) for row in rows]
        return Counted(present, [frozenset(counting)] * len(rows), None)
    index = {row.person_id: at for at, row in enumerate(rows)}
    freed = {index[person]: of.left[0].day - 1 for person, of in days.items() if of.left and of.left[0].day in of.held}
    registered = [
        line._replace(end=line.end + 1) if freed.get(line.person) == line.end else line
        for line in enrolments(index, Stretch.of(month))
    ]
    custody = tuple(
        span for row, at in zip(rows, range(len(rows)), strict=True) for span in _spans(at, days[row.person_id])
    )
    people = People.of(
        PersonInputs(custody=custody, enrolments=tuple(sorted(registered))), size=len(rows), days=month.days
    )
    marks = _marks(activity, month, rows, counting, reasons)
    counted = count(marks, people, _terms(month))
    kind = KINDS.index(activity.kind)
    enrolled = [frozenset((np.flatnonzero(flags) + 1).tolist()) for flags in people.enrolled[:, kind]]
    spans = _terms(month).spans
    return Counted(
        counted.credits[:, kind].sum(axis=1, dtype=int).tolist(), enrolled, spans[0][2] if len(spans) == 1 else None
    )


def _marks(
    activity: Activity, month: Month, rows: Sequence[Row], counting: frozenset[int], reasons: Mapping[int, Reason]
) -> Marks:
    numbers = np.array([row.reasons[: month.days] for row in rows], dtype=np.uint8)
    present, counts, expelled = np.zeros((3, 256), dtype=np.bool_)
    for number, reason in reasons.items():
        present[number], counts[number], expelled[number] = reason.present, reason.counts, reason.expelled
    out = expelled[numbers]
    minutes = np.array([row.minutes[: month.days] for row in rows], dtype=np.int16)
    authorised = np.array([day in counting for day in range(1, month.days + 1)], dtype=np.bool_)
    return Marks(
        person=np.arange(len(rows)),
        kind=np.full(len(rows), KINDS.index(activity.kind), dtype=np.uint8),
        cell=np.full(len(rows), activity.place == "cell", dtype=np.bool_),
        minutes=effective_minutes(minutes, present=present[numbers], expelled=out),
        counts=counts[numbers],
        expelled=out,
        authorised=np.broadcast_to(authorised, minutes.shape),
        passed=np.ones(len(rows), dtype=np.bool_),
    )


def _spans(person: int, days: OpenDays) -> list[Span]:
    """The days there as spans, most often one."""
    return [Span(person, low, high) for low, high in _stretches(days.here)]


@cache
def _stretches(days: frozenset[int]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for day in sorted(days):
        if found and found[-1][1] == day - 1:
            found[-1] = (found[-1][0], day)
        else:
            found.append((day - 1, day))
    return found
