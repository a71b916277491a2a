"""What each law gives for a conviction, kind, stage and day under a reading, and which law counts in time.

The law of the final judgment, or a later, more favourable one from its entry into force onwards: Código de Ejecución
Penal (D.Leg 654) art. 57-A and Tribunal Constitucional, Sentencia 189/2025, fundamento 38 (precedente vinculante).
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from itertools import product
from math import inf

from llamkay.core.law import LawBook, Value
from llamkay.core.law.book import CONFIDENCES
from llamkay.core.remission.canonical import questions_of
from llamkay.core.remission.days import Kind
from llamkay.core.remission.offences import Conviction, offences_on
from llamkay.core.remission.readings import DISPUTES, RULE_QUESTIONS, TIME_QUESTIONS, Answers, nth
from llamkay.core.remission.reasons import Because, Reason, reason, ruled

GAP = 1e6  # the rank of a law that states no ratio: unlike any ratio, and milder than a bar


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one law gives for one conviction: the rank orders from the mildest to barred."""

    rank: float
    value: Value
    confidence: str
    why: Because


def worst(outcomes: Iterable[Outcome]) -> Outcome:
    """The most severe: a bar, else a gap (it may be more severe than any ratio), else the highest ratio."""
    return max(outcomes, key=lambda o: o.rank)


def mildest(outcomes: Iterable[Outcome]) -> Outcome:
    """The least severe: a gap (it may be milder than any ratio), else the lowest ratio."""
    return min(outcomes, key=lambda o: -1 if o.rank == GAP else o.rank)


def _no_ratio(law: LawBook, regime: str | None, stage: str | None, on: date) -> Outcome:
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
        return Outcome(GAP, rule, rule.confidence, (reason("ratio.no_stage"),))
    return Outcome(GAP, rule, rule.confidence, (reason("ratio.gap", rule.id, place=_label(regime, stage)),))


_REMEMBERED = 4_000  # answers of one judge, after which it forgets them


class Judge:
    """One kind, stage and day, asked about convictions under each reading; remembers what each law gave.

    ``recidivist`` and ``habitual`` are of the person. ``judge_of`` gives the one that serves every case alike.
    """

    def __init__(
        self,
        law: LawBook,
        recidivist: bool,
        habitual: bool,
        kind: Kind,
        regime: str | None,
        stage: str | None,
        on: date,
        until: date | None = None,
    ) -> None:
        self.law, self.on = law, on
        self.ahead = [day for day in questions_of(law).days if on < day <= until] if until else []
        self.regime, self.stage = regime, stage
        self.place = f"{regime}.{stage}" if regime else None
        self.topic = f"remission.ratio.{kind.name.lower()}.{self.place}"
        self.has_ratio = self.place is not None and self.topic in law.values
        self.steepest = max((value.value for value in law.all(self.topic)), default=0) if self.has_ratio else 0
        self.label = _label(regime, stage)
        self.offences = offences_on(law, recidivist, habitual, on)
        self.timed: dict[tuple[Conviction, tuple[str, ...]], Outcome] = {}
        self.outcomes: dict[tuple[Conviction, date, date, tuple[str, ...]], Outcome] = {}

    def idle_questions(self, convictions: tuple[Conviction, ...]) -> dict[str, str]:
        """The questions that these facts do not raise, answered by default so that they are not asked."""
        early = [c.final_on is not None and self.on < c.final_on for c in convictions]
        variants = [variant for c in convictions for variant in self.offences.facts_of(c)]
        ranks = [self.ranks_of(variant) for variant in variants]
        listed = {rank for days in ranks for found in days for rank in found if rank != inf}
        idle = {
            "convictions": len({c.final_on for c in convictions}) == 1,
            "unknown_facts": len(variants) == len(convictions),
            "before_final": not any(early),
            "later_laws": all(early) or not any(map(self.law_changed, variants, ranks)),
            "lists": not any(len(set(found)) > 1 for days in ranks for found in days),
            "special_or_stage": not self.has_ratio or not any(rank < self.steepest for rank in listed),
            "special_without_stage": self.has_ratio or self.regime is None or not listed,
        }
        return {name: DISPUTES[name][0] for name, unasked in idle.items() if unasked}

    def ranks_of(self, conviction: Conviction) -> list[list[float]]:
        """What the special rules give that take in a conviction when it became final, today and on the days ahead."""
        assert conviction.final_on is not None
        days = (conviction.final_on, self.on, *self.ahead)
        return [[rank for rank, _rule in self.offences.special(conviction, day)] for day in days]

    def law_changed(self, conviction: Conviction, ranks: list[list[float]]) -> bool:
        """Whether both halves of the law, special rules and ratios of the stage, are others today than when a
        conviction became final: combining the one of then with the other of today may give something new."""
        assert conviction.final_on is not None
        own, today = (self.bases_on(day) for day in (conviction.final_on, self.on))
        return ranks[0] != ranks[1] and own != today

    def bases_on(self, day: date) -> list[str]:
        """The ratio of the stage on a day, by its id in the law; nothing where there is none."""
        return [value.id for value in self.law.in_force(self.topic, on=day)] if self.has_ratio else []

    def person(self, convictions: tuple[Conviction, ...], reading: Answers) -> Outcome:
        """The worst offence of each judgment, then across judgments as the reading says."""
        pick = worst if reading["convictions"] == "worst" else mildest
        found: dict[float, Outcome] = {}
        for outcomes in product(*(self.conviction(conviction, reading) for conviction in convictions)):
            judgments: dict[date | None, Outcome] = {}
            for conviction, outcome in zip(convictions, outcomes, strict=True):
                before = judgments.get(conviction.final_on)
                judgments[conviction.final_on] = worst([before, outcome]) if before else outcome
            outcome = pick(judgments.values())
            found.setdefault(outcome.rank, outcome)
        return nth(sorted(found.values(), key=lambda o: -o.rank), reading["unknown_facts"])

    def conviction(self, conviction: Conviction, reading: Answers) -> list[Outcome]:
        """Each distinct outcome that the facts not known of a conviction allow."""
        outcomes = (self.in_time(variant, reading) for variant in self.offences.facts_of(conviction))
        found: dict[float, Outcome] = {}
        for outcome in outcomes:
            found.setdefault(outcome.rank, outcome)
        return list(found.values())

    def in_time(self, conviction: Conviction, reading: Answers) -> Outcome:
        """The law of the final judgment, or a more favourable one; asked once for each answer that bears on it."""
        key = (conviction, tuple(reading[name] for name in TIME_QUESTIONS))
        if key not in self.timed:
            if len(self.timed) >= _REMEMBERED:
                self.timed.clear()
                self.outcomes.clear()
            self.timed[key] = self.best_in_time(conviction, reading)
        return self.timed[key]

    def best_in_time(self, conviction: Conviction, reading: Answers) -> Outcome:
        """The law of the final judgment, or a more favourable one as the precedent (or, back too, the Code) lets it."""
        found = self.by_precedent(conviction, reading)
        final = conviction.final_on
        assert final is not None
        for day in self.ahead:
            later = self.under(conviction, day, day, reading) if day > final else found
            if later.rank < found.rank and not _incomparable(found, later):
                found = replace(later, why=(*later.why, reason("law.retroactive")))
        return found

    def by_precedent(self, conviction: Conviction, reading: Answers) -> Outcome:
        """The law of the final judgment, or a more favourable one as the precedent lets it count."""
        final, on = conviction.final_on, self.on
        assert final is not None
        own = self.under(conviction, final, final, reading)
        if on < final:
            stands = replace(own, why=(*own.why, reason("law.of_final", final=final)))
            if reading["before_final"] == "final":
                return stands
            respected = self.under(conviction, on, on, reading)
            if gap := _incomparable(own, respected):
                return gap
            if respected.rank < own.rank:
                return replace(respected, why=(*respected.why, reason("law.respected")))
            return stands
        pairs = [(on, on)]
        if reading["later_laws"] == "combined":
            pairs += [(final, on), (on, final)]
        later = [self.under(conviction, special, base, reading) for special, base in pairs]
        best = mildest(later)
        if gap := _incomparable(own, best):
            return gap
        if best.rank < own.rank:
            later_law = ruled("law.later", own.value, final=final, since=best.value.start)
            return replace(best, why=(*best.why, later_law))
        if best.rank > own.rank:
            return replace(own, why=(*own.why, ruled("law.harsher", best.value, final=final)))
        return replace(own, why=(*own.why, reason("law.of_final", final=final)))

    def under(self, conviction: Conviction, special_on: date, base_on: date, reading: Answers) -> Outcome:
        """What the special rules of one day and the stage ratios of another give, worked out once."""
        key = (conviction, special_on, base_on, tuple(reading[name] for name in RULE_QUESTIONS))
        if key not in self.outcomes:
            self.outcomes[key] = self.outcome(conviction, special_on, base_on, reading)
        return self.outcomes[key]

    def outcome(self, conviction: Conviction, special_on: date, base_on: date, reading: Answers) -> Outcome:
        """What the special rules of one day and the stage ratios of another (mostly the same) give."""
        rules = self.offences.special(conviction, special_on)
        if rules:
            pick = max if reading["lists"] == "strictest" else min
            rank, value = pick(rules, key=lambda r: r[0])
            if rank == inf:
                return Outcome(rank, value, value.confidence, (_ground("ratio.barred", value),))
            ground = _ground("ratio.special", value, ratio=int(rank))
            if not self.has_ratio:
                gap = _no_ratio(self.law, self.regime, self.stage, self.on)
                if self.regime is None or reading["special_without_stage"] == "no_ratio":
                    return gap
                confidence = _lower(value.confidence, gap.confidence)
                return Outcome(rank, value, confidence, (ground, reason("ratio.gap_special", place=self.label)))
            base = self.law.value(self.topic, on=base_on)
            if base.value > rank and reading["special_or_stage"] == "worse":
                worse = ruled("ratio.stage_worse", base, place=self.label, ratio=base.value)
                return Outcome(base.value, base, base.confidence, (worse,))
            return Outcome(rank, value, value.confidence, (ground,))
        if not self.has_ratio:
            return _no_ratio(self.law, self.regime, self.stage, self.on)
        base = self.law.value(self.topic, on=base_on)
        why, confidence = [ruled("ratio.stage", base, place=self.label, ratio=base.value)], base.confidence
        for unread in self.offences.unread(conviction, special_on):
            confidence = _lower(confidence, unread.confidence)
            why.append(ruled("ratio.unread", unread))
        return Outcome(base.value, base, confidence, tuple(why))


judge_of = lru_cache(maxsize=256)(Judge)


def _incomparable(one: Outcome, other: Outcome) -> Outcome | None:
    """The gap, where one law states no ratio and the other neither bars nor leaves the same gap: which of them favours
    more is not known."""
    gaps = [outcome for outcome in (one, other) if outcome.rank == GAP]
    return gaps[0] if gaps and inf not in (one.rank, other.rank) else None


def _ground(code: str, value: Value, **values: int) -> Reason:
    """A special rule as a reason: told apart where it is for reincidentes and habituales only."""
    return ruled(f"{code}_persons" if "persons" in value.value else code, value, **values)


def _label(regime: str | None, stage: str | None) -> str:
    return f"{regime or 'unclassified'}/{stage}" if stage else regime or "unclassified"


def _lower(one: str, other: str) -> str:
    return max(one, other, key=CONFIDENCES.index)
