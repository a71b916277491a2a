"""Work outside the prison: the conditions of the law as small named rules, each met, not met, or not known."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple


@dataclass(frozen=True)
class Standing:
    """What is known of somebody who would work outside, on a day."""

    on: date
    sentenced: bool | None
    stage: str  # «regime/stage», empty when not known
    years: float | None  # of the longest final sentence
    starts: date | None
    ends: date | None
    evaluations: tuple[bool, ...]  # the last first
    fines_paid: bool
    reparation_paid: bool
    declarations: bool
    agrees: bool
    offences: tuple[str, ...] | None = None  # articles of the final sentences


@dataclass(frozen=True)
class OutsideLaw:
    """The conditions in force on a day: ``years`` at most, ``served`` as a share of the sentence, ``evaluations``
    favourable one after another, ``excluded`` offences or none where their list is not loaded, and ``applied``,
    whether the law already lets anybody out."""

    applied: bool
    stages: tuple[str, ...]
    years: float
    served: float
    evaluations: int
    excluded: tuple[str, ...] | None

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> "OutsideLaw":
        """The conditions as the law file writes them."""
        excluded = document["excluded"]
        return cls(
            document["applied"],
            tuple(document["stages"]),
            document["years"],
            document["served"],
            document["evaluations"],
            None if excluded is None else tuple(excluded),
        )


class Condition(NamedTuple):
    """One rule: its code, and whether it is met; ``None`` where it cannot be told."""

    code: str
    met: bool | None


def conditions(of: Standing, law: OutsideLaw) -> list[Condition]:
    """Every condition of the law for somebody, in its order.

    >>> law = OutsideLaw(True, ("semi_open/",), 6, 0.5, 3, None)
    >>> who = Standing(date(2026, 3, 2), True, "open/", 6, None, None, (True, True, False), True, True, True, True)
    >>> [each.code for each in conditions(who, law) if each.met is False]
    ['stage', 'evaluations']
    >>> [each.code for each in conditions(who, law) if each.met is None]
    ['served', 'offence']
    """
    return [
        Condition("applied", law.applied),
        Condition("agrees", of.agrees),
        Condition("sentenced", of.sentenced),
        Condition("stage", of.stage in law.stages if of.stage else None),
        Condition("years", None if of.years is None else of.years <= law.years),
        Condition("served", _served(of, law.served)),
        Condition("evaluations", _favourable(of.evaluations, law.evaluations)),
        Condition("fines", of.fines_paid),
        Condition("reparation", of.reparation_paid),
        Condition("declarations", of.declarations),
        Condition("offence", None if law.excluded is None or of.offences is None else not _barred(of, law.excluded)),
    ]


def _barred(of: Standing, excluded: tuple[str, ...]) -> bool:
    return any(offence in excluded for offence in of.offences or ())


def _served(of: Standing, share: float) -> bool | None:
    if of.starts is None or of.ends is None:
        return None
    return (of.on - of.starts).days >= (of.ends - of.starts).days * share


def _favourable(evaluations: tuple[bool, ...], needed: int) -> bool:
    return len(evaluations) >= needed and all(evaluations[:needed])
