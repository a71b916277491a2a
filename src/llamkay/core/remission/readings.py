"""The questions that the law leaves open, with the answers it admits: nothing is chosen where they differ."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product
from typing import TypeVar

from llamkay.core.errors import Refused
from llamkay.core.remission.reasons import Because, reason

_T = TypeVar("_T")


# The questions that the law leaves open with their options; the first is our default order.
DISPUTES: dict[str, tuple[str, ...]] = {
    "special_or_stage": ("special", "worse"),
    "special_without_stage": ("special", "no_ratio"),
    "later_laws": ("whole", "combined"),
    "before_final": ("final", "day"),
    "lists": ("strictest", "mildest"),
    "convictions": ("worst", "mildest"),
    "unknown_facts": ("strictest", "between", "between_2", "between_3", "between_4", "mildest"),
}


Answers = Mapping[str, str]


# The questions that bear on one conviction; the others choose among convictions and their possible facts.
RULE_QUESTIONS = ("special_or_stage", "special_without_stage", "lists")  # within one law


TIME_QUESTIONS = (*RULE_QUESTIONS, "later_laws", "before_final")


def questions(names: Iterable[str]) -> Because:
    """The questions that the law leaves open."""
    return tuple(reason(f"question.{name}") for name in names)


def sources(names: Iterable[str]) -> Because:
    """Where each question arises."""
    return tuple(reason(f"source.{name}") for name in names)


def readings(settled: Mapping[str, str] | None = None) -> Iterator[dict[str, str]]:
    """Every combination of answers to the open questions, the default order first."""
    chosen = settled or {}
    for name, option in chosen.items():
        if name not in DISPUTES or option not in DISPUTES[name]:
            raise Refused(
                f"«{name}: {option}» is not a reading; the readings are "
                + ", ".join(f"{key}: {'|'.join(options)}" for key, options in DISPUTES.items())
            )
    choices = [(chosen[name],) if name in chosen else options for name, options in DISPUTES.items()]
    for answers in product(*choices):
        yield dict(zip(DISPUTES, answers, strict=True))


def deciding_of(results: list[tuple[Answers, float]]) -> tuple[str, ...]:
    """The questions whose answer alone can change the result."""
    ranks = {tuple(reading.values()): rank for reading, rank in results}
    deciding = []
    for index, (name, options) in enumerate(DISPUTES.items()):
        for answers, rank in ranks.items():
            others = [(*answers[:index], option, *answers[index + 1 :]) for option in options]
            if any(ranks.get(other, rank) != rank for other in others):
                deciding.append(name)
                break
    return tuple(deciding)


def nth(outcomes: Sequence[_T], option: str) -> _T:
    """What an answer to ``unknown_facts`` picks of distinct outcomes, the most severe first.

    The first, the last, or one between; the first again where nothing lies between.
    """
    if option == "mildest":
        return outcomes[-1]
    at = DISPUTES["unknown_facts"].index(option)
    return outcomes[at] if at < len(outcomes) - 1 else outcomes[0]
