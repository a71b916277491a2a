"""The marks of the sheet: what people type and what the table holds."""

from types import SimpleNamespace

import pytest

from llamkay.apps.activities.sheets.marks import mark_text, parse_mark
from llamkay.core.errors import Refused
from llamkay.platform.files.datafiles import yaml_documents

(DOCUMENT,) = yaml_documents("llamkay.apps.activities", "data")
FLAGS = {"present": False, "paid": False, "counts": False, "expelled": False, "needs_note": False, "automatic": False}
REASONS = {item["key"]: SimpleNamespace(**{**FLAGS, **item, "label": item["name"]}) for item in DOCUMENT["reasons"]}


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("", (0, 0)),
        ("P", (1, 240)),
        ("p", (1, 240)),
        ("4", (1, 240)),
        ("3.5", (1, 210)),
        ("3,5", (1, 210)),
        ("3:30", (1, 210)),
        ("T", (2, 240)),
        ("T2", (2, 120)),
        ("F", (3, 0)),
        ("X", (10, 0)),
        ("X1:30", (10, 90)),
        ("16", (1, 960)),
        ("03:30:00 AM", (1, 210)),
        ("3:30 a. m.", (1, 210)),
        ("12:30:00 AM", (1, 30)),
        ("01:30:00 PM", (1, 810)),
        ("03:30:00", (1, 210)),
        ("0 days 03:30:00", (1, 210)),
        ("1899-12-30 03:30:00", (1, 210)),
    ],
)
def test_a_mark_is_read(typed, found):
    assert parse_mark(typed, scheduled=240, reasons=REASONS) == found


@pytest.mark.parametrize("typed", ["24:00", "25:30:00", "1 day, 1:30:00"])
def test_hours_of_a_day_and_more_are_read_and_pass_the_limit(typed):
    with pytest.raises(Refused, match="pasa de 16 horas"):
        parse_mark(typed, scheduled=240, reasons=REASONS)


@pytest.mark.parametrize("typed", ["17", "F4", "Z", "4h", "-1", "0", "3:75", "PP", "=1+1", "T0", "13:00 PM", "٣"])
def test_a_wrong_mark_says_why(typed):
    with pytest.raises(Refused, match=typed[0] if typed[0].isalnum() else "no es una marca"):
        parse_mark(typed, scheduled=240, reasons=REASONS)


def test_present_without_timetable_needs_hours():
    with pytest.raises(Refused, match="escriba las horas"):
        parse_mark("P", scheduled=0, reasons=REASONS)
    assert parse_mark("4", scheduled=0, reasons=REASONS) == (1, 240)


@pytest.mark.parametrize("scheduled", [0, 200, 240])
@pytest.mark.parametrize("typed", ["", "4", "3:20", "T2", "F", "S", "X", "X1", "C", "0:05"])
def test_what_is_shown_reads_back_the_same(typed, scheduled):
    number, minutes = parse_mark(typed, scheduled=scheduled, reasons=REASONS)
    reason = next((item for item in REASONS.values() if item.number == number), None)
    shown = mark_text(reason=reason, minutes=minutes, scheduled=scheduled)
    assert parse_mark(shown, scheduled=scheduled, reasons=REASONS) == (number, minutes)


def test_the_reasons_are_nineteen_with_one_key_each():
    assert [item["number"] for item in DOCUMENT["reasons"]] == list(range(1, 20))
    assert len(REASONS) == 19
    assert {key for key, item in REASONS.items() if item.counts} == {"P", "T"}
    assert {key for key, item in REASONS.items() if item.present} == {"P", "T", "X"}
