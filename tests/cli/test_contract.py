"""The commands as a stranger runs them: plain files, no database, one JSON document, one sentence on refusal."""

import json
import os
import subprocess
import sys
from importlib import resources
from pathlib import Path

import pytest

LLAMKAY = str(Path(sys.executable).with_name("llamkay"))
ROOT = Path(__file__).resolve().parents[2]
NOTE = str(resources.files("llamkay.data").joinpath("nota-098-2026-inpe.txt"))


@pytest.fixture
def run(tmp_path):
    """Run a command; nothing may appear in its data folder, so no database was started."""
    home = tmp_path / "data"

    def command(*words, status=0):
        environment = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"} | {"LLAMKAY_DATA": str(home)}
        done = subprocess.run(
            [LLAMKAY, *words], env=environment, capture_output=True, text=True, timeout=60, cwd=tmp_path
        )
        assert done.returncode == status, done.stdout + done.stderr
        assert not home.exists()
        return done

    return command


CASE = """
id: two-years
title: Two years at medium security, then minimum
jurisdiction: pe
as_of: 2026-11-23
person: {recidivist: false, habitual: false}
convictions:
  - {offence: "186", committed_on: 2019-05-01, final_on: 2021-03-15, starts_on: 2020-01-10,
     sentence: {years: 8, months: 0, days: 0}}
stages:
  - {from: 2020-01-10, to: 2022-01-10, regime: closed_ordinary, stage: medium}
  - {from: 2022-01-10, regime: closed_ordinary, stage: minimum}
activity:
  - {kind: work, from: 2021-01-01, to: 2021-12-31, days: 250}
"""


def test_remission_of_a_case(run, tmp_path):
    (tmp_path / "case.yaml").write_text(CASE)
    found = json.loads(run("remission", "compute", "case.yaml", "--json").stdout)
    assert (found["status"], found["counted_days"], found["remitted_days"], found["fraction"]) == (
        "computed",
        250,
        125,
        "125",
    )
    (segment,) = found["segments"]
    assert (segment["ratio"], segment["norm"], segment["article"]) == (2, "D.Leg 1296", "44")
    assert found["release"] == {"sentence_ends": "2028-01-09", "with_remission": "2027-09-06"}
    assert found["excluded"] == found["alternatives"] == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("as_of: 2026-11-23", "as_of: 23/11/2026"),
        ("days: 250", "days: -1"),
        ("regime: closed_ordinary, stage: medium", "regime: closed_ordinary, stage: A"),
        ("kind: work", "kind: sport"),
    ],
)
def test_a_wrong_case_is_one_sentence(run, tmp_path, change, said):
    (tmp_path / "case.yaml").write_text(CASE.replace(change, said))
    done = run("remission", "compute", "case.yaml", "--json", status=2)
    assert done.stdout == ""
    assert len(done.stderr.strip().splitlines()) == 1
    assert "Traceback" not in done.stderr


def test_a_file_that_is_not_there_or_no_case(run, tmp_path):
    assert "nothing.yaml" in run("remission", "compute", "nothing.yaml", status=2).stderr
    (tmp_path / "list.yaml").write_text("- 1\n- 2\n")
    assert "Traceback" not in run("remission", "compute", "list.yaml", status=2).stderr


def test_split_of_the_contract(run):
    words = ["--gross", "1000.00", "--month", "2025-03", "--reparation", "pending", "--alimony", "250.00", "--json"]
    found = json.loads(run("pay", "split", *words).stdout)
    parts = {name: found[name] for name in ("gross", "base", "institution", "reparation", "alimony", "personal")}
    assert parts == {
        "gross": "1000.00",
        "base": "1000.00",
        "institution": "100.00",
        "reparation": "200.00",
        "alimony": "250.00",
        "personal": "450.00",
    }
    assert found["status"] == "computed"
    assert {"INC-02-institution", "INC-02-reparation"} <= {rule["rule"] for rule in found["rules"]}


@pytest.mark.parametrize("gross", ["-1.00", "1.001", "ten", "1e3", ""])
def test_a_wrong_amount_is_one_sentence(run, gross):
    done = run("pay", "split", "--gross", gross, "--month", "2025-03", "--json", status=2)
    assert done.stdout == ""
    assert len(done.stderr.strip().splitlines()) == 1


def test_the_source_note_is_read_once(run):
    found = json.loads(run("note", "read", NOTE, "--json").stdout)
    assert (found["institution"], found["number"], found["year"]) == ("INPE", 98, 2026)
    assert found["published_at"] == "2026-02-02T16:07:00-05:00"
    assert len(found["paragraphs"]) == len(set(found["paragraphs"])) == 11
    (repeated,) = [w for w in found["warnings"] if w["code"] == "repeated_paragraphs"]
    assert "11" in repeated["message"]


def test_the_source_note_is_checked(run):
    found = json.loads(run("note", "check", NOTE, "--json").stdout)["findings"]
    assert {"verb_form", "number_agreement"} <= {item["code"] for item in found}
    assert all(item.keys() == {"code", "severity", "paragraph", "excerpt", "suggestion"} for item in found)


def test_the_law_on_the_day_before_and_the_day_of_a_change(run):
    def ratio(day):
        found = json.loads(run("law", "show", "remission.ratio.work", "--on", day, "--json").stdout)
        return {(value["id"], value["norm"]) for value in found["values"]}

    assert ratio("2023-11-22") != ratio("2023-11-23")
    assert any(norm.startswith("D.Leg 1585") for _, norm in ratio("2023-11-23"))


def test_a_command_that_does_not_exist(run):
    assert "nothing-like-it" in run("nothing-like-it", status=2).stderr


def test_a_stranger_checks_the_corpus_with_the_command_alone(run, tmp_path):
    cases = sorted(map(str, (ROOT / "cases" / "remission").glob("*.yaml")))
    assert run("remission", "compute", *cases, "--check").stdout.endswith(" 0 differences\n")
    text = (ROOT / "cases" / "remission" / "release.yaml").read_text(encoding="utf-8")
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text(text.replace("remitted_days: ", "remitted_days: 9", 1), encoding="utf-8")
    told = run("remission", "compute", str(wrong), "--check", status=1).stdout
    assert "remitted_days: expected 9" in told and " 1 differences" in told


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("remission compute folder", "«folder» is a folder; name a file"),
        ("nursery growth folder", "«folder» is a folder; name a file"),
        ("disclosure attack folder", "«folder» is a folder; name a file"),
        ("disclosure attack none.csv", "there is no file «none.csv»; check the name"),
        ("remission compute note.txt/case.yaml", "«note.txt/case.yaml» stands below something that is a file"),
        ("backup-key none/key", "there is no file «none/key»; check the name"),
        ("serve --port 65536", "65536 is not in the range"),
        ("serve --workers 0", "0 is not in the range"),
        ("demo --port -1", "-1 is not in the range"),
        ("close --all --month 2026-01 --workers -1", "-1 is not in the range"),
        ("recount --all --workers 0", "0 is not in the range"),
        ("backup --nightly --keep 0", "0 is not in the range"),
        ("archive base --keep 0", "0 is not in the range"),
        ("anonymise a;b", "«a;b» is no name of a database"),
    ],
)
def test_what_cannot_be_is_one_sentence_before_anything_is_touched(run, tmp_path, words, says):
    (tmp_path / "folder").mkdir()
    (tmp_path / "note.txt").write_text("Nota")
    done = run(*words.split(" "), status=2)
    assert (done.stdout, done.stderr.count("\n")) == ("", 1)
    assert done.stderr.startswith("llamkay: ") and says in done.stderr and "Errno" not in done.stderr


def test_a_copy_for_training_has_a_name(run):
    assert "«» is no name of a database" in run("anonymise", "", status=2).stderr
