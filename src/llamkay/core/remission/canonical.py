"""One case for all that the law does not tell apart: a nation of different days comes to a few decisions."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from llamkay.core.law import LawBook
from llamkay.core.remission.offences import OTHER, CaseFacts, Conviction, both_ways, offences_on, on_list


def canonical(
    law: LawBook, case: CaseFacts, on: date, *, ahead: bool = False
) -> tuple[CaseFacts, date, dict[date, date]]:
    """The case and day that stand for all alike, and the real day of finality of each of its judgments.

    A day moves to the start of its stretch of unchanging law; where that would bring it from after ``on`` to before, to
    the day after. Judgments of different days that would fall together are left as they are.
    Paragraphs and circumstances that no rule asks for are dropped, offences that every rule treats alike are one, and
    so are cases that the same rules take in on the days that count; not where the law of days ``ahead`` counts too.
    """
    questions = questions_of(law)
    here = stretch_start(questions.days, on)

    def moved(day: date, days: tuple[date, ...]) -> date:
        start = stretch_start(days, day)
        return here + timedelta(days=1) if start <= on < day else start

    real = {c.final_on for c in case.convictions if c.final_on}
    finals = {moved(day, questions.days): day for day in real}
    if len(finals) < len(real):
        return case, on, {day: day for day in real}
    convictions = tuple(
        Conviction(
            offence=apart.offence,
            paragraph=c.paragraph if c.paragraph is None or c.paragraph in apart.paragraphs else OTHER,
            tags=c.tags & questions.tags if c.tags else c.tags,
            committed_on=c.committed_on and moved(c.committed_on, apart.deeds),
            final_on=c.final_on and moved(c.final_on, questions.days),
        )
        for c, apart in ((c, _distinctions_of(law, c.offence)) for c in case.convictions)
    )
    alike = CaseFacts(convictions, case.recidivist, case.habitual)
    return (alike, here, finals) if ahead else _taken_in_alike(law, alike, here, finals)


def _taken_in_alike(
    law: LawBook, case: CaseFacts, on: date, finals: dict[date, date]
) -> tuple[CaseFacts, date, dict[date, date]]:
    """The first case met with as many judgments, whose convictions the same rules take in on the day of each and on
    ``on``, under the same ratios."""
    offences = offences_on(law, case.recidivist, case.habitual, on)
    judgments = _judgments(case)
    standing = tuple(
        c
        if c.final_on is None or c.committed_on is None or c.paragraph is None  # what is not known is asked of it
        else (
            judgments.index(c.final_on),
            c.committed_on <= on,
            *(offences.rules_of(c, day) for day in (c.final_on, on)),
        )
        for c in case.convictions
    )
    days = tuple((on < final, _ratios(law, final)) for final in judgments)
    first = questions_of(law).cases.setdefault((case.recidivist, case.habitual, on, days, standing), case)
    return first, on, {one: finals[other] for one, other in zip(_judgments(first), judgments, strict=True)}


def _judgments(case: CaseFacts) -> list[date]:
    """The days on which convictions became final, in the order of the convictions."""
    return list(dict.fromkeys(c.final_on for c in case.convictions if c.final_on))


@lru_cache(maxsize=4096)
def _ratios(law: LawBook, on: date) -> tuple[str, ...]:
    """What is in force of the ratios on a day, by the ids of the law."""
    topics = [topic for topic in law.topics("remission.") if topic not in ("remission.special", "remission.unread")]
    return tuple(value.id for topic in topics for value in law.in_force(topic, on=on))


def stretch_start(days: tuple[date, ...], day: date) -> date:
    """The last of the days that is not after the day; the day itself before all of them."""
    at = bisect_right(days, day)
    return days[at - 1] if at else day


@dataclass(frozen=True, slots=True)
class _Questions:
    """What the law asks of a conviction: ``days`` on which anything about remission changes, the special rules with the
    circumstances and lists of offences they name; and the offences met so far by the lists they stand on."""

    days: tuple[date, ...]
    tags: frozenset[str]
    rules: tuple[Mapping[str, Any], ...]
    lists: tuple[list[str], ...]
    aliases: tuple[dict[str, str], ...]
    offences: dict[tuple[bool, ...], str]
    cases: dict[tuple[Any, ...], CaseFacts]


@lru_cache(maxsize=8)
def questions_of(law: LawBook) -> _Questions:
    def all_of(topic: str) -> list[Any]:
        return [value.value for value in law.values.get(topic, ())]

    rules = all_of("remission.special")
    lists = [rule[key] for rule in rules for key in ("offences", "except_offences") if key in rule]

    def named(*keys: str) -> frozenset[str]:
        return frozenset(item for rule in rules for key in keys for item in rule.get(key, ()))

    return _Questions(
        days=tuple(sorted({*law.boundaries("remission."), *_deeds(rules)})),
        tags=named("tags", "except_tags"),
        rules=tuple(rules),
        lists=(*lists, *all_of("remission.unread")),
        aliases=({}, *map(both_ways, all_of("remission.alias"))),
        offences={},
        cases={},
    )


def _deeds(rules: Iterable[Mapping[str, Any]]) -> set[date]:
    """The days with which special rules compare a deed."""
    return {rule[key] for rule in rules for key in ("committed_from", "committed_before") if key in rule}


@dataclass(frozen=True, slots=True)
class _Distinctions:
    """What the rules that may take in an offence ask of a conviction: the first ``offence`` met that stands, by its old
    and its new number, on the same lists of every rule, the paragraphs, and the days with which a deed is compared."""

    offence: str
    paragraphs: frozenset[str]
    deeds: tuple[date, ...]


@lru_cache(maxsize=4096)
def _distinctions_of(law: LawBook, offence: str) -> _Distinctions:
    questions = questions_of(law)
    own = [{offence, alias.get(offence, offence)} for alias in questions.aliases]
    stands = tuple(any(on_list(number, codes) for number in numbers) for codes in questions.lists for numbers in own)
    numbers = set().union(*own)
    rules = [r for r in questions.rules if "offences" not in r or any(on_list(n, r["offences"]) for n in numbers)]
    return _Distinctions(
        offence=questions.offences.setdefault(stands, offence),
        paragraphs=frozenset(paragraph for rule in rules for paragraph in rule.get("paragraphs", ())),
        deeds=(date.min, *sorted(_deeds(rules))),
    )
