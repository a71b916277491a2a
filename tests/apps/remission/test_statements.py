"""A count is kept with its case and its law, and made again word for word; it agrees with the closed months."""

import copy
import html
import json
from datetime import date
from fractions import Fraction

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse

from llamkay.apps.activities.models import Adjustment
from llamkay.apps.closing.verify import verify
from llamkay.apps.people.models import StageSpell
from llamkay.apps.remission.counts import statements
from llamkay.apps.remission.counts.cases import case_of
from llamkay.apps.remission.models import Credit, DayCount, LawVersion, PriorDays, Statement
from llamkay.core.errors import Refused
from llamkay.core.remission.plain_language import explain
from llamkay.core.remission.statement import compute_case
from llamkay.core.remission.words import in_words
from llamkay.platform.law import law_of_counts
from llamkay.platform.models import LoggedAction
from llamkay.platform.security.access import Command
from tests.mending import mend
from tests.worlds import factories

TODAY = date(2026, 2, 2)


def count(person, **more):
    return statements.make_statement(actor=Command(), person=person, **more)


def test_the_case_agrees_with_the_closed_months(prison):
    Adjustment.objects.all().delete()  # one that waits for the next close is in the case already
    for person in (prison.person, prison.second):
        result = compute_case(case_of(person, as_of=date(2026, 1, 31)), statements.law_today())
        counted = sum(DayCount.objects.filter(person=person).values_list("days", flat=True))
        assert result["counted_days"] == counted
        credits = Credit.objects.filter(person=person).exclude(ratio=None)
        assert Fraction(result["settled"]) == sum((Fraction(c.days, c.ratio) for c in credits), Fraction(0))


def test_the_case_has_the_pending_adjustment_and_the_act_of_the_council(enrolled):
    case = case_of(enrolled.person, as_of=TODAY)
    worked = [item["on"] for item in case["activity"] if item["kind"] == "work"]
    assert worked == ["2026-01-05", "2026-01-06", "2026-01-07", "2026-01-08"]  # the 9th was taken back
    assert [item["on"] for item in case["activity"] if item["kind"] == "study"] == [
        "2026-01-12",
        "2026-01-13",
        "2026-01-14",
    ]
    assert case["study_results"] == [{"month": "2026-01", "passed": True}]
    assert json.loads(json.dumps(case)) == case


def test_a_count_is_made_once_and_again_word_for_word(enrolled):
    first = count(enrolled.person)
    acts = LoggedAction.objects.filter(verb="remission.compute").count()
    assert count(enrolled.person).pk == first.pk
    assert LoggedAction.objects.filter(verb="remission.compute").count() == acts == 1
    kept = Statement.objects.get(pk=first.pk)
    assert statements.again(kept) == kept.result
    assert statements.stands(kept)


def test_mended_words_change_no_count(enrolled, monkeypatch):
    first = count(enrolled.person)
    before = {language: in_words(first.result, language) for language in ("es", "en")}
    mend(monkeypatch)
    assert {language: in_words(first.result, language) for language in ("es", "en")} != before
    assert statements.stands(first)
    assert count(enrolled.person).pk == first.pk
    (check,) = [found for found in verify() if found.name == "statements"]
    assert (check.looked_at, check.problems) == (1, ())


def test_a_new_fact_gives_a_new_count_beside_the_old(enrolled):
    first = count(enrolled.person)
    StageSpell.objects.filter(person=enrolled.person).delete()
    StageSpell.objects.create(
        person=enrolled.person, regime="closed_ordinary", stage="maximum", period=DateRange(date(2025, 1, 1), None)
    )
    second = count(enrolled.person)
    assert second.replaces == first
    assert Statement.objects.filter(person=enrolled.person).count() == 2
    assert {s["stage"] for s in second.result["segments"]} == {"closed_ordinary/maximum"}
    assert statements.stands(first)


def test_an_old_count_keeps_its_law(enrolled, monkeypatch):
    first = count(enrolled.person)
    older = statements.law_today().version
    later = copy.deepcopy(list(law_of_counts()))
    (day,) = [document for document in later if document.get("topic") == "remission.day.minutes"]
    day["values"][0]["value"] = 480
    with monkeypatch.context() as changed:
        changed.setattr(statements, "law_of_counts", lambda: tuple(later))
        statements._book.cache_clear()
        second = count(enrolled.person)
    statements._book.cache_clear()
    assert first.law_version_id == older != second.law_version_id
    assert set(LawVersion.objects.values_list("version", flat=True)) == {older, second.law_version_id}
    assert (first.result["counted_days"], second.result["counted_days"]) == (7, 3)
    for made in (first, second):
        assert statements.stands(Statement.objects.get(pk=made.pk))


def test_earlier_days_count_only_when_two_people_answer_for_them(enrolled):
    before = count(enrolled.person).result["counted_days"]
    prior = PriorDays.objects.create(
        person=enrolled.person,
        kind="work",
        period=DateRange(date(2025, 1, 1), date(2025, 7, 1)),
        days=100,
        book="Libro 3",
        folio="44",
        entered_by="a",
        entered_at="2026-02-01T10:00:00-05:00",
    )
    assert count(enrolled.person).result["counted_days"] == before
    with pytest.raises(Exception, match="prior_days_by_two_people"), transaction.atomic():
        PriorDays.objects.filter(pk=prior.pk).update(state="approved", decided_by="a")
    PriorDays.objects.filter(pk=prior.pk).update(state="approved", decided_by="b")
    assert count(enrolled.person).result["counted_days"] == before + 100


def test_the_database_refuses_to_change_a_count(enrolled):
    made = count(enrolled.person)
    for statement in ("UPDATE remission_statement SET by = 'x'", "DELETE FROM remission_statement"):
        with (
            pytest.raises(DatabaseError, match="Cannot update or delete"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
    assert Statement.objects.get() == made


def test_who_may_count(enrolled):
    head = factories.staff("head_work", enrolled.place)
    assert statements.make_statement(actor=head, person=enrolled.person).by == "head_work"
    with pytest.raises(PermissionDenied):
        statements.make_statement(actor=factories.staff("teacher", enrolled.place), person=enrolled.person)
    with pytest.raises(Refused, match="no está bajo custodia"):
        count(enrolled.person, as_of=date(2019, 1, 1))


def test_the_page_tells_it_plainly_and_what_changed(enrolled, client):
    count(enrolled.person)
    StageSpell.objects.filter(person=enrolled.person).delete()
    StageSpell.objects.create(
        person=enrolled.person, regime="closed_ordinary", stage="maximum", period=DateRange(date(2025, 1, 1), None)
    )
    second = count(enrolled.person)
    client.force_login(factories.staff("head_work", enrolled.place))
    page = client.get(reverse("remission:statement", args=[second.pk])).content.decode()
    assert "En palabras sencillas" in page
    assert "Qué cambió desde el cómputo" in page
    assert all(line.text in html.unescape(page) for line in explain(second.result))


def test_the_page_speaks_the_language_of_who_reads_it(enrolled, client):
    made = count(enrolled.person)
    client.force_login(factories.staff("head_work", enrolled.place))
    address = reverse("remission:statement", args=[made.pk])
    pages = {}
    for language in ("es", "en"):
        client.post(reverse("set_language"), {"language": language, "next": "/"})
        pages[language] = html.unescape(client.get(address).content.decode())
    whys = {language: in_words(made.result, language)["segments"][0]["why"] for language in pages}
    assert whys["es"] in pages["es"] and whys["en"] not in pages["es"]
    assert whys["en"] in pages["en"] and whys["es"] not in pages["en"]
    assert all(line.text in pages["en"] for line in explain(made.result, "en"))


def test_the_page_says_the_end_with_remission_first_and_draws_the_time_of_the_sentence(enrolled, client):
    made = statements.make_statement(actor=Command(), person=enrolled.person)
    client.force_login(factories.staff("director", enrolled.place))
    page = client.get(reverse("remission:statement", args=[made.pk])).content.decode()
    first, rest = page.split('<svg role="img"')
    assert "Con lo redimido, la pena termina el " in first and "Cada tramo" in rest
    # The drawing has its title, and the table beneath says the same in words.
    assert '<title id="bar-title">' in rest and ">Toda la pena<" in rest
    drawn = {name: f"url(#bar-{name})" in rest for name in ("served", "left", "remitted", "disputed")}
    assert drawn == {"served": True, "left": True, "remitted": True, "disputed": False}
    paper = client.get(reverse("remission:own_paper", args=[made.pk]))
    assert paper.status_code == 200 and paper.content.startswith(b"%PDF")
    assert paper.content.count(b"/Type /Page\n") <= 1
