"""One study whole: from the people released to a verdict for each declared outcome, with what a reader must see.

Time is counted in months from the release: a return in month 3 fell before the third anniversary. Who was followed for
eight whole months says nothing of the ninth, so nobody's unfinished month is counted as «no». The comparison of a
window rests on those followed through all of it; the curves on everybody for as long as they were followed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import nan

import numpy as np
from numpy.typing import NDArray

from llamkay.core.errors import Refused
from llamkay.core.evaluation import cox, survival
from llamkay.core.evaluation.comparison import Comparison, compare
from llamkay.core.evaluation.distributions import two_sided
from llamkay.core.evaluation.incidence import aalen_johansen
from llamkay.core.evaluation.kinds import Return
from llamkay.core.evaluation.shares import Share, detectable, holm, honest, needed, newcombe
from llamkay.core.evaluation.survival import Floats
from llamkay.core.evaluation.verdict import MIN_TREATED, Code, Grade, Verdict, after_holm, judge
from llamkay.core.evaluation.weighting import Flags

Months = NDArray[np.int64]
LEAST_AT_RISK = 10  # a curve stops where fewer are left
FOLLOWED_EVERY = 12  # months between the columns of those still followed
LEAST_CLUSTERS = 10  # below it errors by prison are too sure of themselves
INTEREST = 0.03  # the power line speaks of three of every hundred
_KINDS = list(Return)


@dataclass(frozen=True, eq=False, slots=True)
class Followed:
    """Those released in the period whose part in the programme is known, one place a person in every array.

    ``returned`` has a row for each kind of return, in the order of ``Return``: the month of the first one, 0 for none;
    ``ended`` the month of death or expulsion; ``whole`` the whole months followed. ``part`` is 1 for who took part, 0
    for who did not, −1 for who did less than the protocol asks; ``enrolled`` flags who stood in the register of the
    programme. ``lot`` is 1 or 0 for whom a lot among equals gave a place or none, −1 where there was no lot; ``draw``
    numbers the lots, so that each is compared within itself (none: all drew in one); ``waiting`` flags who was released
    while waiting. A missing covariate is ``nan``.
    """

    returned: Months
    ended: Months
    whole: Months
    part: NDArray[np.int8]
    enrolled: Flags
    covariates: Mapping[str, Floats]
    lot: NDArray[np.int8]
    waiting: Flags
    prison: NDArray[np.int64]
    access: Mapping[str, NDArray[np.str_]] = field(default_factory=dict)
    subgroups: Mapping[str, Flags] = field(default_factory=dict)
    draw: NDArray[np.int64] | None = None

    def __len__(self) -> int:
        return len(self.whole)

    def of(self, who: Flags) -> "Followed":
        """The same of some of the people."""
        return replace(
            self,
            returned=self.returned[:, who],
            ended=self.ended[who],
            whole=self.whole[who],
            part=self.part[who],
            enrolled=self.enrolled[who],
            covariates={name: values[who] for name, values in self.covariates.items()},
            lot=self.lot[who],
            waiting=self.waiting[who],
            prison=self.prison[who],
            access={name: labels[who] for name, labels in self.access.items()},
            subgroups={name: flags[who] for name, flags in self.subgroups.items()},
            draw=None if self.draw is None else self.draw[who],
        )

    def first(self, kinds: Sequence[Return]) -> Months:
        """The month of the first return of one of these kinds; 0 for none."""
        rows = self.returned[[_KINDS.index(kind) for kind in kinds]]
        least = np.where(rows > 0, rows, np.iinfo(np.int64).max).min(axis=0)
        return np.asarray(np.where((rows > 0).any(axis=0), least, 0), dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Point:
    """A point of a curve: the month, those at risk in it, the share back by its end with limits."""

    month: int
    at_risk: int
    share: float
    lower: float
    upper: float
    events: int  # since the point before


@dataclass(frozen=True, slots=True)
class Left:
    """At the end of a month: those seen so far who had not come back, and those who had died or left by then."""

    month: int
    people: int
    ended: int


@dataclass(frozen=True, slots=True)
class Group:
    """A group's curve, the mean months out until ``tau`` with its error, its competing ends, who was left when."""

    people: int
    points: tuple[Point, ...]
    mean: tuple[float, float]
    ended: int
    followed: tuple[Left, ...] = ()


@dataclass(frozen=True, slots=True)
class Counted:
    """Of a window or a subgroup: people, returns and share with its limits in each group, crude."""

    people: int
    returned: int
    share: Share | None
    kinds: Mapping[Return, int]
    ended: int


@dataclass(frozen=True, slots=True)
class Control:
    """A comparison that the programme cannot move: its difference with limits, or why it could not be made."""

    name: str
    difference: Share | None
    why: str = ""

    @property
    def moved(self) -> bool:
        """Whether it differs beyond chance: then the groups differ in what the programme cannot change."""
        return self.difference is not None and not self.difference.lower <= 0 <= self.difference.upper


@dataclass(frozen=True, slots=True)
class Outcome:
    """One declared outcome: a window, for everybody or for a declared subgroup."""

    months: int
    subgroup: str
    treated: Counted
    comparison: Counted
    found: Comparison | None
    p: float
    adjusted: float
    verdict: Verdict
    controls: tuple[Control, ...]
    why: str = ""  # why nothing was computed


@dataclass(frozen=True, slots=True)
class Access:
    """How many of a class of people took part at all: an outcome of its own."""

    name: str
    label: str
    people: int
    part: int
    share: Share


@dataclass(frozen=True, slots=True)
class Prison:
    """A prison's shares: of places, not of people."""

    prison: int
    people: int
    part: int
    returned: int


@dataclass(frozen=True, slots=True)
class Study:
    """Everything that was computed; ``design`` is the grade by which the groups were made, before any control."""

    design: Grade
    groups: Mapping[str, Group]
    log_rank: survival.Test | None
    outcomes: tuple[Outcome, ...]
    model: cox.Model | None
    model_why: str
    dropped: Mapping[str, str]
    missing: Mapping[str, int]
    clustered: bool
    needed: int | None
    detectable: float
    access: tuple[Access, ...]
    prisons: tuple[Prison, ...]
    tau: int

    @property
    def headline(self) -> Outcome:
        """The first declared outcome: what the report is known by."""
        return self.outcomes[0]


def grade_of(people: Followed) -> Grade:
    """How alike the groups are by design, from the records: a lot, a waiting list, covariates, or nothing.

    A better design that holds too few people to say anything gives way to the next.
    """
    if min(np.count_nonzero(people.lot == 1), np.count_nonzero(people.lot == 0)) >= MIN_TREATED:
        return Grade.LOT
    if np.count_nonzero(people.waiting & (people.part == 0)) >= MIN_TREATED:
        return Grade.WAITING
    return Grade.MATCHED if people.covariates else Grade.NONE


def arms(people: Followed, design: Grade) -> tuple[Flags, Flags]:
    """Who is compared, and who of them counts as treated; by a lot its winners, whether or not they took part."""
    if design is Grade.LOT:
        return people.lot >= 0, people.lot == 1
    if design is Grade.WAITING:
        return (people.part == 1) | (people.waiting & (people.part == 0)), people.part == 1
    return people.part >= 0, people.part == 1


def study(
    people: Followed, *, windows: Sequence[int], outcome: Sequence[Return], subgroups: Sequence[str] = ()
) -> Study:
    """The study of a protocol: ``windows`` in months, the kinds of return that count, the declared subgroups.

    Raises ``Refused`` without people, and for a subgroup that the records do not tell.
    """
    if not len(people):
        raise Refused("nobody is left to be compared; look at the losses", code="evaluation.nobody")
    if unknown := [name for name in subgroups if name not in people.subgroups]:
        raise Refused(f"the records do not tell the subgroup «{unknown[0]}»", field="subgroups")
    design = grade_of(people)
    compared, _ = arms(people, design)
    inside = people.of(compared)
    treated = arms(inside, design)[1]
    month = inside.first(outcome)
    columns, names, dropped, missing = _columns(inside.covariates, len(inside))
    clustered = len(np.unique(inside.prison)) >= LEAST_CLUSTERS
    prepared = _Prepared(inside, treated, month, columns, names, design, clustered)
    every = [(months, "") for months in windows] + [(windows[0], name) for name in subgroups]
    outcomes = _put_right([_outcome(prepared, months, name) for months, name in every])
    tau = min(max(windows), int(min((inside.whole[group].max(initial=0) for group in (treated, ~treated)), default=0)))
    groups, steps = _groups(inside, treated, month, tau)
    model, why = _model(prepared)
    other = outcomes[0].comparison
    base = other.share.value if other.share else 0.0
    return Study(
        design=design,
        groups=groups,
        log_rank=survival.log_rank(steps) if len(steps) > 1 and outcomes[0].found else None,
        outcomes=tuple(outcomes),
        model=model,
        model_why=why,
        dropped=dropped,
        missing=missing,
        clustered=clustered,
        needed=needed(base, base - INTEREST if base >= INTEREST else base + INTEREST) if other.people else None,
        detectable=detectable(base, min(outcomes[0].treated.people, other.people)) if base and other.people else 0.0,
        access=_access(people),
        prisons=_prisons(people, people.first(outcome), windows[0]),
        tau=tau,
    )


@dataclass(frozen=True, eq=False, slots=True)
class _Prepared:
    people: Followed
    treated: Flags
    month: Months
    columns: Floats
    names: list[str]
    design: Grade
    clustered: bool


def _columns(covariates: Mapping[str, Floats], size: int) -> tuple[Floats, list[str], dict[str, str], dict[str, int]]:
    """The covariates as columns: a missing value is a class of its own; what does not vary is left out and said."""
    columns: list[Floats] = []
    names: list[str] = []
    dropped: dict[str, str] = {}
    missing: dict[str, int] = {}
    for name, values in covariates.items():
        lacking = np.isnan(values)
        missing[name] = int(lacking.sum())
        if lacking.all():
            dropped[name] = "unknown"
            continue
        filled = np.where(lacking, values[~lacking].mean(), values)
        for label, column in ((name, filled), (f"{name}_unknown", lacking.astype(np.float64))):
            if np.ptp(column) > 0:
                columns.append(column)
                names.append(label)
            elif label == name:
                dropped[name] = "same"
    return (np.column_stack(columns) if columns else np.zeros((size, 0))), names, dropped, missing


def _outcome(made: _Prepared, months: int, subgroup: str) -> Outcome:
    people, treated = made.people, made.treated
    who = people.whole >= months
    if subgroup:
        who &= people.subgroups[subgroup]
    if made.design is Grade.LOT:
        who &= _drawn_both_ways(people, treated, who)
    y = ((made.month > 0) & (made.month <= months)).astype(np.float64)
    one, other = (_counted(people, who & group, y, months) for group in (treated, ~treated))
    empty = Outcome(months, subgroup, one, other, None, nan, nan, _refused(made.design, one, other), ())
    if not one.people or not other.people:
        return replace(empty, why="empty")
    if one.people < MIN_TREATED:
        return empty  # the share alone, with its honest limits
    x = made.columns[who] if made.names else np.zeros((int(who.sum()), 0))
    vary = np.ptp(x, axis=0) > 0 if x.shape[1] else np.zeros(0, dtype=bool)
    x, names = x[:, vary], [name for name, varies in zip(made.names, vary, strict=True) if varies]
    if made.design is Grade.LOT:
        x, names = _draws(people, who)
    old = people.first([Return.OLD_CASE])[who]
    control = ((old > 0) & (old <= months)).astype(np.float64)
    has_control = bool(control.any())
    try:
        found = compare(
            treated[who],
            y[who],
            x,
            names,
            design=made.design,
            control=control if has_control else None,
            cluster=people.prison[who] if made.clustered else None,
        )
    except Refused:
        return replace(empty, why="apart")
    controls = (_old_case(control, treated[who], x, names, made, who), _never_begun(made, who, y))
    verdict = found.verdict
    never = controls[1].difference
    if never is not None and controls[1].moved:
        verdict = judge(replace(found.evidence, never_begun=(never.lower, never.upper)), made.design)
    p = two_sided(found.weighted.difference / found.weighted.se) if found.weighted.se > 0 else nan
    return Outcome(months, subgroup, one, other, found, p, p, verdict, controls)


def _drawn_both_ways(people: Followed, treated: Flags, who: Flags) -> Flags:
    """Those of the lots that some won and some lost: in another there is nobody to compare with."""
    if people.draw is None:
        return np.ones(len(people), dtype=bool)
    both = np.intersect1d(people.draw[who & treated], people.draw[who & ~treated])
    return np.asarray(np.isin(people.draw, both))


def _draws(people: Followed, who: Flags) -> tuple[Floats, list[str]]:
    """Which lot each drew in: one lot needs no weights, several are made alike, for each has its own chance."""
    numbers = np.zeros(int(who.sum()), dtype=np.int64) if people.draw is None else people.draw[who]
    later = np.unique(numbers)[1:]
    return (numbers[:, None] == later).astype(np.float64), ["draw"] * len(later)


def _counted(people: Followed, who: Flags, y: Floats, months: int) -> Counted:
    n, back = int(who.sum()), int(y[who].sum())
    kinds = {
        kind: int(((row[who] > 0) & (row[who] <= months)).sum())
        for kind, row in zip(_KINDS, people.returned, strict=True)
    }
    ended = int(((people.ended[who] > 0) & (people.ended[who] <= months)).sum())
    return Counted(n, back, honest(back, n) if n else None, kinds, ended)


def _refused(design: Grade, first: Counted, second: Counted) -> Verdict:
    """Without a comparison: few who took part, or nobody to compare them with."""
    if first.people < MIN_TREATED and first.people:
        share = second.share.value if second.share else 0.0
        enough = needed(share, share - 0.05 if share >= 0.05 else share + 0.05)
        own = honest(first.returned, first.people)
        values = {"treated": first.people, "returns": first.returned, "lower": own.lower, "upper": own.upper}
        return Verdict(Code.REFUSED, design, "few_treated", {**values, "needed": enough}, enough)
    shares = {
        name: each.share.value if each.share else 0.0
        for name, each in (("treated_share", first), ("comparison_share", second))
    }
    why = "no_comparison" if first.people and second.people else "nobody"
    return Verdict(Code.REFUSED, Grade.NONE, why, shares)


def _old_case(control: Floats, treated: Flags, x: Floats, names: list[str], made: _Prepared, who: Flags) -> Control:
    """Return for an offence dated before the release: no programme can change it."""
    if not control.any():
        return Control("old_case", None, "none")
    cluster = made.people.prison[who] if made.clustered else None
    found = compare(treated, control, x, names, cluster=cluster)
    return Control("old_case", found.weighted_limits)


def _never_begun(made: _Prepared, who: Flags, y: Floats) -> Control:
    """Who enrolled and never began, against who never enrolled: what was never done cannot help."""
    people = made.people
    never = who & people.enrolled & (people.part == 0)
    neither = who & ~people.enrolled & (people.part == 0)
    if never.sum() < MIN_TREATED or neither.sum() < MIN_TREATED:
        return Control("never_begun", None, "few")
    both = never | neither
    x = made.columns[both] if made.names else np.zeros((int(both.sum()), 0))
    vary = np.ptp(x, axis=0) > 0 if x.shape[1] else np.zeros(0, dtype=bool)
    names = [name for name, varies in zip(made.names, vary, strict=True) if varies]
    try:
        found = compare(never[both], y[both], x[:, vary], names)
    except Refused:
        return Control("never_begun", None, "apart")
    return Control("never_begun", found.weighted_limits)


def _put_right(outcomes: list[Outcome]) -> list[Outcome]:
    """Holm over every declared outcome that could be computed."""
    tested = [n for n, each in enumerate(outcomes) if each.verdict.code is not Code.REFUSED and not np.isnan(each.p)]
    adjusted = holm([outcomes[index].p for index in tested])
    for index, p in zip(tested, adjusted, strict=True):
        each = outcomes[index]
        outcomes[index] = replace(each, adjusted=p, verdict=after_holm(each.verdict, p, len(tested)))
    return outcomes


def _groups(people: Followed, treated: Flags, month: Months, tau: int) -> tuple[dict[str, Group], list[survival.Steps]]:
    """The curve of each group by months: back first, or dead or gone first, or as long as whole months were seen."""
    seen_back = (month > 0) & (month <= people.whole) & ((people.ended == 0) | (month <= people.ended))
    seen_end = (people.ended > 0) & (people.ended <= people.whole) & ~seen_back
    time = np.where(seen_back, month, np.where(seen_end, people.ended, people.whole))
    event = np.where(seen_back, 1, np.where(seen_end, 2, 0))
    groups: dict[str, Group] = {}
    steps = []
    for name, who in (("treated", treated), ("comparison", ~treated)):
        if not who.any():
            continue
        counted = survival.count(time[who], event[who])
        alone = survival.count(time[who], (event[who] == 1).astype(np.int64))
        steps.append(alone)
        shares = aalen_johansen(counted)
        points = []
        for index, at in enumerate(counted.time):
            if counted.at_risk[index] < LEAST_AT_RISK:
                break
            share, lower, upper = (float(part[0, index]) for part in (shares.share, shares.lower, shares.upper))
            events, at_risk = int(counted.events[0, index]), int(counted.at_risk[index])
            if at > 0:
                points.append(Point(int(at), at_risk, share, lower, upper, events))
        try:
            mean = survival.restricted_mean(alone, tau) if tau > 0 else (nan, nan)
        except Refused:
            mean = (nan, nan)
        groups[name] = Group(int(who.sum()), tuple(points), mean, int((event[who] == 2).sum()))
    last = min((group.points[-1].month if group.points else 0 for group in groups.values()), default=0)
    for name, who in (("treated", treated), ("comparison", ~treated)):
        if name in groups:
            followed = tuple(_left(time[who], event[who], at) for at in range(FOLLOWED_EVERY, last + 1, FOLLOWED_EVERY))
            shown = tuple(point for point in groups[name].points if point.month <= last)
            groups[name] = replace(groups[name], followed=followed, points=shown)
    return groups, steps


def _left(time: Months, event: Months, month: int) -> Left:
    still = (time > month) | ((time == month) & (event == 0))
    return Left(month, int(still.sum()), int(((event == 2) & (time <= month)).sum()))


def _model(made: _Prepared) -> tuple[cox.Model | None, str]:
    """How fast each group returns, given the covariates; third after the shares and the means."""
    people = made.people
    back = (made.month > 0) & (made.month <= people.whole)
    time = np.where(back, made.month, people.whole)
    started = time > 0
    columns = np.column_stack([made.treated.astype(np.float64), made.columns])[started]
    names = ["treated", *made.names]
    vary = np.ptp(columns, axis=0) > 0 if len(columns) else np.zeros(len(names), dtype=bool)
    once = len(np.unique(time[back])) < 2  # all in one month: nothing tells whether the hazards stay proportional
    if once or not vary[0] or back.sum() < 10 * len(names) or made.treated.sum() < MIN_TREATED:
        return None, "few"
    names_left = [name for name, varies in zip(names, vary, strict=True) if varies]
    try:
        return cox.cox(time[started], back[started].astype(np.int64), columns[:, vary], names_left), ""
    except Refused:
        return None, "unsettled"


def _access(people: Followed) -> tuple[Access, ...]:
    took = people.part != 0
    found = []
    for name, labels in people.access.items():
        for label in np.unique(labels):
            who = labels == label
            n, part = int(who.sum()), int((took & who).sum())
            found.append(Access(name, str(label), n, part, honest(part, n)))
    return tuple(found)


def _prisons(people: Followed, month: Months, months: int) -> tuple[Prison, ...]:
    whole = people.whole >= months
    back = (month > 0) & (month <= months)
    found = []
    for prison in np.unique(people.prison):
        who = whole & (people.prison == prison)
        n = int(who.sum())
        if n:
            found.append(Prison(int(prison), n, int((who & (people.part == 1)).sum()), int((who & back).sum())))
    return tuple(found)


def crude(outcome: Outcome) -> Share | None:
    """The difference of the plain shares with Newcombe's limits; none where a group is empty."""
    first, second = outcome.treated, outcome.comparison
    if not first.people or not second.people:
        return None
    return newcombe((first.returned, first.people), (second.returned, second.people))
