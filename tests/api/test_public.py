"""The published tables without a key: what the public window tells, a hundred rows a page, sixty requests a minute."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db.models import F
from django.test import RequestFactory

from llamkay.api.limits import SharedThrottle
from llamkay.api.models import PublicUse
from llamkay.api.public import RATE
from tests.web.test_public import report
from tests.worlds.places import reference
from tests.worlds.returns import JANUARY
from tests.worlds.shared import world

ROOT = "/api/v1/public"


@world(on=reference)
def five_prisons(_reference):
    """Five prisons in January; of EP03 three people work."""
    for code, population, working in (
        ("EP01", 400, 90),
        ("EP02", 500, 120),
        ("EP03", 300, 3),
        ("EP04", 350, 70),
        ("EP05", 600, 200),
    ):
        report(code, population, working, JANUARY)


@pytest.fixture
def ask(five_prisons, client):
    """The answer to a request of nobody; the limit counts from here."""
    cache.clear()
    yield lambda address, **query: client.get(f"{ROOT}/{address}", query)
    cache.clear()


def test_a_cell_is_told_as_the_window_tells_it(ask):
    rows = {row["place"]: row for row in ask("figures", metric="working").json()["items"]}
    assert (rows["PE"]["value"], rows["EP05"]["value"], rows["EP03"]["value"]) == (483, 200, None)
    assert (rows["EP03"]["observation"], rows["EP03"]["confidentiality"]) == ("Q", "C")
    whole = ask("figures", month="2026-01").json()
    assert len(whole["items"]) <= 100 and whole["count"] > len(rows)


def test_a_figure_as_it_was_known_at_the_end_of_a_day(ask, monkeypatch):
    monkeypatch.setenv("LLAMKAY_NOW", "2026-02-10T10:00:00-05:00")
    report("EP05", 610, 210, JANUARY)

    def country(at):
        (row,) = ask("figures", metric="population", place="PE", at=at).json()["items"]
        return row["value"]

    assert (country("2026-02-09"), country("2026-02-10")) == (2150, 2160)
    assert ask("figures", at="2025-01-01").json() == {"error": "Todavía no hay cifras."}
    assert ask("figures", at="2026-02-30").status_code == 422


def test_the_dictionary_and_the_changes(ask):
    found = ask("dictionary").json()
    assert {"registered", "working_15"} <= {each["code"] for each in found["figures"]}
    assert all(each["owner"] and each["limits"] for each in (*found["figures"], *found["ratios"]))
    lines = ask("changes", metric="population").json()["items"]
    assert {line["joined"] for line in lines if line["place"] == "EP01"} == {400}
    assert ask("changes", metric="children_living_in").status_code == 422


def test_who_asks_too_often_waits_whatever_a_header_says_and_whichever_process_answers(ask, client):
    answers = [client.get(f"{ROOT}/revisions", HTTP_X_FORWARDED_FOR=f"10.0.0.{n}") for n in range(61)]
    assert {answer.status_code for answer in answers[:60]} == {200}
    assert answers[60].status_code == 429 and int(answers[60]["Retry-After"]) <= 60
    assert answers[60].json() == {"error": "Demasiados pedidos desde su dirección: espere un minuto."}
    another = SharedThrottle(RATE)  # as a second process has it
    asked = RequestFactory().get("/", REMOTE_ADDR="127.0.0.1")
    assert not another.allow_request(asked) and 0 < another.wait() <= 60
    assert another.allow_request(RequestFactory().get("/", REMOTE_ADDR="127.0.0.2"))
    PublicUse.objects.update(since=F("since") - timedelta(minutes=1))
    assert another.allow_request(asked)
    assert [use.times for use in PublicUse.objects.all()] == [1]  # what nobody counts any more is gone
