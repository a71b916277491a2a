"""The count of one case, explained: days, ratio, article and reason for every stretch of time.

The certificate of work or study (certificado de cómputo laboral o de estudio) must be re-computable by the judge who
controls it (Código de Ejecución Penal, D.Leg 654 art. 47-A); this is that computation.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np

from llamkay.core.errors import Refused
from llamkay.core.law import LawBook
from llamkay.core.remission.assumptions import ASSUMPTIONS
from llamkay.core.remission.case import Case, Session, Stage, read_case
from llamkay.core.remission.days import EXCLUSIONS, Array, Exclusion, Kind
from llamkay.core.remission.month import (
    EnrolledSpan,
    Evaluation,
    Marks,
    People,
    PersonInputs,
    Readings,
    Returned,
    Span,
    StageSpan,
    Terms,
)
from llamkay.core.remission.month import count as count_stretch
from llamkay.core.remission.offences import CaseFacts, decision_boundaries, listed, possible_facts
from llamkay.core.remission.rates import Alternative, Decision, Status, decide, without
from llamkay.core.remission.readings import DISPUTES, nth, questions, readings, sources
from llamkay.core.remission.reasons import Reason, as_data, fullest, reason, ruled
from llamkay.core.remission.sentences import of_this_stay, terms_of
from llamkay.core.values import Month, Period

_DAY = timedelta(days=1)
_END_UNKNOWN = date(2021, 1, 1)  # from here on it matters that the end of the exception of 2020 is not known


@dataclass(frozen=True, slots=True)
class Segment:
    """Days of one kind under one decision: ``[start, end)``."""

    start: date
    end: date
    kind: Kind
    label: str
    days: int
    decision: Decision

    def remitted(self, ratio: int | None) -> Fraction:
        """Days of sentence, exact; none under a bar."""
        return Fraction(self.days, ratio) if ratio else Fraction(0)


def takes(case: Case, name: str, option: str | int) -> bool:
    """Whether a case answers one of the institution's open questions this way."""
    return bool(case.parameters.get(name, ASSUMPTIONS[name].options[0]) == option)


def unconfirmed_rules(law: LawBook) -> tuple[str, ...]:
    """The rules whose published text has not been read."""
    return tuple(law.all("remission.unconfirmed")[0].value) if law.topics("remission.unconfirmed") else ()


def law_as_read(case: Case, law: LawBook) -> tuple[LawBook, date | None]:
    """The law under the case's answers, and the day up to which a later favourable law counts back, if it does."""
    read = without(law, unconfirmed_rules(law)) if takes(case, "ratio_2023", "earlier") else law
    return read, case.as_of if takes(case, "favourable_law", "retroactive") else None


def compute_case(document: Mapping[str, Any], law: LawBook) -> dict[str, Any]:
    """Compute a case document: counted and remitted days with every reason as its code and values, as plain data.

    The status is the first that holds of: ``not_final``, ``two_readings``, ``no_ratio``, ``computed``, ``barred``.
    ``remitted_days`` is empty where the law gives no single answer; ``settled`` is the exact part that is beyond
    dispute. Raises ``Refused`` for a document that cannot be read and ``NoRuleInForce`` where no law is known.
    """
    return compute_read(read_case(document), law)


def compute_read(case: Case, law: LawBook, *, others: bool = True) -> dict[str, Any]:
    """What :func:`compute_case` promises, for a case already read; without the other readings if they are not asked."""
    counted: dict[str, Any] = as_data(count_case(case, law, others=others))
    return counted


def count_case(case: Case, law: LawBook, *, others: bool = True) -> dict[str, Any]:
    """What :func:`compute_read` promises, with its reasons as ``Reason``."""
    now, left = of_this_stay(case)
    statement = _Statement(_with_facts(now, law), law)
    counted = statement.as_dict() if others else statement.own()
    if left:
        counted["warnings"].append(reason("warn.former_sentence", **left))
    return counted


def exceptional(case: Case, law: LawBook, decision: Decision, on: date) -> bool:
    """Whether the exception of 2020 (D.Leg 1513 art. 12) would better this decision.

    It is not for cases of art. 46 nor of special laws, and it reaches days before it.
    """
    topic = "remission.exception.covid"
    if not law.topics(topic) or decision.status is not Status.COMPUTED:
        return False
    exception = law.all(topic)[0]
    return case.as_of >= exception.start and (decision.ratio or 0) > exception.value and not listed(law, case.facts, on)


def excepted(case: Case, law: LawBook, decision: Decision, on: date) -> Decision:
    """The decision, or the exception of 2020 where the case asks for it and it would reach it."""
    if not takes(case, "covid", "applied") or not exceptional(case, law, decision, on):
        return decision
    rule = law.all("remission.exception.covid")[0]
    return replace(
        decision,
        ratio=rule.value,
        rule=rule.id,
        norm=rule.norm,
        article=rule.article,
        confidence=rule.confidence,
        why=(ruled("ratio.exception", rule, ratio=rule.value),),
    )


def _with_facts(case: Case, law: LawBook) -> Case:
    """The case with the facts that a named answer to ``unknown_facts`` takes to hold, the same for all of its time."""
    option = case.parameters.get("unknown_facts")
    if option is None or len(variants := possible_facts(law, case.facts)) == 1:
        return case
    answers = {name: options[0] for name, options in DISPUTES.items()} | dict(case.parameters)
    found: dict[tuple[Fraction, bool], CaseFacts] = {}
    for facts in variants:
        found.setdefault(_Statement(replace(case, facts=facts, parameters=answers), law).gives(), facts)
    return replace(case, facts=found[nth(sorted(found), option)])


class _Statement:
    def __init__(self, case: Case, law: LawBook) -> None:
        self.case, self.law = case, law
        self.unconfirmed = unconfirmed_rules(law)
        self.read, self.until = law_as_read(case, law)
        self.warnings: list[Reason] = []
        self.excluded: list[dict[str, Any]] = []
        self.months: list[dict[str, Any]] = []
        self.fixed = tuple((name, case.parameters[name]) for name in DISPUTES if name in case.parameters)
        self.cuts = sorted(
            {
                *decision_boundaries(law, case.facts),
                *(day for s in case.stages for day in (s.period.start, s.period.end) if day),
            }
        )
        self._check_marks()
        self.decisions: dict[tuple[Kind, date], Decision] = {}
        self.pieces: list[Segment] = []
        self.segments = self._merged([*self._counted(), *self._dated()])

    def gives(self) -> tuple[Fraction, bool]:
        """The days of sentence of all that has a ratio, and whether nothing lacks one."""
        remitted = (s.remitted(s.decision.ratio) for s in self.segments if s.decision.status is Status.COMPUTED)
        return sum(remitted, Fraction(0)), all(s.decision.status is not Status.NO_RATIO for s in self.segments)

    def _takes(self, name: str, option: str | int) -> bool:
        return takes(self.case, name, option)

    def as_dict(self) -> dict[str, Any]:
        """The count, and what another answer to each of the institution's questions would make of it."""
        own = self.own()
        return {**own, "other_readings": self._others(own)}

    def own(self) -> dict[str, Any]:
        """The count by the answers that the case names, or by those taken when it names none."""
        status = self._status()
        settled = sum(
            (s.remitted(s.decision.ratio) for s in self.segments if s.decision.status is Status.COMPUTED),
            Fraction(0),
        )
        total = settled if status in (Status.COMPUTED, Status.BARRED) else None
        alternatives = self._alternatives(settled) if status is Status.TWO_READINGS else []
        self._note_segments(status)
        self.warnings += [
            reason("warn.final_later", offence=offence, final=final) for offence, final in self.case.later_finals
        ]
        return {
            "id": self.case.id,
            "status": str(status),
            "counted_days": sum(s.days for s in self.segments),
            "remitted_days": None if total is None else self._whole(total),
            "fraction": None if total is None else str(total),
            "settled": str(settled),
            "segments": [self._segment(s) for s in self.segments],
            "months": sorted(self.months, key=lambda m: (m["month"], m["kind"])),
            "excluded": sorted(self.excluded, key=lambda e: (e["on"], e["kind"], e["reason"])),
            "alternatives": alternatives,
            "release": self._release(total),
            "warnings": self.warnings,
            "law_version": self.law.version,
        }

    # Days

    def _check_marks(self) -> None:
        """A mark and the word passed must agree with the pass mark of that month (EDU07 5.4.b)."""
        for month, mark in sorted(self.case.scores.items()):
            rules = self.law.in_force("remission.pass_mark", on=Month.parse(month).end - _DAY)
            if not rules:
                self.warnings.append(reason("warn.no_pass_mark", month=month))
            elif (mark >= rules[0].value) is not self.case.marks[month]:
                passed = str(self.case.marks[month]).lower()
                raise Refused(
                    f"«mark: {mark}» and «passed: {passed}» of {month} in study_results contradict each other: the "
                    f"pass mark is {rules[0].value} ({rules[0].norm}, {rules[0].article}); correct one of them"
                )

    def _counted(self) -> list[Segment]:
        """Days counted by others, laid on the working days of their period in order."""
        segments = []
        for entry in self.case.counted:
            end = entry.period.end
            assert end is not None
            cuts = [entry.period.start, *(d for d in self.cuts if entry.period.start < d < end), end]
            holidays = self.law.holidays(entry.period.start, end)
            parts = list(pairwise(cuts))
            rooms = [sum(self._ordinary(day, holidays) for day in _days(*part)) for part in parts]
            laid = _in_order(entry.days, rooms, [(b - a).days for a, b in parts])
            pieces = [
                self._piece(a, b, entry.kind, days)
                for (a, b), days, room in zip(parts, laid, rooms, strict=True)
                if days or room
            ]
            merged = self._merged(pieces)
            if len({s.decision for s in merged}) > 1:
                start, last = entry.period.start, end - _DAY
                self.warnings.append(reason("warn.counted_spread", days=entry.days, start=start, last=last))
            if entry.days > sum(rooms):
                start, last, room = entry.period.start, end - _DAY, sum(rooms)
                self.warnings.append(reason("warn.counted_above", days=entry.days, start=start, last=last, room=room))
            segments += [s for s in merged if s.days]
        self._note_overlaps()
        return segments

    def _ordinary(self, day: date, holidays: frozenset[date]) -> bool:
        isolated = any(day in period for period in self.case.isolation)
        return day.weekday() != 6 and day not in holidays and not isolated

    def _note_overlaps(self) -> None:
        for work in self.case.counted:
            for study in self.case.counted:
                if work.kind is Kind.WORK and study.kind is Kind.STUDY and work.period.overlaps(study.period):
                    self.warnings.append(reason("warn.counted_both", start=study.period.start))
        for session in self.case.sessions:
            if any(c.kind is not session.kind and session.on in c.period for c in self.case.counted):
                self.warnings.append(reason("warn.session_counted", on=session.on))

    def _dated(self) -> list[Segment]:
        """Dated sessions through the days kernel, gathered between one boundary and the next."""
        sessions = self.case.sessions
        if not sessions:
            return []
        first = min(s.on for s in sessions)
        end = max(s.on for s in sessions) + _DAY
        dates = [first + timedelta(days=i) for i in range((end - first).days)]
        marks, keys = self._marks(sessions, first, dates)
        count = count_stretch(marks, self._people(dates), self._terms(dates))
        self._explain(count.excluded, keys, dates)
        segments = []
        edges = [first, *(d for d in self.cuts if first < d < end), end]
        for kind in Kind:
            self._note_months(kind, dates, count.credits[0, kind])
            if left := int(count.carry_out[0, kind]):
                self.warnings.append(reason("warn.minutes_left", minutes=left, kind=kind.name.lower()))
            for low, high in pairwise(edges):
                part = count.credits[0, kind, (low - first).days : (high - first).days]
                worked = np.flatnonzero(part)
                if worked.size:
                    a, b = low + timedelta(days=int(worked[0])), low + timedelta(days=int(worked[-1]) + 1)
                    segments.append(self._piece(a, b, kind, int(part.sum())))
        return segments

    def _note_months(self, kind: Kind, dates: list[date], credits: Array) -> None:
        """The counted days of each month from dated activity; days counted by others stand in their segments only."""
        found: Counter[str] = Counter()
        for at in np.flatnonzero(credits).tolist():
            found[_month(dates[at])] += int(credits[at])
        self.months += [{"month": m, "kind": kind.name.lower(), "days": days} for m, days in found.items()]

    def _marks(
        self, sessions: tuple[Session, ...], first: date, dates: list[date]
    ) -> tuple[Marks, list[tuple[Kind, bool]]]:
        """Sessions of one kind, laid one above another where a day has several."""
        depth: dict[tuple[Kind, bool, date], int] = {}
        index: dict[tuple[Kind, bool, int], int] = {}
        cells = []
        wanted = [*sessions, *(Session(k, d, 0, "", False) for k, d in self.case.expelled if d in _Span(dates))]
        for session in sorted(wanted, key=lambda s: (s.on, s.kind, -s.minutes, s.place, s.authorised)):
            cell = session.place == "cell"
            slot = depth.get((session.kind, cell, session.on), 0)
            depth[session.kind, cell, session.on] = slot + 1
            row = index.setdefault((session.kind, cell, slot), len(index))
            cells.append((row, (session.on - first).days, session))
        shape = (len(index), len(dates))
        minutes, authorised = np.zeros(shape, np.int16), np.zeros(shape, np.bool_)
        for row, column, session in cells:
            minutes[row, column] = session.minutes
            authorised[row, column] = session.authorised
        keys = [(kind, cell) for kind, cell, _ in index]
        expelled = np.zeros(shape, np.bool_)
        for kind, day in self.case.expelled:
            if day in _Span(dates):
                for row, (row_kind, _) in enumerate(keys):
                    column = (day - first).days
                    expelled[row, column] = row_kind is kind and minutes[row, column] > 0
        passed = np.array([self.case.marks.get(_month(d), False) for d in dates], np.bool_)
        ordinary = np.ones(len(dates), np.bool_)
        return Marks(
            person=np.zeros(len(keys), np.intp),
            kind=np.array([kind for kind, _ in keys], np.uint8),
            cell=np.array([cell for _, cell in keys], np.bool_),
            minutes=minutes,
            counts=np.ones(shape, np.bool_),
            expelled=expelled,
            authorised=authorised,
            passed=np.stack([passed if kind is Kind.STUDY else ordinary for kind, _ in keys]),
        ), keys

    def _people(self, dates: list[date]) -> People:
        case, first, count = self.case, dates[0], len(dates)

        def spans(periods: Iterable[Period]) -> tuple[Span, ...]:
            offsets = ((max((p.start - first).days, 0), (p.end - first).days if p.end else count) for p in periods)
            return tuple(Span(0, start, end) for start, end in offsets if start < min(end, count))

        enrolments: list[EnrolledSpan] = []
        for kind in Kind:
            periods = [period for k, period in case.enrolments if k is kind]
            if not periods:
                periods = [Period(first, None)]
                if case.enrolments and any(s.kind is kind for s in case.sessions):
                    self.warnings.append(reason("warn.register_assumed", kind=kind.name.lower()))
            enrolments += [EnrolledSpan(0, kind, start, end) for _, start, end in spans(periods)]
        stages = [StageSpan(0, s.regime, s.stage or "", *span[1:]) for s in case.stages for span in spans([s.period])]
        inputs = PersonInputs(
            custody=spans([Period(case.custody_from or first, None)]),
            isolated=spans(case.isolation),
            enrolments=tuple(enrolments),
            stages=tuple(stages),
            evaluations=tuple(Evaluation(0, (on - first).days, good) for on, good in sorted(case.evaluations)),
            returned=tuple(
                Returned(0, (day - first).days) for day in sorted(case.returns) if first <= day <= dates[-1]
            ),
        )
        return People.of(inputs, size=1, days=count)

    def _terms(self, dates: list[date]) -> Terms:
        together = None
        if self._takes("simultaneous", "same_hours"):
            crossed = self._crossed()
            together = np.array([day not in crossed for day in dates], np.bool_)
        readings = Readings(
            max_days=self.case.parameters.get("max_days_per_calendar_day"),
            class_minutes=self.case.parameters.get("class_minutes"),
            together=together,
        )
        return Terms.of(self.law, first=dates[0], days=len(dates), readings=readings)

    def _crossed(self) -> set[date]:
        """The days whose stated hours of work and of study cross; hours not stated are taken not to."""
        hours: dict[date, tuple[list[tuple[int, int]], list[tuple[int, int]]]] = {}
        for session in self.case.sessions:
            if session.hours:
                hours.setdefault(session.on, ([], []))[session.kind].append(session.hours)
        return {
            day for day, (work, study) in hours.items() if any(a[0] < b[1] and b[0] < a[1] for a in work for b in study)
        }

    def _explain(self, excluded: Array, keys: list[tuple[Kind, bool]], dates: list[date]) -> None:
        seen = set()
        rows, columns = np.nonzero(excluded)
        codes = {number: Exclusion(number) for number in np.unique(excluded).tolist()}
        reasons: dict[Exclusion, tuple[Reason]] = {code: (code.why,) for code in codes.values() if code}
        for row, column, number in zip(rows.tolist(), columns.tolist(), excluded[rows, columns].tolist(), strict=True):
            code, kind, day = codes[number], keys[row][0], dates[column]
            if (day, kind, code) in seen:
                continue
            seen.add((day, kind, code))
            written = EXCLUSIONS[code]
            self.excluded.append(
                {
                    "on": day.isoformat(),
                    "kind": kind.name.lower(),
                    "reason": code.slug,
                    "norm": written.norm,
                    "article": written.article,
                    "why": reasons[code],
                }
            )
        if any(code is Exclusion.SIMULTANEOUS for _, _, code in seen):
            self.warnings.append(reason("warn.simultaneous"))

    # Decisions

    def _stage(self, day: date) -> Stage | None:
        return next((s for s in self.case.stages if day in s.period), None)

    def _decide(self, kind: Kind, day: date) -> Decision:
        if (kind, day) not in self.decisions:
            stage = self._stage(day)
            found = decide(
                law=self.read,
                case=self.case.facts,
                kind=kind,
                regime=stage.regime if stage else None,
                stage=stage.stage if stage else None,
                on=day,
                fixed=self.fixed,
                until=self.until,
            )
            self.decisions[kind, day] = excepted(self.case, self.law, found, day)
        return self.decisions[kind, day]

    def _piece(self, start: date, end: date, kind: Kind, days: int) -> Segment:
        stage = self._stage(start)
        label = stage.label if stage else "unclassified"
        piece = Segment(start, end, kind, label, days, self._decide(kind, start))
        self.pieces.append(piece)
        return piece

    @staticmethod
    def _merged(pieces: list[Segment]) -> list[Segment]:
        """Neighbours of one kind, stage and decision become one segment, with the fullest of their reasons."""
        merged: list[Segment] = []
        for piece in sorted(pieces, key=lambda s: (s.kind, s.start)):
            last = merged[-1] if merged else None
            if last and (last.kind, last.label, last.decision) == (piece.kind, piece.label, piece.decision):
                decision = replace(last.decision, why=fullest(last.decision.why, piece.decision.why))
                days = last.days + piece.days
                merged[-1] = Segment(last.start, piece.end, last.kind, last.label, days, decision)
            else:
                merged.append(piece)
        return sorted(merged, key=lambda s: (s.start, s.kind))

    def _status(self) -> Status:
        found = {s.decision.status for s in self.segments} or {self._decide(Kind.WORK, self.case.as_of).status}
        status = _first(found)
        if not self.segments and status is Status.TWO_READINGS:
            return Status.COMPUTED
        return status

    def _alternatives(self, settled: Fraction) -> list[dict[str, Any]]:
        """Each total that a coherent reading of the open questions gives, the default order first.

        Where a reading leaves a part of the time without a ratio its status is ``no_ratio`` and its days are those of
        the rest.
        """
        open_ = [s for s in self.segments if s.decision.status is Status.TWO_READINGS]
        deciding = [
            name
            for name in DISPUTES
            if any(name == key for s in open_ for a in s.decision.alternatives for key, _ in a.reading)
        ]
        idle = {name: options[0] for name, options in DISPUTES.items() if name not in deciding}
        others = {s.decision.status for s in self.segments} - {Status.TWO_READINGS}
        pieces = [p for p in self.pieces if p.days and p.decision.status is Status.TWO_READINGS]
        unknown = "unknown_facts" in deciding
        variants = possible_facts(self.law, self.case.facts) if unknown else (self.case.facts,)
        known = {"unknown_facts": DISPUTES["unknown_facts"][0]}
        totals: dict[tuple[Fraction, Status], dict[str, Any]] = {}
        outcomes = [
            found
            for reading in readings({**idle, **dict(self.fixed), **known})
            for found in self._outcomes(reading, settled, open_, pieces, others, variants)
        ]
        for answers, total, status, used in outcomes:
            if (total, status) in totals:
                continue
            totals[total, status] = {
                "status": str(status),
                "reading": {name: answers[name] for name in deciding},
                "days": int(total),
                "remitted_days": int(total),
                "fraction": str(total),
                "ratios": [decision.ratio for decision in used],
                "question": questions(deciding),
                "source": sources(deciding),
                "norm": used[0].norm,
                "article": used[0].article,
                "why": tuple(item for why in dict.fromkeys(decision.why for decision in used) for item in why),
                "release": self._release(None if status is Status.NO_RATIO else total),
            }
        return list(totals.values())

    def _outcomes(
        self,
        reading: Mapping[str, str],
        settled: Fraction,
        open_: list[Segment],
        pieces: list[Segment],
        others: set[Status],
        variants: Iterable[CaseFacts],
    ) -> list[tuple[Mapping[str, str], Fraction, Status, list[Decision]]]:
        """What a reading gives under each set of facts that may hold, the most severe first."""
        found: dict[tuple[Fraction, bool], tuple[Status, list[Decision]]] = {}
        for facts in variants:
            decided = [(piece, self._under(piece, reading, facts)) for piece in pieces]
            total = sum((piece.remitted(decision.ratio) for piece, decision in decided), settled)
            status = _first(others | {decision.status for _, decision in decided})
            used = [self._under(segment, reading, facts) for segment in open_]
            found.setdefault((total, status is not Status.NO_RATIO), (status, used))
        ordered = sorted(found)
        answers = DISPUTES["unknown_facts"]
        outcomes: list[tuple[Mapping[str, str], Fraction, Status, list[Decision]]] = []
        for at, key in enumerate(ordered):
            option = answers[-1] if at and at == len(ordered) - 1 else answers[min(at, len(answers) - 2)]
            outcomes.append(({**reading, "unknown_facts": option}, key[0], *found[key]))
        return outcomes

    def _under(self, segment: Segment, reading: Mapping[str, str], facts: CaseFacts) -> Decision:
        stage = self._stage(segment.start)
        found = decide(
            law=self.read,
            case=facts,
            kind=segment.kind,
            regime=stage.regime if stage else None,
            stage=stage.stage if stage else None,
            on=segment.start,
            fixed=tuple(reading.items()),
            until=self.until,
        )
        return excepted(self.case, self.law, found, segment.start)

    # Other readings

    def _others(self, own: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Each question answered the other way, where that changes the count."""
        found = []
        for name, assumption in ASSUMPTIONS.items():
            if not self._asks(name):
                continue
            for option in assumption.options:
                if self._takes(name, option):
                    continue
                case = replace(self.case, parameters={**self.case.parameters, name: option})
                other = _Statement(case, self.law).own()
                if _sums(other) != _sums(own):
                    found.append(
                        {
                            "parameter": name,
                            "taken": self.case.parameters.get(name, assumption.options[0]),
                            "other": option,
                            "words": assumption.words(option),
                            "question": assumption.question,
                            "source": assumption.source,
                            "confidence": assumption.confidence,
                            **{key: other[key] for key in _SUMS},
                            "alternatives": [a["fraction"] for a in other["alternatives"]],
                        }
                    )
        return found

    def _asks(self, name: str) -> bool:
        """Whether a question can bear on this case at all; cheap, so that most are not counted twice."""
        if not self._takes(name, ASSUMPTIONS[name].options[0]):
            return True
        decisions = [(p, p.decision) for p in self.pieces if p.days and p.decision.status is not Status.NOT_FINAL]
        open_ = any(d.status is Status.TWO_READINGS for _, d in decisions)
        if name == "covid":
            return open_ or any(exceptional(self.case, self.law, d, p.start) for p, d in decisions)
        if name == "ratio_2023":
            return any(r in self.unconfirmed for _, d in decisions for r in (d.rule, *(a.rule for a in d.alternatives)))
        if name == "favourable_law":
            return open_ or any(self._backwards(p) != (d.status, d.ratio) for p, d in decisions)
        if name == "rounding":
            remitted = [s.remitted(s.decision.ratio) for s in self.segments]
            return int(sum(remitted, Fraction(0))) != sum(map(int, remitted))
        minutes: dict[tuple[date, Kind], int] = {}
        for s in self.case.sessions:
            minutes[s.on, s.kind] = minutes.get((s.on, s.kind), 0) + s.minutes
        if name == "simultaneous":
            return len({day for day, _ in minutes}) < len(minutes)
        if name == "class_minutes":
            return any(kind is Kind.STUDY for _, kind in minutes)
        return any(m > 225 for m in minutes.values())

    def _backwards(self, piece: Segment) -> tuple[Status, int | None]:
        """What a stretch would get if a later law counted back as well."""
        stage = self._stage(piece.start)
        found = decide(
            law=self.read,
            case=self.case.facts,
            kind=piece.kind,
            regime=stage.regime if stage else None,
            stage=stage.stage if stage else None,
            on=piece.start,
            fixed=self.fixed,
            until=self.case.as_of,
        )
        return found.status, found.ratio

    def _whole(self, total: Fraction) -> int:
        """Whole days of sentence: the fraction falls away once, or in each stretch."""
        if self._takes("rounding", "total"):
            return int(total)
        return sum(int(s.remitted(s.decision.ratio)) for s in self.segments)

    # Output

    def _segment(self, segment: Segment) -> dict[str, Any]:
        decision = segment.decision
        known = decision.status in (Status.COMPUTED, Status.BARRED)
        shown: dict[str, Any] = {
            "from": segment.start.isoformat(),
            "to": segment.end.isoformat(),
            "kind": segment.kind.name.lower(),
            "stage": segment.label,
            "status": str(decision.status),
            "days": segment.days,
            "ratio": decision.ratio,
            "remitted": str(segment.remitted(decision.ratio)) if known else None,
            "rule": decision.rule,
            "norm": decision.norm,
            "article": decision.article,
            "confidence": decision.confidence,
            "why": decision.why,
        }
        if decision.alternatives:
            shown["alternatives"] = [_alternative(a, segment) for a in decision.alternatives]
        return shown

    def _note_segments(self, status: Status) -> None:
        if status is Status.COMPUTED and any(s.decision.status is Status.BARRED for s in self.segments):
            self.warnings.append(reason("warn.partly_barred"))
        if status is Status.NO_RATIO and any(s.decision.status is Status.COMPUTED for s in self.segments):
            self.warnings.append(reason("warn.partly_ratio"))
        if any(s.decision.confidence == "low" and s.decision.ratio for s in self.segments):
            self.warnings.append(reason("warn.unread_text"))
        if any(exceptional(self.case, self.law, s.decision, s.start) for s in self.segments):
            open_end = self.case.as_of >= _END_UNKNOWN
            self.warnings.append(reason("warn.exception_open") if open_end else reason("warn.exception"))

    def _release(self, total: Fraction | None) -> dict[str, Any] | None:
        """The end of the sentence without and with remission; without the latter where a judge decides it."""
        terms = terms_of(self.case, self.law)
        if terms is None:
            return None
        days = None if total is None else self._whole(total)
        shown: dict[str, Any] = {"sentence_ends": terms.ends.isoformat(), "with_remission": None}
        if terms.answers or self.case.at_large:
            shown["begins"] = terms.begins.isoformat()
        if terms.answers:
            shown["answers"] = [answer.as_dict() for answer in terms.answers]
        if not terms.decided:
            shown["latest_end"] = terms.latest.isoformat()
        if days is not None:
            # What the judge could decide lies between both days.
            names = {"with_remission": terms.ends}
            if not terms.decided:
                names = {"earliest": terms.ends, "latest": terms.latest}
            shown |= {name: self._before(end, terms.begins, days).isoformat() for name, end in names.items()}
        return shown

    def _before(self, end: date, begins: date, days: int) -> date:
        """So many days before the end, but no sentence ends before its first day."""
        if end - timedelta(days=days) >= begins:
            return end - timedelta(days=days)
        limited = reason("warn.release_limited", first=begins)
        self.warnings += [] if limited in self.warnings else [limited]
        return begins


_SUMS = ("status", "counted_days", "remitted_days", "fraction", "settled")


def _sums(result: Mapping[str, Any]) -> list[Any]:
    """What a count comes to, to compare it with another."""
    return [*(result[key] for key in _SUMS), [(a["status"], a["fraction"]) for a in result["alternatives"]]]


def _first(statuses: set[Status]) -> Status:
    """What several decisions come to together."""
    order = (Status.NOT_FINAL, Status.TWO_READINGS, Status.NO_RATIO, Status.COMPUTED, Status.BARRED)
    return next(status for status in order if status in statuses)


class _Span:
    """Membership in a run of dates without walking it."""

    def __init__(self, dates: list[date]) -> None:
        self.first, self.last = dates[0], dates[-1]

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


def _month(day: date) -> str:
    return day.isoformat()[:7]


def _days(start: date, end: date) -> Iterable[date]:
    return (start + timedelta(days=i) for i in range((end - start).days))


def _in_order(days: int, rooms: list[int], lengths: list[int]) -> list[int]:
    """Fill the parts one after another with working days, then what is left with their other days."""
    filled = []
    for room in rooms:
        filled.append(min(days, room))
        days -= filled[-1]
    for index, (room, length) in enumerate(zip(rooms, lengths, strict=True)):
        extra = min(days, length - room)
        filled[index] += extra
        days -= extra
    return filled


def _alternative(alternative: Alternative, segment: Segment) -> dict[str, Any]:
    return {
        "reading": dict(alternative.reading),
        "status": str(alternative.status),
        "ratio": alternative.ratio,
        "remitted": None if alternative.status is Status.NO_RATIO else str(segment.remitted(alternative.ratio)),
        "rule": alternative.rule,
        "norm": alternative.norm,
        "article": alternative.article,
        "source": sources(name for name, _ in alternative.reading),
        "confidence": alternative.confidence,
        "why": alternative.why,
    }
