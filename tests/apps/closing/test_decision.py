"""The close of a month as a decision: seen before, asked about where it is empty, done as seen, compared afterwards."""

import re
from dataclasses import replace
from datetime import date
from html import unescape
from types import SimpleNamespace

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse

from llamkay.apps.activities.models import Activity, Adjustment, Allocation, Sheet, SheetRow
from llamkay.apps.activities.sheets.services import open_month
from llamkay.apps.closing import queries
from llamkay.apps.closing.filling import month_sheets, percent
from llamkay.apps.closing.models import Decision, Rehearsal
from llamkay.apps.closing.ready import blockers
from llamkay.apps.closing.services import close_month, look, rehearse
from llamkay.apps.closing.tasks import closes, unopened
from llamkay.apps.education.models import MonthlyMark
from llamkay.apps.months.models import MonthClose
from llamkay.apps.months.queries import working_month
from llamkay.apps.pay.models import Posting
from llamkay.apps.remission.models import DayCount
from llamkay.core.errors import Refused
from llamkay.core.values import Month
from llamkay.platform.models import LoggedAction
from llamkay.platform.security.access import Command
from llamkay.platform.security.scope import EVERYTHING, Scope
from tests.worlds import factories
from tests.worlds.factories import FEBRUARY, JANUARY, SINCE, marks

MARCH = Month(2026, 3)
WORKED = [day.day for day in FEBRUARY.dates() if day.weekday() < 5]  # twenty days
WHY = "Estuvieron en cuarentena, informe 12"


@pytest.fixture
def prison(everything, full_prison, monkeypatch):
    """On 2 March: February of a class of six and of a workshop paid by the piece, both approved."""
    monkeypatch.setenv("LLAMKAY_NOW", "2026-03-02T09:00:00-05:00")
    made, place = full_prison, full_prison.place
    Sheet.objects.filter(pk=made.open_sheet.pk).update(state="approved")
    SheetRow.objects.filter(sheet=made.open_sheet).update(**marks(*WORKED))
    people = [factories.person(place, f"DEC-{n}", f"Decidida{n}", f"00007{n:03}") for n in range(6)]
    lesson = factories.activity(
        place,
        "DEC",
        name="Aula de la decisión",
        kind="study",
        modality="",
        level="primary",
        place="classroom",
        pay_basis="none",
    )
    pieces = factories.activity(place, "PIE", name="Taller por pieza", pay_basis="piece")
    sheets = {}
    for activity in (lesson, pieces):
        sheets[activity] = Sheet.objects.create(activity=activity, month=FEBRUARY.first, state="approved")
        for person in people:
            Allocation.objects.create(person=person, activity=activity, period=SINCE)
            SheetRow.objects.create(sheet=sheets[activity], person=person, **marks(*WORKED, pieces=activity is pieces))
    for person in people:
        MonthlyMark.objects.create(activity=lesson, person=person, month=FEBRUARY.first, mark=14, passed=True)
    from llamkay.apps.pay.models import Rate

    Rate.objects.create(activity=pieces, period=SINCE, amount=300)
    Sheet.objects.create(activity=made.lesson, month=FEBRUARY.first, state="approved")
    SheetRow.objects.create(
        sheet=Sheet.objects.get(activity=made.lesson, month=FEBRUARY.first), person=made.person, **marks(*WORKED)
    )
    MonthlyMark.objects.create(activity=made.lesson, person=made.person, month=FEBRUARY.first, mark=14, passed=True)
    return SimpleNamespace(
        place=place,
        people=people,
        lesson=sheets[lesson],
        pieces=sheets[pieces],
        made=made,
        director=factories.staff("director", place),
        head=factories.staff("head_work", place),
    )


def address(name, place, month=FEBRUARY):
    return reverse(f"closing:{name}", args=[place.code, str(month)])


def page_of(client, user, url):
    client.force_login(user)
    answer = client.get(url)
    assert answer.status_code == 200, answer.content.decode()[:500]
    return " ".join(unescape(answer.content.decode()).split())


def seen_on(page):
    return re.search(r'name="visto" value="(\w+)"', page)[1]


def of(sheet, place):
    return next(each for each in month_sheets(place, FEBRUARY).sheets if each.sheet == sheet)


def test_a_full_sheet_is_full_and_asks_nothing(prison):
    full = of(prison.lesson, prison.place)
    assert (full.people, full.due, full.marked, full.percent, full.unmarked) == (6, 120, 120, 100, 0)
    assert full.unusual == [] and month_sheets(prison.place, FEBRUARY).without == []
    assert of(prison.pieces, prison.place).pieces == 120


def test_what_is_empty_is_told_sheet_by_sheet(prison):
    """Of six: two without a mark in class, three who made no piece, four without a mark of study."""
    rows = SheetRow.objects.filter(person__in=prison.people[:2])
    rows.filter(sheet=prison.lesson).update(**marks())
    SheetRow.objects.filter(sheet=prison.pieces, person__in=prison.people[:3]).update(pieces=[0] * 31)
    MonthlyMark.objects.filter(person__in=prison.people[2:4], month=FEBRUARY.first).delete()
    lesson, pieces = of(prison.lesson, prison.place), of(prison.pieces, prison.place)
    assert (lesson.percent, lesson.unmarked, lesson.ungraded) == (67, 2, 2)
    assert lesson.unusual == [
        "2 personas no tienen ninguna marca.",
        "2 estudiantes vinieron y no tienen nota: sus días no se computarán.",
    ]
    assert pieces.unusual == ["3 personas vinieron y no tienen piezas."]
    rows.update(**marks())
    assert set(month_sheets(prison.place, FEBRUARY).without) == {person.pk for person in prison.people[:2]}
    SheetRow.objects.filter(sheet=prison.lesson).update(**marks())
    assert of(prison.lesson, prison.place).unusual == ["Nadie tiene marcas."]


def test_a_sheet_much_emptier_than_the_month_before_is_told(prison):
    """The workshop had five marks of its one person in January, one of them corrected away since."""
    SheetRow.objects.filter(sheet=prison.made.open_sheet).update(**marks(2, 3))
    found = of(prison.made.open_sheet, prison.place)
    assert (found.before, found.present, found.change) == (4, 2, -2)
    assert found.unusual == ["Falta más de la mitad de las marcas."]
    fallen = replace(found, before=11, people_before=2, marked=found.due)
    assert fallen.unusual == ["Tiene menos de la mitad de las asistencias por persona que el mes anterior."]
    assert replace(fallen, before=8).unusual == []  # exactly half


@pytest.mark.parametrize(
    ("marked", "due", "shown"), [(0, 0, None), (0, 9, 0), (1, 1000, 1), (999, 1000, 99), (5, 5, 100)]
)
def test_a_percentage_says_full_only_of_the_full(marked, due, shown):
    assert percent(marked, due) == shown


def test_days_on_which_nobody_had_to_come_ask_for_no_mark(prison):
    """Placed from the 16th, held until the 20th: five days of class."""
    person = prison.people[0]
    Allocation.objects.filter(activity=prison.lesson.activity, person=person).update(
        period=DateRange(date(2026, 2, 16), None)
    )
    person.custody.update(period=DateRange(date(2025, 1, 1), date(2026, 2, 21)), exit="release")
    assert of(prison.lesson, prison.place).due == 100 + 5


def test_the_rehearsal_is_the_close_to_the_last_centimo_and_leaves_nothing(prison):
    before = (DayCount.objects.count(), Posting.objects.count(), MonthClose.objects.count())
    found = rehearse(actor=prison.director, establishment=prison.place, month=FEBRUARY)
    assert (DayCount.objects.count(), Posting.objects.count(), MonthClose.objects.count()) == before
    assert Adjustment.objects.filter(applied_in=None).exists()  # counted, and still waiting
    done = close_month(actor=Command(), establishment=prison.place, month=FEBRUARY)
    would = found.totals()
    assert (would["people"], would["days"], would["remitted"]) == (done.people, done.days, done.remitted)
    close = MonthClose.objects.get(establishment=prison.place, month=FEBRUARY.first)
    assert would["gross"] == close.totals["gross"] > 0
    assert would["adjusted_people"] == close.totals["adjusted_people"] == 1
    shares = ("institution", "reparation", "alimony", "personal", "undecided")
    assert sum(would[name] for name in shares) == would["gross"]
    assert queries.final_lines(close) == {line.person: line for line in found.lines}


def test_the_page_shows_sheets_and_totals_then_closes_and_compares(prison, client):
    page = page_of(client, prison.director, address("detail", prison.place))
    would = rehearse(actor=prison.director, establishment=prison.place, month=FEBRUARY).totals()
    for words in ("Aula de la decisión", "Taller por pieza", "100 %", "Cómo quedaría", "A cada persona"):
        assert words in page
    assert f"S/ {would['gross'] / 100:,.2f}" in page and f"S/ {would['personal'] / 100:,.2f}" in page
    assert Rehearsal.objects.get().by == "director"
    answer = client.post(address("close", prison.place), {"visto": seen_on(page)}, follow=True)
    assert "Mes cerrado" in answer.content.decode()
    assert not Rehearsal.objects.exists() and Decision.objects.get().totals == would
    page = page_of(client, prison.director, address("comparison", prison.place))
    assert "Todo quedó como se vio" in page and "Decidida0" in page and page.count(">Igual<") == would["people"]
    file = client.get(address("comparison", prison.place), {"formato": "csv"}).content.decode("utf-8-sig")
    assert len(file.splitlines()) == 1 + would["people"]


def test_emptiness_asks_for_a_reason_which_is_kept_and_nothing_typed_is_lost(prison, client):
    SheetRow.objects.filter(sheet=prison.lesson, person__in=prison.people[:3]).update(**marks())
    SheetRow.objects.filter(sheet=prison.pieces).update(pieces=[0] * 31)
    page = page_of(client, prison.director, address("detail", prison.place))
    assert "3 personas no tienen ninguna marca." in page and "6 personas vinieron y no tienen piezas." in page
    fields = {f"motivo-{prison.lesson.pk}": WHY, f"motivo-{prison.pieces.pk}": "ok"}
    answer = client.post(address("close", prison.place), {"visto": seen_on(page), **fields})
    again = unescape(answer.content.decode())
    assert answer.status_code == 422 and "Taller por pieza: diga por qué se cierra así" in again and WHY in again
    assert not MonthClose.objects.filter(month=FEBRUARY.first).exists()
    fields[f"motivo-{prison.pieces.pk}"] = "No hubo insumos en el mes"
    client.post(address("close", prison.place), {"visto": seen_on(again), **fields})
    kept = Decision.objects.get(close__month=FEBRUARY.first).reasons
    assert {item["sheet"]: item["why"] for item in kept} == {
        prison.lesson.pk: WHY,
        prison.pieces.pk: "No hubo insumos en el mes",
    }
    logged = LoggedAction.objects.filter(verb="closing.explain")
    assert {line.reason for line in logged} == {WHY, "No hubo insumos en el mes"}
    assert WHY in page_of(client, prison.director, address("detail", prison.place))


def test_what_changed_since_it_was_seen_is_not_closed(prison, client):
    page = page_of(client, prison.director, address("detail", prison.place))
    SheetRow.objects.filter(sheet=prison.lesson, person=prison.people[0]).update(**marks(*WORKED[1:]))
    answer = client.post(address("close", prison.place), {"visto": seen_on(page)})
    assert answer.status_code == 409 and "cambiaron desde que usted vio" in unescape(answer.content.decode())
    assert not MonthClose.objects.filter(month=FEBRUARY.first).exists()
    for nonsense in ("", "0" * 64, "á"):
        assert client.post(address("close", prison.place), {"visto": nonsense}).status_code == 409
    page = unescape(answer.content.decode())
    assert client.post(address("close", prison.place), {"visto": seen_on(page)}).status_code == 302


def test_one_who_looked_does_not_close_on_what_another_saw(prison, client):
    look(actor=prison.head, establishment=prison.place, month=FEBRUARY)
    client.force_login(prison.director)
    seen = Rehearsal.objects.get(by="head_work").digest
    assert client.post(address("close", prison.place), {"visto": seen}).status_code == 409


def test_a_month_that_cannot_be_reckoned_says_why_and_shows_its_sheets(prison, client):
    Activity.objects.get(code="PIE").rates.all().delete()
    page = page_of(client, prison.director, address("detail", prison.place))
    assert "no tiene tarifa" in page and "Aula de la decisión" in page and 'name="visto"' not in page


def test_several_sheets_are_approved_at_once(prison, client):
    sheets = [prison.lesson, prison.pieces]
    Sheet.objects.filter(pk__in=[sheet.pk for sheet in sheets]).update(state="submitted", submitted_by="alguien")
    SheetRow.objects.filter(sheet=prison.lesson).update(**marks())
    page = page_of(client, prison.director, address("detail", prison.place))
    ticked = re.findall(r'name="planilla" value="(\d+)" (checked)?', page)
    assert dict(ticked) == {str(prison.lesson.pk): "", str(prison.pieces.pk): "checked"}  # the empty one is not
    answer = client.post(
        address("approve", prison.place), {"planilla": [sheet.pk for sheet in sheets] + ["x", "9" * 30]}, follow=True
    )
    assert "Se aprobaron 2 planillas." in answer.content.decode()
    assert set(Sheet.objects.filter(month=FEBRUARY.first).values_list("state", flat=True)) == {"approved"}
    assert LoggedAction.objects.filter(verb="activities.approve_sheet").count() == 2


def test_nobody_approves_a_sheet_of_another_prison_or_month(prison, client, two_prisons):
    other = two_prisons[1].open_sheet
    Sheet.objects.filter(pk__in=[other.pk, prison.lesson.pk]).update(state="submitted", submitted_by="alguien")
    client.force_login(prison.director)
    client.post(address("approve", prison.place, JANUARY), {"planilla": [prison.lesson.pk]})
    client.post(address("approve", prison.place), {"planilla": [other.pk]})
    assert client.post(address("approve", two_prisons[1].place), {"planilla": [other.pk]}).status_code == 404
    assert set(Sheet.objects.filter(pk__in=[other.pk, prison.lesson.pk]).values_list("state", flat=True)) == {
        "submitted"
    }


def test_who_may_not_see_people_sees_no_name_without_a_mark(prison, client):
    SheetRow.objects.filter(person=prison.people[0], sheet__month=FEBRUARY.first).update(**marks())
    page = page_of(client, prison.director, address("detail", prison.place))
    assert "1 persona no tiene ninguna marca en todo el mes" in page and "Decidida0" in page
    page = page_of(client, factories.staff("analyst", None), address("detail", prison.place))
    assert "1 persona no tiene ninguna marca en todo el mes" in page and "Decidida0" not in page
    assert Rehearsal.objects.filter(by="analyst").count() == 0


def test_the_month_being_worked_is_the_oldest_that_may_still_be_opened_or_closed(everything, full_prison, monkeypatch):
    """January is closed: on 2 February it is February, and in March still February until that is closed."""
    here = Scope(ids=frozenset({full_prison.place.pk}))
    monkeypatch.setenv("LLAMKAY_NOW", "2026-02-02T09:00:00-05:00")
    assert working_month(here) == working_month(EVERYTHING) == FEBRUARY
    monkeypatch.setenv("LLAMKAY_NOW", "2026-03-20T09:00:00-05:00")
    assert working_month(here) == FEBRUARY
    assert working_month(EVERYTHING) == MARCH  # one prison that is late does not hold headquarters in its past


def test_without_a_close_it_is_the_oldest_month_with_a_sheet(everything, full_prison, monkeypatch):
    place = Scope(ids=frozenset({full_prison.place.pk + 1}))
    activity = factories.activity(type(full_prison.place).objects.get(pk=full_prison.place.pk + 1), "NUE")
    monkeypatch.setenv("LLAMKAY_NOW", "2026-03-20T09:00:00-05:00")
    assert working_month(place) == MARCH
    Sheet.objects.create(activity=activity, month=JANUARY.first)
    assert working_month(place) == JANUARY


def test_a_month_before_a_closed_one_is_not_opened_and_alarms_nobody(everything, full_prison):
    place, december = full_prison.place, Month(2025, 12)
    with pytest.raises(Refused, match="ya cerró un mes posterior"):
        open_month(actor=Command(), establishment=place, month=december)
    assert not Sheet.objects.filter(month=december.first).exists()
    # Sheets of before this was refused: they hold nobody, and are told as what they are.
    Sheet.objects.create(activity=full_prison.workshop, month=december.first)
    scope = Scope(ids=frozenset({place.pk}))
    assert [str(each) for each in blockers(place, december)] == [
        "Ya está cerrado un mes posterior: lo que falte se corrige por ajuste."
    ]
    assert not [each for each in blockers(place, FEBRUARY) if "Primero debe cerrarse" in str(each)]
    assert list(closes(None, scope, date(2026, 2, 2))) == []
    assert [line.state for line in queries.months(scope, month=december)] == ["past"]
    assert working_month(scope) == FEBRUARY


def test_after_a_close_the_next_month_is_asked_for(prison, client):
    page = page_of(client, prison.director, address("detail", prison.place))
    scope = Scope(ids=frozenset({prison.place.pk}))
    client.force_login(prison.head)
    look(actor=prison.head, establishment=prison.place, month=FEBRUARY)
    seen = Rehearsal.objects.get(by="head_work").digest
    page = unescape(client.post(address("close", prison.place), {"visto": seen}, follow=True).content.decode())
    assert "todavía no tienen planilla de marzo de 2026" in " ".join(page.split()) and "Abrir marzo de 2026" in page
    (task,) = unopened(prison.head, scope, date(2026, 3, 2))
    assert "marzo de 2026" in task.text and task.count == 4
    open_month(actor=prison.head, establishment=prison.place, month=MARCH)
    assert list(unopened(prison.head, scope, date(2026, 3, 2))) == []
