"""Wording: a hedge is written only where it is true."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llamkay.core.errors import Refused
from llamkay.core.notes import (
    date_es,
    datetime_es,
    figure_names,
    format_number_es,
    hedged,
    number_line,
    percent_es,
    render,
)


@pytest.mark.parametrize(
    ("value", "hedge", "rounding", "text", "status"),
    [
        (29_346, "más de", 1000, "más de 29 mil", "holds"),
        (29_000, "más de", 1000, "29 mil", "exact"),
        (28_999, "más de", 1000, "más de 28 mil", "holds"),
        (999, "más de", 1000, "999", "untrue"),
        (1_495, "más de", 100, "más de 1,400", "holds"),
        (1_495, "", 100, "1,495", "exact"),
        (29_600, "casi", 1000, "casi 30 mil", "holds"),
        (1_100, "casi", 1000, "1,100", "untrue"),
        (29_346, "cerca de", 1000, "cerca de 29 mil", "holds"),
        (2_000_001, "más de", 1_000_000, "más de 2 millones", "holds"),
        (1_000_001, "más de", 1_000_000, "más de 1 millón", "holds"),
    ],
)
def test_hedges(value, hedge, rounding, text, status):
    found = hedged(value, hedge=hedge, rounding=rounding)
    assert (found.text, found.status) == (text, status)


def test_hedges_in_english():
    assert hedged(29_346, hedge="more than", rounding=1000, lang="en").text == "more than 29 thousand"


@given(st.integers(0, 10**9), st.sampled_from([1, 10, 100, 1000, 10**6]))
def test_more_than_is_never_false(value, rounding):
    found = hedged(value, hedge="más de", rounding=rounding)
    if found.status == "holds":
        assert 0 < found.bound < value < found.bound + rounding
    else:
        assert "más de" not in found.text


@pytest.mark.parametrize("facts", [{"hedge": "unos"}, {"hedge": "", "rounding": 0}, {"hedge": "", "lang": "qu"}])
def test_refuses_unknown_hedges(facts):
    with pytest.raises(ValueError, match=r"hedge|rounding|language"):
        hedged(5, **facts)


def test_numbers_days_and_the_number_line():
    assert (format_number_es(1495), format_number_es(44)) == ("1,495", "44")
    assert percent_es(29_000, 103_717) == "28 %" and percent_es(1, 3, decimals=2) == "33.33 %"
    assert percent_es(1, 8, decimals=1) == "12.5 %" and percent_es(1, 200) == "1 %"
    assert date_es(date(2026, 2, 2)) == "2 de febrero de 2026"
    assert datetime_es(datetime(2026, 2, 2, 21, 7, tzinfo=UTC)) == "2 de febrero de 2026 - 4:07 p. m."
    assert datetime_es(datetime(2026, 2, 2, 5, 0, tzinfo=UTC)) == "2 de febrero de 2026 - 12:00 a. m."
    assert number_line(number=98, year=2026, acronym="INPE") == "NOTA DE PRENSA N° 098-2026-INPE"
    with pytest.raises(ValueError, match="time zone"):
        datetime_es(datetime(2026, 2, 2))  # noqa: DTZ001
    with pytest.raises(ValueError, match="whole above zero"):
        percent_es(1, 0)


def test_figures_stand_in_paragraphs_by_name():
    paragraph = "Atiende a {{figure:children}} niños y {{ figure:pregnant }} gestantes."
    assert figure_names(paragraph) == ("children", "pregnant")
    assert render(paragraph, {"children": "34", "pregnant": "4"}) == "Atiende a 34 niños y 4 gestantes."
    with pytest.raises(Refused, match="«pregnant» has no value"):
        render(paragraph, {"children": "34"})
    for broken in ("{{figure:}}", "{{children}}", "{{figure:a", "a}}"):
        with pytest.raises(Refused, match="is not a figure"):
            figure_names(broken)


def test_a_value_that_looks_like_a_figure_is_not_rendered_again():
    assert render("{{figure:a}}", {"a": "{{figure:b}}"}) == "{{figure:b}}"
