"""Minutes on attendance sheets become counted days, for one person or for a nation, in the same few lines.

A counted day (día de trabajo o de estudio) is four hours of activity, which may be gathered over several days
(Reglamento del Código de Ejecución Penal, D.S. 015-2003-JUS, arts. 175-177 and 180-181).
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from llamkay.core.remission.reasons import Reason, reason

Array = NDArray[Any]


class Kind(IntEnum):
    """Work (trabajo) and study (educación): the two ways to redeem; each has its own bank of minutes."""

    WORK = 0
    STUDY = 1


class Exclusion(IntEnum):
    """Why a marked day did not count; where several hold, the lowest number is given."""

    NONE = 0
    NOT_IN_CUSTODY = 1
    ISOLATION = 2
    NOT_ENROLLED = 3
    REASON_DOES_NOT_COUNT = 4
    EXPELLED = 5
    CELL = 6
    SUNDAY_WITHOUT_AUTHORISATION = 7
    HOLIDAY_WITHOUT_AUTHORISATION = 8
    NO_PASSING_MARK = 9
    SIMULTANEOUS = 10
    OVER_DAILY_CAP = 11

    @property
    def slug(self) -> str:
        return self.name.lower()

    @property
    def why(self) -> Reason:
        """What the exclusion says to a person."""
        return reason(f"excluded.{self.slug}")


@dataclass(frozen=True, slots=True)
class Written:
    """Where an exclusion is written."""

    norm: str
    article: str


_CODE = "Código de Ejecución Penal (D.Leg 654)"
_RULES = "Reglamento del CEP (D.S. 015-2003-JUS)"

EXCLUSIONS: dict[Exclusion, Written] = {
    Exclusion.NOT_IN_CUSTODY: Written(_RULES, "177"),
    Exclusion.ISOLATION: Written(_RULES, "180"),
    Exclusion.NOT_ENROLLED: Written(_RULES, "175 y 176"),
    Exclusion.REASON_DOES_NOT_COUNT: Written(_RULES, "175 y 176"),
    Exclusion.EXPELLED: Written(_RULES, "181"),
    Exclusion.CELL: Written("D.Leg 1343 (Cárceles Productivas)", "20"),
    Exclusion.SUNDAY_WITHOUT_AUTHORISATION: Written(_RULES, "177"),
    Exclusion.HOLIDAY_WITHOUT_AUTHORISATION: Written(_RULES, "177"),
    Exclusion.NO_PASSING_MARK: Written(_RULES, "176"),
    Exclusion.SIMULTANEOUS: Written(_CODE, "47"),
    Exclusion.OVER_DAILY_CAP: Written(_RULES, "175 y 176"),
}


@dataclass(frozen=True, eq=False, slots=True)
class Rows:
    """Sheet rows: ``r`` rows of ``d`` days.

    ``person`` int (r,) index of the person; ``kind`` uint8 (r,); ``minutes`` int16 (r, d) of effective activity;
    ``counts`` bool (r, d) the mark lets the day count; ``place_counts`` bool (r,) not a cell; ``authorised`` bool
    (r, d) an act of the council covers the day; ``expelled`` bool (r, d); ``passed`` bool (r,) the study month was
    passed (true for work). ``place_counts`` and ``passed`` may also be (r, d) where a row spans several months.
    """

    person: Array
    kind: Array
    minutes: Array
    counts: Array
    place_counts: Array
    authorised: Array
    expelled: Array
    passed: Array


@dataclass(frozen=True, eq=False, slots=True)
class Context:
    """What is known of ``P`` people on ``d`` days.

    ``dates`` datetime64[D] (d,); ``holiday`` bool (d,); ``enrolled`` bool (P, 2, d); ``isolated``, ``in_custody`` and
    ``accumulates`` (the exception of CEP art. 47) bool (P, d); ``carry`` int32 (P, 2) minutes banked from before,
    each less than a day.
    """

    dates: Array
    holiday: Array
    enrolled: Array
    isolated: Array
    in_custody: Array
    accumulates: Array
    carry: Array


@dataclass(frozen=True, slots=True)
class DayRules:
    """What a day is: minutes of one counted day, days and minutes that one calendar day can give."""

    minutes_per_day: int = 240
    max_days_per_calendar_day: int = 1
    max_minutes: int = 480
    study_minutes: int | None = None  # where a day of study is not as long as a day of work

    def __post_init__(self) -> None:
        if self.minutes_per_day < 1 or self.max_days_per_calendar_day < 1 or self.max_minutes < 1:
            raise ValueError("the minutes of a day and the most that a calendar day can give must be above zero")

    @property
    def cap(self) -> int:
        """The minutes of one calendar day and kind that can enter the bank."""
        return min(self.minutes_per_day * self.max_days_per_calendar_day, self.max_minutes)

    @property
    def lengths(self) -> Array:
        """The minutes of a counted day of each kind."""
        return np.array([self.minutes_per_day, self.study_minutes or self.minutes_per_day], np.int32)

    @property
    def caps(self) -> Array:
        """The minutes of one calendar day that can enter the bank of each kind."""
        most: Array = np.minimum(self.lengths * self.max_days_per_calendar_day, self.max_minutes)
        return most


@dataclass(frozen=True, eq=False, slots=True)
class DayCount:
    """Counted days: ``credits`` uint8 (P, 2, d), ``used`` int16 (P, 2, d) minutes that entered the bank, ``excluded``
    uint8 (r, d) an ``Exclusion`` for each marked cell that gave nothing, ``carry_out`` int32 (P, 2)."""

    credits: Array
    used: Array
    excluded: Array
    carry_out: Array


def count_days(rows: Rows, context: Context, rules: DayRules) -> DayCount:
    """Count each person's days of work and study; no calendar day gives more than the rules allow.

    Minutes of several rows of one person, kind and day add up; at most ``rules.cap`` of them enter the bank; a day
    is credited on the date on which the bank completes it, so short days gather (REG 175). Work and study of one
    day do not accumulate unless the exception of art. 47 holds: the kind with more minutes stands, work on a tie.
    An expulsion loses that person's day of that kind (REG 181). Counting a period in two halves with the carry
    handed over gives the same days. Raises ``ValueError`` where shapes or values do not fit.
    """
    _people, days = _check(rows, context, rules)
    person = rows.person.astype(np.intp, copy=False)
    kind = rows.kind.astype(np.intp, copy=False)
    if not person.size:
        nobody, nothing = np.zeros(0, dtype=np.intp), np.zeros((0, days), dtype=np.int32)
        return _bank(nobody, nothing, np.zeros((0, days), dtype=np.uint8), context, rules)

    group = person * 2 + kind
    order = np.argsort(group, kind="stable")
    ordered = group[order]
    new = np.r_[True, ordered[1:] != ordered[:-1]]
    starts, groups = np.flatnonzero(new), ordered[new]
    place = np.empty_like(order)  # of each row, the position of its group among the groups
    place[order] = np.cumsum(new) - 1
    several = starts.size < person.size

    expelled = rows.expelled
    if several and expelled.any():
        expelled = np.logical_or.reduceat(expelled[order], starts, axis=0)[place]
    excluded, stands = _exclude(rows, context, person, kind, expelled)
    minutes = rows.minutes * stands
    totals = minutes[order[starts]].astype(np.int32)
    sizes = np.diff(starts, append=person.size)
    for rank in range(1, int(sizes.max())):
        more = np.flatnonzero(sizes > rank)
        totals[more] += minutes[order[starts[more] + rank]]

    loses = _simultaneous(groups, totals, context)
    if loses is not None:
        totals *= ~loses
        _mark(excluded, loses[place] & (minutes > 0), Exclusion.SIMULTANEOUS)
        minutes = minutes * (excluded == Exclusion.NONE)
    if several:
        caps = rules.caps[groups % 2][:, None]
        over = (sizes > 1) & (totals > caps).any(axis=1)
        for low, size, cap in zip(starts[over].tolist(), sizes[over].tolist(), caps[over, 0].tolist(), strict=True):
            rows_of = order[low : low + size]
            mine = minutes[rows_of].astype(np.int32)
            full = np.cumsum(mine, axis=0) - mine >= cap
            excluded[rows_of] = np.where(full & (mine > 0), Exclusion.OVER_DAILY_CAP, excluded[rows_of])
    return _bank(groups, totals, excluded, context, rules)


def _exclude(rows: Rows, context: Context, person: Array, kind: Array, expelled: Array) -> tuple[Array, Array]:
    """The first reason that keeps each marked cell out, before days are compared with one another; and the cells that
    none keeps out."""
    stands = (rows.minutes > 0) | rows.expelled
    sunday = (context.dates.astype("datetime64[D]").astype(np.int64) + 4) % 7 == 0  # 1970-01-01 was a Thursday
    study = (kind == Kind.STUDY)[:, None]
    # Each is worked out when its turn comes, and only where it can hold of anybody.
    reasons: tuple[tuple[Exclusion, bool | np.bool_, Callable[[], Array]], ...] = (
        (Exclusion.NOT_IN_CUSTODY, not context.in_custody.all(), lambda: ~context.in_custody[person]),
        (Exclusion.ISOLATION, context.isolated.any(), lambda: context.isolated[person]),
        (Exclusion.NOT_ENROLLED, True, lambda: ~context.enrolled[person, kind]),
        (Exclusion.REASON_DOES_NOT_COUNT, True, lambda: ~(rows.counts | rows.expelled)),
        (Exclusion.EXPELLED, expelled.any(), lambda: expelled),
        (Exclusion.CELL, not rows.place_counts.all(), lambda: ~_wide(rows.place_counts)),
        (Exclusion.SUNDAY_WITHOUT_AUTHORISATION, sunday.any(), lambda: ~rows.authorised & sunday),
        (Exclusion.HOLIDAY_WITHOUT_AUTHORISATION, context.holiday.any(), lambda: ~rows.authorised & context.holiday),
        (Exclusion.NO_PASSING_MARK, not rows.passed.all(), lambda: ~_wide(rows.passed) & study),
    )
    excluded = np.zeros(rows.minutes.shape, dtype=np.uint8)
    for code, may_hold, holds in reasons:
        if may_hold and (out := holds() & stands).any():
            _mark(excluded, out, code)
            stands ^= out
    return excluded, stands


def _wide(flags: Array) -> Array:
    return flags if flags.ndim == 2 else flags[:, None]


def _mark(excluded: Array, where: Array, code: Exclusion) -> None:
    """Write the reason into cells that have none yet; a sum of bytes costs a fiftieth of a choice of cells."""
    excluded += where.view(np.uint8) * np.uint8(code)


def _simultaneous(groups: Array, totals: Array, context: Context) -> Array | None:
    """The days that each person and kind loses to the other kind, like ``totals``; ``None`` where none does."""
    first = np.flatnonzero((groups[:-1] % 2 == Kind.WORK) & (groups[1:] == groups[:-1] + 1))
    work, study = totals[first], totals[first + 1]
    both = (work > 0) & (study > 0) & ~context.accumulates[groups[first] // 2]
    if not both.any():
        return None
    loses = np.zeros(totals.shape, dtype=np.bool_)
    loses[first] = both & (study > work)
    loses[first + 1] = both & (study <= work)
    return loses


def _bank(groups: Array, totals: Array, excluded: Array, context: Context, rules: DayRules) -> DayCount:
    """The minutes of each person and kind that have any, gathered into days; whoever has none keeps the carry."""
    people, days = context.in_custody.shape
    credits = np.zeros((people, 2, days), dtype=np.uint8)
    used = np.zeros((people, 2, days), dtype=np.int16)
    left = context.carry.astype(np.int32)
    # By kind, so that each division is by one number: by an array it takes ten times as long.
    for kind, (length, cap) in enumerate(zip(rules.lengths.tolist(), rules.caps.tolist(), strict=True)):
        mine = np.flatnonzero(groups % 2 == kind)
        who = groups[mine] // 2
        if not mine.size or not days:
            continue
        bank = np.minimum(totals[mine], cap)
        used[who, kind] = bank
        bank[:, 0] += context.carry[who, kind]
        np.cumsum(bank, axis=1, out=bank)
        left[who, kind] = bank[:, -1] % length
        whole = (bank // length).astype(np.uint8)  # differences below 256 stay the same
        whole[:, 1:] -= whole[:, :-1].copy()
        credits[who, kind] = whole
    return DayCount(credits=credits, used=used, excluded=excluded, carry_out=left)


def _check(rows: Rows, context: Context, rules: DayRules) -> tuple[int, int]:
    count, days = rows.minutes.shape
    people = context.carry.shape[0]
    shapes: tuple[tuple[str, Array, tuple[tuple[int, ...], ...]], ...] = (
        ("person", rows.person, ((count,),)),
        ("kind", rows.kind, ((count,),)),
        ("counts", rows.counts, ((count, days),)),
        ("place_counts", rows.place_counts, ((count,), (count, days))),
        ("authorised", rows.authorised, ((count, days),)),
        ("expelled", rows.expelled, ((count, days),)),
        ("passed", rows.passed, ((count,), (count, days))),
        ("dates", context.dates, ((days,),)),
        ("holiday", context.holiday, ((days,),)),
        ("enrolled", context.enrolled, ((people, 2, days),)),
        ("isolated", context.isolated, ((people, days),)),
        ("in_custody", context.in_custody, ((people, days),)),
        ("accumulates", context.accumulates, ((people, days),)),
        ("carry", context.carry, ((people, 2),)),
    )
    for name, array, allowed in shapes:
        if array.shape not in allowed:
            raise ValueError(f"«{name}» has the shape {array.shape}, expected {allowed[0]}")
    if count and (rows.person.min() < 0 or rows.person.max() >= people):
        raise ValueError(f"«person» must be an index from 0 to {people - 1}")
    if count and rows.kind.max() > Kind.STUDY:
        raise ValueError("«kind» must be 0 (work) or 1 (study)")
    if rows.minutes.size and (rows.minutes.min() < 0 or rows.minutes.max() > 1440):
        raise ValueError("«minutes» must lie from 0 to 1440: a calendar day has no more")
    if people and (context.carry.min() < 0 or (context.carry >= rules.lengths).any()):
        raise ValueError(f"«carry» must be less than a day of {rules.minutes_per_day} minutes")
    return people, days
