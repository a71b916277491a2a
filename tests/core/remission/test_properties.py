"""Promises that hold for every count, on invented cases and on every case of the corpus.

More days never remit fewer; splitting a period in two, or the order of entry, changes nothing; no day is counted twice.
"""

import copy
import random
import re
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from llamkay.core.errors import Refused
from llamkay.core.remission.assumptions import ASSUMPTIONS
from llamkay.core.remission.statement import compute_case
from llamkay.core.remission.words import in_words
from tests.worlds.corpus import CASES, CORPUS, LAW, counted, plain

LISTS = ("stages", "evaluations", "enrolments", "activity", "study_results", "isolation", "expelled")
FIRST = date(2023, 6, 1)  # the stretch holds two changes of law
DAY = timedelta(days=1)
PLACES = [("closed_ordinary", s) for s in ("minimum", "medium", "maximum")] + [("closed_special", s) for s in "ABC"]
SETTLED = {
    "special_or_stage": "special",
    "special_without_stage": "special",
    "later_laws": "whole",
    "before_final": "final",
    "lists": "strictest",
    "convictions": "worst",
    "unknown_facts": "strictest",
}


def on(offset: int) -> date:
    return FIRST + timedelta(days=offset)


def total(document: dict) -> Fraction:
    return Fraction(compute_case(document, LAW)["fraction"])


# One answer to each question that the institution settles, or the one taken by default; any combination must hold.
ANSWERS = st.fixed_dictionaries({}, optional={n: st.sampled_from(a.options) for n, a in ASSUMPTIONS.items()})


@st.composite
def cases(draw: st.DrawFn, minutes: tuple[int, ...] = (60, 120, 225, 240, 300, 480)) -> dict:
    """A person with one judgment, two stages and a year and a half of dated sessions, every reading named."""
    seed = random.Random(draw(st.integers(0, 2**32)))
    change = seed.randrange(1, 900)
    one, other = seed.sample(PLACES, 2)
    sessions = {
        (kind, seed.randrange(500)): {
            "minutes": seed.choice(minutes),
            "place": seed.choice(["workshop", "service", "classroom", "cell"]),
            "authorised": seed.random() < 0.2,
        }
        for kind in seed.choices(("work", "study"), k=seed.randrange(1, 40))
    }
    return {
        "id": "invented",
        "as_of": date(2026, 11, 23),
        "person": {"recidivist": seed.random() < 0.2, "habitual": False},
        "convictions": [
            {
                "offence": seed.choice(["185", "189", "108", "108-D", "200", "173", "296", "387"]),
                "paragraph": seed.choice(["1", "4", "7"]),
                "committed_on": date(2020, 1, 6),
                "final_on": on(seed.randrange(-600, 400)),
            }
        ],
        "stages": [
            {"from": FIRST, "to": on(change), "regime": one[0], "stage": one[1]},
            {"from": on(change), "regime": other[0], "stage": other[1]},
        ],
        "evaluations": [{"on": on(-30 * n), "favourable": seed.random() < 0.9} for n in range(1, 4)],
        "enrolments": [{"kind": kind, "from": on(seed.randrange(60))} for kind in ("work", "study")],
        "activity": [{"kind": kind, "on": on(day), **rest} for (kind, day), rest in sessions.items()],
        "study_results": [
            {"month": f"{year}-{month:02d}", "mark": mark, "passed": mark >= 11}
            for year in (2023, 2024)
            for month in range(1, 13)
            for mark in [seed.choice([8, 11, 12, 14, 17])]
        ],
        "isolation": [{"from": on(100), "to": on(seed.randrange(101, 130))}],
        "expelled": [{"on": on(seed.randrange(500)), "kind": "work"} for _ in range(3)],
        "parameters": SETTLED | draw(ANSWERS),
    }


@settings(max_examples=80, deadline=None)
@given(cases(), st.randoms())
def test_the_order_of_entry_changes_nothing(case: dict, chance: random.Random) -> None:
    shuffled = copy.deepcopy(case)
    for key in LISTS:
        chance.shuffle(shuffled[key])
    assert compute_case(shuffled, LAW) == compute_case(case, LAW)


@pytest.mark.parametrize("document", CORPUS, ids=lambda document: document["id"])
def test_the_order_of_entry_changes_nothing_in_the_corpus(document: dict) -> None:
    backwards = copy.deepcopy(document)
    for key in (*LISTS, "convictions"):
        if key in backwards:
            backwards[key].reverse()
    one, other = counted(document), compute_case(backwards, LAW)
    for key in ("status", "counted_days", "fraction", "settled", "excluded", "release"):
        assert one[key] == other[key]
    assert [(s["days"], s["ratio"]) for s in one["segments"]] == [(s["days"], s["ratio"]) for s in other["segments"]]
    assert [a["fraction"] for a in one["alternatives"]] == [a["fraction"] for a in other["alternatives"]]


@settings(max_examples=80, deadline=None)
@given(cases(minutes=(240,)), st.integers(0, 500), st.sampled_from(["work", "study"]))
def test_one_more_day_never_remits_fewer(case: dict, offset: int, kind: str) -> None:
    """Of whole days: short days gather, and an hour more may complete a day earlier, in a stage with another ratio."""
    more = copy.deepcopy(case)
    if any(session["on"] == on(offset) for session in case["activity"]):
        return  # work and study of one day do not add up: the longer takes the place of the other
    more["activity"].append({"kind": kind, "on": on(offset), "minutes": 240})
    before, after = compute_case(case, LAW), compute_case(more, LAW)
    assert Fraction(after["fraction"]) >= Fraction(before["fraction"])
    assert before["counted_days"] <= after["counted_days"] <= before["counted_days"] + 1


@settings(max_examples=80, deadline=None)
@given(cases(), st.integers(0, 500), st.sampled_from([30, 120, 300]))
def test_more_minutes_never_count_fewer_days(case: dict, offset: int, minutes: int) -> None:
    if any(session["on"] == on(offset) for session in case["activity"]):
        return
    more = copy.deepcopy(case)
    more["activity"].append({"kind": "work", "on": on(offset), "minutes": minutes})
    assert compute_case(more, LAW)["counted_days"] >= compute_case(case, LAW)["counted_days"]


@settings(max_examples=80, deadline=None)
@given(cases(), st.integers(1, 299), st.integers(1, 10))
def test_one_more_counted_day_never_remits_fewer(case: dict, days: int, extra: int) -> None:
    def counted(n: int) -> dict:
        return {**case, "activity": [{"kind": "work", "from": on(0), "to": on(400), "days": n}]}

    assert total(counted(days + extra)) >= total(counted(days))


@settings(max_examples=80, deadline=None)
@given(cases(), st.integers(1, 1200))
def test_splitting_a_stage_changes_nothing(case: dict, at: int) -> None:
    split = copy.deepcopy(case)
    cut = on(at)
    pieces = []
    for stage in split["stages"]:
        if stage["from"] < cut and ("to" not in stage or cut < stage["to"]):
            pieces += [{**stage, "to": cut}, {**stage, "from": cut}]
        else:
            pieces.append(stage)
    split["stages"] = pieces
    one, other = compute_case(case, LAW), compute_case(split, LAW)
    assert {key: value for key, value in one.items() if key != "segments"} == {
        key: value for key, value in other.items() if key != "segments"
    }
    assert sum(s["days"] for s in one["segments"]) == sum(s["days"] for s in other["segments"])


@settings(max_examples=80, deadline=None)
@given(cases(), st.data())
def test_splitting_an_enrolment_or_a_session_changes_nothing(case: dict, data: st.DataObject) -> None:
    split = copy.deepcopy(case)
    cut = on(data.draw(st.integers(61, 500)))
    split["enrolments"] = [
        part for entry in case["enrolments"] for part in ({**entry, "to": cut}, {**entry, "from": cut})
    ]
    at = data.draw(st.integers(0, len(case["activity"]) - 1))
    session = split["activity"].pop(at)
    first = data.draw(st.integers(1, session["minutes"] - 1))
    split["activity"] += [{**session, "minutes": first}, {**session, "minutes": session["minutes"] - first}]
    one, other = compute_case(case, LAW), compute_case(split, LAW)
    for key in ("status", "counted_days", "fraction", "segments", "warnings"):
        assert one[key] == other[key]


@settings(max_examples=80, deadline=None)
@given(cases(), st.integers(1, 149), st.integers(1, 100), st.integers(1, 100))
def test_splitting_a_counted_period_changes_nothing(case: dict, at: int, first: int, second: int) -> None:
    """Within one law and one stage; across a change the document must say which days belong where."""
    start = date(2024, 2, 1)
    cut, end = start + timedelta(days=at), start + timedelta(days=150)
    first, second = min(first, at), min(second, 150 - at)
    steady = {**case, "stages": [{"from": FIRST, "regime": "closed_ordinary", "stage": "medium"}], "isolation": []}
    steady["convictions"] = [{**case["convictions"][0], "final_on": date(2024, 1, 15)}]
    whole = [{"kind": "work", "from": start, "to": end, "days": first + second}]
    parts = [
        {"kind": "work", "from": start, "to": cut, "days": first},
        {"kind": "work", "from": cut, "to": end, "days": second},
    ]
    assert total({**steady, "activity": whole}) == total({**steady, "activity": parts})


@settings(max_examples=80, deadline=None)
@given(cases())
def test_no_day_is_counted_twice(case: dict) -> None:
    result = compute_case(case, LAW)
    dates = {session["on"] for session in case["activity"]}
    most = case["parameters"].get("max_days_per_calendar_day", 1)
    by_kind = most * len({(session["kind"], session["on"]) for session in case["activity"]})
    assert result["counted_days"] == sum(segment["days"] for segment in result["segments"]) <= by_kind
    together = case["parameters"].get("simultaneous") == "same_hours"
    if not together and not all(e["favourable"] for e in case["evaluations"]):
        assert result["counted_days"] <= most * len(dates)
    twice = {**case, "activity": case["activity"] * 2}
    assert compute_case(twice, LAW)["counted_days"] <= by_kind
    for one, other in zip(result["segments"], result["segments"][1:], strict=False):
        assert one["kind"] != other["kind"] or one["to"] <= other["from"]


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 300), st.integers(1, 60), st.integers(0, 59))
def test_what_is_already_counted_cannot_be_entered_again(start: int, length: int, inside: int) -> None:
    entry = {"kind": "work", "from": on(start), "to": on(start + length), "days": 1}
    base = {"id": "twice", "as_of": date(2026, 11, 23), "stages": []}
    again = {**entry, "from": on(start + inside % length), "to": on(start + length + 5)}
    with pytest.raises(Refused, match="overlap"):
        compute_case({**base, "activity": [entry, again]}, LAW)
    with pytest.raises(Refused, match="no day is counted twice"):
        session = {"kind": "work", "on": on(start + inside % length), "minutes": 240}
        compute_case({**base, "activity": [entry, session]}, LAW)


@settings(max_examples=80, deadline=None)
@given(cases())
def test_the_parts_add_up_to_the_whole(case: dict) -> None:
    case["convictions"][0] |= {"starts_on": date(2020, 2, 3), "sentence": {"years": 12}}
    result = compute_case(case, LAW)
    parts = sum((Fraction(segment["remitted"]) for segment in result["segments"]), Fraction(0))
    assert str(parts) == result["fraction"]
    dropped = sum(int(Fraction(segment["remitted"])) for segment in result["segments"])
    whole = dropped if case["parameters"].get("rounding") == "segment" else int(parts)
    assert result["remitted_days"] == whole <= result["counted_days"]
    ends = date.fromisoformat(result["release"]["sentence_ends"])
    assert ends - timedelta(days=result["remitted_days"]) == date.fromisoformat(result["release"]["with_remission"])


@pytest.mark.parametrize("document", CORPUS, ids=lambda document: document["id"])
def test_naming_the_other_answer_gives_what_the_count_says_of_it(document: dict) -> None:
    own = counted(document)
    for other in own["other_readings"]:
        parameters = {**(document.get("parameters") or {}), other["parameter"]: other["other"]}
        named = compute_case({**document, "parameters": parameters}, LAW)
        for key in ("status", "counted_days", "remitted_days", "fraction", "settled"):
            assert named[key] == other[key]
        if "unknown_facts" in parameters:
            continue  # the facts that are the most severe under one answer need not be so under another
        back = [o for o in named["other_readings"] if o["parameter"] == other["parameter"]]
        assert [(o["other"], o["fraction"]) for o in back] == [(other["taken"], own["fraction"])]


@pytest.mark.parametrize("document", CORPUS, ids=lambda document: document["id"])
def test_days_in_sentences_are_written_as_peru_writes_them(document: dict) -> None:
    result = in_words(counted(document))
    parts = [part for s in result["segments"] for part in (s, *s.get("alternatives", []))]
    said = [p["why"] for p in [*parts, *result["alternatives"], *result["excluded"]]] + result["warnings"]
    assert [text for text in said if re.search(r"\d{4}-\d{2}-\d{2}", text)] == []


OPEN = [plain(document) for _topic, document in CASES if document["expect"].get("status") == "two_readings"]


@pytest.mark.parametrize("document", OPEN, ids=lambda document: document["id"])
def test_naming_a_reading_gives_what_the_alternative_says(document: dict) -> None:
    for alternative in counted(document)["alternatives"]:
        named = {**document, "parameters": {**(document.get("parameters") or {}), **alternative["reading"]}}
        result = compute_case(named, LAW)
        assert result["status"] == alternative["status"]
        assert result["settled"] == alternative["fraction"]
        assert result["fraction"] == (None if alternative["status"] == "no_ratio" else alternative["fraction"])
