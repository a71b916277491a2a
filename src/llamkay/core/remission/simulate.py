"""When will it be enough: the first day on which served and redeemed time reach the sentence, under stated assumptions.

Redeemed time adds to effective time for the full sentence, semi-liberty (semilibertad) and conditional release
(liberación condicional): D.Leg 654 arts. 47 to 50, Reglamento art. 178. A projection is never a promise, and says so.
"""

import calendar
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from itertools import pairwise
from math import ceil, lcm
from typing import Any

import numpy as np

from llamkay.core.errors import Refused
from llamkay.core.law import LawBook
from llamkay.core.remission.assumptions import ASSUMPTIONS
from llamkay.core.remission.case import Case, Stage, read_case
from llamkay.core.remission.days import Array, Kind
from llamkay.core.remission.month import accumulates
from llamkay.core.remission.procedure import Condition, Debt, Purpose, Sentenced, procedure
from llamkay.core.remission.rates import STAGES, Decision, Status, decide
from llamkay.core.remission.readings import DISPUTES, questions, readings
from llamkay.core.remission.reasons import Because, Reason, as_data, reason, ruled
from llamkay.core.remission.sentences import Terms, of_this_stay, terms_of
from llamkay.core.remission.statement import (
    count_case,
    excepted,
    law_as_read,
    takes,
)
from llamkay.core.values import Month, Period

PARTS = {"USE-03-third": Fraction(1, 3), "USE-04-half": Fraction(1, 2), "USE-04-special": Fraction(3, 4)}

_DAY = timedelta(days=1)
_DOES = ("lose", "add", "stage", "stop")
_MOST = 31
_AWAY_MONTHS, _STUDY_DAYS = 3, 10  # of the scenarios shown when none is asked for
_NO_RANK = 255


# What is asked


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a scenario: from ``period.start``, until its end where it has one."""

    does: str
    period: Period
    kinds: tuple[Kind, ...] = ()
    days: int = 0
    regime: str = ""
    stage: str | None = None


@dataclass(frozen=True, slots=True)
class Scenario:
    """A named set of changes; ``pace`` replaces the person's own days per month where it is given."""

    id: str
    title: Because
    changes: tuple[Change, ...] = ()
    pace: Mapping[Kind, int] = field(default_factory=dict)


def read_scenarios(document: Mapping[str, Any] | None, *, first: date, studies: bool = False) -> tuple[Scenario, ...]:
    """Read a scenario document; without one: keep the place, lose it for three months, add study, stop.

    Raises ``Refused`` with one plain sentence for the first thing that is wrong.
    """
    if document is None:
        return _usual(first, studies)
    if not isinstance(document, Mapping):
        raise Refused("a scenario is a document of keys and values; begin it with «scenarios: …»")
    _only(document, ("pace", "scenarios"), "the scenario file")
    pace = _pace(document.get("pace"), "pace")
    items = document.get("scenarios", [{"id": "keep"}])
    if not isinstance(items, list) or not items or not all(isinstance(item, Mapping) for item in items):
        raise Refused("«scenarios» must be a list of entries; begin each with a dash")
    found = [_scenario(item, f"scenarios[{at}]", pace, first) for at, item in enumerate(items, start=1)]
    names = [scenario.id for scenario in found]
    for name in names:
        if names.count(name) > 1:
            raise Refused(f"the scenario «{name}» stands twice; give each its own id")
    return tuple(found)


def _usual(first: date, studies: bool) -> tuple[Scenario, ...]:
    month = first if first.day == 1 else Month.of(first).end
    months, days = _AWAY_MONTHS, _STUDY_DAYS
    both = (Kind.WORK, Kind.STUDY)
    away = Change("lose", Period(month, _later(month, months)), both)
    study = Change("add", Period(month), (Kind.STUDY,), days)
    more = reason("scenario.more_study", days=days, on=month)
    return (
        Scenario("keep", (reason("scenario.keep"),)),
        Scenario("lose", (reason("scenario.lose", months=months, on=month),), (away,)),
        Scenario("study", (more if studies else reason("scenario.study", days=days, on=month),), (study,)),
        Scenario("stop", (reason("scenario.stop", on=first),), (Change("stop", Period(first), both),)),
    )


def _scenario(item: Mapping[str, Any], where: str, pace: Mapping[Kind, int], first: date) -> Scenario:
    _only(item, ("id", "title", "pace", "changes"), where)
    name = item.get("id")
    if not isinstance(name, str) or not name:
        raise Refused(f"«id» in {where} is missing; name the scenario with a word")
    changes = item.get("changes") or []
    if not isinstance(changes, list) or not all(isinstance(change, Mapping) for change in changes):
        raise Refused(f"«changes» in {where} must be a list of entries; begin each with a dash")
    read = tuple(_change(change, f"changes[{at}] of {where}", first) for at, change in enumerate(changes, 1))
    title = item.get("title")
    titled = (reason("scenario.titled", title=str(title)),) if title else tuple(map(_described, read))
    return Scenario(
        id=name,
        title=titled or (reason("scenario.keep"),),
        changes=read,
        pace={**pace, **_pace(item.get("pace"), f"pace of {where}")},
    )


def _change(raw: Mapping[Any, Any], where: str, first: date) -> Change:
    item = {("on" if key is True else key): value for key, value in raw.items()}  # YAML 1.1 reads «on» as true
    _only(item, ("on", "do", "months", "kind", "days_per_month", "regime", "stage"), where)
    does = item.get("do")
    if does not in _DOES:
        raise Refused(f"«do: {does}» in {where} is not a change; use one of {', '.join(_DOES)}")
    on = _day(item.get("on"), where)
    if on < first:
        raise Refused(f"{where} lies on {on}, before the projection begins on {first}; what is past is in the case")
    months = _count(item, "months", where, most=1200) if "months" in item or does == "lose" else None
    period = Period(on, None if months is None else _later(on, months))
    kind = item.get("kind")
    if kind not in (None, "work", "study"):
        raise Refused(f"the kind «{kind}» in {where} is not known; use work or study")
    kinds = (Kind[kind.upper()],) if kind else (Kind.WORK, Kind.STUDY)
    if does == "add":
        if kind is None:
            raise Refused(f"«kind» in {where} is missing; say whether work or study is added")
        return Change("add", period, kinds, _count(item, "days_per_month", where, most=_MOST))
    if does == "stage":
        regime, stage = item.get("regime"), item.get("stage")
        if regime not in STAGES:
            raise Refused(f"the regime «{regime}» in {where} is not known; use one of {', '.join(STAGES)}")
        if (stage is not None or STAGES[regime]) and stage not in STAGES[regime]:
            known = ", ".join(STAGES[regime]) or "none: leave the key out"
            raise Refused(f"the stage «{stage}» in {where} is not of {regime}; its stages are {known}")
        return Change("stage", period, regime=regime, stage=stage)
    return Change(does, period, kinds)


def _pace(item: Any, where: str) -> dict[Kind, int]:
    if item is None:
        return {}
    if not isinstance(item, Mapping):
        raise Refused(f"«{where}» must be written as {{work: 20, study: 0}}, not «{item}»")
    _only(item, ("work", "study"), where)
    return {Kind[key.upper()]: _count(item, key, where, most=_MOST) for key in item}


def _count(item: Mapping[str, Any], key: str, where: str, *, most: int) -> int:
    value = item.get(key)
    if type(value) is not int or not 0 <= value <= most:
        problem = "is missing" if value is None else f"«{value}» is not a whole number from 0 to {most}"
        raise Refused(f"«{key}» in {where} {problem}; correct it")
    return value


def _day(value: Any, where: str) -> date:
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    if type(value) is not date:
        problem = "is missing" if value is None else f"«{value}» is not a day"
        raise Refused(f"«on» in {where} {problem}; write it like 2027-03-02")
    return value


def _only(item: Mapping[Any, Any], keys: tuple[str, ...], where: str) -> None:
    for key in item:
        if key not in keys:
            raise Refused(f"«{key}» in {where} is not a key of a scenario; use {', '.join(keys)}")


def _later(day: date, months: int) -> date:
    """The same day so many months on, or the last of a shorter month.

    >>> _later(date(2026, 11, 30), 3)
    datetime.date(2027, 2, 28)
    """
    years, month = divmod(day.month - 1 + months, 12)
    year = min(day.year + years, date.max.year)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


# The days to come


def _spread() -> Array:
    """``rank[w, i]``: the turn in which the i-th of the w ordinary days of a month is taken, evenly and nested."""
    ranks = np.full((32, 31), _NO_RANK, np.uint8)
    for width in range(1, 32):
        order = sorted(range(width), key=lambda i: int(f"{i:05b}"[::-1], 2))
        for turn, index in enumerate(order):
            ranks[width, index] = turn
    return ranks


_SPREAD = _spread()


@dataclass(frozen=True, eq=False, slots=True)
class _Days:
    """The days ``[first, end)`` and the turn of each in its month: day ``d`` is taken by a pace of more than it.

    Days of a month are spread evenly over its ordinary days, neither Sundays nor holidays (REG 177), and a greater pace
    takes every day that a smaller one takes: so one more day of activity never gives a later date.
    """

    first: date
    end: date
    rank: Array

    @classmethod
    def of(cls, law: LawBook, first: date, end: date, isolation: Iterable[Period] = ()) -> "_Days":
        low, high = Month.of(first).first, Month.of(end).end
        dates = np.arange(np.datetime64(low), np.datetime64(high))
        holidays = np.array(sorted(law.holidays(low, high)), "datetime64[D]")
        ordinary = ((dates.astype(np.int64) + 4) % 7 != 0) & ~np.isin(dates, holidays)  # 1970-01-01 was a Thursday
        months = dates.astype("datetime64[M]").astype(np.int64)
        months -= months[0]
        width = np.bincount(months, weights=ordinary).astype(np.intp)
        before = np.cumsum(width) - width
        place = np.cumsum(ordinary) - 1 - before[months]
        rank = np.where(ordinary, _SPREAD[width[months], np.maximum(place, 0)], _NO_RANK).astype(np.uint8)
        for period in isolation:
            if part := period.clip(low, high):
                assert part.end is not None
                rank[(part.start - low).days : (part.end - low).days] = _NO_RANK
        return cls(first, end, rank[(first - low).days : (end - low).days])

    def at(self, day: date) -> int:
        return min(max((day - self.first).days, 0), (self.end - self.first).days)


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Days to come under one stage and one pace: ``[start, end)``."""

    start: date
    end: date
    stage: Stage | None
    pace: tuple[int, int]
    together: bool

    @property
    def label(self) -> str:
        return self.stage.label if self.stage else "unclassified"

    def taken(self, kind: Kind, rank: Array) -> Array:
        """Which days the kind takes; where work and study do not add up, study takes days that work leaves."""
        work, study = self.pace
        low, high = (0, work) if kind is Kind.WORK else (0, study) if self.together else (work, work + study)
        taken: Array = (rank >= low) & (rank < high)
        return taken


@dataclass(frozen=True, slots=True)
class _Mark:
    """What is to be reached: so many days of served and redeemed time, or the reason why there is no such date."""

    name: str
    part: Fraction
    days: int
    rule: str
    norm: str
    article: str
    confidence: str
    conditions: Because = ()
    caution: Because = ()
    closed: Because = ()


# The promise of the module


def simulate(document: Mapping[str, Any], law: LawBook, scenario: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Project a case document under each scenario: the dates, what they assume and what could change them.

    Every scenario holds one result for each reading of the law that gives another count. ``on`` is the first day on
    which served days, that one included, and whole redeemed days reach the mark, so it is the last day of the sentence
    with remission; it is empty where it was reached before (``state: reached``) or where there is no date
    (``state: none``, with the reason; ``latest`` is then the day that no decision can push later, all else as assumed).
    Raises ``Refused`` for a document or scenario that cannot be read.
    """
    projected: dict[str, Any] = as_data(_Simulation(read_case(document), law, scenario).as_dict())
    return projected


class _Simulation:
    def __init__(self, case: Case, law: LawBook, scenario: Mapping[str, Any] | None) -> None:
        self.past = count_case(case, law, others=False)
        case, _former = of_this_stay(case)
        self.law, self.case, self.scenario = law, case, scenario
        self.read, self.until = law_as_read(case, law)
        self.fixed = {name: self.case.parameters[name] for name in DISPUTES if name in self.case.parameters}
        self.first = max([self.case.as_of + _DAY, *(c.period.end for c in self.case.counted if c.period.end)])
        self.warnings = self._gap()
        self.own = {kind: self._own_pace(kind) for kind in Kind}
        studies = bool(self.own[Kind.STUDY]["days_per_month"])
        self.scenarios = read_scenarios(scenario, first=self.first, studies=studies)
        self.terms: Terms | None = terms_of(self.case, law)
        self.marks: tuple[_Mark, ...] = ()
        if self.terms:
            self.last = self.terms.ends
            self.length = (self.last - self.terms.begins).days + 1 - self.terms.out
            self.days = _Days.of(law, self.first, max(self.last + _DAY, self.first), self.case.isolation)
            self.marks = tuple(self._marks())

    def as_dict(self) -> dict[str, Any]:
        shown: list[dict[str, Any]] = []
        for scenario in self.scenarios:
            results = self._results(scenario)
            if shown:
                self._against(results, shown[0]["results"])
            shown.append(
                {
                    "id": scenario.id,
                    "title": scenario.title,
                    "assumptions": self._assumptions(scenario),
                    "results": results,
                }
            )
        return {
            "id": self.case.id,
            "as_of": self.case.as_of.isoformat(),
            "from": self.first.isoformat(),
            "promise": reason("projection.promise"),
            "law": reason("projection.frozen", on=self.case.as_of),
            "sentence": self._sentence(),
            "today": {
                "status": self.past["status"],
                "counted_days": self.past["counted_days"],
                "remitted_days": self.past["remitted_days"],
                "fraction": self.past["fraction"],
                "settled": self.past["settled"],
                "served_days": self._served(self.first) if self.terms else None,
            },
            "pace": {kind.name.lower(): self.own[kind] for kind in Kind},
            "scenarios": shown,
            "other_readings": self._others(shown[0]["results"]),
            "could_change": self._could_change(),
            "warnings": list(dict.fromkeys([*self.past["warnings"], *self.warnings])),
            "law_version": self.law.version,
        }

    # What is known today

    def _sentence(self) -> dict[str, Any] | None:
        if self.terms is None:
            return None
        return {
            "starts_on": self.terms.begins.isoformat(),
            "ends_on": self.last.isoformat(),
            "days": self.length,
        }

    def _served(self, day: date) -> int:
        """Days of the sentence served before the day."""
        assert self.terms is not None
        return max((day - self.terms.begins).days - self.terms.out, 0)

    def _gap(self) -> list[Reason]:
        ends = [c.period.end - _DAY for c in self.case.counted if c.period.end]
        last = max([*(s.on for s in self.case.sessions), *ends], default=None)
        if last is None or (self.first - last).days <= _MOST:
            return []
        return [reason("warn.no_activity_since", last=last, first=self.first)]

    def _own_pace(self, kind: Kind) -> dict[str, Any]:
        """Days per month of the last three complete months, from the first with activity; the mean, rounded down."""
        months = [Month.of(self.case.as_of + _DAY).previous()]
        while len(months) < 3:
            months.insert(0, months[0].previous())
        name = kind.name.lower()
        known = {m["month"]: Fraction(m["days"]) for m in self.past["months"] if m["kind"] == name}
        began = [s.on for s in self.case.sessions if s.kind is kind]
        for entry in self.case.counted:
            if entry.kind is kind and entry.days and entry.period.end:
                began.append(entry.period.start)
                whole = self._ordinary(entry.period.start, entry.period.end)
                for month in months:
                    if part := entry.period.clip(month.first, month.end):
                        assert part.end is not None
                        share = Fraction(entry.days * self._ordinary(part.start, part.end), whole or 1)
                        known[str(month)] = known.get(str(month), Fraction(0)) + share
        own = [month for month in months if began and min(began) < month.end]
        total = sum((known.get(str(month), Fraction(0)) for month in own), Fraction(0))
        return {
            "days_per_month": min(int(total / len(own)), _MOST) if own else 0,
            "months": [{"month": str(month), "days": int(known.get(str(month), Fraction(0)))} for month in own],
        }

    def _ordinary(self, start: date, end: date) -> int:
        holidays = sorted(self.law.holidays(start, end))
        return int(np.busday_count(start, end, weekmask="1111110", holidays=np.array(holidays, dtype="datetime64[D]")))

    # What is to be reached

    def _marks(self) -> Iterable[_Mark]:
        yield _Mark("served", Fraction(1), self.length, "USE-01", "D.Leg 654", "47", "high", closed=self._undecided())
        for purpose in (Purpose.SEMI_LIBERTY, Purpose.CONDITIONAL):
            yield from self._benefit(purpose)

    def _benefit(self, purpose: Purpose) -> Iterable[_Mark]:
        """The parts of the sentence that the law of the day of finality asks for (arts. 48-50 and 57-A)."""
        found = procedure(
            law=self.law,
            purpose=purpose,
            convictions=[Sentenced(conviction) for conviction in self.case.facts.convictions],
            filed_at=datetime.combine(self.case.as_of, time()),
            debt=Debt.NONE,
        )
        parts = [condition for condition in found.conditions if condition.source.rule in PARTS]
        ordered = sorted(found.conditions, key=lambda c: c.source.article)
        others = tuple(c.text for c in ordered if c.code not in ("part", "barred"))
        barred = [c for c in found.conditions if c.code == "barred"]
        cautions = [*(c.text for c in barred if c.met is None), *found.gaps]
        if not parts:
            closed = (*(c.text for c in barred), *found.gaps, reason("projection.unread"))[:1]
            yield _Mark(str(purpose), Fraction(0), 0, "", "", "", "", closed=closed)
        for condition in parts:
            part = PARTS[condition.source.rule]
            yield _Mark(
                name=str(purpose),
                part=part,
                days=ceil(part * self.length),
                rule=condition.source.rule,
                norm=condition.source.norm,
                article=condition.source.article,
                confidence=condition.source.confidence,
                conditions=others,
                caution=tuple(cautions),
                closed=self._closed(barred),
            )

    def _undecided(self) -> Because:
        """What a judge has to decide before the end of the sentence is known."""
        assert self.terms is not None
        return tuple(item for answer in self.terms.answers if answer.needs for item in (answer.text, answer.needs))

    def _closed(self, barred: list[Condition]) -> Because:
        if undecided := self._undecided():
            return undecided
        if len(self.case.sentences) > 1:
            return (reason("projection.several_sentences"),)
        for found in barred:
            if found.met is False:
                rule, norm, article = found.source.rule, found.source.norm, found.source.article
                return (reason("projection.barred", rule, condition=(found.text,), norm=norm, article=article),)
        return ()

    # What is assumed

    def _stretches(self, scenario: Scenario) -> list[_Stretch]:
        """The days to come, cut where a stage, an enrolment or a change of the scenario begins or ends."""
        periods = [*(s.period for s in self.case.stages), *(p for _, p in self.case.enrolments)]
        periods += [change.period for change in scenario.changes]
        cuts = {day for p in periods for day in (p.start, p.end) if day and self.days.first < day < self.days.end}
        found: list[_Stretch] = []
        for start, end in pairwise(sorted({self.days.first, self.days.end, *cuts})):
            stage = self._stage(scenario, start)
            # Hours to come are not stated: under the reading that looks at hours they are taken not to cross.
            together = takes(self.case, "simultaneous", "same_hours") or accumulates(
                self.law,
                evaluations=self.case.evaluations,
                stage=stage.stage if stage else None,
                on=self.case.as_of,
            )
            pace = self._pace(scenario, Kind.WORK, start), self._pace(scenario, Kind.STUDY, start)
            last = found[-1] if found else None
            if last and (last.label, last.pace, last.together) == (
                stage.label if stage else "unclassified",
                pace,
                together,
            ):
                found[-1] = _Stretch(last.start, end, last.stage, pace, together)
            else:
                found.append(_Stretch(start, end, stage, pace, together))
        return found

    def _stage(self, scenario: Scenario, day: date) -> Stage | None:
        changed = [c for c in scenario.changes if c.does == "stage" and day in c.period]
        if changed:
            change = max(changed, key=lambda c: c.period.start)
            return Stage(change.period, change.regime, change.stage)
        return next((s for s in self.case.stages if day in s.period), None)

    def _pace(self, scenario: Scenario, kind: Kind, day: date) -> int:
        held = [c for c in scenario.changes if kind in c.kinds and day in c.period]
        enrolled = [period for k, period in self.case.enrolments if k is kind]
        if any(c.does in ("lose", "stop") for c in held):
            return 0
        added = sum(c.days for c in held if c.does == "add")
        base = scenario.pace.get(kind, int(self.own[kind]["days_per_month"]))
        if enrolled and not any(day in period for period in enrolled):
            base = 0  # what is added brings its own enrolment
        return min(base + added, _MOST)

    def _assumptions(self, scenario: Scenario) -> Because:
        assumed = []
        for kind in Kind:
            name, own = kind.name.lower(), self.own[kind]
            if kind in scenario.pace:
                assumed.append(reason("assume.pace", days=scenario.pace[kind], kind=name))
            elif own["days_per_month"]:
                months = " ".join(m["month"] for m in own["months"])
                assumed.append(reason("assume.own_pace", days=own["days_per_month"], kind=name, months=months))
            elif kind is Kind.WORK:
                assumed.append(reason("assume.no_work"))
        assumed += [*map(_described, scenario.changes), reason("assume.spread")]
        if any(s.pace[Kind.STUDY] for s in (self._stretches(scenario) if self.terms else ())):
            assumed.append(reason("assume.passed"))
        return tuple(assumed)

    # What comes of it

    def _results(self, scenario: Scenario) -> list[dict[str, Any]]:
        if self.past["status"] == Status.NOT_FINAL or not any(c.final_on for c in self.case.facts.convictions):
            return [self._without("not_final", reason("projection.not_final"))]
        if self.terms is None:
            return [self._without("no_sentence", reason("projection.no_sentence"))]
        stretches = self._stretches(scenario)
        results: dict[tuple[Any, ...], dict[str, Any]] = {}
        for reading, shown in self._readings(stretches):
            base, missing, barred = self._base(reading)
            decided = {
                (stretch.start, kind): self._decide(kind, stretch.stage, self.case.as_of, reading)
                for stretch in stretches
                for kind in Kind
                if stretch.pace[kind]
            }
            key = base, missing, tuple((at, d.status, d.ratio) for at, d in decided.items())
            if key not in results:
                results[key] = self._result(shown, base, missing, barred, stretches, decided)
        return list(results.values())

    def _decide(self, kind: Kind, stage: Stage | None, on: date, reading: Mapping[str, str]) -> Decision:
        found = decide(
            law=self.read,
            case=self.case.facts,
            kind=kind,
            regime=stage.regime if stage else None,
            stage=stage.stage if stage else None,
            on=on,
            fixed=tuple(reading.items()),
            until=self.until,
        )
        return excepted(self.case, self.law, found, on)

    def _readings(self, stretches: list[_Stretch]) -> Iterable[tuple[dict[str, str], dict[str, str]]]:
        """Each combination of answers to the questions that are open here, the default order first."""
        disputed = {name for s in self.past["segments"] for a in s.get("alternatives", ()) for name in a["reading"]}
        for stretch in stretches:
            for kind in Kind:
                if stretch.pace[kind]:
                    decision = self._decide(kind, stretch.stage, self.case.as_of, self.fixed)
                    disputed |= {name for a in decision.alternatives for name, _ in a.reading}
        idle = {name: options[0] for name, options in DISPUTES.items() if name not in disputed}
        for reading in readings({**idle, **self.fixed}):
            yield reading, {name: option for name, option in reading.items() if name in disputed}

    def _base(self, reading: Mapping[str, str]) -> tuple[Fraction, Because, Because]:
        """What the past redeems under a reading; why a part of it has no ratio; why it redeems nothing."""
        total = Fraction(0)
        missing: Because = ()
        barred: Because = ()
        rounded = int if takes(self.case, "rounding", "segment") else Fraction
        for segment in self.past["segments"]:
            if segment["status"] == Status.COMPUTED:
                total += rounded(Fraction(segment["remitted"]))
                continue
            regime, _, stage = segment["stage"].partition("/")
            place = None if regime == "unclassified" else Stage(Period(date.min), regime, stage or None)
            on = date.fromisoformat(segment["from"])
            decision = self._decide(Kind[segment["kind"].upper()], place, on, reading)
            if decision.status is Status.COMPUTED:
                total += rounded(Fraction(segment["days"], decision.ratio or 1))
            elif decision.status is Status.BARRED:
                barred = barred or decision.why
            else:
                missing = missing or decision.why
        return total, missing, barred

    def _result(
        self,
        reading: dict[str, str],
        base: Fraction,
        missing: Because,
        barred: Because,
        stretches: list[_Stretch],
        decided: Mapping[tuple[date, Kind], Decision],
    ) -> dict[str, Any]:
        scale = lcm(base.denominator, *(d.ratio for d in decided.values() if d.ratio))
        by_stretch = takes(self.case, "rounding", "segment")
        gain = np.zeros(len(self.days.rank), np.int64)
        open_from, why = (self.first - _DAY, missing) if missing else (None, ())
        for stretch in stretches:
            low, high = self.days.at(stretch.start), self.days.at(stretch.end)
            for kind in Kind:
                decision = decided.get((stretch.start, kind))
                if decision is None:
                    continue
                taken = stretch.taken(kind, self.days.rank[low:high])
                if decision.status is Status.COMPUTED:
                    part = taken * (scale // (decision.ratio or 1))
                    gain[low:high] += np.diff(np.cumsum(part) // scale * scale, prepend=0) if by_stretch else part
                elif decision.status is Status.BARRED:
                    barred = barred or decision.why
                elif taken.any() and open_from is None:
                    open_from, why = stretch.start + int(np.argmax(taken)) * _DAY, decision.why
        held = int(base * scale)
        redeemed = (held + np.cumsum(gain)) // scale
        # Served days run from the first day of the sentence, which may itself lie ahead.
        assert self.terms is not None
        begins = (self.first - self.terms.begins).days + 1 - self.terms.out
        served = np.maximum(np.arange(len(gain)) + begins, 0)
        reach = served + redeemed
        today = self._served(self.first) + held // scale
        marks = [self._mark(mark, today, reach, open_from, why) for mark in self.marks]
        ends = marks[0]["on"] or marks[0]["latest"]
        until = date.fromisoformat(ends) + _DAY if ends else self.first
        anything = bool(gain.any()) or base > 0
        return {
            "reading": reading,
            "question": questions(reading),
            "status": "no_ratio"
            if marks[0]["state"] == "none"
            else "barred"
            if barred and not anything
            else "projected",
            "reason": marks[0]["reason"] or barred,
            "fraction": str(base),
            "marks": marks,
            "periods": self._periods(stretches, decided, until),
        }

    def _mark(self, mark: _Mark, today: int, reach: Array, open_from: date | None, why: Because) -> dict[str, Any]:
        shown: dict[str, Any] = {
            "mark": mark.name,
            "part": str(mark.part) if mark.part else None,
            "days_needed": mark.days or None,
            "state": "none",
            "on": None,
            "latest": None,
            "reason": mark.closed,
            "caution": mark.caution,
            "rule": mark.rule,
            "norm": mark.norm,
            "article": mark.article,
            "confidence": mark.confidence,
            "conditions": mark.conditions,
        }
        if mark.closed:
            return shown
        assert self.terms is not None
        begins = self.terms.begins
        if today >= mark.days and begins < self.first:
            return shown | {"state": "reached"}
        # What was redeemed may be more than a short term: nothing is reached before its first day.
        on = max(self.first + int(np.searchsorted(reach, mark.days)) * _DAY, begins)
        # On the first day without a ratio itself, served time alone was enough: no ratio could change that day.
        if open_from is not None and open_from < on:
            return shown | {"latest": on.isoformat(), "reason": why}
        return shown | {"state": "projected", "on": on.isoformat()}

    def _periods(
        self, stretches: list[_Stretch], decided: Mapping[tuple[date, Kind], Decision], until: date
    ) -> list[dict[str, Any]]:
        """What each stretch up to the date assumes and gives, kind by kind; a stretch without activity says so."""
        shown = []
        for stretch in stretches:
            end = min(stretch.end, until)
            if end <= stretch.start:
                break
            kinds = [kind for kind in Kind if stretch.pace[kind]]
            span = {"from": stretch.start.isoformat(), "to": end.isoformat(), "stage": stretch.label}
            if not kinds:
                shown.append({**span, "kind": None, "days_per_month": 0, "days": 0, **_NOTHING})
            for kind in kinds:
                decision = decided[stretch.start, kind]
                rank = self.days.rank[self.days.at(stretch.start) : self.days.at(end)]
                days = int(stretch.taken(kind, rank).sum())
                known = decision.status in (Status.COMPUTED, Status.BARRED)
                remitted = Fraction(days, decision.ratio) if decision.ratio else Fraction(0)
                shown.append(
                    {
                        **span,
                        "kind": kind.name.lower(),
                        "days_per_month": stretch.pace[kind],
                        "days": days,
                        "ratio": decision.ratio,
                        "remitted": str(remitted) if known else None,
                        "rule": decision.rule,
                        "norm": decision.norm,
                        "article": decision.article,
                        "confidence": decision.confidence,
                        "why": decision.why,
                    }
                )
        return shown

    def _without(self, status: str, why: Reason) -> dict[str, Any]:
        return {
            "reading": {},
            "question": (),
            "status": status,
            "reason": (why,),
            "fraction": None,
            "marks": [],
            "periods": [],
        }

    @staticmethod
    def _against(results: list[dict[str, Any]], first: list[dict[str, Any]]) -> None:
        """How many days later (or, below zero, earlier) each date falls than in the first scenario."""
        by_reading = {tuple(sorted(r["reading"].items())): r for r in first}
        for result in results:
            base = by_reading.get(tuple(sorted(result["reading"].items())))
            for mark, other in zip(result["marks"], base["marks"] if base else (), strict=False):
                if mark["on"] and other["on"]:
                    mark["days_later"] = (date.fromisoformat(mark["on"]) - date.fromisoformat(other["on"])).days

    def _others(self, results: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Each question that the institution answers one way, where the other answer moves the first scenario's date.

        Days of class and two days a date bear on what was recorded; days to come are stated in days.
        """
        if self.terms is None:
            return []
        found = []
        for name, assumption in ASSUMPTIONS.items():
            for option in assumption.options:
                if takes(self.case, name, option):
                    continue
                case = replace(self.case, parameters={**self.case.parameters, name: option})
                other = _Simulation(case, self.law, self.scenario)
                theirs = other._results(other.scenarios[0])
                by_reading = {tuple(sorted(r["reading"].items())): r for r in theirs}
                for mine in results:
                    # An answer may close the dispute between readings: then its one result stands against each.
                    match = by_reading.get(tuple(sorted(mine["reading"].items())), theirs[0])
                    if not mine["marks"] or not match["marks"]:
                        continue
                    (a, was), (b, state) = ((r["marks"][0]["on"], r["marks"][0]["state"]) for r in (mine, match))
                    if (a, was) != (b, state):
                        found.append(
                            {
                                "parameter": name,
                                "taken": self.case.parameters.get(name, assumption.options[0]),
                                "other": option,
                                "words": assumption.words(option),
                                "question": assumption.question,
                                "source": assumption.source,
                                "confidence": assumption.confidence,
                                "reading": mine["reading"],
                                "state": state,
                                "on": b,
                                "days_later": (date.fromisoformat(b) - date.fromisoformat(a)).days if a and b else None,
                            }
                        )
        return found

    def _could_change(self) -> Because:
        found = [reason(f"could.{code}") for code in ("law", "stage", "place", "study", "conviction")]
        decider = self.law.in_force("procedure.decider.served", on=self.case.as_of)
        if decider and decider[0].value["decider"] == "judge":
            found.append(ruled("could.judge", decider[0]))
        return tuple(found)


_NOTHING: dict[str, Any] = {
    "ratio": None,
    "remitted": "0",
    "rule": "",
    "norm": "",
    "article": "",
    "confidence": "",
    "why": (reason("projection.no_activity"),),
}


def _described(change: Change) -> Reason:
    """What a change assumes."""
    start, end = change.period.start, change.period.end
    when = (reason("from.day_to", start=start, last=end - _DAY) if end else reason("from.day", start=start),)
    kinds = " ".join(kind.name.lower() for kind in change.kinds)
    if change.does == "add":
        return reason("change.add", days=change.days, kinds=kinds, when=when)
    if change.does == "stage":
        place = f"{change.regime}/{change.stage}" if change.stage else change.regime
        return reason("change.stage", place=place, when=when)
    return reason("change.without", kinds=kinds, when=when)
