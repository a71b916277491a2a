"""The month close as a function: rows and inputs in, counts, credits, earnings and splits out. No database here."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache
from typing import Any

import numpy as np

from llamkay.apps.closing.inputs import CloseInputs
from llamkay.core.law import LawBook
from llamkay.core.pay.month import Pay, pay_month
from llamkay.core.remission import days as kernel
from llamkay.core.remission import rates
from llamkay.core.remission.month import (
    KINDS,
    CountLine,
    CreditLine,
    Marks,
    MonthInputs,
    People,
    Ruling,
    SheetRows,
    Terms,
    count,
    marks_of,
)
from llamkay.core.remission.reasons import Because, fullest, reason
from llamkay.core.values import Month
from llamkay.platform.record import sealed


@dataclass(frozen=True)
class Results(Pay):
    """What a month gave, as plain rows ready to be written: its pay, and its counts and credits."""

    counts: list[CountLine] = field(default_factory=list)
    credits: list[CreditLine] = field(default_factory=list)

    @cached_property
    def digest(self) -> str:
        """A hash over every result, its reasons as codes and values, whatever the order they were computed in."""
        payers = sorted([p, c or 0, g] for (p, c), g in self.payers.items())
        content = [sorted(self.counts), self.credits, sorted(self.earnings), self.splits, payers]
        # Closes made before these were told apart hash as they did.
        content += [self.courts] if any(case for _, _, case, _ in self.courts) else []
        content += [self.levies] if self.levies else []
        return sealed.digest(content)


def input_digest(rows: SheetRows, document: dict[str, Any]) -> str:
    """A hash over the sheets and the document of what they were counted with."""
    sha = hashlib.sha256(sealed.written(document))
    for matrix in (rows.row, rows.person, rows.activity, rows.minutes, rows.reasons, rows.pieces):
        sha.update(np.ascontiguousarray(matrix).tobytes())
    return sha.hexdigest()


def compute(*, inputs: CloseInputs, law: LawBook) -> Results:
    """Count, credit, pay and split a month. Pure: the same inputs and law give the same results.

    Raises ``NoRate`` where paid work has no rate, ``NoRuleInForce`` where the law does not say what a day is or how
    the month is split.
    """
    counts, credits = compute_days(rows=inputs.rows, inputs=inputs.count, law=law)
    return Results(counts=counts, credits=credits, **vars(pay_month(inputs.rows, inputs.count, inputs.pay, law)))


def compute_days(*, rows: SheetRows, inputs: MonthInputs, law: LawBook) -> tuple[list[CountLine], list[CreditLine]]:
    """Count and credit the days of a month, which no pay bears on."""
    month, marks = inputs.month, marks_of(rows, inputs)
    people = People.of(inputs.persons, size=len(inputs.people), days=month.days, carry=inputs.carry)
    counted = count(marks, people, Terms.of(law, first=month.first, days=month.days))
    return list(_counts(inputs, marks, people, counted)), list(_credits(inputs, counted, law))


def _counts(inputs: MonthInputs, marks: Marks, known: People, counted: kernel.DayCount) -> Iterator[CountLine]:
    """One line for each person and kind with a mark, a credit or minutes in the bank."""
    excluded: dict[tuple[int, int], list[list[int]]] = {}
    r, day = np.nonzero(counted.excluded)
    cells = (marks.person[r], marks.kind[r], day + 1, counted.excluded[r, day])
    for i, k, on, why in zip(*(column.tolist() for column in cells), strict=True):
        excluded.setdefault((i, k), []).append([on, why])
    marked = np.zeros((len(inputs.people), 2), dtype=bool)
    marked[marks.person, marks.kind] = True
    totals = counted.credits.sum(axis=2, dtype=np.int32)
    lines, people = counted.credits.tolist(), inputs.people
    for i, k in zip(*(axis.tolist() for axis in np.nonzero(marked | (known.carry > 0))), strict=True):
        yield CountLine(
            people[i],
            KINDS[k],
            int(totals[i, k]),
            lines[i][k] + [0] * (31 - inputs.month.days),
            sorted(excluded.get((i, k), [])),
            int(known.carry[i, k]),
            int(counted.carry_out[i, k]),
        )


def _credits(inputs: MonthInputs, counted: kernel.DayCount, law: LawBook) -> Iterator[CreditLine]:
    """Days grouped by person, kind, stage and span under one decision, each group with that decision."""
    dates, spells = inputs.month.dates(), inputs.persons.stages
    spell = np.full((len(inputs.people), len(dates)), len(spells))  # the last one: no stage recorded
    for number, span in enumerate(spells):
        spell[span.person, span.start : span.end] = number
    cases, case_of = inputs.cases, np.array(inputs.case_of, dtype=np.intp)
    starts = _starts(cases, inputs.month, law)

    i, k, d = np.nonzero(counted.credits)
    if not i.size:
        return
    # One number for each combination: numbers are sorted sooner than rows of numbers, in the same order.
    shape = (len(inputs.people), len(KINDS), len(spells) + 1, len(dates))
    keys = np.ravel_multi_index((i, k, spell[i, d], starts[case_of[i], d]), shape)
    found, where = np.unique(keys, return_inverse=True)
    groups = np.stack(np.unravel_index(found, shape), axis=1)
    totals = np.bincount(where, weights=counted.credits[i, k, d]).astype(int)
    people = inputs.people
    decided: dict[tuple[int, int, str, str, int], tuple[Ruling, Because]] = {}
    last: CreditLine | None = None
    reasons: Because = ()
    for (person, kind, stage, start), total in zip(groups.tolist(), totals.tolist(), strict=True):
        regime, level = (spells[stage].regime, spells[stage].stage) if stage < len(spells) else ("", "")
        question = (inputs.case_of[person], kind, regime, level, start)
        if question not in decided:
            decided[question] = _decide(law, cases[question[0]], kind, regime, level, dates[start])
        ruling, why = decided[question]
        line: CreditLine = {
            "person_id": people[person],
            "kind": KINDS[kind],
            "regime": regime,
            "stage": level,
            "days": total,
            "why": [],
            **ruling,
        }
        if last and _alike(last) == _alike(line):
            last["days"], reasons = last["days"] + total, fullest(reasons, why)
            continue
        if last:
            yield last | {"why": _stored(reasons)}
        last, reasons = line, why
    if last:
        yield last | {"why": _stored(reasons)}


@lru_cache(maxsize=4096)
def _stored(why: Because) -> list[dict[str, Any]]:
    """The reasons as plain data; one list serves every line that gives them."""
    return [item.as_dict() for item in why]


def _alike(line: CreditLine) -> list[Any]:
    """What makes two neighbouring spans one line: everything but their days and their reasons."""
    return [value for name, value in line.items() if name not in ("days", "why")]


def _starts(cases: Sequence[rates.CaseFacts], month: Month, law: LawBook) -> np.ndarray:
    """For each case and day of the month, the first day of the span in which the decision is the same."""
    opens = np.zeros((len(cases), month.days), dtype=np.intp)
    first, end = month.first, month.end
    for number, case in enumerate(cases):
        for day in rates.decision_boundaries(law, case):
            if first < day < end:
                opens[number, day.day - 1] = day.day - 1
    return np.maximum.accumulate(opens, axis=1)


def _decide(
    law: LawBook, case: rates.CaseFacts, kind: int, regime: str, stage: str, on: date
) -> tuple[Ruling, Because]:
    """The decision of a distinct case as plain data, and its reasons.

    A person without a recorded stage gets no ratio, and is told.
    """
    if not regime:
        nothing: Ruling = {
            "ratio": None,
            "status": "no_ratio",
            "rule": "",
            "norm": "",
            "article": "",
            "confidence": "",
            "alternatives": [],
        }
        return nothing, (reason("ratio.stage_to_record"),)
    found = rates.decide(law=law, case=case, kind=kernel.Kind(kind), regime=regime, stage=stage or None, on=on)
    ruling: Ruling = {
        "ratio": found.ratio,
        "status": str(found.status),
        "rule": found.rule or "",
        "norm": found.norm or "",
        "article": found.article or "",
        "confidence": found.confidence or "",
        "alternatives": [_alternative(item) for item in found.alternatives],
    }
    return ruling, found.why


def _alternative(item: rates.Alternative) -> dict[str, Any]:
    return {
        "reading": dict(item.reading),
        "status": str(item.status),
        "ratio": item.ratio,
        "rule": item.rule,
        "norm": item.norm,
        "article": item.article,
        "confidence": item.confidence,
        "why": _stored(item.why),
    }
