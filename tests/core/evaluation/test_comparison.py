"""Comparisons against published numbers: smoking and weight (What If), and work in prison in North Carolina."""

import csv
from pathlib import Path

import numpy as np
import pytest

from llamkay.core.errors import Refused
from llamkay.core.evaluation.comparison import compare
from llamkay.core.evaluation.verdict import Code, Grade
from llamkay.core.evaluation.weighting import difference, effective, logit, propensity, standardised, weights
from llamkay.core.evaluation.words import sentence

R = Path(__file__).with_name("r")


def columns(name):
    with (R / f"{name}.csv").open() as file:
        rows = list(csv.DictReader(file))
    return {column: np.array([float(row[column]) for row in rows]) for column in rows[0]}


@pytest.fixture(scope="module")
def smokers():
    """NHEFS: who stopped smoking, the change of weight, and the eighteen terms of the book's chapter 12."""
    d = columns("nhefs")
    parts = [d["sex"], d["race"], d["age"], d["age"] ** 2]
    parts += [(d["education"] == level).astype(float) for level in (2, 3, 4, 5)]
    for name in ("smokeintensity", "smokeyrs"):
        parts += [d[name], d[name] ** 2]
    parts += [(d[name] == level).astype(float) for name in ("exercise", "active") for level in (1, 2)]
    parts += [d["wt71"], d["wt71"] ** 2]
    return d["qsmk"] == 1, d["wt82_71"], np.column_stack(parts)


def test_propensity_of_the_book(smokers):
    treated, _, x = smokers
    beta = logit(x, treated.astype(float))
    assert len(beta) == 19
    assert beta[:2] == pytest.approx([-2.2425191, -0.5274782], abs=1e-6)
    e = propensity(x, treated)
    deviance = -2 * (np.log(e[treated]).sum() + np.log(1 - e[~treated]).sum())
    assert deviance == pytest.approx(1676.9, abs=0.05)
    w = weights(e, treated, "ate")
    assert (w.min(), w.mean(), w.max(), w.std(ddof=1)) == pytest.approx((1.054, 1.996, 16.700, 1.474787), abs=5e-4)


def test_weighted_difference_of_the_book(smokers):
    treated, gain, x = smokers
    assert gain[treated].mean() - gain[~treated].mean() == pytest.approx(2.541, abs=5e-4)
    found = difference(gain, treated, weights(propensity(x, treated), treated, "ate"))
    assert (found.difference, found.se) == pytest.approx((3.4405, 0.5255), abs=1e-4)
    assert found.comparison == pytest.approx(1.7800, abs=1e-4)
    whole = compare(treated, gain, x, [f"x{number}" for number in range(x.shape[1])], kind="ate")
    assert (whole.weighted_limits.lower, whole.weighted_limits.upper) == pytest.approx((2.411, 4.470), abs=1e-3)
    assert whole.doubly_robust[0] == pytest.approx(3.46, abs=0.1)
    assert (whole.verdict.code, whole.verdict.why) == (Code.REFUSED, "not_a_share")


WORK = "black alcohol drugs super married felon property person priors educ rules age tserved".split()


@pytest.fixture(scope="module")
def released():
    """North Carolina: who was in a work programme, the return within 36 months, and the covariates."""
    d = columns("recid")
    back = ((d["cens"] == 0) & (d["durat"] <= 36)).astype(float)
    return d["workprg"] == 1, back, np.column_stack([d[name] for name in WORK])


def test_the_first_honest_verdict_is_that_it_cannot_be_told(released):
    treated, back, x = released
    found = compare(treated, back, x, WORK)
    assert max(abs(each.after) for each in found.balance) < 1e-8, "overlap weights balance exactly"
    assert max(abs(each.before) for each in found.balance) > 0.1
    assert found.weighted_limits.lower < 0 < found.weighted_limits.upper
    assert (found.verdict.code, found.verdict.grade, found.verdict.why) == (Code.INCONCLUSIVE, Grade.MATCHED, "across")
    assert found.e_value_of_limit == 1
    assert found.verdict.needed > 1251
    assert "Todavía no se puede decir" in sentence(found.verdict)
    assert found.effective[0] < treated.sum()
    assert found.effective[1] < (~treated).sum()


def test_plain_weights_leave_them_unlike_and_give_no_verdict(released):
    treated, back, x = released
    found = compare(treated, back, x, WORK, kind="ate")
    assert max(abs(each.after) for each in found.balance) > 0.1
    assert found.verdict.why == "unbalanced"


def test_the_two_groups_turned_round_give_the_same_with_the_other_sign(released):
    treated, back, x = released
    one, other = compare(treated, back, x, WORK), compare(~treated, back, x, WORK)
    assert other.weighted.difference == pytest.approx(-one.weighted.difference, abs=1e-10)
    assert other.weighted.se == pytest.approx(one.weighted.se, abs=1e-10)
    assert other.doubly_robust[0] == pytest.approx(-one.doubly_robust[0], abs=1e-9)


def test_the_unit_of_a_covariate_changes_nothing(released):
    treated, back, x = released
    one, other = compare(treated, back, x, WORK), compare(treated, back, x * 1000 + 7, WORK)
    assert other.weighted.difference == pytest.approx(one.weighted.difference, abs=1e-9)
    assert other.doubly_robust == pytest.approx(one.doubly_robust, abs=1e-6)


def crowd(effect, people=6000, seed=7):
    """People of whom the older take part more and return less, and a programme with a true effect."""
    draw = np.random.default_rng(seed)
    age = draw.normal(35, 8, people)
    prison = draw.integers(0, 20, people)
    treated = draw.random(people) < 1 / (1 + np.exp(-(age - 35) / 8))
    back = draw.random(people) < np.clip(0.4 - 0.008 * (age - 35) + effect * treated, 0.01, 0.99)
    return treated, back.astype(float), age[:, None], prison


@pytest.mark.parametrize(("effect", "code"), [(-0.1, Code.LOWER), (0.1, Code.HIGHER)])
def test_a_fall_and_a_rise_are_both_found(effect, code):
    treated, back, age, prison = crowd(effect)
    found = compare(treated, back, age, ["age"], cluster=prison)
    assert found.verdict.code is code
    assert found.weighted.difference == pytest.approx(effect, abs=0.04)
    assert found.doubly_robust[0] == pytest.approx(effect, abs=0.04)


def test_selection_alone_is_taken_away():
    treated, back, age, _ = crowd(0.0, people=20_000)
    found = compare(treated, back, age, ["age"])
    assert found.crude.difference < -0.03
    assert found.weighted_limits.lower < 0 < found.weighted_limits.upper


def test_a_control_that_moves_lowers_the_grade():
    treated, back, age, _ = crowd(-0.1)
    draw = np.random.default_rng(1)
    still = (draw.random(len(back)) < 0.1).astype(float)
    moves = (draw.random(len(back)) < np.where(treated, 0.05, 0.15)).astype(float)
    assert compare(treated, back, age, ["age"], design=Grade.LOT, control=still).verdict.grade is Grade.LOT
    lowered = compare(treated, back, age, ["age"], design=Grade.LOT, control=moves).verdict
    assert (lowered.grade, lowered.why) == (Grade.WAITING, "lower_waiting")
    assert compare(treated, back, age, ["age"], control=moves).verdict.why == "control_moved"


def test_errors_by_prison_know_that_people_of_one_prison_are_alike():
    treated, back, age, _ = crowd(0.0)
    everybody_twice = [np.repeat(part, 2, axis=0) for part in (treated, back, age)]
    pairs = np.repeat(np.arange(len(back)), 2)
    once = compare(treated, back, age, ["age"]).weighted.se
    assert compare(*everybody_twice, ["age"]).weighted.se == pytest.approx(once / np.sqrt(2), rel=1e-6)
    assert compare(*everybody_twice, ["age"], cluster=pairs).weighted.se == pytest.approx(once, rel=1e-3)


def test_weights_and_sizes():
    e, treated = np.array([0.2, 0.8, 0.5]), np.array([True, False, True])
    assert weights(e, treated, "overlap") == pytest.approx([0.8, 0.8, 0.5])
    assert weights(e, treated, "ate") == pytest.approx([5, 5, 2])
    assert weights(e, treated, "att") == pytest.approx([1, 4, 1])
    assert effective(np.array([1.0, 1.0, 1.0, 1.0])) == 4
    assert effective(np.array([1.0, 0.0, 0.0])) == 1
    x = np.array([[1.0], [3.0], [2.0], [4.0]])
    groups = np.array([True, True, False, False])
    assert standardised(x, groups, np.ones(4)) == pytest.approx([-1 / np.sqrt(2)])


def test_without_covariates_the_weighted_is_the_crude():
    treated, back, _, _ = crowd(-0.1)
    found = compare(treated, back, np.zeros((len(back), 0)), [], design=Grade.NONE)
    assert found.weighted.difference == pytest.approx(found.crude.difference, abs=1e-12)
    assert found.weighted.se == pytest.approx(found.crude.se, abs=1e-12)
    assert found.verdict.why == "no_comparison"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda t, y, x: (np.zeros_like(t), y, x), "both groups"),
        (lambda t, y, x: (t, y, np.where(t, 1.0, 0.0)[:, None]), "«age» parts the two groups"),
        (lambda t, y, x: (t, y, np.ones_like(x)), "«age» is the same"),
        (lambda t, y, x: (t, np.where(np.arange(len(y)) == 3, np.nan, y), x), "missing"),
    ],
)
def test_what_cannot_be_compared_is_refused(change, words):
    treated, back, age, _ = crowd(0.0)
    with pytest.raises(Refused, match=words):
        compare(*change(treated, back, age), ["age"])
