"""What a reader gets by subtracting the tables of a study from one another: never one to four people."""

from itertools import combinations

import numpy as np

from llamkay.core.disclosure import is_small
from llamkay.core.evaluation.kinds import Return
from llamkay.core.evaluation.study import Counted, Outcome
from llamkay.core.evaluation.verdict import Code, Grade, Verdict
from llamkay.core.evaluation.withheld import GROUPS, withheld

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
