"""``llamkay disclosure`` as a stranger runs it on a plain file."""

import json

import pytest
from click.testing import CliRunner

from llamkay.cli.disclosure import disclosure
from llamkay.core.errors import Refused

TABLE = """region,kind,count
A,x,2
A,y,9
A,*,11
B,x,12
B,y,20
B,*,32
*,x,14
*,y,29
*,*,43
"""


@pytest.fixture
def file(tmp_path):
    def write(text):
        (tmp_path / "table.csv").write_text(text, encoding="utf-8")
        return tmp_path / "table.csv"

    return write


def run(*words):
    done = CliRunner().invoke(disclosure, [str(word) for word in words], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return json.loads(done.output) if "--json" in words else done.output


def refused(*words):
    with pytest.raises(Refused) as refusal:
        CliRunner().invoke(disclosure, [str(word) for word in words], catch_exceptions=False)
    return str(refusal.value)


def test_what_goes_and_why(file):
    found = run("protect", file(TABLE), "--threshold", 5, "--json")
    assert found.pop("seconds") < 5
    assert found == {
        "cells": 9,
        "hidden": [
            {"region": "A", "kind": "x", "why": "small"},
            {"region": "A", "kind": "y", "why": "protects"},
            {"region": "B", "kind": "x", "why": "protects"},
            {"region": "B", "kind": "y", "why": "protects"},
        ],
        "narrowest": 11,
        "least": 4,
        "whole": [],
    }
    assert "4 of 9 cells go" in run("protect", file(TABLE), "--threshold", 5)


def test_what_a_stranger_works_out(file):
    hidden = TABLE.replace("A,x,2", "A,x,").replace("A,y,9", "A,y,")
    assert run("attack", file(hidden), "--json") == {
        "hidden": 2,
        "exact": [{"region": "A", "kind": "x", "count": 2}, {"region": "A", "kind": "y", "count": 9}],
        "narrowest": 0,
        "intervals": [
            {"region": "A", "kind": "x", "low": 2, "high": 2},
            {"region": "A", "kind": "y", "low": 9, "high": 9},
        ],
    }
    alone = "kind,count\nx,\ny,4\n*,\n"
    assert run("attack", file(alone), "--json")["intervals"] == [
        {"kind": "x", "low": 0, "high": None},
        {"kind": "*", "low": 4, "high": None},
    ]
    assert "region «A», kind «x»: is 2" in run("attack", file(hidden))


def test_what_is_protected_withstands_the_attack(file):
    gone = run("protect", file(TABLE), "--threshold", 5, "--json")["hidden"]
    places = {(cell["region"], cell["kind"]) for cell in gone}
    rows = [line.split(",") for line in TABLE.split()]
    hidden = "\n".join(",".join([*row[:2], "" if tuple(row[:2]) in places else row[2]]) for row in rows)
    found = run("attack", file(hidden), "--json")
    assert found["hidden"] == 4 and not found["exact"] and found["narrowest"] == 11


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("A,*,11\n", ""), "row 2: its total, the row region «A», kind «*», is missing"),
        (("*,*,43\n", ""), "row 4: its total, the row region «*», kind «*», is missing"),
        (("A,*,11", "A,*,12"), "row 4: region «A», kind «*» is 12, and its parts add up to 11"),
        (("A,x,2", "A,x,-2"), "row 2: the count of region «A», kind «x» is -2"),
        (("A,x,2", "A,x,2.5"), "row 2: the count of region «A», kind «x» is «2.5»"),
        (("A,x,2", "A,x,"), "row 2: the count of region «A», kind «x» is empty"),
        (("A,x,2", ",x,2"), "row 2: region is empty"),
        (("A,y,9", "A,x,9"), "row 3: region «A», kind «x» stands already in row 2"),
        (("A,y,9", "A,y,9,9"), "row 3: it has 4 cells"),
        (("count", "n"), "the last column is «n»"),
        (("region,kind", "kind,kind"), "each another"),
    ],
)
def test_what_is_wrong_is_refused_by_row(file, change, says):
    assert says in refused("protect", file(TABLE.replace(*change)), "--threshold", 5)


def test_every_row_that_is_wrong_is_named(file):
    text = TABLE.replace("A,x,2", "A,x,-2").replace("B,y,20", "B,y,many")
    found = refused("protect", file(text), "--threshold", 5)
    assert "row 2:" in found and "row 6:" in found


def test_shown_parts_above_their_total_are_refused(file):
    text = TABLE.replace("A,x,2", "A,x,").replace("A,y,9", "A,y,19")
    assert "that are shown add up to 19" in refused("attack", file(text))


def test_a_file_that_is_not_there_and_one_that_is_empty(tmp_path, file):
    assert "there is no file" in refused("attack", tmp_path / "none.csv")
    assert "empty" in refused("attack", file(""))
    assert "no cell" in refused("attack", file("a,count\n"))
