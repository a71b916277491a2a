"""The month close as a function: rows and facts in, counts, credits, earnings and splits out. No database here."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

import numpy as np

from llamkay.apps.closing.facts import KINDS, Facts, SheetRows
from llamkay.apps.closing.money import pay
from llamkay.core.law import LawBook
from llamkay.core.remission import days as kernel
from llamkay.core.remission import rates
from llamkay.core.values import Month


@dataclass(frozen=True)
class Results:
    """What a month gave, as plain rows ready to be written; days of the month are counted from 0."""

    counts: list[tuple[Any, ...]] = field(default_factory=list)  # person, kind, days, credits, excluded, carry in, out
    credits: list[dict[str, Any]] = field(default_factory=list)
    earnings: list[tuple[Any, ...]] = field(default_factory=list)  # person, activity, basis, units, rate, gross
    splits: list[dict[str, Any]] = field(default_factory=list)
    payers: dict[tuple[int, int | None], int] = field(default_factory=dict)  # (person, company) → gross
    courts: list[tuple[int, str, str, int]] = field(default_factory=list)  # person, account kind, case, céntimos
    levies: list[dict[str, Any]] = field(default_factory=list)  # the 10 % of own-account work

    def digest(self) -> str:
        """A hash over every result, whatever the order they were computed in."""
        payers = sorted([p, c or 0, g] for (p, c), g in self.payers.items())
        content = [sorted(self.counts), self.credits, sorted(self.earnings), self.splits, payers]
        # Closes made before these were told apart hash as they did.
        content += [self.courts] if any(case for _, _, case, _ in self.courts) else []
        content += [self.levies] if self.levies else []
        return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def input_digest(rows: SheetRows, facts: Facts) -> str:
    """A hash over the sheets and the facts they were counted with."""
    sha = hashlib.sha256(json.dumps(facts, sort_keys=True, separators=(",", ":")).encode())
    for matrix in (rows.row, rows.person, rows.activity, rows.minutes, rows.reasons, rows.pieces):
        sha.update(np.ascontiguousarray(matrix).tobytes())
    return sha.hexdigest()


def compute(*, month: Month, rows: SheetRows, facts: Facts, law: LawBook) -> Results:
    """Count, credit, pay and split a month. Pure: the same rows, facts and law give the same results.

    Raises ``NoRate`` where paid work has no rate, ``NoRuleInForce`` where the law states no split for the month.
    """
    grid = Grid(month=month, rows=rows, facts=facts, law=law)
    counted = kernel.count_days(grid.rows, grid.context, kernel.DayRules())
    results = Results()
    results.counts.extend(_counts(grid, counted))
    results.credits.extend(_credits(grid, counted, law))
    pay(grid, results, law)
    return results


class Grid:
    """The rows and facts laid out as the kernels want them."""

    def __init__(self, *, month: Month, rows: SheetRows, facts: Facts, law: LawBook) -> None:
        self.month, self.sheet, self.facts = month, rows, facts
        self.people = np.array(facts["people"], dtype=np.int64)
        self.person = np.searchsorted(self.people, rows.person)
        self.activities = {item[0]: item for item in facts["activities"]}
        size, days = len(self.people), month.days
        activity_ids = np.array(sorted(self.activities), dtype=np.int64)
        self.activity = np.searchsorted(activity_ids, rows.activity)
        described = [self.activities[i] for i in activity_ids.tolist()]

        flags = np.zeros((256, 4), dtype=bool)
        for number, *behaviour in facts["reasons"]:
            flags[number] = behaviour
        present, self.paid, counts, expelled = (flags[rows.reasons, i] for i in range(4))
        self.present = present & (rows.reasons > 0)

        kinds = np.array([KINDS.index(item[1]) if item[1] in KINDS else 2 for item in described], dtype=np.uint8)
        cells = np.array([item[2] == "cell" for item in described], dtype=bool)
        authorised = np.zeros((len(described), days), dtype=bool)
        position = {item: i for i, item in enumerate(activity_ids.tolist())}
        for activity, day in facts["authorised"]:
            authorised[position[activity], day] = True
        passed = np.zeros((len(described), size), dtype=bool)
        for activity, i in facts["passed"]:
            passed[position[activity], i] = True

        kind = kinds[self.activity]
        self.counting = np.flatnonzero(kind < 2)  # music, culture and treatment redeem nothing
        at, who = self.activity[self.counting], self.person[self.counting]
        self.rows = kernel.Rows(
            person=who,
            kind=kind[self.counting],
            minutes=np.where(self.present | expelled, rows.minutes, 0)[self.counting],
            counts=counts[self.counting],
            place_counts=~cells[at],
            authorised=authorised[at],
            expelled=expelled[self.counting],
            passed=passed[at, who] | (kind[self.counting] == kernel.Kind.WORK),
        )
        dates = month.dates()
        holidays = law.holidays(month.first, month.end)
        enrolled = np.zeros((size, 2, days), dtype=bool)
        for i, k, a, b in facts["enrolled"]:
            enrolled[i, k, a:b] = True
        carry = np.zeros((size, 2), dtype=np.int32)
        for i, k, minutes in facts["carry"]:
            carry[i, k] = minutes
        self.context = kernel.Context(
            dates=np.array(dates, dtype="datetime64[D]"),
            holiday=np.array([day in holidays for day in dates]),
            enrolled=enrolled,
            isolated=self._days("isolated"),
            in_custody=self._days("custody"),
            accumulates=self._days("accumulates"),
            carry=carry,
        )

    def _days(self, name: str) -> np.ndarray:
        found = np.zeros((len(self.people), self.month.days), dtype=bool)
        for i, a, b in self.facts[name]:
            found[i, a:b] = True
        return found


def _counts(grid: Grid, counted: kernel.DayCount) -> Iterator[tuple[Any, ...]]:
    """One line for each person and kind with a mark, a credit or minutes in the bank."""
    excluded: dict[tuple[int, int], list[list[int]]] = {}
    r, day = np.nonzero(counted.excluded)
    cells = (grid.rows.person[r], grid.rows.kind[r], day + 1, counted.excluded[r, day])
    for i, k, on, why in zip(*(column.tolist() for column in cells), strict=True):
        excluded.setdefault((i, k), []).append([on, why])
    marked = np.zeros((len(grid.people), 2), dtype=bool)
    marked[grid.rows.person, grid.rows.kind] = True
    totals = counted.credits.sum(axis=2, dtype=np.int32)
    lines, people = counted.credits.tolist(), grid.people.tolist()
    for i, k in zip(*(axis.tolist() for axis in np.nonzero(marked | (grid.context.carry > 0))), strict=True):
        yield (
            people[i],
            KINDS[k],
            int(totals[i, k]),
            lines[i][k] + [0] * (31 - grid.month.days),
            sorted(excluded.get((i, k), [])),
            int(grid.context.carry[i, k]),
            int(counted.carry_out[i, k]),
        )


def _credits(grid: Grid, counted: kernel.DayCount, law: LawBook) -> Iterator[dict[str, Any]]:
    """Days grouped by person, kind, stage and span under one decision, each group with that decision."""
    facts, dates = grid.facts, grid.month.dates()
    spells = facts["stages"]
    spell = np.full((len(grid.people), len(dates)), len(spells))  # the last one: no stage recorded
    for number, (i, _regime, _stage, a, b) in enumerate(spells):
        spell[i, a:b] = number
    cases, case_of = [_case(case) for case in facts["cases"]], np.array(facts["case_of"], dtype=np.intp)
    starts = _starts(cases, grid.month, law)

    i, k, d = np.nonzero(counted.credits)
    if not i.size:
        return
    keys = np.stack([i, k, spell[i, d], starts[case_of[i], d]], axis=1)
    groups, where = np.unique(keys, axis=0, return_inverse=True)
    totals = np.bincount(where.ravel(), weights=counted.credits[i, k, d]).astype(int)
    people, decided = grid.people.tolist(), {}
    last: dict[str, Any] | None = None
    for (person, kind, stage, start), total in zip(groups.tolist(), totals.tolist(), strict=True):
        regime, level = (spells[stage][1], spells[stage][2]) if stage < len(spells) else ("", "")
        question = (facts["case_of"][person], kind, regime, level, start)
        if question not in decided:
            decided[question] = _decide(law, cases[question[0]], kind, regime, level, dates[start])
        line = {
            "person_id": people[person],
            "kind": KINDS[kind],
            "regime": regime,
            "stage": level,
            "days": total,
            **decided[question],
        }
        if last and _alike(last) == _alike(line):
            last |= {"days": last["days"] + total, "why": max(last["why"], line["why"], key=len)}
            continue
        if last:
            yield last
        last = line
    if last:
        yield last


def _alike(line: dict[str, Any]) -> list[Any]:
    """What makes two neighbouring spans one line: everything but their days and the wording of the reason."""
    return [value for name, value in line.items() if name not in ("days", "why")]


def _starts(cases: list[rates.CaseFacts], month: Month, law: LawBook) -> np.ndarray:
    """For each case and day of the month, the first day of the span in which the decision is the same."""
    opens = np.zeros((len(cases), month.days), dtype=np.intp)
    first, end = month.first, month.end
    for number, case in enumerate(cases):
        for day in rates.decision_boundaries(law, case):
            if first < day < end:
                opens[number, day.day - 1] = day.day - 1
    return np.maximum.accumulate(opens, axis=1)


def _case(case: dict[str, Any]) -> rates.CaseFacts:
    def day(text: str | None) -> date | None:
        return date.fromisoformat(text) if text else None

    return rates.CaseFacts(
        convictions=tuple(
            rates.Conviction(
                offence=c["offence"],
                paragraph=c["paragraph"] or None,
                tags=frozenset(c["tags"]),
                committed_on=day(c["committed_on"]),
                final_on=day(c["final_on"]),
            )
            for c in case["convictions"]
        ),
        recidivist=case["recidivist"],
        habitual=case["habitual"],
    )


def _decide(law: LawBook, case: rates.CaseFacts, kind: int, regime: str, stage: str, on: date) -> dict[str, Any]:
    """The decision of a distinct case as plain data; a person without a recorded stage gets no ratio, and is told."""
    if not regime:
        return {
            "ratio": None,
            "status": "no_ratio",
            "rule": "",
            "norm": "",
            "article": "",
            "confidence": "",
            "why": "No consta el régimen ni la etapa de esos días: los días quedan contados; falta registrar la etapa.",
            "alternatives": [],
        }
    found = rates.decide(law=law, case=case, kind=kernel.Kind(kind), regime=regime, stage=stage or None, on=on)
    return {
        "ratio": found.ratio,
        "status": str(found.status),
        "rule": found.rule or "",
        "norm": found.norm or "",
        "article": found.article or "",
        "confidence": found.confidence or "",
        "why": found.why,
        "alternatives": [{**asdict(item), "reading": dict(item.reading)} for item in found.alternatives],
    }
