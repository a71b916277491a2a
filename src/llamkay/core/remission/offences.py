"""What a person was convicted of, against the special rules of the law: lists, bars, and facts that are not known.

Código de Ejecución Penal (D.Leg 654) art. 46 and the special laws.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from itertools import product
from math import inf
from typing import Any

from llamkay.core.law import LawBook, Value

OTHER = "—"  # a paragraph that no rule names


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


class Offences:
    """Convictions on a day against the special rules: the same for every kind, regime, stage and case."""

    def __init__(self, law: LawBook, recidivist: bool, habitual: bool, on: date) -> None:
        self.law, self.recidivist, self.habitual = law, recidivist, habitual
        aliases = law.value("remission.alias", on=on).value if law.topics("remission.alias") else {}
        self.alias = both_ways(aliases)
        self.matches: dict[tuple[Conviction, date], tuple[tuple[float, Value], ...]] = {}
        self.naming: dict[tuple[str, frozenset[str]], tuple[Value, ...]] = {}
        self.variants: dict[Conviction, tuple[Conviction, ...]] = {}
        self.unread_of: dict[tuple[str, date], tuple[Value, ...]] = {}
        self.taking_in: dict[tuple[Conviction, date], tuple[str, ...]] = {}

    def facts_of(self, conviction: Conviction) -> tuple[Conviction, ...]:
        if conviction not in self.variants:
            self.variants[conviction] = tuple(self.possible(conviction))
        return self.variants[conviction]

    def possible(self, conviction: Conviction) -> Iterator[Conviction]:
        """The case with each value that an unknown paragraph or date of the deed may have."""
        if conviction.paragraph is not None and conviction.committed_on is not None:
            yield conviction
            return
        rules = [value.value for value in self.rules_naming(conviction)]
        paragraphs: list[str | None] = [conviction.paragraph]
        dates: list[date | None] = [conviction.committed_on]
        if conviction.paragraph is None:
            paragraphs = [OTHER, *sorted({p for rule in rules for p in rule.get("paragraphs", ())})]
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
            for value in reversed(self.rules_naming(conviction)):  # the latest is cited on a tie
                rule = value.value
                if not value.holds(on) or not self.matched(conviction, rule):
                    continue
                barred = rule.get("outcome") == "barred"
                step = 0 if barred else 1 if "persons" in rule else 2
                steps.setdefault(step, []).append((inf if barred else float(rule["ratio"]), value))
            self.matches[key] = tuple(steps[min(steps)]) if steps else ()
        return self.matches[key]

    def rules_naming(self, conviction: Conviction) -> tuple[Value, ...]:
        """The special rules of any day that name the offence and its circumstances, oldest first."""
        key = (conviction.offence, conviction.tags)
        if key not in self.naming:
            rules = self.law.all("remission.special")
            self.naming[key] = tuple(value for value in rules if self.names(conviction, value.value))
        return self.naming[key]

    def unread(self, conviction: Conviction, on: date) -> tuple[Value, ...]:
        """The rules of a day whose text nobody has read, and which by their title may take in the offence."""
        key = (conviction.offence, on)
        if key not in self.unread_of:
            unread = self.law.in_force("remission.unread", on=on)
            self.unread_of[key] = tuple(v for v in unread if self.names(conviction, {"offences": v.value}))
        return self.unread_of[key]

    def rules_of(self, conviction: Conviction, on: date) -> tuple[str, ...]:
        """The ids of what takes in a conviction on a day: the special rules of its step, and those not read."""
        key = (conviction, on)
        if key not in self.taking_in:
            special = (value.id for _rank, value in self.special(conviction, on))
            self.taking_in[key] = (*special, "", *(value.id for value in self.unread(conviction, on)))
        return self.taking_in[key]

    def matched(self, conviction: Conviction, rule: Mapping[str, object]) -> bool:
        """Whether every condition of a rule that names the offence holds."""
        deed = conviction.committed_on
        since, until = rule.get("committed_from"), rule.get("committed_before")
        persons = rule.get("persons")
        return (
            (not isinstance(since, date) or (deed is not None and deed >= since))
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
            if isinstance(codes, list) and any(on_list(o, codes) for o in own) != wanted:
                return False
        for key, wanted in (("tags", True), ("except_tags", False)):
            tags = rule.get(key)
            if isinstance(tags, list) and bool(conviction.tags.intersection(tags)) != wanted:
                return False
        return True


offences_on = lru_cache(maxsize=64)(Offences)


def listed(law: LawBook, case: CaseFacts, on: date) -> bool:
    """Whether a special rule (art. 46 or a special law) takes in the case, when it became final or on the day."""
    offences = offences_on(law, case.recidivist, case.habitual, on)
    return any(
        offences.special(variant, day)
        for conviction in case.convictions
        if conviction.final_on
        for variant in offences.facts_of(conviction)
        for day in (conviction.final_on, on)
    )


def possible_facts(law: LawBook, case: CaseFacts) -> tuple[CaseFacts, ...]:
    """The case with each set of facts that its unknown paragraphs and dates allow; what no law tells apart is one."""
    variants = [_distinct(law, c, case.recidivist, case.habitual) if c.final_on else (c,) for c in case.convictions]
    return tuple(replace(case, convictions=convictions) for convictions in product(*variants))


@lru_cache(maxsize=1024)
def _distinct(law: LawBook, conviction: Conviction, recidivist: bool, habitual: bool) -> tuple[Conviction, ...]:
    assert conviction.final_on is not None
    offences = offences_on(law, recidivist, habitual, conviction.final_on)
    variants = offences.facts_of(conviction)
    if len(variants) == 1:
        return variants
    found: dict[tuple[Any, ...], Conviction] = {}
    for variant in variants:
        rules = tuple((day, v.id) for day in law_boundaries(law) for _, v in offences.special(variant, day))
        found.setdefault(rules, variant)
    return tuple(found.values())


def on_list(offence: str, codes: list[str]) -> bool:
    for code in codes:
        if ".." in code:
            first, last = code.split("..")
            if offence.isdigit() and int(first) <= int(offence) <= int(last):
                return True
        elif code == offence:
            return True
    return False


def both_ways(aliases: Mapping[str, str]) -> dict[str, str]:
    return {**aliases, **{new: old for old, new in aliases.items()}}
