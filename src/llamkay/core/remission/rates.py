"""How many days of activity redeem one day of sentence: one decision for one distinct case, with its article.

Redención de pena por el trabajo y la educación: Código de Ejecución Penal (D.Leg 654) arts. 44-47; which law applies in
time: art. 57-A and Tribunal Constitucional, Sentencia 189/2025, fundamento 38 (precedente vinculante).
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from itertools import product
from math import inf
from typing import Any, TypeVar

from llamkay.core.errors import Refused
from llamkay.core.law import LawBook, NoRuleInForce, Value
from llamkay.core.law.book import CONFIDENCES
from llamkay.core.remission.days import Kind

_T = TypeVar("_T")

PRECEDENT = "TC, Sent. 189/2025, fund. 38"

STAGES: dict[str, dict[str, str]] = {
    "closed_ordinary": {"minimum": "mínima", "medium": "mediana", "maximum": "máxima"},
    "closed_special": {"C": "C", "B": "B", "A": "A", "extreme": "Extrema Seguridad"},
    "semi_open": {},
    "open": {},
    "semi_liberty": {},
}
REGIMES = {
    "closed_ordinary": "régimen cerrado ordinario",
    "closed_special": "régimen cerrado especial",
    "semi_open": "régimen semiabierto",
    "open": "régimen abierto",
    "semi_liberty": "medio libre con semilibertad",
}


class Status(StrEnum):
    """What a decision, or a whole count, comes to."""

    COMPUTED = "computed"
    BARRED = "barred"
    NO_RATIO = "no_ratio"
    TWO_READINGS = "two_readings"
    NOT_FINAL = "not_final"


@dataclass(frozen=True, slots=True)
class Conviction:
    """One offence of which the person was convicted; ``final_on`` is empty while the sentence is not final."""

    offence: str
    paragraph: str | None = None
    tags: frozenset[str] = frozenset()
    committed_on: date | None = None
    final_on: date | None = None


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """All that the ratio depends on besides kind, stage and day; hashable, so one decision serves all alike."""

    convictions: tuple[Conviction, ...] = ()
    recidivist: bool = False
    habitual: bool = False


@dataclass(frozen=True, slots=True)
class Dispute:
    """A question that the law leaves open: its options (the first is our default order) and where it arises."""

    options: tuple[str, ...]
    question: str
    source: str


DISPUTES: dict[str, Dispute] = {
    "special_or_stage": Dispute(
        ("special", "worse"),
        "¿Rige la razón especial del delito también cuando favorece más que la de la etapa?",
        "D.Leg 654 arts. 44-46: no lo dicen",
    ),
    "special_without_stage": Dispute(
        ("special", "no_ratio"),
        "¿Rige la razón especial del delito donde la ley no fija razón para el régimen o la etapa?",
        "D.Leg 654 arts. 44-46: no lo dicen",
    ),
    "later_laws": Dispute(
        ("whole", "combined"),
        "¿Se toma la ley posterior completa, o se puede tomar su parte favorable sin la gravosa?",
        f"{PRECEDENT}: no lo dice",
    ),
    "before_final": Dispute(
        ("final", "day"),
        "¿Los días anteriores a la firmeza se cuentan con la ley de la firmeza o se respeta el cómputo de su ley?",
        f"{PRECEDENT}, frente a D.Leg 654 art. 57-A",
    ),
    "lists": Dispute(
        ("strictest", "mildest"),
        "¿Cuál rige de dos listas especiales vigentes a la vez?",
        "D.Leg 654 art. 46 y leyes especiales",
    ),
    "convictions": Dispute(
        ("worst", "mildest"),
        "¿Qué condena rige la redención cuando hay varias sentencias firmes?",
        "D.Leg 654 art. 46: no lo dice",
    ),
    "unknown_facts": Dispute(
        ("strictest", "between", "between_2", "between_3", "between_4", "mildest"),
        "Falta el párrafo del artículo o la fecha del hecho, y de ello depende la regla.",
        "datos de la sentencia",
    ),
}

Reading = Mapping[str, str]
_OTHER = "—"  # a paragraph that no rule names
# The questions that bear on one conviction; the others choose among convictions and their possible facts.
_RULE_QUESTIONS = ("special_or_stage", "special_without_stage", "lists")  # within one law
_TIME_QUESTIONS = (*_RULE_QUESTIONS, "later_laws", "before_final")


@dataclass(frozen=True, slots=True)
class Alternative:
    """What one reading of the law gives: a ratio, or none where the reading bars redemption."""

    reading: tuple[tuple[str, str], ...]
    status: Status
    ratio: int | None
    rule: str
    norm: str
    article: str
    source: str
    confidence: str
    why: str


@dataclass(frozen=True, slots=True)
class Decision:
    """The ratio for a case on a day, or the plain reason why there is none."""

    status: Status
    ratio: int | None
    rule: str
    norm: str
    article: str
    confidence: str
    why: str = field(compare=False)
    alternatives: tuple[Alternative, ...] = ()


_NOT_FINAL = Decision(
    status=Status.NOT_FINAL,
    ratio=None,
    rule="TMP-05",
    norm="TC, Sentencia 189/2025",
    article="38",
    confidence="high",
    why="No hay sentencia firme: los días se cuentan, y la razón se fija con la ley del día de la firmeza.",
)


_GAP = 1e6  # the rank of a law that states no ratio: unlike any ratio, and milder than a bar


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What one law gives for one conviction: the rank orders from the mildest to barred."""

    rank: float
    value: Value
    confidence: str
    why: str


def _status(rank: float) -> Status:
    return Status.BARRED if rank == inf else Status.NO_RATIO if rank == _GAP else Status.COMPUTED


def _ratio(rank: float) -> int | None:
    return None if rank in (inf, _GAP) else int(rank)


def _worst(outcomes: Iterable[_Outcome]) -> _Outcome:
    """The most severe: a bar, else a gap (it may be more severe than any ratio), else the highest ratio."""
    return max(outcomes, key=lambda o: o.rank)


def _mildest(outcomes: Iterable[_Outcome]) -> _Outcome:
    """The least severe: a gap (it may be milder than any ratio), else the lowest ratio."""
    return min(outcomes, key=lambda o: -1 if o.rank == _GAP else o.rank)


@lru_cache(maxsize=8)
def law_boundaries(law: LawBook) -> tuple[date, ...]:
    """The days on which a decision may change because the law does: segments are split there."""
    days = {
        day
        for prefix in ("remission.ratio.", "remission.special", "remission.unread", "remission.no_ratio")
        for day in law.boundaries(prefix)
    }
    return tuple(sorted(days))


def decision_boundaries(law: LawBook, case: CaseFacts) -> tuple[date, ...]:
    """The days on which a decision on this case may change: the law's, and those of its own judgments and deeds."""
    days = set(law_boundaries(law))
    for conviction in case.convictions:
        days.update(day for day in (conviction.final_on, conviction.committed_on) if day)
    return tuple(sorted(days))


def decide(
    *,
    law: LawBook,
    case: CaseFacts,
    kind: Kind,
    regime: str | None,
    stage: str | None,
    on: date,
    fixed: Iterable[tuple[str, str]] = (),
    until: date | None = None,
) -> Decision:
    """Decide the ratio of one case for activity of one kind on one day, with its article and its reason.

    The law is that in force when the conviction became final; a later, more favourable one counts from its entry
    into force onwards and a later, more harmful one is not applied (TC 189/2025). In each law: barred offences first,
    then reincidentes and habituales, then the special list, then the stage. Where the law leaves a question open and
    the answers differ, the status is ``two_readings`` and nothing is chosen; ``fixed`` settles questions by name.
    With ``until`` a more favourable law that enters into force up to that day counts back as well.
    Cases that differ only in days between which the law does not change are decided once.
    Raises ``NoRuleInForce`` where no law of that day is known.
    """
    if not any(c.final_on for c in case.convictions):
        return _NOT_FINAL
    settled = tuple(fixed)
    alike, day, finals = _alike(law, case, on)
    try:
        found = _decide(law, alike, kind, regime, stage, day, settled, until and _start(_asked(law).days, until))
    except NoRuleInForce:
        found = _decide(law, case, kind, regime, stage, on, settled, until)  # raises again, naming the real day
    return _naming(found, finals)


def _alike(law: LawBook, case: CaseFacts, on: date) -> tuple[CaseFacts, date, dict[date, date]]:
    """The case and day that stand for all alike, and the real day of finality of each of its judgments.

    A day moves to the start of its stretch of unchanging law; where that would bring it from after ``on`` to before, to
    the day after. Judgments of different days that would fall together are left as they are.
    Paragraphs and circumstances that no rule asks for are dropped, offences that every rule treats alike are one.
    """
    asked = _asked(law)
    here = _start(asked.days, on)

    def moved(day: date, days: tuple[date, ...]) -> date:
        start = _start(days, day)
        return here + timedelta(days=1) if start <= on < day else start

    real = {c.final_on for c in case.convictions if c.final_on}
    finals = {moved(day, asked.days): day for day in real}
    if len(finals) < len(real):
        return case, on, {day: day for day in real}
    convictions = tuple(
        Conviction(
            offence=_treated_alike(law, c.offence),
            paragraph=c.paragraph if c.paragraph is None or c.paragraph in asked.paragraphs else _OTHER,
            tags=c.tags & asked.tags,
            committed_on=c.committed_on and moved(c.committed_on, asked.deeds),
            final_on=c.final_on and moved(c.final_on, asked.days),
        )
        for c in case.convictions
    )
    return replace(case, convictions=convictions), here, finals


def _start(days: tuple[date, ...], day: date) -> date:
    """The last of the days that is not after the day; the day itself before all of them."""
    at = bisect_right(days, day)
    return days[at - 1] if at else day


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the law asks of a conviction: ``days`` on which anything about remission changes, ``deeds`` the days with
    which a special rule compares a deed, the paragraphs, circumstances and lists of offences that rules name; and the
    offences met so far by the lists they stand on."""

    days: tuple[date, ...]
    deeds: tuple[date, ...]
    paragraphs: frozenset[str]
    tags: frozenset[str]
    lists: tuple[list[str], ...]
    aliases: tuple[dict[str, str], ...]
    offences: dict[tuple[bool, ...], str]


@lru_cache(maxsize=8)
def _asked(law: LawBook) -> _Asked:
    def all_of(topic: str) -> list[Any]:
        return [value.value for value in law.values.get(topic, ())]

    rules = all_of("remission.special")
    lists = [rule[key] for rule in rules for key in ("offences", "except_offences") if key in rule]

    def named(*keys: str) -> frozenset[str]:
        return frozenset(item for rule in rules for key in keys for item in rule.get(key, ()))

    deeds = {rule[key] for rule in rules for key in ("committed_from", "committed_before") if key in rule}
    return _Asked(
        days=tuple(sorted({*law.boundaries("remission."), *deeds})),
        deeds=(date.min, *sorted(deeds)),
        paragraphs=named("paragraphs"),
        tags=named("tags", "except_tags"),
        lists=(*lists, *all_of("remission.unread")),
        aliases=({}, *map(_both_ways, all_of("remission.alias"))),
        offences={},
    )


@lru_cache(maxsize=4096)
def _treated_alike(law: LawBook, offence: str) -> str:
    """The first offence met that stands, by its old and its new number, on the same lists of every rule."""
    asked = _asked(law)
    own = [{offence, alias.get(offence, offence)} for alias in asked.aliases]
    stands = tuple(any(_listed(number, codes) for number in numbers) for codes in asked.lists for numbers in own)
    return asked.offences.setdefault(stands, offence)


def _both_ways(aliases: Mapping[str, str]) -> dict[str, str]:
    return {**aliases, **{new: old for old, new in aliases.items()}}


def _naming(decision: Decision, finals: Mapping[date, date]) -> Decision:
    """The decision with each judgment's real day of finality in its reasons."""

    def named(why: str) -> str:
        for stand_in, real in finals.items():
            why = why.replace(_final(stand_in), f"({real:%d/%m/%Y})")
        return why

    return replace(
        decision,
        why=named(decision.why),
        alternatives=tuple(replace(a, why=named(a.why)) for a in decision.alternatives),
    )


def _final(day: date) -> str:
    """How a judgment's day of finality stands in a reason until ``_naming`` puts in the real one."""
    return f"⟨{day}⟩"


@lru_cache(maxsize=20_000)
def _decide(
    law: LawBook,
    case: CaseFacts,
    kind: Kind,
    regime: str | None,
    stage: str | None,
    on: date,
    fixed: tuple[tuple[str, str], ...],
    until: date | None = None,
) -> Decision:
    final = tuple(c for c in case.convictions if c.final_on)
    judge = _Judge(law=law, case=case, kind=kind, regime=regime, stage=stage, on=on, until=until)
    known = tuple(c for c in final if c.committed_on is None or c.committed_on <= on) or final
    settled = dict(fixed)
    found: dict[float, tuple[Reading, _Outcome]] = {}
    results: list[tuple[Reading, float]] = []
    for reading in readings(judge.idle_questions(known) | settled):
        outcome = judge.person(known, reading)
        found.setdefault(outcome.rank, (reading, outcome))
        results.append((reading, outcome.rank))
    if len(found) == 1:
        ((_, outcome),) = found.values()
        return Decision(
            status=_status(outcome.rank),
            ratio=_ratio(outcome.rank),
            rule=outcome.value.id,
            norm=outcome.value.norm,
            article=outcome.value.article,
            confidence=outcome.confidence,
            why=outcome.why,
        )
    deciding = _deciding(results)
    alternatives = tuple(
        Alternative(
            reading=tuple((name, reading[name]) for name in deciding),
            status=_status(rank),
            ratio=_ratio(rank),
            rule=outcome.value.id,
            norm=outcome.value.norm,
            article=outcome.value.article,
            source="; ".join(DISPUTES[name].source for name in deciding),
            confidence=outcome.confidence,
            why=outcome.why,
        )
        for rank, (reading, outcome) in found.items()
    )
    first = alternatives[0]
    return Decision(
        status=Status.TWO_READINGS,
        ratio=None,
        rule=first.rule,
        norm=first.norm,
        article=first.article,
        confidence="low",
        why=" ".join(DISPUTES[name].question for name in deciding) + " No se elige; se muestran las lecturas.",
        alternatives=alternatives,
    )


@lru_cache(maxsize=8)
def without(law: LawBook, rules: tuple[str, ...]) -> LawBook:
    """The law as if some of its rules had not been given: the rule before each goes on in its place."""
    values = {}
    for topic, rows in law.values.items():
        kept: list[Value] = []
        for row in rows:
            if row.id not in rules:
                kept.append(row)
            elif kept:
                kept[-1] = replace(kept[-1], end=row.end)
        values[topic] = tuple(kept)
    return LawBook(values=values, version=law.version)


def listed(law: LawBook, case: CaseFacts, on: date) -> bool:
    """Whether a special rule (art. 46 or a special law) takes in the case, when it became final or on the day."""
    offences = _offences(law, case.recidivist, case.habitual, on)
    return any(
        offences.special(variant, day)
        for conviction in case.convictions
        if conviction.final_on
        for variant in offences.facts_of(conviction)
        for day in (conviction.final_on, on)
    )


def readings(settled: Mapping[str, str] | None = None) -> Iterator[dict[str, str]]:
    """Every combination of answers to the open questions, the default order first."""
    chosen = settled or {}
    for name, option in chosen.items():
        if name not in DISPUTES or option not in DISPUTES[name].options:
            raise Refused(
                f"«{name}: {option}» is not a reading; the readings are "
                + ", ".join(f"{key}: {'|'.join(d.options)}" for key, d in DISPUTES.items())
            )
    choices = [(chosen[name],) if name in chosen else dispute.options for name, dispute in DISPUTES.items()]
    for answers in product(*choices):
        yield dict(zip(DISPUTES, answers, strict=True))


def _deciding(results: list[tuple[Reading, float]]) -> tuple[str, ...]:
    """The questions whose answer alone can change the result."""
    ranks = {tuple(reading.values()): rank for reading, rank in results}
    deciding = []
    for index, (name, dispute) in enumerate(DISPUTES.items()):
        for answers, rank in ranks.items():
            others = [(*answers[:index], option, *answers[index + 1 :]) for option in dispute.options]
            if any(ranks.get(other, rank) != rank for other in others):
                deciding.append(name)
                break
    return tuple(deciding)


def _no_ratio(law: LawBook, regime: str | None, stage: str | None, on: date) -> _Outcome:
    """The gap as an outcome: which rule states it, and what is missing."""
    topic = f"remission.no_ratio.{regime}.{stage}" if stage else f"remission.no_ratio.{regime}"
    rows = law.in_force(topic, on=on) if topic in law.values else ()
    rule = next(iter(rows), None) or Value(
        topic=topic,
        id="RED-07" if stage == "extreme" else "RED-08",
        start=date.min,
        end=None,
        value="none",
        unit="",
        norm="D.Leg 654",
        article="44-45",
        source="D.Leg 654 arts. 44-45",
        confidence="high",
    )
    if regime is None:
        why = "No consta el régimen ni la etapa de esos días; sin ellos la ley no da una razón."
    else:
        why = f"{_gap_words(regime, stage)}: debe decidirlo la autoridad, no se supone."
    return _Outcome(_GAP, rule, rule.confidence, why)


def _gap_words(regime: str, stage: str | None) -> str:
    place = REGIMES[regime]
    if stage:
        place += f", etapa {STAGES[regime].get(stage, stage)}"
    return f"Los artículos 44 y 45 no fijan razón para el {place}"


class _Offences:
    """Convictions on a day against the special rules: the same for every kind, regime, stage and case."""

    def __init__(self, law: LawBook, recidivist: bool, habitual: bool, on: date) -> None:
        self.law, self.recidivist, self.habitual = law, recidivist, habitual
        aliases = law.value("remission.alias", on=on).value if law.topics("remission.alias") else {}
        self.alias = _both_ways(aliases)
        self.matches: dict[tuple[Conviction, date], tuple[tuple[float, Value], ...]] = {}
        self.variants: dict[Conviction, tuple[Conviction, ...]] = {}

    def facts_of(self, conviction: Conviction) -> tuple[Conviction, ...]:
        if conviction not in self.variants:
            self.variants[conviction] = tuple(self.possible(conviction))
        return self.variants[conviction]

    def possible(self, conviction: Conviction) -> Iterator[Conviction]:
        """The case with each value that an unknown paragraph or date of the deed may have."""
        rules = [v.value for v in self.law.all("remission.special") if self.names(conviction, v.value)]
        paragraphs: list[str | None] = [conviction.paragraph]
        dates: list[date | None] = [conviction.committed_on]
        if conviction.paragraph is None:
            paragraphs = [_OTHER, *sorted({p for rule in rules for p in rule.get("paragraphs", ())})]
        if conviction.committed_on is None:
            limits = sorted({r[key] for r in rules for key in ("committed_from", "committed_before") if key in r})
            dates = [d for d in (date(1924, 1, 1), *limits) if conviction.final_on and d <= conviction.final_on]
        for paragraph, committed_on in product(paragraphs, dates):
            yield replace(conviction, paragraph=paragraph, committed_on=committed_on)

    def special(self, conviction: Conviction, on: date) -> tuple[tuple[float, Value], ...]:
        """The special rules of a day that take in the conviction, of the first step that has any."""
        key = (conviction, on)
        if key not in self.matches:
            steps: dict[int, list[tuple[float, Value]]] = {}
            for value in reversed(self.law.in_force("remission.special", on=on)):  # the latest is cited on a tie
                rule = value.value
                if not self.matched(conviction, rule):
                    continue
                barred = rule.get("outcome") == "barred"
                step = 0 if barred else 1 if "persons" in rule else 2
                steps.setdefault(step, []).append((inf if barred else float(rule["ratio"]), value))
            self.matches[key] = tuple(steps[min(steps)]) if steps else ()
        return self.matches[key]

    def matched(self, conviction: Conviction, rule: Mapping[str, object]) -> bool:
        """Whether every condition of the rule holds."""
        deed = conviction.committed_on
        since, until = rule.get("committed_from"), rule.get("committed_before")
        persons = rule.get("persons")
        return (
            self.names(conviction, rule)
            and (not isinstance(since, date) or (deed is not None and deed >= since))
            and (not isinstance(until, date) or (deed is not None and deed < until))
            and (
                not isinstance(persons, list)
                or (self.recidivist and "recidivist" in persons)
                or (self.habitual and "habitual" in persons)
            )
            and not (rule.get("primary") and (self.recidivist or self.habitual))
            and (not isinstance(p := rule.get("paragraphs"), list) or conviction.paragraph in p)
        )

    def names(self, conviction: Conviction, rule: Mapping[str, object]) -> bool:
        """Whether the rule names the offence (under its old or new number) and its circumstances."""
        own = {conviction.offence, self.alias.get(conviction.offence, conviction.offence)}
        for key, wanted in (("offences", True), ("except_offences", False)):
            codes = rule.get(key)
            if isinstance(codes, list) and any(_listed(o, codes) for o in own) != wanted:
                return False
        for key, wanted in (("tags", True), ("except_tags", False)):
            tags = rule.get(key)
            if isinstance(tags, list) and bool(conviction.tags.intersection(tags)) != wanted:
                return False
        return True


_offences = lru_cache(maxsize=64)(_Offences)


class _Judge:
    """One case, kind, stage and day, asked under each reading; remembers what each law gave."""

    def __init__(
        self,
        *,
        law: LawBook,
        case: CaseFacts,
        kind: Kind,
        regime: str | None,
        stage: str | None,
        on: date,
        until: date | None = None,
    ) -> None:
        self.law, self.on = law, on
        self.ahead = [day for day in _asked(law).days if on < day <= until] if until else []
        self.regime, self.stage = regime, stage
        self.place = f"{regime}.{stage}" if regime else None
        self.topic = f"remission.ratio.{kind.name.lower()}.{self.place}"
        self.has_ratio = self.place is not None and self.topic in law.values
        self.where = _where(regime, stage)
        self.offences = _offences(law, case.recidivist, case.habitual, on)
        self.timed: dict[tuple[Conviction, tuple[str, ...]], _Outcome] = {}
        self.given: dict[tuple[Conviction, date, date, tuple[str, ...]], _Outcome] = {}

    def idle_questions(self, convictions: tuple[Conviction, ...]) -> dict[str, str]:
        """The questions that these facts do not raise, answered by default so that they are not asked."""
        early = [c.final_on is not None and self.on < c.final_on for c in convictions]
        idle = {
            "convictions": len({c.final_on for c in convictions}) == 1,
            "unknown_facts": all(len(self.offences.facts_of(c)) == 1 for c in convictions),
            "before_final": not any(early),
            "later_laws": all(early),
            "special_or_stage": not self.has_ratio,
            "special_without_stage": self.has_ratio or self.regime is None,
        }
        return {name: DISPUTES[name].options[0] for name, unasked in idle.items() if unasked}

    def person(self, convictions: tuple[Conviction, ...], reading: Reading) -> _Outcome:
        """The worst offence of each judgment, then across judgments as the reading says."""
        pick = _worst if reading["convictions"] == "worst" else _mildest
        found: dict[float, _Outcome] = {}
        for outcomes in product(*(self.conviction(conviction, reading) for conviction in convictions)):
            judgments: dict[date | None, _Outcome] = {}
            for conviction, outcome in zip(convictions, outcomes, strict=True):
                before = judgments.get(conviction.final_on)
                judgments[conviction.final_on] = _worst([before, outcome]) if before else outcome
            outcome = pick(judgments.values())
            found.setdefault(outcome.rank, outcome)
        return nth(sorted(found.values(), key=lambda o: -o.rank), reading["unknown_facts"])

    def conviction(self, conviction: Conviction, reading: Reading) -> list[_Outcome]:
        """Each distinct outcome that the facts not known of a conviction allow."""
        outcomes = (self.in_time(variant, reading) for variant in self.offences.facts_of(conviction))
        found: dict[float, _Outcome] = {}
        for outcome in outcomes:
            found.setdefault(outcome.rank, outcome)
        return list(found.values())

    def in_time(self, conviction: Conviction, reading: Reading) -> _Outcome:
        """The law of the final judgment, or a more favourable one; asked once for each answer that bears on it."""
        key = (conviction, tuple(reading[name] for name in _TIME_QUESTIONS))
        if key not in self.timed:
            self.timed[key] = self.best_in_time(conviction, reading)
        return self.timed[key]

    def best_in_time(self, conviction: Conviction, reading: Reading) -> _Outcome:
        """The law of the final judgment, or a more favourable one as the precedent (or, back too, the Code) lets it."""
        found = self.by_precedent(conviction, reading)
        final = conviction.final_on
        assert final is not None
        for day in self.ahead:
            later = self.under(conviction, day, day, reading) if day > final else found
            if later.rank < found.rank and not _incomparable(found, later):
                found = replace(
                    later,
                    why=f"{later.why} Es posterior y más favorable, y alcanza también a los días anteriores "
                    "(D.Leg 654, Título Preliminar, art. VIII).",
                )
        return found

    def by_precedent(self, conviction: Conviction, reading: Reading) -> _Outcome:
        """The law of the final judgment, or a more favourable one as the precedent lets it count."""
        final, on = conviction.final_on, self.on
        assert final is not None
        own = self.under(conviction, final, final, reading)
        if on < final:
            stands = replace(own, why=f"{own.why} Es la ley vigente al quedar firme la sentencia {_final(final)}.")
            if reading["before_final"] == "final":
                return stands
            respected = self.under(conviction, on, on, reading)
            if gap := _incomparable(own, respected):
                return gap
            if respected.rank < own.rank:
                return replace(
                    respected, why=f"{respected.why} Se respeta el cómputo diferenciado ya iniciado (art. 57-A)."
                )
            return stands
        pairs = [(on, on)]
        if reading["later_laws"] == "combined":
            pairs += [(final, on), (on, final)]
        later = [self.under(conviction, special, base, reading) for special, base in pairs]
        best = _mildest(later)
        if gap := _incomparable(own, best):
            return gap
        if best.rank < own.rank:
            since = best.value.start
            return replace(
                best,
                why=f"{best.why} Es posterior a la firmeza {_final(final)} y más favorable que {_cite(own.value)}: "
                f"cuenta sólo desde el {since:%d/%m/%Y} ({PRECEDENT}).",
            )
        if best.rank > own.rank:
            return replace(
                own,
                why=f"{own.why} Es la ley vigente al quedar firme la sentencia {_final(final)}; la posterior "
                f"({_cite(best.value)}) es más gravosa y no se aplica ({PRECEDENT}).",
            )
        return replace(own, why=f"{own.why} Es la ley vigente al quedar firme la sentencia {_final(final)}.")

    def under(self, conviction: Conviction, special_on: date, base_on: date, reading: Reading) -> _Outcome:
        """What the special rules of one day and the stage ratios of another give, worked out once."""
        key = (conviction, special_on, base_on, tuple(reading[name] for name in _RULE_QUESTIONS))
        if key not in self.given:
            self.given[key] = self.outcome(conviction, special_on, base_on, reading)
        return self.given[key]

    def outcome(self, conviction: Conviction, special_on: date, base_on: date, reading: Reading) -> _Outcome:
        """What the special rules of one day and the stage ratios of another (mostly the same) give."""
        rules = self.offences.special(conviction, special_on)
        if rules:
            pick = max if reading["lists"] == "strictest" else min
            rank, value = pick(rules, key=lambda r: r[0])
            if rank == inf:
                return _Outcome(rank, value, value.confidence, f"{_cite(value)}: {_bar(value)}.")
            if not self.has_ratio:
                gap = _no_ratio(self.law, self.regime, self.stage, self.on)
                if self.regime is None or reading["special_without_stage"] == "no_ratio":
                    return gap
                said = f"{_gap_words(self.regime, self.stage)}; se toma la del delito."
                confidence = _lower(value.confidence, gap.confidence)
                return _Outcome(rank, value, confidence, f"{_cite(value)}: {_ground(value)}, {int(rank)} por 1. {said}")
            base = self.law.value(self.topic, on=base_on)
            if base.value > rank and reading["special_or_stage"] == "worse":
                why = f"{_cite(base)}: {self.where}, {base.value} por 1, que es peor que la razón especial."
                return _Outcome(base.value, base, base.confidence, why)
            return _Outcome(rank, value, value.confidence, f"{_cite(value)}: {_ground(value)}, {int(rank)} por 1.")
        if not self.has_ratio:
            return _no_ratio(self.law, self.regime, self.stage, self.on)
        base = self.law.value(self.topic, on=base_on)
        why, confidence = f"{_cite(base)}: {self.where}, {base.value} por 1.", base.confidence
        for unread in self.law.in_force("remission.unread", on=special_on):
            if self.offences.names(conviction, {"offences": unread.value}):
                confidence = _lower(confidence, unread.confidence)
                why += f" Puede haber una regla especial de {_cite(unread)}, texto que no se ha leído."
        return _Outcome(base.value, base, confidence, why)


def nth(outcomes: Sequence[_T], option: str) -> _T:
    """What an answer to ``unknown_facts`` picks of distinct outcomes, the most severe first.

    The first, the last, or one between; the first again where nothing lies between.
    """
    if option == "mildest":
        return outcomes[-1]
    at = DISPUTES["unknown_facts"].options.index(option)
    return outcomes[at] if at < len(outcomes) - 1 else outcomes[0]


def possible_facts(law: LawBook, case: CaseFacts) -> tuple[CaseFacts, ...]:
    """The case with each set of facts that its unknown paragraphs and dates allow; what no law tells apart is one."""
    told = [_told_apart(law, c, case.recidivist, case.habitual) if c.final_on else (c,) for c in case.convictions]
    return tuple(replace(case, convictions=convictions) for convictions in product(*told))


@lru_cache(maxsize=1024)
def _told_apart(law: LawBook, conviction: Conviction, recidivist: bool, habitual: bool) -> tuple[Conviction, ...]:
    assert conviction.final_on is not None
    offences = _offences(law, recidivist, habitual, conviction.final_on)
    variants = offences.facts_of(conviction)
    if len(variants) == 1:
        return variants
    found: dict[tuple[Any, ...], Conviction] = {}
    for variant in variants:
        rules = tuple((day, v.id) for day in law_boundaries(law) for _, v in offences.special(variant, day))
        found.setdefault(rules, variant)
    return tuple(found.values())


def _incomparable(one: _Outcome, other: _Outcome) -> _Outcome | None:
    """The gap, where one law states no ratio and the other neither bars nor leaves the same gap: which of them favours
    more is not known."""
    gaps = [outcome for outcome in (one, other) if outcome.rank == _GAP]
    return gaps[0] if gaps and inf not in (one.rank, other.rank) else None


def _listed(offence: str, codes: list[str]) -> bool:
    for code in codes:
        if ".." in code:
            first, last = code.split("..")
            if offence.isdigit() and int(first) <= int(offence) <= int(last):
                return True
        elif code == offence:
            return True
    return False


def _cite(value: Value) -> str:
    return f"{value.norm}, art. {value.article}"


def _ground(value: Value) -> str:
    return "reincidente o habitual" if "persons" in value.value else "delito de la lista especial"


def _bar(value: Value) -> str:
    whom = " para reincidentes ni habituales" if "persons" in value.value else ""
    return f"el delito no admite redención{whom}"


def _where(regime: str | None, stage: str | None) -> str:
    if regime is None:
        return "sin clasificar"
    return REGIMES[regime] + (f", etapa {STAGES[regime].get(stage, stage)}" if stage else "")


def _lower(one: str, other: str) -> str:
    return max(one, other, key=CONFIDENCES.index)
