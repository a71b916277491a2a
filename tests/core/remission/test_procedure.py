"""The request for release: who decides, papers, deadlines, derived by hand from the texts of the law."""

import json
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llamkay.core.errors import Refused
from llamkay.core.law import LawBook
from llamkay.core.remission.procedure import (
    Debt,
    Decider,
    Gate,
    Purpose,
    Sentenced,
    Term,
    WorkingCalendar,
    debt_gate,
    procedure,
)
from llamkay.core.remission.rates import Conviction
from llamkay.core.remission.words import sentence, text
from llamkay.platform.law import law_of_counts

LIMA = ZoneInfo("America/Lima")
LAW = LawBook.of(law_of_counts())
CALENDAR = WorkingCalendar(LAW)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LIMA)


def sentenced(offence: str, *tags: str, years: int = 8, final_on: date | None = date(2024, 3, 1), **more: object):
    paragraph = more.pop("paragraph", None)
    return Sentenced(
        Conviction(offence, paragraph=paragraph, tags=frozenset(tags), final_on=final_on), years=years, **more
    )


def served(*convictions: Sentenced, filed: str = "2026-03-02T09:00", **more: object):
    return procedure(law=LAW, purpose=Purpose.SERVED, convictions=convictions, filed_at=at(filed), **more)


def benefit(purpose: Purpose, *convictions: Sentenced, filed: str = "2026-03-02T09:00", **more: object):
    return procedure(law=LAW, purpose=purpose, convictions=convictions, filed_at=at(filed), **more)


def dues(found) -> dict[str, dict[str, str | None]]:
    return {
        route: {step.code: step.due and f"{step.due:%Y-%m-%d %H:%M}" for step in steps}
        for route, steps in found.steps.items()
    }


# Who decides


def test_the_director_until_12_february_the_judge_from_13():
    last = served(sentenced("108"), filed="2026-02-12T23:59")
    assert (last.decider, last.source.rule, list(last.steps)) == (Decider.DIRECTOR, "USE-05", ["director_before"])
    assert "regla de tránsito" in text(last.warnings)
    first = served(sentenced("108"), filed="2026-02-13T00:00")
    assert (first.decider, first.source.rule, list(first.steps)) == (Decider.JUDGE, "USE-06", ["judge"])
    assert (first.source.norm, first.source.article, first.source.confidence) == ("D.Leg 654", "47-A.1", "high")


def test_before_the_oldest_rule_read_it_says_so():
    found = served(sentenced("108", final_on=date(2010, 1, 1)), filed="2012-12-31T09:00")
    assert (found.decider, found.steps, found.papers) == (None, {}, ())
    assert "quién resuelve" in text(found.gaps)


@pytest.mark.parametrize(
    ("offence", "tags", "years", "decider", "rule"),
    [
        ("111", ["negligent"], 8, "director", "USE-11-a"),
        ("111", [], 8, "judge", "USE-06"),
        ("114", [], 8, "director", "USE-11-b"),  # chapter II of title I begins
        ("120", [], 8, "director", "USE-11-b"),
        ("121", [], 8, "judge", "USE-06"),
        ("122", [], 8, "director", "USE-11-b"),
        ("122-A", [], 8, "judge", "USE-06"),
        ("130", [], 8, "director", "USE-11-b"),
        ("149", [], 8, "director", "USE-11-b"),
        ("150", ["organised_crime"], 8, "director", "USE-11-b"),  # letter b asks nothing of organisations
        ("151", [], 8, "judge", "USE-06"),
        ("274", [], 8, "director", "USE-11-c"),
        ("298", [], 8, "director", "USE-11-c"),
        ("298", ["gang"], 8, "judge", "USE-06"),
        ("438", ["organised_crime"], 8, "judge", "USE-06"),
        ("184", [], 8, "judge", "USE-06"),
        ("185", [], 8, "disputed", "USE-11-c-chapters"),
        ("189", [], 12, "disputed", "USE-11-c-chapters"),
        ("189-A", [], 8, "disputed", "USE-11-c-chapters"),  # chapter II-A
        ("189", ["gang"], 12, "judge", "USE-06"),
        ("199", [], 8, "disputed", "USE-11-c-chapters"),
        ("200", [], 12, "judge", "USE-06"),  # chapter VII is not in the list
        ("201", [], 8, "judge", "USE-06"),
        ("202", [], 8, "disputed", "USE-11-c-chapters"),
        ("206-A", [], 8, "disputed", "USE-11-c-chapters"),
        ("207-A", [], 8, "judge", "USE-06"),  # chapter X is not in the list
        ("186", [], 5, "director", "USE-11-d"),  # five years or less: both readings agree
        ("296", [], 5, "director", "USE-11-d"),
        ("296", ["organised_crime"], 5, "judge", "USE-06"),
        ("296", ["gang"], 4, "judge", "USE-06"),
        ("296", [], 6, "judge", "USE-06"),
        ("296", [], 0, "disputed", "USE-11-d"),  # the term is not known
    ],
)
def test_each_exemption(offence, tags, years, decider, rule):
    found = served(sentenced(offence, *tags, years=years))
    assert (found.decider, found.source.rule) == (decider, rule)


@pytest.mark.parametrize(
    ("term", "within"),
    [
        ({"years": 5}, True),
        ({"years": 5, "days": 1}, False),
        ({"years": 4, "months": 11, "days": 28}, True),
        ({"years": 4, "months": 11, "days": 30}, None),  # a month of 30 days or of 31?
        ({"months": 60}, True),
        ({"months": 61}, False),
        ({"years": 0}, None),
    ],
)
def test_five_years(term, within):
    assert Sentenced(Conviction("296"), **term).within(5) is within


def test_the_chapters_without_a_title_are_two_readings_with_both_routes():
    found = served(sentenced("186"))
    assert [(r.name, r.decider, r.source.rule) for r in found.readings] == [
        ("exempt", Decider.DIRECTOR, "USE-11-c-chapters"),
        ("control", Decider.JUDGE, "USE-06"),
    ]
    assert list(found.steps) == ["director", "judge"]
    assert "sin nombrar su título" in text(found.why)


def test_one_conviction_under_control_brings_the_judge():
    found = served(sentenced("122"), sentenced("108"))
    assert found.decider is Decider.JUDGE
    assert "varias condenas" in text(found.warnings)
    assert served(sentenced("122"), sentenced("298")).decider is Decider.DIRECTOR


def test_without_a_final_sentence_it_is_said():
    for convictions in ((), (sentenced("122", final_on=None),), (sentenced("122", final_on=date(2026, 3, 3)),)):
        found = served(*convictions)
        assert "sentencia firme" in text(found.gaps)


# When


@pytest.mark.parametrize(
    ("term", "start", "due"),
    [
        # 13 February 2026 is a Friday; 2 and 3 April are holy days; 1 May a holiday; 28 and 29 July too.
        ({"hours": 48}, "2026-02-13T10:00", "2026-02-15 10:00"),
        ({"hours": 24}, "2026-04-02T10:00", "2026-04-03 10:00"),
        ({"working_hours": 48}, "2026-02-10T10:00", "2026-02-12 10:00"),
        ({"working_hours": 48}, "2026-02-13T10:00", "2026-02-17 10:00"),
        ({"working_hours": 48}, "2026-02-14T10:00", "2026-02-18 00:00"),  # a Saturday: runs from Monday
        ({"working_hours": 48}, "2026-04-01T10:00", "2026-04-07 10:00"),  # over the holy days and the weekend
        ({"working_hours": 48}, "2026-07-27T08:30", "2026-07-31 08:30"),
        ({"working_days": 2}, "2026-02-12T23:00", "2026-02-16 23:59"),
        ({"working_days": 2}, "2026-04-01T10:00", "2026-04-07 23:59"),
        ({"working_days": 1}, "2026-04-30T10:00", "2026-05-04 23:59"),
        ({"days": 10}, "2026-04-01T10:00", "2026-04-11 23:59"),
    ],
)
def test_terms(term, start, due):
    assert f"{Term(**term).due(at(start), CALENDAR):%Y-%m-%d %H:%M}" == due


def test_a_term_without_length_has_no_day():
    assert Term().due(at("2026-02-13T10:00"), CALENDAR) is None


def test_the_working_calendar_is_a_parameter():
    strike = WorkingCalendar(LAW, closed=frozenset({date(2026, 2, 16)}))
    assert Term(working_days=1).due(at("2026-02-13T10:00"), strike) == at("2026-02-17T23:59")
    saturdays = WorkingCalendar(LAW, weekdays=frozenset(range(6)))
    assert Term(working_days=1).due(at("2026-02-13T10:00"), saturdays) == at("2026-02-14T23:59")
    with pytest.raises(Refused, match="no working day"):
        WorkingCalendar(LAW, weekdays=frozenset()).next_working(date(2026, 2, 13))


def test_the_chain_before_the_judge():
    found = served(sentenced("108"), filed="2026-03-06T09:00")  # a Friday
    assert dues(found) == {
        "judge": {
            "send": "2026-03-08 09:00",
            "notify": None,
            "decide": "2026-03-10 09:00",
            "release": "2026-03-11 09:00",
            "tell": None,
        }
    }
    assert f"{found.first_due:%Y-%m-%d %H:%M}" == "2026-03-08 09:00"
    # Art. 53 from Sunday the 8th: five working days to the 13th, ten days to the 23rd, two working days to the 25th.
    (decide,) = [step for step in found.steps["judge"] if step.code == "decide"]
    assert f"{decide.longer_due:%Y-%m-%d %H:%M}" == "2026-03-25 23:59"
    assert "Plazos en conflicto" in text(found.warnings) and "25/03/2026" in text(found.warnings)


def test_the_director_has_48_working_hours():
    found = served(sentenced("122"), filed="2026-03-06T09:00")
    assert dues(found) == {"director": {"decide": "2026-03-10 09:00", "tell": None}}
    before = served(sentenced("122"), filed="2026-02-12T09:00")
    assert dues(before) == {"director_before": {"decide": "2026-02-16 23:59"}}


def test_the_chain_of_a_benefit():
    found = benefit(Purpose.SEMI_LIBERTY, sentenced("186"), filed="2026-03-02T09:00")
    # 15 working days after Monday 2 March: the 23rd. Five more: the 30th. Ten days: 9 April. Two more: the 13th.
    assert dues(found) == {
        "benefit": {
            "send": "2026-03-23 23:59",
            "admit": "2026-03-30 23:59",
            "hearing": "2026-04-09 23:59",
            "decide": "2026-04-13 23:59",
            "appeal": "2026-04-15 23:59",
        }
    }
    assert found.decider is Decider.JUDGE


def test_the_file_is_made_up_in_the_last_48_hours():
    early = served(sentenced("108"), completes_on=date(2026, 3, 20))
    assert early.opens_at == at("2026-03-18T00:00")
    assert "48 horas antes" in text(early.warnings)
    within = served(sentenced("108"), filed="2026-03-18T00:00", completes_on=date(2026, 3, 20))
    assert "48 horas antes" not in text(within.warnings)
    assert "haga el cómputo" in text(served(sentenced("108")).gaps)
    assert served(sentenced("108"), filed="2026-02-12T09:00", completes_on=date(2026, 3, 20)).opens_at is None


DAYS = st.integers(0, 1500 * 24 * 60).map(lambda minutes: at("2024-01-01T00:00") + timedelta(minutes=minutes))


@given(DAYS, st.integers(min_value=1, max_value=20))
def test_working_terms_end_on_working_days_and_never_before_the_others(start, length):
    days = Term(working_days=length).due(start, CALENDAR)
    assert CALENDAR.works(days.date())
    assert days >= Term(days=length).due(start, CALENDAR)
    passed = [start.date() + timedelta(n) for n in range(1, (days.date() - start.date()).days + 1)]
    assert sum(map(CALENDAR.works, passed)) == length
    assert Term(working_hours=length).due(start, CALENDAR) >= Term(hours=length).due(start, CALENDAR)


@given(DAYS, st.timedeltas(min_value=timedelta(0), max_value=timedelta(30)))
def test_who_begins_later_ends_no_earlier(start, wait):
    for term in (Term(hours=48), Term(working_hours=48), Term(days=10), Term(working_days=15)):
        assert term.due(start, CALENDAR) <= term.due(start + wait, CALENDAR)


# Papers


def papers(found) -> dict[str, str]:
    return {paper.code: text(paper.depends) for paper in found.papers}


BASE = {"sentence": "", "no-pending-case": "", "certificate": "", "legal-report": ""}


@pytest.mark.parametrize("offence", ["108", "317", "317-B", "376", "393-A", "401"])
def test_the_extra_papers(offence):
    assert papers(served(sentenced(offence))) == {**BASE, "psychological-report": "", "full-payment": ""}


@pytest.mark.parametrize("offence", ["108-A", "317-A", "375", "402", "186"])
def test_no_extra_papers(offence):
    assert papers(served(sentenced(offence))) == BASE


@pytest.mark.parametrize(("offence", "on"), [("200", "literal c"), ("152", "numeral 3")])
def test_extra_papers_that_depend_on_the_deed(offence, on):
    found = papers(served(sentenced(offence)))
    assert set(found) == {*BASE, "psychological-report", "full-payment"}
    assert on in found["full-payment"]
    assert on in found["psychological-report"]
    assert papers(served(sentenced(offence), sentenced("108")))["full-payment"] == ""


def test_the_papers_before_the_decree_were_not_read():
    found = served(sentenced("108"), filed="2026-02-12T09:00")
    assert found.papers == ()
    assert "qué papeles pedía" in text(found.gaps)


def test_who_signs_the_certificate_goes_with_its_kind():
    def signs(*kinds):
        return {p.code: text(p.signs) for p in served(sentenced("186"), kinds=kinds).papers}["certificate"]

    assert signs("work").startswith("trabajo: la jefatura del área de trabajo")
    assert signs("study").startswith("estudio: quien computa el estudio")
    assert signs("work", "study") == f"{signs('work')}; {signs('study')}"


def test_seven_papers_of_a_benefit():
    found = benefit(Purpose.CONDITIONAL, sentenced("186"))
    assert [p.source.article for p in found.papers] == [f"51.{n}" for n in range(1, 8)]


# Conditions


def conditions(found) -> dict[str, bool | None]:
    return {item.source.rule: item.met for item in found.conditions}


def test_semi_liberty_asks_six_things_and_checks_the_stage():
    asked = ("first", "third", "pending", "stage", "fine", "reparation")
    found = conditions(benefit(Purpose.SEMI_LIBERTY, sentenced("186"), stage="closed_ordinary/medium"))
    assert found == {f"USE-03-{name}": True if name == "stage" else None for name in asked}
    found = conditions(benefit(Purpose.SEMI_LIBERTY, sentenced("186"), stage="closed_ordinary/maximum"))
    assert found["USE-03-stage"] is False
    assert conditions(benefit(Purpose.SEMI_LIBERTY, sentenced("186")))["USE-03-stage"] is None


def test_conditional_release_also_from_maximum():
    found = conditions(benefit(Purpose.CONDITIONAL, sentenced("186"), stage="closed_ordinary/maximum"))
    assert found["USE-04-stage"] is True
    assert conditions(benefit(Purpose.CONDITIONAL, sentenced("186"), stage="closed_special/C"))["USE-04-stage"] is False


@pytest.mark.parametrize("offence", ["121", "279", "279-B", "279-G"])
def test_three_quarters_for_the_special_cases(offence):
    found = conditions(benefit(Purpose.CONDITIONAL, sentenced(offence)))
    assert set(found) == {"USE-04-special", "USE-04-pending", "USE-04-fine"}


def test_article_189_by_its_paragraph():
    first = conditions(benefit(Purpose.CONDITIONAL, sentenced("189", paragraph="1")))
    assert "USE-04-special" in first
    assert "USE-03-barred-189" not in first
    second = conditions(benefit(Purpose.CONDITIONAL, sentenced("189", paragraph="2")))
    assert "USE-04-special" not in second
    assert second["USE-03-barred-189"] is None


@pytest.mark.parametrize("offence", ["108-C", "173", "200", "297", "393-A"])
def test_offences_without_benefit(offence):
    found = benefit(Purpose.SEMI_LIBERTY, sentenced(offence))
    assert [c.met for c in found.conditions if c.code == "barred"] == [False]


def test_the_law_is_that_of_the_final_sentence():
    old = benefit(Purpose.SEMI_LIBERTY, sentenced("186", final_on=date(2016, 12, 30)))
    assert old.conditions == ()
    assert "día de la firmeza" in text(old.gaps)
    middle = benefit(Purpose.SEMI_LIBERTY, sentenced("186", final_on=date(2023, 10, 17)))
    assert len(middle.conditions) == 6
    assert "lista de delitos sin beneficio" in text(middle.gaps)
    new = benefit(Purpose.SEMI_LIBERTY, sentenced("186", final_on=date(2023, 10, 18)))
    assert new.gaps == ()


# The debt and a new request


@pytest.mark.parametrize(
    ("debt", "kinds", "gate"),
    [
        (Debt.NONE, ["work"], Gate.OPEN),
        (Debt.PAID, ["work"], Gate.OPEN),
        (Debt.PLAN, ["work"], Gate.TWO_READINGS),
        (Debt.OWED, ["work"], Gate.CLOSED),
        (Debt.OWED, ["work", "study"], Gate.CLOSED),
        (Debt.OWED, ["study"], Gate.OPEN),
        (Debt.UNKNOWN, ["work"], Gate.UNKNOWN),
    ],
)
def test_the_debt_of_the_ten_percent(debt, kinds, gate):
    found = debt_gate(law=LAW, on=date(2026, 3, 2), debt=debt, kinds=kinds)
    assert found.gate is gate
    assert (found.source.rule, found.source.article) == ("INC-07", "67")


def test_the_debt_before_its_law_is_not_known():
    assert debt_gate(law=LAW, on=date(2002, 12, 14), debt=Debt.OWED, kinds=["work"]).gate is Gate.UNKNOWN


def test_a_refusal_does_not_bar_a_new_request():
    assert "47-A.7" in sentence(served(sentenced("108")).again)
    assert sentence(served(sentenced("108"), filed="2026-02-12T09:00").again).startswith("No se ha leído")
    assert sentence(benefit(Purpose.SEMI_LIBERTY, sentenced("186")).again).startswith("No se ha leído")


def test_everything_is_plain_data_with_its_source():
    for found in (
        served(sentenced("186"), completes_on=date(2026, 3, 20), debt=Debt.PLAN),
        benefit(Purpose.CONDITIONAL, sentenced("189")),
        served(sentenced("108"), filed="2012-01-01T00:00"),
    ):
        data = json.loads(json.dumps(found.as_dict()))
        for item in [*data["papers"], *data["conditions"], *(s for steps in data["steps"].values() for s in steps)]:
            assert item["norm"] and item["article"] and item["confidence"] in ("high", "medium", "low"), item
