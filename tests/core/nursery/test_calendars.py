"""What is due on a day, by the norm of that day; cases by hand, then properties over births, days and records."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from llamkay.core.errors import Refused
from llamkay.core.law import LawBook, NoRuleInForce
from llamkay.core.nursery.calendars import (
    CHILD,
    POSTPARTUM,
    PREGNANCY,
    STATES,
    Birth,
    Fact,
    due_date,
    due_list,
    gestation,
)
from llamkay.core.values.dates import at_age
from llamkay.platform.files.datafiles import yaml_documents

LAW = LawBook.of(yaml_documents("llamkay.law", "pe"))
TOPICS = (*CHILD, *PREGNANCY, *POSTPARTUM)
CODES = sorted({rule.value["code"] for topic in CHILD for rule in LAW.all(topic)})
PARTS = ("source", "confidence")
TERM = Birth(gestation_days=275, weight_g=3200)


def states(born: date, on: date, *facts: Fact, birth: Birth = TERM, topics=CHILD) -> dict[str, str]:
    return {e.code: e.state for e in due_list(start=born, on=on, law=LAW, facts=facts, birth=birth, topics=topics)}


def entry(code: str, born: date, on: date, *facts: Fact, birth: Birth = TERM):
    (found,) = [e for e in due_list(start=born, on=on, law=LAW, facts=facts, birth=birth) if e.code == code]
    return found


def test_a_newborn_of_2026() -> None:
    born = date(2026, 9, 1)
    found = states(born, born)
    assert {code for code, state in found.items() if state == "due"} == {
        "newborn.tsh",
        "newborn.hsc",
        "newborn.pku",
        "newborn.fq",
        "newborn.hearing",
        "newborn.cataract",
        "newborn.heart",
        "cred.rn1",
        "vac.bcg",
        "vac.hvb",
    }
    assert {code for code, state in found.items() if state == "gap"} == {"vac.vrs"}
    assert set(found.values()) == {"due", "gap", "not_due"}


def test_the_controls_of_1_to_23_months_are_a_gap_since_october_2025() -> None:
    born = date(2026, 1, 10)
    assert states(born, date(2026, 2, 9), topics=["nursery.cred"])["cred.rn1"] == "overdue"
    one_month = states(born, date(2026, 2, 10), topics=["nursery.cred"])
    assert (one_month["cred.1-23m"], one_month["cred.rn1"]) == ("gap", "too_late")
    assert not any(code.endswith("m") and code != "cred.1-23m" for code in one_month)
    assert "cred.1-23m" not in states(born, date(2028, 1, 10), topics=["nursery.cred"])
    gap = entry("cred.1-23m", born, date(2026, 2, 10))
    assert (gap.to_confirm, gap.recommended, gap.given_on) == (True, None, None)


def test_a_control_is_judged_by_the_norm_of_the_day_it_fell_due() -> None:
    born = date(2025, 1, 18)
    before = states(born, date(2025, 10, 17), topics=["nursery.cred"])
    assert (before["cred.8m"], before["cred.9m"], before["cred.30m"]) == ("overdue", "not_due", "not_due")
    assert "cred.1-23m" not in before
    after = states(born, date(2025, 10, 18), Fact("cred.8m", date(2025, 9, 20)), topics=["nursery.cred"])
    assert (after["cred.8m"], after["cred.7m"], after["cred.1-23m"]) == ("given", "too_late", "gap")
    assert "cred.9m" not in after and "cred.30m" not in after
    assert (after["cred.2a1"], after["cred.2a2"]) == ("not_due", "not_due")


def test_the_controls_of_2017_are_four_eleven_six_four_and_eight() -> None:
    months = [r.value["due"].get("months", 0) for r in LAW.in_force("nursery.cred", on=date(2025, 10, 17))]
    counts = [sum(a <= m < b for m in months) for a, b in ((0, 1), (1, 12), (12, 24), (24, 36), (36, 60))]
    assert counts == [4, 11, 6, 4, 8]


def test_a_dose_waits_for_the_one_before_and_for_its_interval() -> None:
    born, on = date(2025, 6, 1), date(2025, 12, 20)
    second = entry("vac.penta2", born, on)
    assert (second.state, second.waits_for, second.earliest) == ("not_due", "vac.penta1", None)
    assert entry("vac.penta1", born, on).state == "overdue"
    late = Fact("vac.penta1", date(2025, 12, 1), product="hexavalente")
    second = entry("vac.penta2", born, on, late)
    assert (second.state, second.earliest) == ("not_due", date(2025, 12, 29))
    assert entry("vac.penta2", born, date(2025, 12, 29), late).state == "overdue"
    first = entry("vac.penta1", born, on, late)
    assert (first.state, first.given_on, first.product) == ("given", date(2025, 12, 1), "hexavalente")
    assert entry("vac.polio1", born, on, Fact("vac.polio1", on)).product == ""  # not written down: not guessed
    assert entry("vac.polio1", born, on).product == "IPV"


def test_due_from_the_recommended_age_late_a_month_after() -> None:
    born = date(2025, 12, 31)
    assert entry("vac.penta1", born, date(2026, 2, 27)).state == "not_due"
    assert entry("vac.penta1", born, date(2026, 2, 28)).state == "due"
    assert entry("vac.penta1", born, date(2026, 3, 30)).state == "due"
    assert entry("vac.penta1", born, date(2026, 3, 31)).state == "overdue"


def test_the_last_days_are_computed_in_one_place_and_are_included() -> None:
    born = date(2025, 9, 30)
    first = entry("vac.penta1", born, date(2025, 12, 29))
    assert (first.late, first.in_time_until, first.state) == (date(2025, 12, 30), date(2025, 12, 29), "due")
    rota = entry("vac.rota1", born, date(2026, 5, 29))
    assert (rota.end, rota.may_until, rota.state) == (date(2026, 5, 30), date(2026, 5, 29), "overdue")
    assert entry("vac.rota1", born, date(2026, 5, 30)).state == "too_late"
    gap = entry("vac.vrs", born, born)
    assert (gap.in_time_until, gap.may_until) == (None, date(2026, 5, 29))


def test_rotavirus_can_be_too_late_and_takes_its_second_dose_along() -> None:
    born = date(2025, 1, 1)
    assert entry("vac.rota1", born, date(2025, 8, 31)).state == "overdue"
    on = date(2025, 9, 1)
    assert {entry(code, born, on).state for code in ("vac.rota1", "vac.rota2")} == {"too_late"}


def test_what_had_its_time_no_longer_applies_and_says_until_when() -> None:
    born, on = date(2023, 2, 10), date(2026, 2, 2)
    found = {e.code: e for e in due_list(start=born, on=on, law=LAW, birth=TERM)}
    gone = {code for code, e in found.items() if e.state == "too_late"}
    assert {code for code in found if code.startswith("newborn.")} | {"vac.bcg", "vac.hvb", "vac.rota1"} <= gone
    assert found["vac.spr1"].state == found["vac.penta1"].state == "overdue"  # no maximum age is known
    assert (found["newborn.tsh"].end, found["newborn.tsh"].end_to_confirm) == (date(2023, 4, 11), True)
    assert "Ley 29885" in found["newborn.tsh"].end_source and found["newborn.tsh"].end_source.endswith("práctica")
    assert (found["vac.bcg"].end, found["vac.spr1"].end) == (date(2024, 2, 10), None)
    assert found["vac.bcg"].end_source != found["vac.bcg"].rule.source
    assert entry("newborn.tsh", born, date(2023, 4, 10)).state == "overdue"
    assert states(born, on, Fact("vac.bcg", date(2023, 2, 11)))["vac.bcg"] == "given"


def test_what_was_given_out_of_its_time_says_so_with_what_is_not_known_of_it() -> None:
    born, on = date(2026, 2, 5), date(2026, 12, 1)
    first = entry("vac.penta1", born, on, Fact("vac.penta1", born, note="Brote en el penal"))
    (said,) = first.untimely
    assert (
        said == "Se hizo 59 días antes de la edad en que toca (05/04/2026); la edad mínima de la norma no se ha leído."
    )
    assert (first.state, first.note, first.warnings) == ("given", "Brote en el penal", (said,))
    assert entry("vac.penta1", born, on, Fact("vac.penta1", date(2026, 4, 5))).untimely == ()
    assert entry("vac.penta1", born, on, Fact("vac.penta1", born, "refused")).untimely == ()
    both = Fact("vac.penta1", date(2026, 5, 20)), Fact("vac.penta2", date(2026, 6, 16))
    (said,) = entry("vac.penta2", born, on, *both).untimely
    assert said == "Se hizo 1 día antes del intervalo mínimo desde la anterior (17/06/2026, por confirmar)."
    assert (
        "(hasta el 04/10/2026, por confirmar)"
        in entry("vac.rota1", born, on, Fact("vac.rota1", date(2026, 10, 5))).untimely[0]
    )
    early = entry("hb.6m", born, on, Fact("hb.6m", date(2026, 7, 30)))  # a test has no minimum age of its own
    assert early.untimely == ()


def test_a_repeated_dose_counts_from_the_valid_one() -> None:
    born, on = date(2024, 1, 10), date(2025, 7, 12)
    mmr = Fact("vac.spr1", date(2024, 12, 10)), Fact("vac.spr1", date(2025, 6, 30))
    first, second = (entry(code, born, on, *mmr) for code in ("vac.spr1", "vac.spr2"))
    assert (first.given_on, first.untimely) == (date(2025, 6, 30), ())
    assert first.warnings == (
        "No cuenta la del 10/12/2024: se hizo 31 días antes de la edad en que toca (10/01/2025); la edad mínima de la "
        "norma no se ha leído.",
    )
    assert (second.state, second.earliest) == ("not_due", date(2025, 7, 28))
    assert entry("vac.spr2", born, date(2025, 7, 28), *mmr).state == "due"
    alone = entry("vac.spr1", born, date(2025, 6, 29), *mmr)  # not repeated yet
    assert (alone.given_on, alone.too_early, first.too_early) == (date(2024, 12, 10), True, False)
    penta = [Fact("vac.penta1", date(2024, 3, 10)), *(Fact("vac.penta2", date(2024, *d)) for d in ((3, 20), (7, 1)))]
    assert entry("vac.penta3", born, date(2024, 7, 15), *penta).earliest == date(2024, 7, 29)
    (said,) = entry("vac.penta2", born, date(2024, 7, 15), *penta).warnings
    assert said.startswith("No cuenta la del 20/03/2024: se hizo 51 días antes de la edad en que toca")
    between = Fact("vac.spr2", date(2025, 7, 10))  # valid after the first day of the two, not after the one that counts
    (said,) = entry("vac.spr2", born, on, *mmr, between).untimely
    assert said == "Se hizo 18 días antes del intervalo mínimo desde la anterior (28/07/2025, por confirmar)."


def test_a_dose_repeated_too_early_again_counts_from_the_last_and_one_before_the_birth_never() -> None:
    born, on = date(2024, 1, 10), date(2025, 7, 12)
    twice = Fact("vac.spr1", date(2024, 12, 10)), Fact("vac.spr1", date(2024, 12, 30))
    assert entry("vac.spr1", born, on, *twice).given_on == date(2024, 12, 30)
    again = Fact("vac.bcg", date(2024, 1, 9)), Fact("vac.bcg", born)
    assert entry("vac.bcg", born, on, *again).given_on == born
    control = Fact("cred.rn1", born), Fact("cred.rn1", date(2024, 1, 15))  # what has no minimum: the first time
    assert entry("cred.rn1", born, on, *control).given_on == born


def test_after_a_dose_from_before_the_norms_that_are_known_the_next_counts_from_its_last_time() -> None:
    """Whether the first time was too early nobody can say; from the last one nothing comes too early."""
    born, on = date(2022, 8, 31), date(2023, 2, 1)
    twice = Fact("vac.neumo1", date(2022, 9, 10)), Fact("vac.neumo1", date(2023, 1, 20))
    assert not [e for e in due_list(start=born, on=on, law=LAW, birth=TERM) if e.code == "vac.neumo1"]
    assert entry("vac.neumo2", born, on, *twice).earliest == date(2023, 2, 17)
    second = Fact("vac.neumo2", date(2023, 1, 5))  # given between the two: after the first
    found = entry("vac.neumo2", born, on, *twice, second)
    assert (found.given_on, found.untimely) == (date(2023, 1, 5), ())


SPACED = [rule.value for topic in TOPICS for rule in LAW.all(topic) if "interval" in rule.value]


def test_every_series_with_a_minimum_interval_is_tried() -> None:
    series = {value["code"].removeprefix("vac.").rstrip("123") for value in SPACED}
    assert series == {"penta", "polio", "rota", "neumo", "flu", "spr", "polio-r", "dpt-r"}


@pytest.mark.parametrize("value", SPACED, ids=lambda value: value["code"])
def test_each_series_with_a_minimum_interval_counts_from_the_valid_dose(value: dict) -> None:
    born = date(2024, 1, 10)
    rules = {rule.value["code"]: rule.value for rule in LAW.all("nursery.vaccines")}
    chain = [rules[value["after"]]]
    while "after" in chain[0]:
        chain.insert(0, rules[chain[0]["after"]])
    *before, last = chain
    given = [Fact(one["code"], at_age(born, one["due"])) for one in before]
    early = at_age(born, last["due"]) - timedelta(days=9)
    again = at_age(born, value["due"]) - timedelta(days=3)  # so the interval, not the age, decides
    facts = [*given, Fact(last["code"], early), Fact(last["code"], again)]
    found = entry(value["code"], born, again, *facts)
    assert found.earliest == again + timedelta(days=28)
    assert entry(last["code"], born, again, *facts).given_on == again


def test_refused_and_contraindicated_until_it_is_given() -> None:
    born, on = date(2025, 6, 1), date(2025, 9, 1)
    refused = Fact("vac.penta1", date(2025, 8, 1), "refused")
    assert states(born, on, refused)["vac.penta1"] == "refused"
    assert states(born, on, refused)["vac.penta2"] == "refused"
    against = Fact("vac.penta1", date(2025, 8, 5), "contraindicated")
    assert states(born, on, against, refused)["vac.penta1"] == "contraindicated"
    at_last = Fact("vac.penta1", date(2025, 8, 20))
    assert states(born, on, refused, at_last, against)["vac.penta1"] == "given"
    assert states(born, date(2025, 8, 10), refused, at_last)["vac.penta1"] == "refused"  # not known yet
    with pytest.raises(ValueError, match="«lost» is not an outcome"):
        Fact("vac.penta1", on, "lost")


def test_iron_by_gestation_and_birth_weight() -> None:
    born, on = date(2026, 1, 1), date(2026, 2, 1)

    def iron(birth: Birth) -> dict[str, str]:
        return states(born, on, birth=birth, topics=["nursery.iron"])

    assert iron(TERM) == {"iron.term": "not_due"}
    for early in (Birth(258, 3000), Birth(280, 2499), Birth(None, 2000), Birth(250, None)):
        assert iron(early) == {"iron.preterm": "due"}
    for unknown in (Birth(), Birth(280, None), Birth(None, 3000)):
        assert iron(unknown) == {"iron.term": "not_due", "iron.preterm": "due"}
    (warning,) = entry("iron.term", born, on, birth=Birth()).warnings
    assert "edad gestacional" in warning


def test_warnings_ask_the_professional() -> None:
    born, on = date(2026, 1, 1), date(2026, 6, 1)
    assert entry("vac.bcg", born, born, birth=Birth(260, 2300)).warnings == (
        "Nació con menos de 2500 g: lo decide el profesional.",
    )
    assert entry("vac.bcg", born, born, birth=Birth()).warnings == ("No consta el peso al nacer.",)
    second = Fact("vac.penta2", date(2026, 5, 5))
    assert "sin que conste la anterior" in entry("vac.penta2", born, on, second).warnings[0]
    assert (
        "intervalo mínimo" in entry("vac.penta2", born, on, second, Fact("vac.penta1", date(2026, 4, 20))).warnings[0]
    )
    assert entry("vac.penta2", born, on, second, Fact("vac.penta1", date(2026, 4, 1))).warnings == ()
    assert "anterior al nacimiento" in entry("vac.bcg", born, on, Fact("vac.bcg", date(2025, 12, 31))).warnings[0]


def test_newborn_screening_is_late_from_day_29() -> None:
    born = date(2026, 1, 1)
    assert entry("newborn.pku", born, date(2026, 1, 29)).state == "due"
    assert entry("newborn.pku", born, date(2026, 1, 30)).state == "overdue"
    assert "newborn.heart" not in states(born, date(2026, 2, 1))  # asked since June 2026


def test_a_pregnancy_and_the_weeks_after() -> None:
    last = date(2026, 1, 1)
    assert (due_date(last), gestation(last, due_date(last))) == (date(2026, 10, 8), (40, 0))
    seen = [Fact(f"prenatal.{n}", last + timedelta(weeks=w)) for n, w in ((1, 10), (2, 18))]
    found = states(last, last + timedelta(weeks=25), *seen, topics=PREGNANCY)
    assert {k: v for k, v in found.items() if k.startswith("prenatal.") and k[-1].isdigit() and "hb" not in k} == {
        "prenatal.1": "given",
        "prenatal.2": "given",
        "prenatal.3": "overdue",
        "prenatal.4": "not_due",
        "prenatal.5": "not_due",
        "prenatal.6": "not_due",
    }
    born = date(2026, 10, 8)
    assert states(born, born + timedelta(days=14), topics=POSTPARTUM) == {
        "postpartum.1": "overdue",
        "postpartum.2": "not_due",
    }


def test_no_norm_is_an_error_and_so_is_a_day_before_the_birth() -> None:
    with pytest.raises(NoRuleInForce, match=r"nursery\.vaccines"):
        due_list(start=date(2022, 1, 1), on=date(2022, 6, 1), law=LAW)
    with pytest.raises(Refused, match="nothing is due on 2025-12-31, before 2026-01-01"):
        due_list(start=date(2026, 1, 1), on=date(2025, 12, 31), law=LAW)


@pytest.mark.parametrize("topic", TOPICS)
def test_every_rule_is_in_order_and_cited(topic: str) -> None:
    start = date(2023, 1, 31)
    codes = {rule.value["code"] for rule in LAW.all(topic)}
    others = {rule.value["code"] for name in TOPICS if name != topic for rule in LAW.all(name)}
    assert not codes & others
    for rule in LAW.all(topic):
        value = rule.value
        assert value["text"] and rule.source and rule.norm
        if value.get("gap"):
            assert at_age(start, value["from"]) < at_age(start, value["until"])
            continue
        assert {"code", "text", "due", "late"} <= set(value)
        named = set("code text product dose from due late until after interval weight_g for".split())
        limits = {f"{limit}_{part}" for limit in ("until", "interval") if limit in value for part in PARTS}
        assert set(value) <= named | limits
        assert ("until_source" in value) == ("until_confidence" in value)
        assert ("interval" in value) == ("interval_source" in value) == ("interval_confidence" in value)
        ages = [at_age(start, value[key]) for key in ("from", "due", "late", "until") if key in value]
        assert ages == sorted(ages) and at_age(start, value["due"]) < at_age(start, value["late"])
        before = value.get("after")
        assert before is None or any(
            r.value["code"] == before and at_age(start, r.value["due"]) <= at_age(start, value["due"])
            for r in LAW.in_force(topic, on=rule.start)
        )


FACTS = st.lists(
    st.builds(
        lambda code, days, outcome: (code, days, outcome),
        st.sampled_from(CODES),
        st.integers(0, 1200),
        st.sampled_from(["given", "given", "given", "refused", "contraindicated"]),
    ),
    max_size=25,
)


@settings(max_examples=150, deadline=None)
@given(st.dates(date(2022, 12, 1), date(2027, 6, 1)), st.integers(0, 1200), FACTS)
def test_every_line_has_one_state_that_its_days_bear_out(born: date, age: int, facts: list) -> None:
    on = born + timedelta(days=age)
    told = [Fact(code, born + timedelta(days=days), outcome) for code, days, outcome in facts]
    found = due_list(start=born, on=on, law=LAW, facts=told, birth=TERM)
    assert len({e.code for e in found}) == len(found)
    by_code = {e.code: e for e in found}
    for e in found:
        assert e.state in STATES
        given_now = [f for f in told if f.code == e.code and f.outcome == "given" and f.on <= on]
        if e.state != "gap":
            assert (e.state == "given") == bool(given_now)
        assert (e.given_on is not None) == (e.state == "given")
        if e.state in ("due", "overdue"):
            assert e.earliest <= on and (e.end is None or on < e.end)
            after = e.rule.value.get("after")
            assert after not in by_code or by_code[after].state == "given"
        if e.state == "overdue":
            assert on >= e.late > e.recommended
        if e.state == "due":
            assert on < e.late


@settings(max_examples=30, deadline=None)
@given(st.dates(date(2023, 1, 1), date(2026, 6, 1)))
def test_with_time_alone_a_line_only_grows_older(born: date) -> None:
    order = ["not_due", "due", "overdue", "too_late"]
    last: dict[str, int] = {}
    for age in range(0, 1100, 11):
        for e in due_list(start=born, on=born + timedelta(days=age), law=LAW, birth=TERM, topics=["nursery.vaccines"]):
            if e.state != "gap":
                assert order.index(e.state) >= last.get(e.code, 0)
                last[e.code] = order.index(e.state)
