"""How many days of activity redeem one day of sentence: one decision for one distinct case, with its article.

Redención de pena por el trabajo y la educación: Código de Ejecución Penal (D.Leg 654) arts. 44-47; which law applies in
time: art. 57-A and Tribunal Constitucional, Sentencia 189/2025, fundamento 38 (precedente vinculante).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from functools import lru_cache
from math import inf

from llamkay.core.law import LawBook, NoRuleInForce, Value
from llamkay.core.remission.canonical import canonical, questions_of, stretch_start
from llamkay.core.remission.days import Kind
from llamkay.core.remission.judge import GAP, Outcome, judge_of
from llamkay.core.remission.offences import CaseFacts, Conviction, decision_boundaries, law_boundaries
from llamkay.core.remission.readings import DISPUTES, Answers, deciding_of, questions, readings
from llamkay.core.remission.reasons import Because, reason, renamed

__all__ = [
    "DISPUTES",
    "STAGES",
    "Alternative",
    "CaseFacts",
    "Conviction",
    "Decision",
    "Status",
    "decide",
    "decision_boundaries",
    "law_boundaries",
    "readings",
    "without",
]

STAGES: dict[str, tuple[str, ...]] = {
    "closed_ordinary": ("minimum", "medium", "maximum"),
    "closed_special": ("C", "B", "A", "extreme"),
    "semi_open": (),
    "open": (),
    "semi_liberty": (),
}


class Status(StrEnum):
    """What a decision, or a whole count, comes to."""

    COMPUTED = "computed"
    BARRED = "barred"
    NO_RATIO = "no_ratio"
    TWO_READINGS = "two_readings"
    NOT_FINAL = "not_final"


@dataclass(frozen=True, slots=True)
class Alternative:
    """What one reading of the law gives: a ratio, or none where the reading bars redemption."""

    reading: tuple[tuple[str, str], ...]
    status: Status
    ratio: int | None
    rule: str
    norm: str
    article: str
    confidence: str
    why: Because


@dataclass(frozen=True, slots=True)
class Decision:
    """The ratio for a case on a day, or the plain reason why there is none."""

    status: Status
    ratio: int | None
    rule: str
    norm: str
    article: str
    confidence: str
    why: Because = field(compare=False)
    alternatives: tuple[Alternative, ...] = ()


_NOT_FINAL = Decision(
    status=Status.NOT_FINAL,
    ratio=None,
    rule="TMP-05",
    norm="TC, Sentencia 189/2025",
    article="38",
    confidence="high",
    why=(reason("ratio.not_final"),),
)


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
    alike, day, finals = canonical(law, case, on, ahead=until is not None)
    try:
        found = _decide(
            law, alike, kind, regime, stage, day, settled, until and stretch_start(questions_of(law).days, until)
        )
    except NoRuleInForce:
        found = _decide(law, case, kind, regime, stage, on, settled, until)  # raises again, naming the real day
    return _naming(found, finals)


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
    judge = judge_of(law, case.recidivist, case.habitual, kind, regime, stage, on, until)
    known = tuple(c for c in final if c.committed_on is None or c.committed_on <= on) or final
    settled = dict(fixed)
    found: dict[float, tuple[Answers, Outcome]] = {}
    results: list[tuple[Answers, float]] = []
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
    deciding = deciding_of(results)
    alternatives = tuple(
        Alternative(
            reading=tuple((name, reading[name]) for name in deciding),
            status=_status(rank),
            ratio=_ratio(rank),
            rule=outcome.value.id,
            norm=outcome.value.norm,
            article=outcome.value.article,
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
        why=(*questions(deciding), reason("readings.none_chosen")),
        alternatives=alternatives,
    )


def _naming(decision: Decision, finals: Mapping[date, date]) -> Decision:
    """The decision with each judgment's real day of finality in its reasons."""

    def named(why: Because) -> Because:
        return renamed(why, finals, "final")

    why = named(decision.why)
    if not decision.alternatives:
        return decision if why is decision.why else replace(decision, why=why)
    return replace(decision, why=why, alternatives=tuple(replace(a, why=named(a.why)) for a in decision.alternatives))


def _status(rank: float) -> Status:
    return Status.BARRED if rank == inf else Status.NO_RATIO if rank == GAP else Status.COMPUTED


def _ratio(rank: float) -> int | None:
    return None if rank in (inf, GAP) else int(rank)


@lru_cache(maxsize=8)
def without(law: LawBook, rules: tuple[str, ...]) -> LawBook:
    """The law as if some of its rules had not been given: the rule before each goes on in its place."""
    values = {}
    for topic, rows in law.values.items():
        merged: list[Value] = []
        for row in rows:
            if row.id not in rules:
                merged.append(row)
            elif merged:
                merged[-1] = replace(merged[-1], end=row.end)
        values[topic] = tuple(merged)
    return LawBook(values=values, version=law.version)
