"""The request for release by redeemed time: who decides, with which papers, by when, and what the law leaves open.

Solicitud de libertad por cumplimiento de condena con redención, de semilibertad o de liberación condicional: Código de
Ejecución Penal (D.Leg 654) arts. 47-A, 48 a 53 and 67; Reglamento art. 210. Nothing is guessed: what the law data does
not hold stands in ``gaps``, and where a text admits two readings both are given.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from llamkay.core.errors import Refused
from llamkay.core.law import LawBook, Value
from llamkay.core.remission.offences import Conviction
from llamkay.core.remission.reasons import Because, Reason, as_data, reason, ruled

_DAY = timedelta(days=1)
_LAST_MINUTE = time(23, 59)


class Purpose(StrEnum):
    """What the request asks for."""

    SERVED = "served"
    SEMI_LIBERTY = "semi_liberty"
    CONDITIONAL = "conditional"


class Decider(StrEnum):
    """Who decides it; ``DISPUTED`` where the text or a missing fact admits both."""

    DIRECTOR = "director"
    JUDGE = "judge"
    DISPUTED = "disputed"


class Debt(StrEnum):
    """How the person stands with the 10 % of the institution."""

    NONE = "none"
    PAID = "paid"
    PLAN = "plan"
    OWED = "owed"
    UNKNOWN = "unknown"


class Gate(StrEnum):
    """Whether the certificate of work may be issued."""

    OPEN = "open"
    CLOSED = "closed"
    TWO_READINGS = "two_readings"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Sentenced:
    """A conviction with the term imposed (pena efectiva); no term where it is not known."""

    conviction: Conviction
    years: int = 0
    months: int = 0
    days: int = 0

    @property
    def known(self) -> bool:
        return bool(self.years or self.months or self.days)

    def within(self, years: int) -> bool | None:
        """Whether the term is of so many years or less; nothing when it is not known or the days leave it open."""
        if not self.known:
            return None
        whole, most = self.years * 12 + self.months, years * 12
        if whole + -(-self.days // 28) <= most:
            return True
        return False if whole + self.days // 31 > most or (whole == most and self.days) else None


@dataclass(frozen=True, slots=True)
class Source:
    """Where a result is written and how sure we are of it."""

    rule: str
    norm: str
    article: str
    confidence: str

    @classmethod
    def of(cls, value: Value) -> "Source":
        return cls(value.id, value.norm, value.article, value.confidence)

    def __str__(self) -> str:
        return f"{self.norm}, art. {self.article}"

    def as_dict(self) -> dict[str, str]:
        return {"rule": self.rule, "norm": self.norm, "article": self.article, "confidence": self.confidence}


@dataclass(frozen=True)
class WorkingCalendar:
    """Which days work: Monday to Friday by default, without the national holidays and whatever else is closed."""

    law: LawBook
    closed: frozenset[date] = frozenset()
    weekdays: frozenset[int] = frozenset(range(5))

    def works(self, day: date) -> bool:
        return (
            day.weekday() in self.weekdays and day not in self.closed and not self.law.holidays(day, day + timedelta(1))
        )

    def next_working(self, day: date) -> date:
        """The day itself or the first working day after it."""
        for _ in range(370):
            if self.works(day):
                return day
            day += _DAY
        raise Refused(f"the calendar has no working day in the year before {day}; check its weekdays and closed days")


@dataclass(frozen=True, slots=True)
class Term:
    """A length of time as the law states it; at most one of the four is set."""

    hours: int | None = None
    working_hours: int | None = None
    days: int | None = None
    working_days: int | None = None

    @classmethod
    def of(cls, item: Mapping[str, Any]) -> "Term":
        return cls(*(item.get(key) for key in ("hours", "working_hours", "days", "working_days")))

    def due(self, start: datetime, calendar: WorkingCalendar) -> datetime | None:
        """When the term that begins at ``start`` runs out; nothing where the law sets no length.

        Hours run through nights, weekends and holidays. Working hours run all day, on working days only. Days begin the
        day after and end at the last minute of the last one; working days leave out the others.
        """
        if self.hours is not None:
            return start + timedelta(hours=self.hours)
        if self.working_hours is not None:
            return _working_hours(start, self.working_hours, calendar)
        if self.days is not None:
            return datetime.combine(start.date() + timedelta(days=self.days), _LAST_MINUTE, start.tzinfo)
        if self.working_days is not None:
            day = start.date()
            for _ in range(self.working_days):
                day = calendar.next_working(day + _DAY)
            return datetime.combine(day, _LAST_MINUTE, start.tzinfo)
        return None

    def as_dict(self) -> dict[str, int]:
        pairs = {
            "hours": self.hours,
            "working_hours": self.working_hours,
            "days": self.days,
            "working_days": self.working_days,
        }
        return {key: value for key, value in pairs.items() if value is not None}


def _working_hours(start: datetime, hours: int, calendar: WorkingCalendar) -> datetime:
    left = timedelta(hours=hours)
    while True:
        day = calendar.next_working(start.date())
        if day != start.date():
            start = datetime.combine(day, time(), start.tzinfo)
        midnight = datetime.combine(day + _DAY, time(), start.tzinfo)
        if left <= midnight - start:
            return start + left
        left -= midnight - start
        start = midnight


@dataclass(frozen=True, slots=True)
class Step:
    """One act of the procedure: who does it, what, by when if every act before it takes its whole time."""

    code: str
    who: str
    text: Reason
    after: str
    term: Term
    due: datetime | None
    source: Source
    note: Because = ()
    longer_due: datetime | None = None

    def as_dict(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "who": self.who,
            "text": self.text,
            "after": self.after,
            "term": self.term.as_dict(),
            "due": self.due.isoformat() if self.due else None,
            "longer_due": self.longer_due.isoformat() if self.longer_due else None,
            "note": self.note,
            **self.source.as_dict(),
        }


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper of the file; ``depends`` says on what where the law does not settle whether it is needed."""

    code: str
    name: Reason
    signs: Because
    depends: Because
    source: Source

    def as_dict(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "name": self.name,
            "signs": self.signs,
            "depends": self.depends,
            **self.source.as_dict(),
        }


@dataclass(frozen=True, slots=True)
class Condition:
    """Something that must be so; ``met`` is empty where somebody has to check it."""

    code: str
    text: Reason
    met: bool | None
    source: Source

    def as_dict(self) -> dict[str, Any]:
        return {"code": self.code, "text": self.text, "met": self.met, **self.source.as_dict()}


@dataclass(frozen=True, slots=True)
class Interpretation:
    """One answer that the text admits to who decides."""

    name: str
    decider: Decider
    text: Reason
    source: Source

    def as_dict(self) -> dict[str, Any]:
        return {"name": self.name, "decider": str(self.decider), "text": self.text, **self.source.as_dict()}


@dataclass(frozen=True, slots=True)
class DebtGate:
    """Whether a debt of the 10 % holds back the certificate of work, and why."""

    gate: Gate
    text: Reason
    source: Source | None

    def as_dict(self) -> dict[str, Any]:
        source = self.source.as_dict() if self.source else {}
        return {"gate": str(self.gate), "text": self.text.as_dict(), **source}


@dataclass(frozen=True)
class Procedure:
    """The whole procedure of one request, as the rules of the day it was filed give it."""

    purpose: Purpose
    filed_at: datetime
    decider: Decider | None
    why: Because
    source: Source | None
    readings: tuple[Interpretation, ...]
    opens_at: datetime | None
    steps: Mapping[str, tuple[Step, ...]]
    papers: tuple[Paper, ...]
    conditions: tuple[Condition, ...]
    gate: DebtGate
    again: Reason
    warnings: Because = ()
    gaps: Because = ()

    @property
    def first_due(self) -> datetime | None:
        """The first deadline that runs from the filing: the shortest where two routes stand."""
        found = [step.due for steps in self.steps.values() for step in steps[:1] if step.due]
        return min(found) if found else None

    def as_dict(self) -> dict[str, Any]:
        """The procedure as plain data, its reasons as codes and values, as a request keeps it."""
        plain: dict[str, Any] = as_data(self._entries())
        return plain

    def _entries(self) -> dict[str, Any]:
        return {
            "purpose": str(self.purpose),
            "filed_at": self.filed_at.isoformat(),
            "decider": str(self.decider) if self.decider else None,
            "why": self.why,
            "source": self.source.as_dict() if self.source else None,
            "readings": [item.as_dict() for item in self.readings],
            "opens_at": self.opens_at.isoformat() if self.opens_at else None,
            "steps": {route: [step.as_dict() for step in steps] for route, steps in self.steps.items()},
            "papers": [item.as_dict() for item in self.papers],
            "conditions": [item.as_dict() for item in self.conditions],
            "gate": self.gate.as_dict(),
            "again": self.again,
            "warnings": list(self.warnings),
            "gaps": list(self.gaps),
        }


def procedure(
    *,
    law: LawBook,
    purpose: Purpose,
    convictions: Sequence[Sentenced],
    filed_at: datetime,
    completes_on: date | None = None,
    begins_on: date | None = None,
    stage: str | None = None,
    debt: Debt = Debt.UNKNOWN,
    kinds: Iterable[str] = ("work", "study"),
    calendar: WorkingCalendar | None = None,
) -> Procedure:
    """The procedure of a request filed at a moment: decider, papers, deadlines, conditions, gate of the debt.

    ``completes_on`` is the last day of the sentence with remission, ``begins_on`` its first day, before which nothing
    opens; ``stage`` is ``regime/stage``; ``kinds`` are those of the certificate. Convictions that are not final settle
    nothing and are said to be missing.
    """
    return _Maker(law, purpose, convictions, filed_at, calendar or WorkingCalendar(law)).made(
        completes_on=completes_on, begins_on=begins_on, stage=stage, debt=debt, kinds=tuple(kinds)
    )


def debt_gate(*, law: LawBook, on: date, debt: Debt, kinds: Iterable[str]) -> DebtGate:
    """Whether the certificate may be issued on a day: a debt of the 10 % holds back the one of work (art. 67)."""
    rule = _one(law, "procedure.debt", on)
    if rule is None:
        return DebtGate(Gate.UNKNOWN, reason("debt.unread", on=on), None)
    source = Source.of(rule)
    if rule.value["kind"] not in tuple(kinds):
        return DebtGate(Gate.OPEN, reason("debt.only_work", rule.id), source)
    months = int(rule.value["months"])
    texts = {
        Debt.NONE: (Gate.OPEN, reason("debt.none", rule.id)),
        Debt.PAID: (Gate.OPEN, reason("debt.paid", rule.id)),
        Debt.PLAN: (Gate.TWO_READINGS, reason("debt.plan", rule.id, months=months)),
        Debt.OWED: (Gate.CLOSED, reason("debt.owed", rule.id, months=months)),
        Debt.UNKNOWN: (Gate.UNKNOWN, reason("debt.unknown", rule.id)),
    }
    return DebtGate(*texts[debt], source)


@dataclass
class _Maker:
    law: LawBook
    purpose: Purpose
    convictions: Sequence[Sentenced]
    filed_at: datetime
    calendar: WorkingCalendar
    warnings: list[Reason] = field(default_factory=list)
    gaps: list[Reason] = field(default_factory=list)

    @property
    def on(self) -> date:
        return self.filed_at.date()

    @property
    def final(self) -> list[Sentenced]:
        return [s for s in self.convictions if s.conviction.final_on and s.conviction.final_on <= self.on]

    def made(
        self,
        *,
        completes_on: date | None,
        begins_on: date | None,
        stage: str | None,
        debt: Debt,
        kinds: tuple[str, ...],
    ) -> Procedure:
        if not self.final:
            self.gaps.append(reason("gap.no_final"))
        decider, why, source, readings, routes = self.decider()
        steps = {route: self.steps(route) for route in routes}
        return Procedure(
            purpose=self.purpose,
            filed_at=self.filed_at,
            decider=decider,
            why=why,
            source=source,
            readings=readings,
            opens_at=self.opens_at(completes_on, begins_on),
            steps=steps,
            papers=self.papers(kinds),
            conditions=self.conditions(stage),
            gate=debt_gate(law=self.law, on=self.on, debt=debt, kinds=kinds),
            again=self.again(),
            warnings=tuple(self.warnings),
            gaps=tuple(self.gaps),
        )

    # Who decides

    def decider(self) -> tuple[Decider | None, Because, Source | None, tuple[Interpretation, ...], tuple[str, ...]]:
        rule = _one(self.law, f"procedure.decider.{self.purpose}", self.on)
        if rule is None:
            self.gaps.append(reason("gap.decider", on=self.on))
            return None, (), None, (), ()
        general, route = Decider(rule.value["decider"]), str(rule.value["route"])
        source = Source.of(rule)
        if self.purpose is not Purpose.SERVED:
            return general, (reason("decider.judge_hearing", rule.id),), source, (), (route,)
        if general is Decider.DIRECTOR:
            if rule.end:
                self.warnings.append(reason("warn.no_transition", on=rule.end))
            return general, (reason("decider.director_before", rule.id),), source, (), (route,)
        return self.with_exemptions(general, route, source)

    def with_exemptions(
        self, general: Decider, route: str, source: Source
    ) -> tuple[Decider, Because, Source, tuple[Interpretation, ...], tuple[str, ...]]:
        """Judicial control unless every conviction is of an exempted offence."""
        control = (reason("decider.judge_control", source.rule),)
        found = [self.exemption(item) for item in self.final]
        if not found or any(answer is False for answer, _, _ in found):
            if any(answer is True for answer, _, _ in found):
                self.warnings.append(reason("warn.one_under_control"))
            return general, control, source, (), (route,)
        (exempt,) = self.law.in_force("procedure.route.exempt", on=self.on)
        other = str(exempt.value["route"])
        if all(answer is True for answer, _, _ in found):
            rule = found[0][1]
            assert rule is not None
            grounds = tuple(dict.fromkeys(text for _, _, text in found if text))
            self.note_tags(item for _, item, _ in found)
            exempted = reason("decider.exempted", rule.id, grounds=grounds)
            return Decider.DIRECTOR, (exempted,), Source.of(rule), (), (other,)
        open_ = [(rule, text) for answer, rule, text in found if answer is None]
        rule = open_[0][0]
        assert rule is not None
        unsettled = tuple(dict.fromkeys(text for _, text in open_ if text))
        readings = (
            Interpretation("exempt", Decider.DIRECTOR, ruled("decider.if_exempt", rule), Source.of(rule)),
            Interpretation("control", Decider.JUDGE, reason("decider.if_control"), source),
        )
        self.note_tags(item for _, item, _ in found)
        why = (*unsettled, reason("decider.none_chosen"))
        return Decider.DISPUTED, why, Source.of(rule), readings, (other, route)

    def exemption(self, item: Sentenced) -> tuple[bool | None, Value | None, Reason | None]:
        """Whether an offence is exempted: yes, no, or nothing where the text or a missing term leaves it open."""
        offence = item.conviction.offence
        open_: tuple[Value, Reason] | None = None
        for rule in self.law.in_force("procedure.exempt", on=self.on):
            value = rule.value
            if not _matches(item.conviction, value):
                continue
            if "max_years" in value:
                answer = item.within(value["max_years"])
                if answer is None and open_ is None:
                    unclear = reason("decider.term_unclear", rule.id, offence=offence)
                    open_ = (rule, unclear if item.known else reason("decider.term_missing", rule.id, offence=offence))
            elif "reading" in value:
                answer = None
                open_ = (rule, reason("decider.chapters", rule.id, offence=offence))
            else:
                answer = True
            if answer:
                return True, rule, ruled(f"exempt.{rule.id}", rule, offence=offence)
        return (None, *open_) if open_ else (False, None, None)

    def note_tags(self, rules: Iterable[Value | None]) -> None:
        if any(rule and "unless_tags" in rule.value for rule in rules):
            self.warnings.append(reason("warn.organisation"))

    # When

    def steps(self, route: str) -> tuple[Step, ...]:
        rules = _ordered(self.law, f"procedure.step.{route}", self.on)
        moments: dict[str, datetime | None] = {"filed": self.filed_at}
        steps = []
        for rule in rules:
            item, term = rule.value, Term.of(rule.value)
            start = moments.get(item["after"])
            due = term.due(start, self.calendar) if start else None
            moments[item["code"]] = due
            longer = self.longer(str(item["longer"]), start) if isinstance(item.get("longer"), str) and start else None
            if longer:
                conflict = ruled("warn.terms_conflict", rule, hours=int(item["hours"]), longer=longer.date())
                self.warnings.append(conflict)
            steps.append(
                Step(
                    item["code"],
                    item["who"],
                    reason(f"step.{rule.id}", rule.id),
                    item["after"],
                    term,
                    due,
                    Source.of(rule),
                    (reason(f"note.{rule.id}", rule.id),) if item.get("noted") else (),
                    longer,
                )
            )
        return tuple(steps)

    def longer(self, route: str, start: datetime) -> datetime | None:
        """The last day of the longer procedure from the day the judge has the file."""
        end: datetime | None = start
        for rule in _ordered(self.law, f"procedure.step.{route}", self.on):
            if rule.value.get("longer") and end:
                end = Term.of(rule.value).due(end, self.calendar)
        return end

    def opens_at(self, completes_on: date | None, begins_on: date | None) -> datetime | None:
        if self.purpose is not Purpose.SERVED:
            return None
        if completes_on is None:
            self.gaps.append(reason("gap.completion"))
            return None
        rule = _one(self.law, "procedure.window", self.on)
        if rule is None:
            return None
        opens = datetime.combine(completes_on, time(), self.filed_at.tzinfo) - timedelta(hours=rule.value)
        if begins_on:
            opens = max(opens, datetime.combine(begins_on, time(), self.filed_at.tzinfo))
        if self.filed_at < opens:
            self.warnings.append(ruled("warn.early", rule, hours=int(rule.value), opens=opens.date()))
        return opens

    # What it needs

    def papers(self, kinds: tuple[str, ...]) -> tuple[Paper, ...]:
        topic = "procedure.paper.served" if self.purpose is Purpose.SERVED else "procedure.paper.benefit"
        rules = self.law.in_force(topic, on=self.on)
        if not rules:
            self.gaps.append(reason("gap.papers", on=self.on))
        extra = self.extra()
        papers = []
        for rule in rules:
            item = rule.value
            if item.get("extra") and extra is None:
                continue
            signed = (reason(f"signs.{rule.id}", rule.id),) if item.get("signed") else ()
            signs = self.signs(kinds) if item.get("certificate") else signed
            depends = extra or () if item.get("extra") else ()
            name = reason(f"paper.{rule.id}", rule.id)
            papers.append(Paper(item["code"], name, signs, depends, Source.of(rule)))
        return tuple(papers)

    def extra(self) -> Because | None:
        """On what the extra papers depend, empty where surely needed; nothing where no offence calls for them."""
        found = [
            reason(f"depends.{rule.id}", rule.id) if rule.value.get("depends") else None
            for rule in self.law.in_force("procedure.extra_papers", on=self.on)
            if any(_matches(item.conviction, rule.value) for item in self.final)
        ]
        grounds = tuple(item for item in found if item)
        if not found:
            return None
        return (reason("depends.any", grounds=grounds),) if len(grounds) == len(found) else ()

    def signs(self, kinds: tuple[str, ...]) -> Because:
        rules = [r for r in self.law.in_force("procedure.certificate.signs", on=self.on) if r.value["kind"] in kinds]
        signs = tuple(reason(f"signs.{r.id}", r.id) for r in rules)
        return (reason("signs.each", signs=signs),) if signs else ()

    def conditions(self, stage: str | None) -> tuple[Condition, ...]:
        if self.purpose is Purpose.SERVED:
            return ()
        found: dict[str, Condition] = {}
        for item in self.final:
            since = item.conviction.final_on
            assert since is not None
            rules = self.law.in_force(f"procedure.condition.{self.purpose}", on=since)
            if not rules:
                self.gaps.append(reason("gap.conditions", on=since))
            special = [r for r in rules if "offences" in r.value and _matches(item.conviction, r.value)]
            for rule in rules:
                value = rule.value
                if ("offences" in value and rule not in special) or (special and value.get("not_special")):
                    continue
                met = stage in value["stages"] if "stages" in value and stage and not special else None
                text = reason(f"condition.{rule.id}", rule.id)
                found.setdefault(rule.id, Condition(value["code"], text, met, Source.of(rule)))
            if not any("offences" in r.value for r in self.law.in_force("procedure.barred.benefit", on=since)):
                self.gaps.append(reason("gap.barred", on=since))
            for rule in self.law.in_force("procedure.barred.benefit", on=since):
                if _matches(item.conviction, rule.value):
                    if special and rule.value.get("depends"):
                        continue
                    found.setdefault(rule.id, _barred(rule, item.conviction.offence))
        return tuple(found.values())

    def again(self) -> Reason:
        rule = _one(self.law, "procedure.again", self.on)
        if rule is None or self.purpose not in rule.value["purposes"]:
            return reason("again.unread")
        return ruled("again.may", rule)


def _barred(rule: Value, offence: str) -> Condition:
    """An offence without benefit; where the text makes it depend on the deed, somebody has to check it."""
    if not rule.value.get("depends"):
        return Condition("barred", reason("condition.barred", rule.id, offence=offence), False, Source.of(rule))
    depends = (reason(f"depends.{rule.id}", rule.id),)
    text = reason("condition.barred_if", rule.id, offence=offence, depends=depends)
    return Condition("barred", text, None, Source.of(rule))


def _one(law: LawBook, topic: str, on: date) -> Value | None:
    values = law.in_force(topic, on=on) if law.topics(topic) else ()
    return values[0] if values else None


def _ordered(law: LawBook, topic: str, on: date) -> list[Value]:
    return sorted(law.in_force(topic, on=on), key=lambda rule: int(rule.value["order"]))


def _matches(conviction: Conviction, rule: Mapping[str, Any]) -> bool:
    """Whether the rule's offences and circumstances take in the conviction."""
    if "tags" in rule and not conviction.tags.intersection(rule["tags"]):
        return False
    if conviction.tags.intersection(rule.get("unless_tags", ())):
        return False
    if conviction.offence in rule.get("except_offences", ()):
        return False
    if "offences" in rule and not _listed(conviction.offence, rule["offences"]):
        return False
    first = rule.get("first_paragraph", ())
    return conviction.offence not in first or conviction.paragraph in (None, "1")


def _listed(offence: str, codes: Iterable[str]) -> bool:
    """Whether an article is one of the codes; a span takes in its articles with a letter too."""
    number = re.match(r"\d+", offence)
    for code in codes:
        first, _, last = code.partition("..")
        if not last:
            if offence == code:
                return True
        elif number and int(first) <= int(number[0]) <= int(last):
            return True
    return False
