"""What may be said of a comparison, decided by its design and its interval alone: a code and its values, no prose.

The minimums are those of the Justice Data Lab (30 people treated; 10 outcomes in a group and 30 treated returns before
a finding); the balance limit is Austin's (2009): a standardised difference of 0.1. The sentences are in ``words``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from llamkay.core.disclosure import is_small
from llamkay.core.evaluation.shares import honest, needed

MIN_TREATED = 30
MIN_OUTCOMES = 10
MIN_TREATED_RETURNS = 30
MOST_IMBALANCE = 0.1
DIFFERENCE_OF_INTEREST = 0.05
_LEAST_DIFFERENCE = 0.01  # a smaller one would ask for more people than any country has in prison


class Grade(StrEnum):
    """How alike the two groups are by design, strongest first."""

    LOT = "lot"
    WAITING = "waiting"
    MATCHED = "matched"
    NONE = "none"

    @property
    def lowered(self) -> "Grade":
        """The next weaker grade; none stays none."""
        order = list(Grade)
        return order[min(order.index(self) + 1, len(order) - 1)]


class Code(StrEnum):
    """What the interval allows to say."""

    LOWER = "lower"
    HIGHER = "higher"
    INCONCLUSIVE = "inconclusive"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The code, the grade after controls, why (a key of ``words``) and the values of its sentence.

    ``needed`` is the number of people in each group that would be enough, where that is known.
    """

    code: Code
    grade: Grade
    why: str
    values: Mapping[str, Any]
    needed: int | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a verdict rests on: people, returns, the difference treated − comparison with its limits, as shares.

    ``imbalance`` is the largest standardised difference after weighting, with its covariate; ``control`` are the limits
    of the difference in an outcome that the programme cannot change, ``never_begun`` those of the difference between
    who enrolled and never began and who never enrolled.
    """

    treated: int
    comparison: int
    treated_returns: int
    comparison_returns: int
    shares: tuple[float, float]
    lower: float
    upper: float
    imbalance: tuple[str, float] | None = None
    control: tuple[float, float] | None = None
    never_begun: tuple[float, float] | None = None


def judge(evidence: Evidence, design: Grade) -> Verdict:
    """The verdict of a comparison.

    >>> crowd = Evidence(2000, 2000, 500, 600, (0.25, 0.30), -0.08, -0.02)
    >>> judge(crowd, Grade.MATCHED).code.value, judge(crowd, Grade.NONE).code.value
    ('lower', 'refused')
    """
    e, grade = evidence, design
    first, second = e.shares
    if e.treated < MIN_TREATED:
        own, enough = honest(e.treated_returns, e.treated), _enough(second, DIFFERENCE_OF_INTEREST)
        share = {"returns": e.treated_returns, "lower": own.lower, "upper": own.upper}
        return Verdict(Code.REFUSED, grade, "few_treated", {"treated": e.treated, "needed": enough, **share}, enough)
    described = {"treated_share": first, "comparison_share": second}
    if grade is Grade.NONE:
        return Verdict(Code.REFUSED, grade, "no_comparison", described)
    for control in (e.control, e.never_begun):
        if control is not None and not control[0] <= 0 <= control[1]:
            grade = grade.lowered
            if grade is Grade.NONE:
                return Verdict(Code.REFUSED, grade, "control_moved", described)
    if e.imbalance is not None and abs(e.imbalance[1]) > MOST_IMBALANCE:
        name, value = e.imbalance
        return Verdict(Code.REFUSED, grade, "unbalanced", {"name": name, "value": abs(value)})
    enough = _enough(second, max(abs(first - second), _LEAST_DIFFERENCE))
    limits = {"lower": e.lower, "upper": e.upper, "needed": enough}
    few = min(e.treated_returns, e.comparison_returns) < MIN_OUTCOMES or e.treated_returns < MIN_TREATED_RETURNS
    if few:
        counts = {"returns": e.treated_returns, "others": e.comparison_returns}
        return Verdict(Code.INCONCLUSIVE, grade, "few_returns", {**limits, **counts}, enough)
    if e.lower <= 0 <= e.upper:
        return Verdict(Code.INCONCLUSIVE, grade, "across", limits, enough)
    code = Code.LOWER if e.upper < 0 else Code.HIGHER
    return Verdict(code, grade, f"{code.value}_{grade.value}", limits, None)


def after_holm(verdict: Verdict, p: float, outcomes: int, *, level: float = 0.05) -> Verdict:
    """The verdict once several declared outcomes are looked at together: one whose p, put right, is above is open."""
    if verdict.code not in (Code.LOWER, Code.HIGHER) or p <= level:
        return verdict
    return Verdict(Code.INCONCLUSIVE, verdict.grade, "after_holm", {**verdict.values, "outcomes": outcomes})


def discreet(verdict: Verdict, *, withheld: bool = False) -> Verdict:
    """The verdict without the counts of one to four people that its sentence would tell.

    ``withheld`` says that the returns stand in no table, whatever they are.
    """
    values = dict(verdict.values)
    if withheld and verdict.why == "few_treated" and not (is_small(values["returns"]) or is_small(values["treated"])):
        shown = {key: values[key] for key in ("treated", "needed")}
        return Verdict(verdict.code, verdict.grade, "few_treated_withheld", shown, verdict.needed)
    if verdict.why == "few_treated" and (is_small(values["returns"]) or is_small(values["treated"])):
        few = "few_treated_reserved" if is_small(values["treated"]) else "few_treated_returns_reserved"
        shown = {key: values[key] for key in ("treated", "needed") if key != "treated" or not is_small(values[key])}
        return Verdict(verdict.code, verdict.grade, few, shown, verdict.needed)
    if verdict.why == "few_returns" and (withheld or is_small(values["returns"]) or is_small(values["others"])):
        shown = {"needed": values["needed"]}
        return Verdict(verdict.code, verdict.grade, "few_returns_reserved", shown, verdict.needed)
    return verdict


def _enough(share: float, difference: float) -> int:
    """People in each group to see this difference from the comparison's share, below it where there is room."""
    other = share - difference if share >= difference else min(share + difference, 1.0)
    return needed(share, other)
