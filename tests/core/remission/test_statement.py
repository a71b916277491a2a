"""A case on paper: refusals in one sentence, and promises that hold for every count."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from llamkay.core.errors import Refused
from llamkay.core.law import LawBook
from llamkay.core.remission.assumptions import ASSUMPTIONS
from llamkay.core.remission.case import Sentence
from llamkay.core.remission.rates import law_boundaries
from llamkay.core.remission.sentences import sentence_end
from llamkay.core.remission.statement import compute_case
from llamkay.platform.law import law_of_counts

LAW = LawBook.of(law_of_counts())


def case(**changes: object) -> dict:
    return {
        "id": "x",
        "as_of": date(2026, 11, 23),
        "convictions": [
            {"offence": "185", "committed_on": date(2019, 5, 1), "final_on": date(2021, 3, 15)},
        ],
        "stages": [{"from": date(2019, 6, 1), "regime": "closed_ordinary", "stage": "minimum"}],
        "activity": [],
        **changes,
    }


def work(day: date, minutes: int = 240) -> dict:
    return {"kind": "work", "on": day, "minutes": minutes}


def term(*, starts_on: date = date(2020, 1, 10), **parts: int) -> dict:
    return {"offence": "186", "committed_on": date(2019, 5, 1), "starts_on": starts_on, "sentence": parts}


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"colour": 1}, "«colour» in the case is not a key"),
        ({"as_of": "tomorrow"}, "«as_of» in the case «tomorrow» is not a day"),
        ({"jurisdiction": "cl"}, "jurisdiction «cl»"),
        ({"convictions": [{"offence": "robbery"}]}, r"offence «ROBBERY|offence «robbery» in convictions\[1\]"),
        ({"stages": [{"from": date(2020, 1, 1), "regime": "closed_ordinary", "stage": "A"}]}, "stage «A»"),
        ({"stages": [{"from": date(2020, 1, 1), "regime": "house"}]}, "regime «house»"),
        ({"activity": [{"kind": "sleep", "on": date(2024, 1, 2), "minutes": 1}]}, "kind «sleep»"),
        ({"activity": [work(date(2024, 1, 2), -5)]}, "«-5» is not a whole number"),
        ({"convictions": [term(years=8, months=-3)]}, "«-3» is not a whole number"),
        ({"convictions": [term(years=9_000)]}, "«years: 9000» .* longer than any term"),
        ({"convictions": [term(months=10**11)]}, "«months: 100000000000» .* longer than any term"),
        ({"convictions": [term(days=73_051)]}, "«days: 73051» .* longer than any term"),
        (
            {"convictions": [term(years=1, starts_on=date(9999, 12, 31))]},
            "«9999-12-31» is of no year from 1900 to 2200",
        ),
        ({"as_of": "0001-01-01"}, "«0001-01-01» is of no year"),
        ({"activity": [work(date(2024, 1, 2), 1500)]}, "at most 1440"),
        ({"activity": [{**work(date(2024, 1, 2)), "start": "08:00", "end": "09:00"}]}, "between 08:00 and 09:00"),
        ({"activity": [{**work(date(2024, 1, 2)), "place": "roof"}]}, "place «roof»"),
        ({"activity": [work(date(2027, 1, 4))]}, "after «as_of"),
        (
            {"activity": [{"kind": "work", "from": date(2024, 1, 1), "to": date(2024, 1, 11), "days": 11}]},
            "more than the 10 calendar days",
        ),
        (
            {
                "activity": [
                    {"kind": "work", "from": date(2024, 1, 1), "to": date(2024, 2, 1), "days": 20},
                    work(date(2024, 1, 15)),
                ]
            },
            "no day is counted twice",
        ),
        ({"parameters": {"max_days_per_calendar_day": 3}}, "must be 1 or 2"),
        ({"parameters": {"later_laws": "mine"}}, "write whole or combined"),
        ({"study_results": [{"month": "2024-13", "passed": True}]}, "2024-13"),
        (
            {"study_results": [{"month": "2024-03", "mark": 10, "passed": True}]},
            r"«mark: 10» and «passed: true» of 2024-03 .* the pass mark is 11 \(R.P. 255-2007-INPE/P, 5.4.b\)",
        ),
        ({"study_results": [{"month": "2024-03", "mark": 11, "passed": False}]}, "«passed: false» of 2024-03"),
        ({"study_results": [{"month": "2007-04", "mark": 10.5, "passed": True}]}, "«mark: 10.5»"),
        ({"study_results": [{"month": "2024-03", "mark": 21, "passed": True}]}, "not a mark out of twenty"),
        ({"study_results": [{"month": "2024-03", "mark": "regular", "passed": True}]}, "nor a level AD, A, B or C"),
    ],
)
def test_a_wrong_case_is_refused_in_one_sentence(changes: dict, says: str) -> None:
    with pytest.raises(Refused, match=says) as refused:
        compute_case(case(**changes), LAW)
    assert "\n" not in str(refused.value)


def test_the_readings_of_a_day_are_those_of_the_law_data() -> None:
    day = date(2026, 11, 23)
    study, class_ = LAW.value("remission.day.study", on=day).value, LAW.value("remission.day.pedagogical", on=day).value
    assert ASSUMPTIONS["class_minutes"].options == (study["minutes"], class_)
    assert study["most"] == LAW.value("remission.day.max_minutes", on=day).value
    assert ASSUMPTIONS["max_days_per_calendar_day"].options[0] == LAW.value("remission.day.max_days", on=day).value


def test_a_law_kept_without_the_later_topics_still_counts() -> None:
    """A version of the law kept before these matters were written down gives the same days."""
    later = ("remission.no_ratio", "remission.unconfirmed", "remission.day.study", "remission.day.pedagogical")
    old = LawBook(values={t: v for t, v in LAW.values.items() if not t.startswith(later)}, version="kept")
    document = case(activity=[work(date(2024, 4, 2)), work(date(2024, 4, 3))])
    one, other = compute_case(document, LAW), compute_case(document, old)
    assert one["segments"] == other["segments"] and one["fraction"] == other["fraction"]


@pytest.mark.parametrize(
    ("sentence", "end"),
    [
        (Sentence(date(2020, 1, 10), 8, 0, 0), date(2028, 1, 9)),
        (Sentence(date(2024, 1, 1), 0, 1, 0), date(2024, 1, 31)),
        (Sentence(date(2024, 8, 31), 0, 6, 0), date(2025, 2, 28)),
        (Sentence(date(2024, 2, 29), 1, 0, 0), date(2025, 2, 28)),
        (Sentence(date(2024, 1, 1), 0, 0, 10), date(2024, 1, 10)),
        (Sentence(date(2024, 11, 15), 1, 2, 3), date(2026, 1, 17)),
    ],
)
def test_the_end_of_a_sentence(sentence: Sentence, end: date) -> None:
    assert sentence_end(sentence) == end


def test_counted_days_across_a_change_of_law_are_laid_in_order_and_said_to_be() -> None:
    result = compute_case(
        case(activity=[{"kind": "work", "from": date(2023, 11, 1), "to": date(2024, 1, 1), "days": 30}]), LAW
    )
    # Working days of 1-22 November 2023: 22 less three Sundays (5, 12, 19) and 1 November.
    assert [(s["days"], s["ratio"]) for s in result["segments"]] == [(18, 2), (12, 1)]
    assert result["counted_days"] == 30
    assert "warn.counted_spread" in [warning["code"] for warning in result["warnings"]]


@pytest.mark.parametrize(
    ("days", "with_remission", "limited"), [(20, "2013-05-17", 1), (9, "2013-05-17", 0), (8, "2013-05-18", 0)]
)
def test_remission_never_ends_a_sentence_before_its_first_day(days: int, with_remission: str, limited: int) -> None:
    first = date(2013, 5, 17)
    term = {"offence": "185", "final_on": first, "starts_on": first, "sentence": {"days": 10}}
    activity = [{"kind": "work", "from": date(2013, 1, 1), "to": first, "days": days * 2}]
    found = compute_case(
        case(
            convictions=[term],
            stages=[{"from": date(1991, 1, 1), "regime": "closed_ordinary", "stage": "minimum"}],
            activity=activity,
        ),
        LAW,
    )
    assert found["release"] == {"sentence_ends": "2013-05-26", "with_remission": with_remission}
    codes = [warning["code"] for warning in found["warnings"]]
    assert codes.count("warn.release_limited") == limited


def test_the_law_changes_on_its_known_days() -> None:
    known = {date(2016, 12, 31), date(2023, 10, 18), date(2023, 11, 23), date(2026, 2, 13)}
    assert known <= set(law_boundaries(LAW))


_days = st.lists(st.integers(0, 1200), min_size=1, max_size=40, unique=True)


def _entries(offsets: list[int]) -> list[dict]:
    return [work(date(2022, 6, 1) + timedelta(days=n)) for n in offsets]


@settings(max_examples=40, deadline=None)
@given(_days, st.data())
def test_order_of_entry_changes_nothing(offsets: list[int], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(offsets))
    assert compute_case(case(activity=_entries(offsets)), LAW) == compute_case(case(activity=_entries(shuffled)), LAW)


@settings(max_examples=40, deadline=None)
@given(_days, st.integers(0, 1200))
def test_more_days_never_remit_fewer(offsets: list[int], extra: int) -> None:
    few = compute_case(case(activity=_entries(offsets)), LAW)
    more = compute_case(case(activity=_entries(sorted({*offsets, extra}))), LAW)
    assert Fraction(more["fraction"]) >= Fraction(few["fraction"])
    assert more["counted_days"] >= few["counted_days"]


@settings(max_examples=40, deadline=None)
@given(_days, st.integers(0, 1200))
def test_splitting_a_stage_changes_nothing(offsets: list[int], at: int) -> None:
    cut = date(2022, 6, 1) + timedelta(days=at)
    halves = [
        {"from": date(2019, 6, 1), "to": cut, "regime": "closed_ordinary", "stage": "minimum"},
        {"from": cut, "regime": "closed_ordinary", "stage": "minimum"},
    ]
    whole = compute_case(case(activity=_entries(offsets)), LAW)
    split = compute_case(case(activity=_entries(offsets), stages=halves), LAW)
    assert (whole["counted_days"], whole["fraction"]) == (split["counted_days"], split["fraction"])
