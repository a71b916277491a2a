"""What may be said: the table of grades and intervals, and the sentences that it leads to."""

import re
from itertools import product

import pytest

from llamkay.core.evaluation.verdict import Code, Evidence, Grade, Verdict, after_holm, discreet, judge
from llamkay.core.evaluation.words import SENTENCES, per_hundred, sentence

LOWER, HIGHER, ACROSS = (-0.08, -0.02), (0.02, 0.08), (-0.03, 0.02)


def evidence(limits=LOWER, **changed):
    middle = sum(limits) / 2
    given = {
        "treated": 2000,
        "comparison": 2000,
        "treated_returns": 500,
        "comparison_returns": 600,
        "shares": (0.30 + middle, 0.30),
        "lower": limits[0],
        "upper": limits[1],
    }
    return Evidence(**given | changed)


@pytest.mark.parametrize(
    ("grade", "limits", "code", "why"),
    [
        (Grade.LOT, LOWER, Code.LOWER, "lower_lot"),
        (Grade.LOT, HIGHER, Code.HIGHER, "higher_lot"),
        (Grade.LOT, ACROSS, Code.INCONCLUSIVE, "across"),
        (Grade.WAITING, LOWER, Code.LOWER, "lower_waiting"),
        (Grade.WAITING, HIGHER, Code.HIGHER, "higher_waiting"),
        (Grade.WAITING, ACROSS, Code.INCONCLUSIVE, "across"),
        (Grade.MATCHED, LOWER, Code.LOWER, "lower_matched"),
        (Grade.MATCHED, HIGHER, Code.HIGHER, "higher_matched"),
        (Grade.MATCHED, ACROSS, Code.INCONCLUSIVE, "across"),
        (Grade.NONE, LOWER, Code.REFUSED, "no_comparison"),
        (Grade.NONE, HIGHER, Code.REFUSED, "no_comparison"),
        (Grade.NONE, ACROSS, Code.REFUSED, "no_comparison"),
    ],
)
def test_grade_and_interval_decide(grade, limits, code, why):
    verdict = judge(evidence(limits), grade)
    assert (verdict.code, verdict.grade, verdict.why) == (code, grade, why)


def test_a_limit_of_exactly_zero_decides_nothing():
    assert judge(evidence((-0.05, 0.0)), Grade.LOT).code is Code.INCONCLUSIVE
    assert judge(evidence((0.0, 0.05)), Grade.LOT).code is Code.INCONCLUSIVE


def test_only_a_lot_may_say_that_it_reduces():
    causal = re.compile(r"\b(reduce|evita|causa|aumenta|logra|reduces|raises|prevents|causes)\b", re.IGNORECASE)
    for language, table in SENTENCES.items():
        assert table.keys() == SENTENCES["es"].keys()
        with_cause = {why for why, text in table.items() if causal.search(text)}
        assert with_cause == {"lower_lot", "higher_lot"}, language
        assert not any(
            "no effect" in text or "sin efecto" in text or "no tiene efecto" in text for text in table.values()
        )


def test_a_workshop_of_sixteen_is_refused_with_the_number_that_would_do():
    verdict = judge(evidence(treated=16, treated_returns=3, shares=(0.19, 0.30)), Grade.MATCHED)
    assert (verdict.code, verdict.needed) == (Code.REFUSED, 1251)
    said = sentence(verdict)
    assert "participaron 16 personas" in said
    assert "1,251" in said


def test_nineteen_released_and_none_back():
    verdict = judge(evidence(treated=19, treated_returns=0, shares=(0.0, 0.30)), Grade.LOT)
    assert "puede ser de 0 a 18 de cada 100" in sentence(verdict)
    assert "0 to 18 of every 100" in sentence(verdict, "en")


def test_few_returns_state_no_finding():
    assert judge(evidence(treated_returns=29), Grade.LOT).why == "few_returns"
    assert judge(evidence(comparison_returns=9), Grade.LOT).why == "few_returns"
    assert judge(evidence(treated_returns=30, comparison_returns=10), Grade.LOT).code is Code.LOWER


def test_a_control_that_moves_lowers_the_grade():
    moved, still = (-0.06, -0.01), (-0.02, 0.02)
    assert judge(evidence(control=still), Grade.LOT).grade is Grade.LOT
    assert judge(evidence(control=moved), Grade.LOT).why == "lower_waiting"
    assert judge(evidence(control=moved), Grade.WAITING).why == "lower_matched"
    last = judge(evidence(control=moved), Grade.MATCHED)
    assert (last.code, last.grade, last.why) == (Code.REFUSED, Grade.NONE, "control_moved")


def test_whoever_never_began_lowers_it_too_and_both_lower_it_twice():
    moved = (-0.06, -0.01)
    assert judge(evidence(never_begun=moved), Grade.LOT).grade is Grade.WAITING
    assert judge(evidence(control=moved, never_begun=moved), Grade.LOT).grade is Grade.MATCHED
    assert judge(evidence(control=moved, never_begun=moved), Grade.WAITING).why == "control_moved"


def test_among_several_declared_outcomes_a_finding_must_stand_after_holm():
    found = judge(evidence(), Grade.LOT)
    assert after_holm(found, 0.05, 3) == found
    opened = after_holm(found, 0.051, 3)
    assert (opened.code, opened.why) == (Code.INCONCLUSIVE, "after_holm")
    assert "reduce" not in sentence(opened)


def test_a_sentence_tells_no_count_of_one_to_four():
    few = discreet(judge(evidence(treated=16, treated_returns=2), Grade.MATCHED))
    assert "16 personas" in sentence(few) and "menos de 5" in sentence(few) and "volvieron 2" not in sentence(few)
    nobody = judge(evidence(treated=19, treated_returns=0), Grade.MATCHED)
    assert discreet(nobody) == nobody and "puede ser de 0 a 18 de cada 100" in sentence(nobody)


def test_a_sentence_says_its_horizon_and_whether_its_shares_are_weighted():
    for case, language in product((evidence(), evidence(ACROSS), evidence(control=(0.01, 0.02))), SENTENCES):
        said = sentence(judge(case, Grade.MATCHED), language, months=36)
        assert ("a los 36 meses" if language == "es" else "within 36 months") in said
    moved = sentence(judge(evidence(control=(0.01, 0.02)), Grade.MATCHED), months=36)
    assert moved.startswith("Con los pesos que hacen parecidos a los grupos, volvieron a los 36 meses")
    few = judge(evidence(treated=19, treated_returns=0), Grade.MATCHED)
    assert "De 19 no volvió ninguna a los 12 meses; con tan pocas" in sentence(few, months=12)


def test_unlike_groups_get_no_finding():
    verdict = judge(evidence(imbalance=("age", -0.101)), Grade.MATCHED)
    assert (verdict.code, verdict.why) == (Code.REFUSED, "unbalanced")
    assert "«age» (diferencia de 0.10" in sentence(verdict)
    assert judge(evidence(imbalance=("age", 0.1)), Grade.MATCHED).code is Code.LOWER


def test_every_sentence_can_be_said():
    cases = [
        evidence(limits, **more)
        for limits, more in product(
            (LOWER, HIGHER, ACROSS),
            (
                {},
                {"treated": 16, "treated_returns": 2},
                {"treated_returns": 20},
                {"control": (0.01, 0.02)},
                {"imbalance": ("x", 0.3)},
            ),
        )
    ]
    verdicts = [judge(case, grade) for case in cases for grade in Grade]
    verdicts.append(Verdict(Code.REFUSED, Grade.MATCHED, "not_a_share", {}))
    verdicts.append(Verdict(Code.REFUSED, Grade.NONE, "nobody", {}))
    verdicts += [after_holm(judge(evidence(), Grade.LOT), 0.06, 3)]
    verdicts += [discreet(judge(evidence(treated=n, treated_returns=2), Grade.LOT)) for n in (3, 16)]
    verdicts += [discreet(judge(evidence(treated_returns=3), Grade.LOT))]
    verdicts += [discreet(judge(evidence(treated=16, treated_returns=7), Grade.LOT), withheld=True)]
    assert {verdict.why for verdict in verdicts} == SENTENCES["es"].keys()
    for verdict in verdicts:
        for language in SENTENCES:
            assert not re.search(r"[{}]|nan|None", sentence(verdict, language))


def test_shares_as_people_of_every_hundred():
    assert [per_hundred(share) for share in (0.051, -0.051, 0.0049, 0.0001, 0.0)] == ["5", "5", "0.49", "0.05", "0"]
