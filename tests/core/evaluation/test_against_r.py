"""The kernel against R's ``survival`` 3.5-3 and ``cmprsk`` 2.2-11 (R 4.2.2), on the data sets everybody knows.

``r/make.R`` wrote the data and the values beside it.
"""

import csv
import json
from pathlib import Path

import numpy as np
import pytest

from llamkay.core.evaluation import distributions, survival
from llamkay.core.evaluation.cox import cox
from llamkay.core.evaluation.incidence import aalen_johansen

R = Path(__file__).with_name("r")
VALUES = json.loads((R / "r.json").read_text())
SHARE, COEFFICIENT = 1e-9, 1e-5


def data(name):
    with (R / f"{name}.csv").open() as file:
        rows = list(csv.DictReader(file))
    return {
        column: np.array([row[column] for row in rows])
        if column == "sex" and name == "mgus2"
        else np.array([float(row[column]) for row in rows])
        for column in rows[0]
    }


def steps(name, time="time", event="status", rows=slice(None)):
    columns = data(name)
    return survival.count(columns[time].astype(int)[rows], columns[event].astype(int)[rows])


TIMED = {"lung": ("time", "status"), "rossi": ("week", "arrest")}


@pytest.mark.parametrize("interval", ["log-log", "log", "plain"])
@pytest.mark.parametrize("name", TIMED)
def test_kaplan_meier(name, interval):
    right = VALUES[f"{name} {interval}"]
    counted = steps(name, *TIMED[name])
    curve = survival.kaplan_meier(counted, interval)
    assert survival.at_risk(counted, np.array(right["time"], float)).tolist() == right["n_risk"]
    for index, time in enumerate(right["time"]):
        if time < counted.time[0]:
            continue
        found = curve.at(time)
        for value, key in zip(found, ("survival", "lower", "upper"), strict=True):
            asked = right[key][index]
            assert np.isnan(value) if asked is None else value == pytest.approx(asked, abs=SHARE), (time, key)


def test_late_entries():
    columns, right = data("heart"), VALUES["heart"]
    counted = survival.count(columns["stop"], columns["event"].astype(int), columns["start"])
    curve = survival.kaplan_meier(counted)
    assert survival.at_risk(counted, np.array(right["time"], float)).tolist() == right["n_risk"]
    found = np.array([curve.at(time) for time in right["time"]]).T
    for values, key in zip(found, ("survival", "lower", "upper"), strict=True):
        assert values == pytest.approx(right[key], abs=SHARE)


@pytest.mark.parametrize(("name", "until"), [("lung", 365), ("lung", 1022), ("rossi", 52), ("rossi", 26)])
def test_mean_time_until_a_horizon(name, until):
    found = survival.restricted_mean(steps(name, *TIMED[name]), until)
    assert found == pytest.approx(VALUES["rmean"][f"{name}{until}"], abs=1e-9)


def test_a_horizon_that_nobody_reached_is_refused():
    from llamkay.core.errors import Refused

    with pytest.raises(Refused, match="1022"):
        survival.restricted_mean(steps("lung"), 1023)


@pytest.mark.parametrize(("name", "group"), [("lung", "sex"), ("rossi", "fin"), ("colon", "rx"), ("lung", "ph.ecog")])
def test_log_rank(name, group):
    parts = data(name)[group]
    time, event = TIMED.get(name, ("time", "status"))
    test = survival.log_rank([steps(name, time, event, parts == value) for value in np.unique(parts)])
    chi2, df, p = VALUES["logrank"][f"{name}_{group.removeprefix('ph.')}"]
    assert (test.chi2, test.df, test.p) == (pytest.approx(chi2, rel=1e-9), df, pytest.approx(p, abs=1e-9))


MODELS = {
    "lung": ("lung", "time", "status", ["age", "sex", "ph.ecog", "ph.karno"], None),
    "rossi": ("rossi", "week", "arrest", ["fin", "age", "race", "wexp", "mar", "paro", "prio"], None),
    "rossi_breslow": ("rossi", "week", "arrest", ["fin", "age", "race", "wexp", "mar", "paro", "prio"], None),
    "colon": ("colon", "time", "status", ["age", "sex", "nodes", "obstruct", "rx"], None),
    "heart": ("heart", "stop", "event", ["age", "year", "surgery", "transplant"], "start"),
}


@pytest.mark.parametrize("model", MODELS)
def test_cox(model):
    name, time, event, names, entry = MODELS[model]
    columns, right = data(name), VALUES["cox"][model]
    found = cox(
        columns[time],
        columns[event],
        np.column_stack([columns[covariate] for covariate in names]),
        names,
        entry=None if entry is None else columns[entry],
        ties="breslow" if model.endswith("breslow") else "efron",
    )
    assert [c.coef for c in found.coefficients] == pytest.approx(right["coef"], abs=COEFFICIENT)
    assert [c.se for c in found.coefficients] == pytest.approx(right["se"], abs=COEFFICIENT)
    assert [found.null, found.fitted] == pytest.approx(right["loglik"], abs=1e-6)
    assert found.concordance == pytest.approx(right["concordance"], abs=1e-9)
    assert [test.chi2 for test in found.proportionality] == pytest.approx(right["zph_chi2"], rel=1e-4)
    assert [test.p for test in found.proportionality] == pytest.approx(right["zph_p"], abs=1e-5)


def test_incidence_where_others_come_first():
    right = VALUES["cuminc_mgus2"]
    counted = steps("mgus2", "time", "event")
    found = aalen_johansen(counted)
    assert found.share.tolist() == aalen_johansen(counted).share.tolist()
    for kind in (1, 2):
        values = [found.at(kind, time) for time in right["times"]]
        assert [value[0] for value in values] == pytest.approx(right["est"][kind - 1], abs=SHARE)
        assert [value[1] for value in values] == pytest.approx(right["var"][kind - 1], abs=SHARE)
        beside = VALUES["survfit_mgus2"]
        assert [value[0] for value in values] == pytest.approx([row[kind - 1] for row in beside["est"]], abs=SHARE)
    both = found.share.sum(axis=0)
    assert both == pytest.approx(1 - survival.kaplan_meier(counted).survival, abs=1e-12)


def test_distributions():
    right = VALUES["distributions"]
    asked = zip((0.01, 1, 3.84, 20, 100, 500), (1, 2, 1, 10, 80, 400), strict=True)
    assert [distributions.chi_squared_tail(*each) for each in asked] == pytest.approx(right["pchisq"], rel=1e-11)
    asked = ((0.025, 1, 29), (0.975, 2, 28), (0.025, 500, 9501), (0.975, 0.5, 0.5))
    assert [distributions.beta_quantile(*each) for each in asked] == pytest.approx(right["qbeta"], rel=1e-10)
    assert distributions.two_sided(1.959963984540054) == pytest.approx(0.05, abs=1e-14)
