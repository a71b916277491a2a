"""One decision for one distinct case: pure, hashable, and open where the law is open."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from llamkay.core.errors import Refused
from llamkay.core.law import LawBook, NoRuleInForce
from llamkay.core.remission.days import Kind
from llamkay.core.remission.judge import Judge, judge_of
from llamkay.core.remission.rates import (
    CaseFacts,
    Conviction,
    Decision,
    Status,
    _decide,
    _naming,
    decide,
    decision_boundaries,
    law_boundaries,
    readings,
)
from llamkay.core.remission.words import text
from llamkay.platform.law import law_of_counts

LAW = LawBook.of(law_of_counts())
FINAL = date(2024, 3, 1)


def facts(offence: str = "185", final: date | None = FINAL, **person: bool) -> CaseFacts:
    return CaseFacts((Conviction(offence, committed_on=date(2019, 1, 1), final_on=final),), **person)


def ask(case: CaseFacts, on: date, regime: str | None = "closed_ordinary", stage: str | None = "medium") -> Decision:
    return decide(law=LAW, case=case, kind=Kind.WORK, regime=regime, stage=stage, on=on)


def test_a_decision_can_be_cached() -> None:
    one, other = (ask(facts(), date(2024, 5, 2)) for _ in range(2))
    assert one == other and hash(one) == hash(other)
    assert hash(facts()) == hash(facts())


def test_no_law_is_known_before_the_code() -> None:
    with pytest.raises(NoRuleInForce, match="1990-05-02"):
        ask(facts(final=date(1990, 5, 2)), date(1992, 1, 2))


def test_two_lists_at_once_are_two_readings() -> None:
    case = CaseFacts((Conviction("152", committed_on=date(2015, 1, 1), final_on=date(2015, 10, 1)),))
    decision = ask(case, date(2016, 2, 2))
    assert decision.status is Status.TWO_READINGS
    assert [(a.reading, a.ratio) for a in decision.alternatives] == [
        ((("lists", "strictest"),), 7),
        ((("lists", "mildest"),), 5),
    ]


def test_an_unread_text_lowers_the_confidence_and_says_so() -> None:
    decision = ask(facts("189", final=date(2019, 1, 10)), date(2019, 2, 4))
    assert (decision.ratio, decision.confidence) == (2, "low")
    assert "no se ha leído" in text(decision.why)


def test_the_old_and_the_new_number_of_an_offence_are_one() -> None:
    old, new = (ask(facts(offence), date(2024, 5, 2)) for offence in ("153", "129-A"))
    assert old == new and old.status is Status.BARRED


def test_a_reading_that_does_not_exist_is_refused() -> None:
    with pytest.raises(Refused, match="is not a reading"):
        decide(
            law=LAW,
            case=facts(),
            kind=Kind.WORK,
            regime="open",
            stage=None,
            on=FINAL,
            fixed=[("later_laws", "mine")],
        )


OFFENCES = ["107", "108", "108-C", "129-A", "152", "153", "173", "185", "189", "200", "296", "297", "317", "319", "382"]
PLACES = [
    ("closed_ordinary", "minimum"),
    ("closed_ordinary", "maximum"),
    ("closed_special", "A"),
    ("closed_special", "extreme"),
    ("semi_open", None),
]


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(OFFENCES),
    st.sampled_from(PLACES),
    st.dates(date(1992, 1, 1), date(2026, 11, 1)),
    st.dates(date(1992, 1, 1), date(2026, 11, 1)),
    st.booleans(),
)
def test_between_boundaries_nothing_changes(
    offence: str, place: tuple[str, str | None], final: date, on: date, recidivist: bool
) -> None:
    case = CaseFacts((Conviction(offence, committed_on=date(1991, 10, 1), final_on=final),), recidivist=recidivist)
    start = max((day for day in decision_boundaries(LAW, case) if day <= on), default=on)
    assert ask(case, on, *place) == ask(case, start, *place)


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(OFFENCES),
    st.sampled_from(PLACES[:3]),
    st.dates(date(1992, 1, 1), date(2026, 1, 1)),
    st.integers(0, 9000),
)
def test_a_later_law_never_harms(offence: str, place: tuple[str, str], final: date, later: int) -> None:
    case = CaseFacts((Conviction(offence, "1", committed_on=date(1991, 10, 1), final_on=final),))
    own, after = ask(case, final, *place), ask(case, final + timedelta(days=later), *place)
    if {own.status, after.status} <= {Status.COMPUTED, Status.BARRED}:
        assert (after.ratio or 99) <= (own.ratio or 99)


def test_boundaries_are_sorted_and_hold_the_case_s_own_days() -> None:
    assert list(law_boundaries(LAW)) == sorted(law_boundaries(LAW))
    assert FINAL in decision_boundaries(LAW, facts())


DATES = st.dates(date(1991, 9, 1), date(2026, 11, 1))
CONVICTIONS = st.builds(
    Conviction,
    st.sampled_from(OFFENCES),
    st.sampled_from([None, "", "1", "5", "7"]),
    st.sampled_from([frozenset(), frozenset({"organised_crime"})]),
    st.none() | DATES,
    DATES,
)


@settings(max_examples=400, deadline=None)
@given(
    st.builds(CaseFacts, st.lists(CONVICTIONS, min_size=1, max_size=3).map(tuple), st.booleans()),
    st.sampled_from(PLACES),
    DATES,
)
def test_cases_alike_but_for_their_days_share_a_decision_and_keep_their_words(
    case: CaseFacts, place: tuple[str, str | None], on: date
) -> None:
    alone = _decide(LAW, case, Kind.WORK, *place, on, ())
    alone = _naming(alone, {c.final_on: c.final_on for c in case.convictions if c.final_on})
    shared = ask(case, on, *place)
    assert (shared, shared.why) == (alone, alone.why)


@settings(max_examples=300, deadline=None)
@given(
    st.builds(CaseFacts, st.lists(CONVICTIONS, min_size=1, max_size=2).map(tuple), st.booleans(), st.booleans()),
    st.sampled_from(PLACES),
    DATES,
    st.none() | DATES,
)
def test_a_question_that_is_not_asked_would_have_changed_nothing(
    case: CaseFacts, place: tuple[str, str | None], on: date, until: date | None
) -> None:
    def decided() -> Decision | str:
        _decide.cache_clear()
        try:
            return _decide(LAW, case, Kind.WORK, *place, on, (), until)
        except NoRuleInForce as unknown:
            return str(unknown)

    thrifty = decided()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Judge, "idle_questions", lambda _judge, _convictions: {})
        thorough = decided()
    assert thrifty == thorough
    if isinstance(thrifty, Decision) and isinstance(thorough, Decision):
        assert thrifty.why == thorough.why


def test_a_deed_that_no_rule_takes_in_is_judged_under_one_reading() -> None:
    case, other = facts("185"), facts("152", final=date(2015, 10, 1))
    judge = judge_of(LAW, False, False, Kind.WORK, "closed_ordinary", "medium", date(2026, 1, 5), None)
    assert len(list(readings(judge.idle_questions(case.convictions)))) == 1
    assert len(list(readings(judge.idle_questions(other.convictions)))) > 1


def test_a_nation_of_different_days_is_a_few_decisions() -> None:
    _decide.cache_clear()
    for day in range(0, 4000, 3):
        ask(facts(final=date(2012, 1, 1) + timedelta(days=day)), date(2026, 1, 5))
    assert _decide.cache_info().misses < 30
