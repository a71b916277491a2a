"""What a reader gets by subtracting the tables of a study from one another: never one to four people."""

from itertools import combinations

import numpy as np

from llamkay.core.disclosure import is_small
from llamkay.core.evaluation.kinds import Return
from llamkay.core.evaluation.study import Counted, Group, Outcome, Point
from llamkay.core.evaluation.verdict import Code, Grade, Verdict
from llamkay.core.evaluation.withheld import GROUPS, open_points, withheld

CONVICTED, WAITING = Return.NEW_CONVICTED, Return.NEW_BEFORE_TRIAL
NAMES = ("people", "returned", "ended", str(CONVICTED), str(WAITING))


def counted(people, ended, convicted, waiting):
    return Counted(people, convicted + waiting, None, {CONVICTED: convicted, WAITING: waiting}, ended)


def outcomes(rows):
    """Of rows of (months, subgroup, the counts of both groups)."""
    verdict = Verdict(Code.REFUSED, Grade.NONE, "nobody", {})
    return [
        Outcome(months, subgroup, counted(*counts), counted(*counts), None, 0, 0, verdict, ())
        for months, subgroup, counts in rows
    ]


def value(outcome, group, name):
    of = getattr(outcome, group)
    return getattr(of, name) if name in ("people", "returned", "ended") else of.kinds[Return(name)]


def attacks(made, hidden):
    """Every count of few that the tables show or give by one subtraction, of whatever they still show."""
    whole = [row for row, each in enumerate(made) if not each.subgroup]
    halves = [row for row, each in enumerate(made) if each.subgroup]
    for group in GROUPS:
        for name in NAMES:
            known = {row: value(each, group, name) for row, each in enumerate(made) if (row, group, name) not in hidden}
            found = list(known.values())
            found += [known[b] - known[a] for a, b in combinations(whole, 2) if a in known and b in known]
            found += [known[0] - known[row] for row in halves if 0 in known and row in known]
            if 0 in known and all(row in known for row in halves):
                found.append(known[0] - sum(known[row] for row in halves))
            yield from (n for n in found if is_small(n))
        for row, each in enumerate(made):
            parts = [name for name in (str(CONVICTED), str(WAITING)) if (row, group, name) in hidden]
            if len(parts) == 1 and (row, group, "returned") not in hidden and value(each, group, parts[0]):
                yield value(each, group, parts[0])


def test_four_of_a_subgroup_are_not_thirteen_less_nine():
    made = outcomes(
        [
            (12, "", (2107, 13, 261, 175)),
            (24, "", (2107, 24, 438, 296)),
            (12, "long_term", (1502, 9, 191, 122)),
            (12, "short_term", (605, 4, 70, 53)),
        ]
    )
    hidden = withheld(made, (CONVICTED, WAITING))
    assert {(row, name) for row, group, name in hidden if group == "comparison"} == {(2, "ended"), (3, "ended")}


def test_three_between_two_horizons_are_not_eight_less_five():
    made = outcomes([(12, "", (973, 5, 86, 54)), (24, "", (973, 8, 153, 103)), (36, "", (973, 11, 208, 144))])
    assert withheld(made, (CONVICTED, WAITING)) == {(1, group, "ended") for group in GROUPS}


def test_no_subtraction_gives_few_whatever_the_counts():
    rng = np.random.default_rng(7)
    for _ in range(200):
        people, short = int(rng.integers(20, 400)), int(rng.integers(0, 20))
        first = [int(n) for n in rng.integers(0, 12, 3)]
        later = [n + int(more) for n, more in zip(first, rng.integers(0, 8, 3), strict=True)]
        half = [int(rng.integers(0, n + 1)) for n in first]
        rest = [n - part for n, part in zip(first, half, strict=True)]
        made = outcomes(
            [
                (12, "", (people, *first)),
                (24, "", (people, *later)),
                (12, "long_term", (people - short, *half)),
                (12, "short_term", (short, *rest)),
            ]
        )
        assert list(attacks(made, withheld(made, (CONVICTED, WAITING)))) == []
        if any(is_small(n) for n in rest):
            assert list(attacks(made, frozenset())), "the attack finds what is shown whole"


def monthly(people, months):
    """A curve of people of whom nobody is lost to sight, from the returns of each month."""
    back, points = 0, []
    for month, events in enumerate(months, 1):
        if events:
            at_risk, back = people - back, back + events
            points.append(Point(month, at_risk, back / people, 0.0, 1.0, events))
    return Group(people, tuple(points), (0.0, 0.0), 0)


def by_curve(made, hidden, curve, marks, points):
    """What a reader of rounded shares counts of one group: a withheld return itself, or few by one subtraction."""
    read = {point.month: round(round(point.share, 3) * curve.people) for point in points}
    rows = {
        each.months: each.treated.returned
        for row, each in enumerate(made)
        if hidden.isdisjoint({(row, "treated", "people"), (row, "treated", "returned")})
    }
    secret = {each.treated.returned for each in made} - set(rows.values())
    known = [0, curve.people, *rows.values(), *(sum(p.events for p in curve.points if p.month <= at) for at in marks)]
    yield from (n for n in read.values() if n in secret)
    for n, value in enumerate(read.values()):
        others = [*known, *list(read.values())[:n]]
        yield from (abs(value - other) for other in others if is_small(abs(value - other)))


def test_a_withheld_return_is_not_read_off_the_curve():
    curve = monthly(200, [10, 5, 5, 0, 3, 0, 2, 6])
    made = outcomes([(3, "", (200, 0, 20, 0)), (6, "", (200, 0, 23, 0)), (9, "", (200, 0, 31, 0))])
    hidden = withheld(made, (CONVICTED, WAITING))
    assert (1, "treated", "returned") in hidden  # three came back between both
    points = open_points(curve, "treated", made, hidden, [])
    assert [point.month for point in points] == [1, 2, 3, 8]  # 23 and 25 would tell it, and 31 is told
    assert list(by_curve(made, hidden, curve, [], points)) == []
    assert set(by_curve(made, hidden, curve, [], curve.points)) >= {2, 3, 23}


def test_no_point_of_a_curve_gives_few_whatever_the_months():
    rng = np.random.default_rng(17)
    attacked = 0
    for _ in range(200):
        people, months = int(rng.integers(30, 400)), rng.integers(0, 5, 24)
        curve = monthly(people, months.tolist())
        made = outcomes([(at, "", (people, 0, int(months[:at].sum()), 0)) for at in (6, 7, 12, 24)])
        hidden = withheld(made, (CONVICTED, WAITING))
        points = open_points(curve, "treated", made, hidden, [12])
        assert list(by_curve(made, hidden, curve, [12], points)) == []
        plain = [point for point in curve.points if point.month % 3 == 0]  # five apart is not enough
        attacked += bool(list(by_curve(made, hidden, curve, [12], plain)))
    assert attacked > 100


def test_of_two_groups_neither_is_left_when_the_other_is_taken_from_all_that_are_compared():
    verdict = Verdict(Code.REFUSED, Grade.NONE, "nobody", {})
    made = [Outcome(12, "", counted(3, 0, 0, 0), counted(200, 0, 40, 0), None, 0, 0, verdict, ())]
    hidden = withheld(made, (CONVICTED, WAITING))
    assert {(0, group, "people") for group in GROUPS} <= hidden
