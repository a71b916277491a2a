"""``llamkay evaluate`` as a stranger runs it on plain files."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from llamkay.cli.evaluate import evaluate
from llamkay.core.errors import Refused

R = Path(__file__).parents[1] / "core/evaluation/r"


def run(*words):
    done = CliRunner().invoke(evaluate, [str(word) for word in words], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return json.loads(done.output) if "--json" in words else done.output


def refused(*words):
    with pytest.raises(Refused) as refusal:
        CliRunner().invoke(evaluate, [str(word) for word in words], catch_exceptions=False)
    return str(refusal.value)


def written(tmp_path, text):
    (tmp_path / "people.csv").write_text(text)
    return tmp_path / "people.csv"


def test_survival():
    found = run(
        "survival", R / "lung.csv", "--time", "time", "--event", "status", "--group", "sex", "--at", "310,365,2000",
        "--tau", "365", "--json",
    )  # fmt: skip
    assert [(group["group"], group["n"], group["events"]) for group in found["groups"]] == [
        ("1", 136, 110),
        ("2", 90, 53),
    ]
    first = found["groups"][0]["at"]
    assert [at["t"] for at in first] == [310, 365, 2000]
    assert first[2] | {"n_risk": 0} == {"t": 2000, "n_risk": 0, "survival": None, "lower": None, "upper": None}
    assert 0 < first[0]["lower"] < first[0]["survival"] < first[0]["upper"] < 1
    assert found["groups"][1]["rmst"]["value"] > found["groups"][0]["rmst"]["value"]
    assert found["logrank"]["df"] == 1
    assert 0.0005 < found["logrank"]["p"] < 0.005
    assert len(found["warnings"]) == 2


def test_survival_in_lines_with_late_entries():
    said = run("survival", R / "heart.csv", "--time", "stop", "--event", "event", "--entry", "start", "--at", "30")
    assert "groups[0].at[0].n_risk: " in said


def test_incidence_takes_each_kind():
    found = run("incidence", R / "mgus2.csv", "--time", "time", "--event", "event", "--at", "12,240", "--json")
    kinds = found["groups"][0]["kinds"]
    assert [(kind["kind"], kind["events"]) for kind in kinds] == [(1, 115), (2, 860)]
    at = kinds[0]["at"][1]
    assert at["lower"] < at["incidence"] < at["upper"]
    assert 0 < at["variance"] < 1e-3


def test_cox():
    found = run(
        "cox", R / "rossi.csv", "--time", "week", "--event", "arrest", "--covariates", "fin,age,prio", "--json"
    )  # fmt: skip
    assert [c["name"] for c in found["coefficients"]] == ["fin", "age", "prio"]
    assert [p["name"] for p in found["proportionality"]] == ["fin", "age", "prio", "GLOBAL"]
    assert found["loglik"]["fitted"] > found["loglik"]["null"]
    assert 0.5 < found["concordance"] < 0.8


def test_compare_gives_a_sentence(tmp_path):
    import csv

    with (R / "recid.csv").open() as file:
        rows = list(csv.DictReader(file))
    lines = ["workprg,age,priors,back"]
    for row in rows:
        known = int(row["cens"]) == 0 or int(row["durat"]) >= 36
        back = "" if not known else str(int(int(row["cens"]) == 0 and int(row["durat"]) <= 36))
        lines.append(f"{row['workprg']},{row['age']},{row['priors']},{back}")
    lines.append("1,300,2,")
    found = run(
        "compare", written(tmp_path, "\n".join(lines)), "--treated", "workprg", "--outcome", "back",
        "--covariates", "age,priors", "--json",
    )  # fmt: skip
    assert found["n"]["treated"] + found["n"]["comparison"] == len(rows)
    assert found["warnings"] == [f"1 of {len(rows) + 1} people were left out: a value is missing"]
    assert (found["grade"], found["verdict"]["code"]) == ("matched", "inconclusive")
    assert "harían falta" in found["verdict"]["sentence_es"]
    assert found["verdict"]["sentence_en"].startswith("It cannot be said yet: ")
    assert "would be needed" in found["verdict"]["sentence_en"]
    assert [each["name"] for each in found["balance"]] == ["age", "priors"]


def test_a_workshop_of_sixteen(tmp_path):
    people = [f"{int(i < 16)},{i % 7},{int(i % 3 == 0)}" for i in range(400)]
    file = written(tmp_path, "\n".join(["t,x,y", *people]))
    found = run("compare", file, "--treated", "t", "--outcome", "y", "--covariates", "x", "--json")
    assert (found["verdict"]["code"], found["verdict"]["why"]) == ("refused", "few_treated")
    assert found["verdict"]["needed"] > 1000


MOVEMENTS = """person,kind,on,offence_on
a,admitted,2020-01-01,2019-12-01
a,released,2022-03-10,
a,returned_convicted,2022-09-01,2022-08-01
b,admitted,2020-01-01,2019-12-01
b,released:conditional_release,2022-03-10,
c,admitted,2020-01-01,2019-12-01
c,released:unknown,2022-03-10,
"""
PROTOCOL = "period: {from: 2022-01-01, to: 2022-12-31}\ndata_cut: 2024-12-31\nwindows: [12, 24, 36]\n"


def test_cohort(tmp_path):
    (tmp_path / "protocol.yaml").write_text(PROTOCOL)
    file = written(tmp_path, MOVEMENTS)
    found = run("cohort", file, "--protocol", tmp_path / "protocol.yaml", "--json")
    (cohort,) = found["cohorts"]
    assert (cohort["cohort"], cohort["released"], found["unknown_reason"]) == ("2022", 2, 1)
    twelve, _, last = cohort["windows"]
    assert (twelve["evaluable"], twelve["returned"], twelve["share"]) == (2, 1, 0.5)
    assert twelve["kinds"]["new_convicted"] == 1
    assert (last["evaluable"], last["returned"], last["share"]) == (0, 0, None)
    assert len(found["protocol"]["seal"]) == 64


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "is empty"),
        ("t,y\n1,0\n", "no column «x»"),
        ("t,t,y,x\n1,1,0,1\n", "two columns of one name"),
        ("t,y,x\n1,0\n", "row 2: 2 cells"),
        ("t,y,x\n1,0,a\n", "row 2: x is «a»"),
        ("t,y,x\n1,0,inf\n", "row 2: x is «inf»"),
        ("t,y,x\n2,0,1\n", "«t» holds 0 or 1"),
        ("t,y,x\n1,,1\n", "no row in which"),
        ("t,y,x\n1,0,1\n", "both groups"),
        ('t,y,x\n1,0,"1\n', "cannot be read as CSV"),
    ],
)
def test_a_bad_file_gets_one_sentence(tmp_path, text, words):
    file = written(tmp_path, text)
    assert words in refused("compare", file, "--treated", "t", "--outcome", "y", "--covariates", "x")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("a,left,2022-01-01,", "row 2: kind is «left»"),
        ("a,released,yesterday,", "row 2"),
        (",released,2022-01-01,", "row 2: person is empty"),
        ("a,released:paperwork,2022-02-01,", "nobody decided"),
    ],
)
def test_a_bad_movement_names_its_row(tmp_path, line, words):
    (tmp_path / "protocol.yaml").write_text(PROTOCOL)
    file = written(tmp_path, f"person,kind,on,offence_on\n{line}\n")
    assert words in refused("cohort", file, "--protocol", tmp_path / "protocol.yaml")


def test_a_bad_protocol(tmp_path):
    file = written(tmp_path, MOVEMENTS)
    (tmp_path / "protocol.yaml").write_text("windows: [12\n")
    assert "is not YAML" in refused("cohort", file, "--protocol", tmp_path / "protocol.yaml")
    (tmp_path / "protocol.yaml").write_text("windows: [12]\n")
    assert "«period»" in refused("cohort", file, "--protocol", tmp_path / "protocol.yaml")
    assert "there is no file" in refused("cohort", file, "--protocol", tmp_path / "none.yaml")


def test_times_are_numbers():
    assert "soon" in refused("survival", R / "lung.csv", "--time", "time", "--event", "status", "--at", "soon")
    assert "0 or 1" in refused("survival", R / "mgus2.csv", "--time", "time", "--event", "event", "--at", "12")
