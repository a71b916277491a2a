"""``llamkay nursery`` as a stranger runs it: a plain file in, CSV out, one sentence where a row is wrong."""

import csv
import io
import subprocess
import sys
from datetime import date, timedelta
from importlib import resources
from pathlib import Path

import pytest

from tests.worlds import commands

LLAMKAY = str(Path(sys.executable).with_name("llamkay"))
VISIT = "case_id,sex,dob,visit_date,weight_kg,lenhei_cm,measure,headc_cm,oedema"
SCORED = "age_days,clenhei,c9mo_flag,cbmi,zlen,zwei,zwfl,zbmi,zhc,flen,fwei,fwfl,fbmi,fhc"
CHILD = "case_id,dob,mother_nationality"
DUE = "third_birthday,upe_notice_deadline,birth_registration_due,newborn_screening_due"


@pytest.fixture
def run(tmp_path):
    """Run the command on a file with the text; no database may be reached."""

    def command(what: str, text: str | bytes, status: int = 0) -> commands.Answer:
        (tmp_path / "in.csv").write_bytes(text if isinstance(text, bytes) else text.encode())
        done = commands.answer(tmp_path, "nursery", what, "in.csv")
        assert done.returncode == status, done.stdout + done.stderr
        return done

    return command


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_the_survey_of_who_through_the_command(run) -> None:
    path = resources.files("pygrowup").joinpath("test_datasets", "MySurvey_z_st.csv")
    survey = table(path.read_text())
    start, lines = date(2010, 1, 1), [VISIT]
    for row in survey:
        age = row["age.days"]
        seen = start + timedelta(days=int(age)) if age else ""
        sex = {"1": "M", "2": "F"}[row["GENDER"]]
        cells = [row["id"], sex, start, seen, row["WEIGHT"], row["HEIGHT"], row["measure"], row["HEAD"], row["oedema"]]
        lines.append(",".join(map(str, cells)))
    done = run("growth", "\n".join(lines))
    assert done.stdout.splitlines()[0] == f"{VISIT},{SCORED}"
    found = table(done.stdout)
    assert [row["case_id"] for row in found] == [row["id"] for row in survey]
    compared = 0
    for row, expected in zip(found, survey, strict=True):
        old = expected["age.days"] != "" and int(expected["age.days"]) > 1826  # WHO scores them no more
        for index in ("len", "wei", "wfl", "bmi", "hc"):
            if old or not expected[f"z{index}"]:
                assert (row[f"z{index}"], row[f"f{index}"]) == ("", ""), (row, index)
                continue
            assert abs(float(row[f"z{index}"]) - float(expected[f"z{index}"])) <= 0.005
            assert row[f"f{index}"] == expected[f"f{index}"]
            compared += 1
    assert compared == 1977


def test_every_column_of_a_visit(run) -> None:
    """The scores were computed apart, from the tables in forty digits."""
    text = (
        f"{VISIT}\n"
        "a,F,2024-01-01,2026-01-01,10.5,84.8,h,47,n\n"
        "b,M,2024-01-01,2024-03-01,5.5,58,h,,y\n"
        "c,,,,,,,,\n"
        "d,m,2024-01-01,2025-01-01,9.6,75.05,H,,N\n"
    )
    rows = [",".join(list(row.values())[9:]) for row in table(run("growth", text).stdout)]
    assert rows == [
        "731,84.8,0,14.601504,-0.29,-0.73,-0.88,-0.87,-0.13,0,0,0,0,0",
        "60,58.0,1,16.349584,-0.17,,,,,0,,,,",
        ",,0,,,,,,,,,,,",
        "366,75.75,0,16.730386,-0.01,-0.05,-0.07,-0.05,,0,0,0,0,",
    ]


def test_a_spreadsheet_file_and_other_columns(run) -> None:
    text = b"\xef\xbb\xbfnombre,CASE_ID,dob,mother_nationality\r\nx,a,2023-05-10,PE\r\n\r\n"
    assert (
        run("deadlines", text).stdout == f"{CHILD},{DUE}\na,2023-05-10,PE,2026-05-10,2026-02-10,2023-07-09,2023-06-07\n"
    )


def test_what_a_file_calls_a_child_is_no_formula(run) -> None:
    text = f"{CHILD}\n=1+1,2024-02-29,PE\n-2,2024-02-29,PE\nE-3,2024-02-29,PE\n"
    assert [row["case_id"] for row in table(run("deadlines", text).stdout)] == ["'=1+1", "'-2", "E-3"]


def test_deadlines_of_each_nationality(run) -> None:
    text = f"{CHILD}\na,2024-02-29,PE\nb,2024-02-29,CO\nc,2024-02-29,EXT\nd,2024-02-29,\n"
    found = table(run("deadlines", text).stdout)
    assert {row["third_birthday"] for row in found} == {"2027-02-28"}
    assert [row["upe_notice_deadline"] for row in found] == ["2026-11-28", *["2026-08-28"] * 3]
    assert {(row["birth_registration_due"], row["newborn_screening_due"]) for row in found} == {
        ("2024-04-29", "2024-03-28")
    }


@pytest.mark.parametrize(("what", "heading"), [("growth", f"{VISIT},{SCORED}"), ("deadlines", f"{CHILD},{DUE}")])
def test_a_file_without_children(run, what: str, heading: str) -> None:
    asked = heading.removesuffix(f",{SCORED}").removesuffix(f",{DUE}")
    assert run(what, f"{asked}\n").stdout == f"{heading}\n"


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("a,X,2024-01-01,2026-01-01,10,80,l,47,n", "sex is «X»; write M or F"),
        ("a,F,01/02/2024,2026-01-01,10,80,l,47,n", "dob: «01/02/2024» is not a day; write it like"),
        ("a,F,2024-01-01,2026-02-30,10,80,l,47,n", "visit_date: «2026-02-30» is not a day"),
        ("a,F,2026-01-02,2026-01-01,10,80,l,47,n", "visit_date «2026-01-01» is before the dob «2026-01-02»"),
        ('a,F,2024-01-01,2026-01-01,"10,5",80,l,47,n', "weight_kg is «10,5», not a number; write it like 10.5"),
        ("a,F,2024-01-01,2026-01-01,nan,80,l,47,n", "weight_kg is «nan», not a number"),
        ("a,F,2024-01-01,2026-01-01,10,1e9,l,47,n", "lenhei_cm is «1e9», which no child measures"),
        ("a,F,2024-01-01,2026-01-01,10,80,x,47,n", "measure is «x»; write l (lying) or h (standing)"),
        ("a,F,2024-01-01,2026-01-01,10,80,l,47,si", "oedema is «si»; write y or n"),
        ("a,F,2024-01-01,2026-01-01,10,5,80,l,47,n", "10 cells under 9 columns"),
    ],
)
def test_a_wrong_visit_is_one_sentence_with_its_row(run, row: str, said: str) -> None:
    good = "g,F,2024-01-01,2026-01-01,10,80,l,47,n"
    done = run("growth", f"{VISIT}\n{good}\n{row}\n", status=2)
    assert done.stdout == ""
    (sentence,) = done.stderr.strip().splitlines()
    assert sentence.startswith("llamkay: «in.csv», row 3: ")
    assert said in sentence


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("a,,PE", "dob is empty; a deadline needs the day of birth"),
        ("a,2024-13-01,PE", "dob: «2024-13-01» is not a day"),
        ("a,2024-01-01,peruana", "«peruana» is not a nationality"),
        ("a,9998-01-01,PE", "leaves the calendar"),
    ],
)
def test_a_wrong_child_is_one_sentence_with_its_row(run, row: str, said: str) -> None:
    done = run("deadlines", f"{CHILD}\n{row}\n", status=2)
    assert done.stdout == ""
    (sentence,) = done.stderr.strip().splitlines()
    assert sentence.startswith("llamkay: «in.csv», row 2: ")
    assert said in sentence


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"", "lacks the column case_id, dob, mother_nationality"),
        (b"case_id;dob;mother_nationality\n", "separated by commas"),
        (b"case_id,dob,dob,mother_nationality\n", "names the column dob twice"),
        (b"case_id,dob,mother_nationality\n\xf1,2024-01-01,PE\n", "save it as «CSV UTF-8»"),
    ],
)
def test_a_wrong_file_is_one_sentence(run, text: bytes, said: str) -> None:
    done = run("deadlines", text, status=2)
    assert (done.stdout, len(done.stderr.strip().splitlines())) == ("", 1)
    assert said in done.stderr


def test_a_file_that_is_not_there(tmp_path) -> None:
    done = subprocess.run([LLAMKAY, "nursery", "growth", "none.csv"], cwd=tmp_path, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (2, "llamkay: there is no file «none.csv»; check the name\n")
