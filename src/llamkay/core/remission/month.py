"""The one way to the kernel of days: what is known of a stretch of days, and what the law of each of them says.

The month close, the recount of years, the cluster and the count of one case all come through ``count``: the minutes of
a day, what a calendar day can give, whether cells count and when work and study add up are asked of the law here, day
by day, and nowhere else.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, NamedTuple, TypedDict, TypeVar

import numpy as np

from llamkay.core.law import LawBook, NoRuleInForce
from llamkay.core.remission.days import Array, Context, DayCount, DayRules, Kind, Rows, count_days
from llamkay.core.remission.rates import CaseFacts, Conviction
from llamkay.core.values import Lines, Month

KINDS = ("work", "study")  # by the number of their ``Kind``
STAGE = "minimum"  # the stage in which work and study may add up (CEP art. 47)
_DAY = timedelta(days=1)
_NEVER = 32_767  # more evaluations than anybody has
_MOST_IN_A_ROW = 100
_Line = TypeVar("_Line", bound=tuple[Any, ...])


# ------------------------------------------------------------------------------------------- inputs, as they are kept


class Span(NamedTuple):
    """Days of a person, half-open offsets from the first day; ``person`` is an index."""

    person: int
    start: int
    end: int


class EnrolledSpan(NamedTuple):
    """Days on which a person stands in the register of a kind."""

    person: int
    kind: int
    start: int
    end: int


class StageSpan(NamedTuple):
    """Days of a person in a regime and stage."""

    person: int
    regime: str
    stage: str
    start: int
    end: int


class Evaluation(NamedTuple):
    """An evaluation of the progression; ``on`` counts days from the first one, below zero before it."""

    person: int
    on: int
    favourable: bool


class ActivityTraits(NamedTuple):
    """What an activity is to the count."""

    id: int
    kind: str
    place: str


class ReasonTraits(NamedTuple):
    """What a mark of the sheet means."""

    number: int
    present: bool
    paid: bool
    counts: bool
    expelled: bool


class RestDay(NamedTuple):
    """A Sunday or holiday on which the council lets an activity work; ``day`` counts from 0."""

    activity: int
    day: int


class PassedMark(NamedTuple):
    """A month of a class that a person passed."""

    activity: int
    person: int


class Returned(NamedTuple):
    """The first day of a person after a release: nothing gathered before it is brought along."""

    person: int
    day: int


class Banked(NamedTuple):
    """Minutes that a person brings along from the month before."""

    person: int
    kind: int
    minutes: int


@dataclass(frozen=True, slots=True)
class PersonInputs(Lines):
    """What is known of people on a stretch of days, each list in the order of the people."""

    custody: tuple[Span, ...] = ()
    isolated: tuple[Span, ...] = ()
    enrolments: tuple[EnrolledSpan, ...] = ()
    stages: tuple[StageSpan, ...] = ()
    evaluations: tuple[Evaluation, ...] = ()
    returned: tuple[Returned, ...] = ()

    def shared(self, with_: Mapping[int, int]) -> "PersonInputs":
        """The same, where what is known of one person is known of another too: index of the one → of the other."""

        def both(lines: tuple[Any, ...]) -> tuple[Any, ...]:
            more = (line._replace(person=with_[line.person]) for line in lines if line.person in with_)
            return tuple(sorted((*lines, *more)))

        if not with_:
            return self
        return PersonInputs(*(both(getattr(self, each.name)) for each in fields(self)))


@dataclass(frozen=True, slots=True)
class ActivityInputs(Lines):
    """What is known of activities on a stretch of days, and what the marks of their sheets mean."""

    activities: tuple[ActivityTraits, ...] = ()
    authorised: tuple[RestDay, ...] = ()
    reasons: tuple[ReasonTraits, ...] = ()

    def meaning(self) -> tuple[Array, Array, Array, Array]:
        """Whether each number of a mark is of somebody present, paid, counting, expelled: four times bool (256,)."""
        flags = np.zeros((256, 4), dtype=np.bool_)
        for number, *meaning in self.reasons:
            flags[number] = meaning
        flags[0, 0] = False  # an empty cell
        present, paid, counts, expelled = flags.T.copy()
        return present, paid, counts, expelled


@dataclass(frozen=True, slots=True)
class MonthInputs:
    """What the count of a month rests on besides its sheets: facts alone, nothing of the law.

    ``people`` are ids in order and every line names them by index; ``case_of`` gives the number of each one's case.
    """

    month: Month
    people: tuple[int, ...]
    persons: PersonInputs
    activities: ActivityInputs
    cases: tuple[CaseFacts, ...]
    case_of: tuple[int, ...]
    passed: tuple[PassedMark, ...] = ()
    carry: tuple[Banked, ...] = ()

    def as_document(self) -> dict[str, Any]:
        """The inputs as plain data, the same for the same inputs, to be kept with a close and read again."""
        return {
            "month": str(self.month),
            "people": list(self.people),
            "persons": self.persons.as_document(),
            "activities": self.activities.as_document(),
            "cases": [_case_document(case) for case in self.cases],
            "case_of": list(self.case_of),
            "passed": [list(line) for line in self.passed],
            "carry": [list(line) for line in self.carry],
        }

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> "MonthInputs":
        """The inputs that gave a document; raises ``KeyError`` or ``ValueError`` for another document."""
        return cls(
            month=Month.parse(document["month"]),
            people=tuple(document["people"]),
            persons=PersonInputs.from_document({"returned": []} | document["persons"]),  # closes before it was asked
            activities=ActivityInputs.from_document(document["activities"]),
            cases=tuple(_case(case) for case in document["cases"]),
            case_of=tuple(document["case_of"]),
            passed=tuple(map(PassedMark._make, document["passed"])),
            carry=tuple(map(Banked._make, document["carry"])),
        )


def _case_document(case: CaseFacts) -> dict[str, Any]:
    return {
        "recidivist": case.recidivist,
        "habitual": case.habitual,
        "convictions": [
            {
                "offence": item.offence,
                "paragraph": item.paragraph,
                "tags": sorted(item.tags),
                "committed_on": item.committed_on and item.committed_on.isoformat(),
                "final_on": item.final_on and item.final_on.isoformat(),
            }
            for item in case.convictions
        ],
    }


def _case(document: Mapping[str, Any]) -> CaseFacts:
    def day(text: str | None) -> date | None:
        return date.fromisoformat(text) if text else None

    return CaseFacts(
        convictions=tuple(
            Conviction(
                offence=item["offence"],
                paragraph=item["paragraph"],
                tags=frozenset(item["tags"]),
                committed_on=day(item["committed_on"]),
                final_on=day(item["final_on"]),
            )
            for item in document["convictions"]
        ),
        recidivist=document["recidivist"],
        habitual=document["habitual"],
    )


@dataclass(frozen=True, eq=False, slots=True)
class SheetRows:
    """The sheets of an establishment and month as matrices: one row a person and activity, one column a day.

    ``row``, ``person`` and ``activity`` are ids (r,); ``minutes`` int16, ``reasons`` uint8 and ``pieces`` int32 (r, d).
    """

    row: Array
    person: Array
    activity: Array
    minutes: Array
    reasons: Array
    pieces: Array


# ------------------------------------------------------------------------------------------ results, as they are kept


class CountLine(NamedTuple):
    """The days of a person (an id) in a month: what each calendar day gave, what did not count, the minutes left."""

    person: int
    kind: str
    days: int
    credits: list[int]  # of each day of a calendar of 31
    excluded: list[list[int]]  # day of the month, number of the exclusion
    carry_in: int
    carry_out: int


class Ruling(TypedDict):
    """What the law says of some days: the ratio and where it stands, or none with the status that tells why."""

    ratio: int | None
    status: str
    rule: str
    norm: str
    article: str
    confidence: str
    alternatives: list[dict[str, Any]]  # each reading with its own ruling, a document of its own


class CreditLine(Ruling):
    """Days of a person credited under one ruling; ``why`` are its reasons as codes and values."""

    person_id: int
    kind: str
    regime: str
    stage: str
    days: int
    why: list[dict[str, Any]]


# ------------------------------------------------------------------------------------------------- inputs, laid out


@dataclass(frozen=True, eq=False, slots=True)
class Marks:
    """What sheets say of ``r`` rows on ``d`` days, whatever the law makes of it.

    ``person`` int (r,) an index; ``kind`` (r,); ``cell`` bool (r,) the place is a cell or a corridor; ``minutes`` int16
    (r, d) of effective activity; ``counts``, ``expelled`` and ``authorised`` bool (r, d); ``passed`` bool (r,) or
    (r, d), true for work.
    """

    person: Array
    kind: Array
    cell: Array
    minutes: Array
    counts: Array
    expelled: Array
    authorised: Array
    passed: Array


@dataclass(frozen=True, eq=False, slots=True)
class People:
    """What is known of ``P`` people on ``d`` days, whatever the law makes of it.

    ``enrolled`` bool (P, 2, d); ``isolated``, ``in_custody`` and ``minimum`` (the stage) bool (P, d); ``favourable``
    int8 (P, d) how many evaluations in a row, up to that day, were favourable; ``carry`` int32 (P, 2);
    ``returned`` bool (P, d) the first day after a release.
    """

    enrolled: Array
    isolated: Array
    in_custody: Array
    minimum: Array
    favourable: Array
    carry: Array
    returned: Array

    @classmethod
    def of(
        cls, inputs: PersonInputs, *, size: int, days: int, carry: Iterable[Banked] = (), first: int = 0
    ) -> "People":
        """The people from index ``first`` on, ``size`` of them, on ``days`` days."""

        def mine(lines: Sequence[_Line]) -> Sequence[_Line]:
            return lines[bisect_left(lines, (first,)) : bisect_left(lines, (first + size,))]

        def flags(spans: Sequence[Span]) -> Array:
            days_of = np.zeros((size, days), dtype=np.bool_)
            for person, start, end in mine(spans):
                days_of[person - first, start:end] = True
            return days_of

        enrolled = np.zeros((size, 2, days), dtype=np.bool_)
        for person, kind, start, end in mine(inputs.enrolments):
            enrolled[person - first, kind, start:end] = True
        banked = np.zeros((size, 2), dtype=np.int32)
        for person, kind, minutes in carry:
            banked[person - first, kind] = minutes
        minimum = [Span(line.person, line.start, line.end) for line in mine(inputs.stages) if line.stage == STAGE]
        returned = [Span(line.person, line.day, line.day + 1) for line in mine(inputs.returned)]
        return cls(
            enrolled=enrolled,
            isolated=flags(inputs.isolated),
            in_custody=flags(inputs.custody),
            minimum=flags(minimum),
            favourable=_in_a_row(mine(inputs.evaluations), first=first, size=size, days=days),
            carry=banked,
            returned=flags(returned),
        )


def _in_a_row(evaluations: Iterable[Evaluation], *, first: int, size: int, days: int) -> Array:
    """How many evaluations in a row, up to each day, were favourable: int8 (size, days)."""
    runs = np.zeros((size, days), dtype=np.int8)
    run, before = 0, None
    for person, on, favourable in evaluations:
        run = min((run if person == before else 0) + 1, _MOST_IN_A_ROW) if favourable else 0
        before = person
        if on < days:
            runs[person - first, max(on, 0) :] = run
    return runs


def effective_minutes(minutes: Array, *, present: Array, expelled: Array) -> Array:
    """The minutes of those who were there; an expelled person's stay, so that the day is seen to be lost."""
    found: Array = minutes * (present | expelled)
    return found


def marks_of(rows: SheetRows, inputs: MonthInputs) -> Marks:
    """The rows of a month that can redeem; music, culture and treatment cannot."""
    size, days = len(inputs.people), inputs.month.days
    known = inputs.activities.activities
    position = {item.id: at for at, item in enumerate(known)}
    kinds = np.array([KINDS.index(item.kind) if item.kind in KINDS else 2 for item in known], dtype=np.uint8)
    cells = np.array([item.place == "cell" for item in known], dtype=np.bool_)
    authorised = np.zeros((len(known), days), dtype=np.bool_)
    for activity, day in inputs.activities.authorised:
        authorised[position[activity], day] = True
    passed = np.zeros((len(known), size), dtype=np.bool_)
    passed[kinds == Kind.WORK] = True
    for activity, person in inputs.passed:
        passed[position[activity], person] = True

    at = np.searchsorted(np.array([item.id for item in known], dtype=np.int64), rows.activity)
    chosen = np.flatnonzero(kinds[at] < 2)
    at, who = at[chosen], np.searchsorted(np.array(inputs.people, dtype=np.int64), rows.person[chosen])
    present, _paid, counts, expelled = inputs.activities.meaning()
    reasons = rows.reasons[chosen]
    out = expelled[reasons]
    return Marks(
        person=who,
        kind=kinds[at],
        cell=cells[at],
        minutes=effective_minutes(rows.minutes[chosen], present=present[reasons], expelled=out),
        counts=counts[reasons],
        expelled=out,
        authorised=authorised[at],
        passed=passed[at, who],
    )


# ---------------------------------------------------------------------------------------------------- the law of days


@dataclass(frozen=True, eq=False, slots=True)
class Readings:
    """How a case answers what the law leaves open; without answers, the values of the law book hold.

    ``together`` bool (d,) the days on which work and study add up by another reading of «simultaneous».
    """

    max_days: int | None = None
    class_minutes: int | None = None
    together: Array | None = None


@dataclass(frozen=True, eq=False, slots=True)
class Terms:
    """What the law says of each of ``d`` days.

    ``dates`` datetime64[D], ``holiday`` bool, ``cells_count`` bool (d,); ``evaluations`` int16 (d,) the favourable ones
    in a row that let work and study add up; ``spans`` stretches of days ``[start, end)`` under one rule of the day;
    ``before`` the rule of the day before the first, in whose minutes the carry is counted.
    """

    dates: Array
    holiday: Array
    cells_count: Array
    evaluations: Array
    spans: tuple[tuple[int, int, DayRules], ...]
    before: DayRules
    together: Array | None = None

    @classmethod
    def of(cls, law: LawBook, *, first: date, days: int, readings: Readings | None = None) -> "Terms":
        """Ask the law book about each day from ``first`` on.

        Raises ``NoRuleInForce`` where it does not say what a day is or whether cells count: nobody is counted under
        the law of another day.
        """
        chosen = readings or Readings()
        end = first + timedelta(days=days)
        holidays = sorted(law.holidays(first, end))
        dates = np.datetime64(first, "D") + np.arange(days)
        cells_count = np.zeros(days, dtype=np.bool_)
        for a, b in _stretches(law, first, end, "remission.place.cell"):
            cells_count[a:b] = law.value("remission.place.cell", on=first + timedelta(days=a)).value
        evaluations = np.zeros(days, dtype=np.int16)
        for a, b in _stretches(law, first, end, "remission.accumulation"):
            evaluations[a:b] = _needed(law, first + timedelta(days=a))
        spans: list[tuple[int, int, DayRules]] = []
        for a, b in _stretches(law, first, end, *_DAY_TOPICS):
            rules = day_rules(law, first + timedelta(days=a), readings=chosen)
            if spans and spans[-1][2] == rules:
                a = spans.pop()[0]
            spans.append((a, b, rules))
        try:
            before = day_rules(law, first - _DAY, readings=chosen)
        except NoRuleInForce:
            before = spans[0][2]
        return cls(
            dates=dates,
            holiday=np.isin(dates, np.array(holidays, dtype="datetime64[D]")),
            cells_count=cells_count,
            evaluations=evaluations,
            spans=tuple(spans),
            before=before,
            together=chosen.together,
        )


_DAY_TOPICS = ("remission.day.minutes", "remission.day.max_days", "remission.day.max_minutes")


def _stretches(law: LawBook, first: date, end: date, *topics: str) -> list[tuple[int, int]]:
    """The stretches of ``[first, end)``, as offsets, within which no value of the topics begins or ends."""
    cuts = {day for topic in topics for value in law.values.get(topic, ()) for day in (value.start, value.end) if day}
    edges = [0, *sorted((day - first).days for day in cuts if first < day < end), (end - first).days]
    return list(pairwise(edges))


def day_rules(law: LawBook, on: date, *, readings: Readings | None = None) -> DayRules:
    """What a day is under the law of a date (REG 175-176), and under a case's readings of it."""
    chosen = readings or Readings()
    return DayRules(
        minutes_per_day=law.value("remission.day.minutes", on=on).value,
        max_days_per_calendar_day=chosen.max_days or law.value("remission.day.max_days", on=on).value,
        max_minutes=law.value("remission.day.max_minutes", on=on).value,
        study_minutes=chosen.class_minutes,
    )


def _needed(law: LawBook, on: date) -> int:
    """How many evaluations in a row must be favourable for work and study of a day to add up (art. 47)."""
    rule = law.in_force("remission.accumulation", on=on)
    return int(rule[0].value) if rule else _NEVER


def accumulates(law: LawBook, *, evaluations: Iterable[tuple[date, bool]], stage: str | None, on: date) -> bool:
    """Whether work and study of that day add up: minimum security and the last favourable evaluations (art. 47)."""
    if stage != STAGE:
        return False
    past = [Evaluation(0, (day - on).days, good) for day, good in sorted(evaluations) if day <= on]
    return bool(_in_a_row(past, first=0, size=1, days=1)[0, 0] >= _needed(law, on))


# ------------------------------------------------------------------------------------------------------------ the count


def count(marks: Marks, people: People, terms: Terms) -> DayCount:
    """Count the days of people under the law of each day; what :func:`count_days` promises.

    Where the rule of a day changes within the stretch, the part of a day already gathered stays the same part of the
    new one. On the first day after a release it begins at nothing. Raises ``ValueError`` where shapes or values do not
    fit.
    """
    rows = Rows(
        person=marks.person,
        kind=marks.kind,
        minutes=marks.minutes,
        counts=marks.counts,
        place_counts=_place_counts(marks.cell, terms.cells_count),
        authorised=marks.authorised,
        expelled=marks.expelled,
        passed=marks.passed,
    )
    accumulating = people.minimum & (people.favourable >= terms.evaluations)
    if terms.together is not None:
        accumulating |= terms.together
    parts: list[DayCount] = []
    carry, before = people.carry, terms.before
    for start, end, rules in _cut(terms.spans, people.returned):
        carry = np.where(people.returned[:, start, None], 0, _same_part(carry, before, rules)).astype(np.int32)
        whole = end - start == len(terms.dates)
        context = Context(
            dates=terms.dates[start:end],
            holiday=terms.holiday[start:end],
            enrolled=people.enrolled[:, :, start:end],
            isolated=people.isolated[:, start:end],
            in_custody=people.in_custody[:, start:end],
            accumulates=accumulating[:, start:end],
            carry=carry,
        )
        parts.append(count_days(rows if whole else _days_of(rows, start, end), context, rules))
        carry, before = parts[-1].carry_out, rules
    if len(parts) == 1:
        return parts[0]
    return DayCount(
        credits=np.concatenate([part.credits for part in parts], axis=2),
        used=np.concatenate([part.used for part in parts], axis=2),
        excluded=np.concatenate([part.excluded for part in parts], axis=1),
        carry_out=carry,
    )


def _cut(spans: Iterable[tuple[int, int, DayRules]], returned: Array) -> Iterable[tuple[int, int, DayRules]]:
    """The stretches cut again at each day on which somebody returns after a release."""
    days = np.flatnonzero(returned.any(axis=0)).tolist()
    for start, end, rules in spans:
        for low, high in pairwise([start, *(day for day in days if start < day < end), end]):
            yield low, high, rules


def _place_counts(cell: Array, cells_count: Array) -> Array:
    if not cell.any() or (cells_count == cells_count[0]).all():
        found: Array = ~cell | cells_count[0]
        return found
    return ~cell[:, None] | cells_count


def _same_part(carry: Array, before: DayRules, rules: DayRules) -> Array:
    """Minutes gathered towards a day of one length as the same part of a day of another."""
    if (before.lengths == rules.lengths).all():
        return carry
    return (carry * rules.lengths // before.lengths).astype(np.int32)


def _days_of(rows: Rows, start: int, end: int) -> Rows:
    def cut(flags: Array) -> Array:
        return flags[:, start:end] if flags.ndim == 2 else flags

    return Rows(
        person=rows.person,
        kind=rows.kind,
        minutes=rows.minutes[:, start:end],
        counts=rows.counts[:, start:end],
        place_counts=cut(rows.place_counts),
        authorised=rows.authorised[:, start:end],
        expelled=rows.expelled[:, start:end],
        passed=cut(rows.passed),
    )
