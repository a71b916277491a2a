"""The day of a prison: who moves where, what clashes, the papers, and the close that catches up."""

from datetime import date, time, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse

from llamkay.apps.activities.books.queries import control_book, register
from llamkay.apps.activities.daily.queries import days_behind
from llamkay.apps.activities.daily.services import close_day, unmarked
from llamkay.apps.activities.models import Activity, Adjustment, DayClose, Enrolment, PlaceRequest
from llamkay.apps.activities.movements.queries import movements, unlocks
from llamkay.apps.activities.permissions import VIEW_SHEET
from llamkay.apps.activities.places.suspension_services import suspend
from llamkay.apps.activities.sessions.forms import read_turns
from llamkay.apps.activities.sessions.services import cancel_session, set_rota
from llamkay.apps.activities.sheets.cells import fill_column
from llamkay.apps.activities.sheets.services import open_sheet
from llamkay.apps.institutions.models import Establishment
from llamkay.apps.people.custody.services import record_absence, set_pavilion
from llamkay.apps.people.models import Person
from llamkay.core.errors import Refused
from llamkay.core.values import Month
from llamkay.platform import clock
from llamkay.platform.security import scope
from llamkay.platform.security.access import Command

MONDAY = date(2026, 2, 2)


@pytest.fixture
def day(world):
    """Monday: a workshop at 8, a class at 11 that clashes with it, a bakery at night; Ana in both, Eva in the first."""
    Establishment.objects.filter(pk=world.here.pk).update(uses_system=True)
    Activity.objects.filter(pk=world.bakery.pk).update(period=DateRange(date(2025, 1, 1), date(2026, 1, 1)))
    world.shop = world.make_activity(world.here, "TALLER", starts_at=time(8), place_name="Taller 1")
    world.class_ = world.make_activity(world.here, "AULA", starts_at=time(11))
    world.night = world.make_activity(world.here, "PAN-N")
    set_rota(
        actor=world.head_work, activity=world.night, start=MONDAY, weeks=1, turns=read_turns("LMXJVSD 22:00-06:00")
    )
    world.its = world.place(world.ana, world.shop)
    for person, activity in ((world.eva, world.shop), (world.ana, world.class_), (world.eva, world.night)):
        world.place(person, activity)
    return world


def lines_of(day, **more):
    return [
        (line.hours, line.activity, line.code, line.stays, line.clash) for line in movements(day.here, MONDAY, **more)
    ]


def test_who_goes_where_and_what_clashes(day):
    assert lines_of(day) == [
        ("08:00–12:00", "Taller TALLER", "P00001", "", "Taller AULA 11:00–15:00"),
        ("08:00–12:00", "Taller TALLER", "P00002", "", ""),
        ("11:00–15:00", "Taller AULA", "P00001", "", "Taller TALLER 08:00–12:00"),
        ("22:00–06:00", "Taller PAN-N", "P00002", "", ""),
    ]
    assert [line[2] for line in lines_of(day, turn="night")] == ["P00002"]
    assert [line[1] for line in lines_of(day, words="aula")] == ["Taller AULA"]
    (ana, eva) = unlocks(movements(day.here, MONDAY))
    assert ana.goes == "08:00–12:00 Taller TALLER (Taller 1); 11:00–15:00 Taller AULA (Taller)"
    assert eva.clash == ""


def test_the_words_of_who_goes_where_mind_no_accents(day):
    Person.objects.filter(pk=day.eva.pk).update(first_surname="Włodarczyk", second_surname="Ñáñez")
    assert {line.code for line in movements(day.here, MONDAY, words="nanez wlodarczyk")} == {"P00002"}
    assert movements(day.here, MONDAY, words="王") == []


def test_the_unlock_list_stands_in_the_order_of_surnames_and_not_of_their_accents(day):
    Person.objects.filter(pk=day.ana.pk).update(first_surname="Zúñiga")
    Person.objects.filter(pk=day.eva.pk).update(first_surname="Álvarez")
    assert [line.name.split(",")[0].split()[0] for line in unlocks(movements(day.here, MONDAY))] == [
        "Álvarez",
        "Zúñiga",
    ]
    set_pavilion(actor=Command(), person=day.ana, pavilion="A", on=MONDAY)
    assert [line.pavilion for line in unlocks(movements(day.here, MONDAY))] == ["A", ""]


def test_what_keeps_somebody_stands_in_the_stated_order(day):
    suspend(actor=day.head_work, allocation=day.its, kind="health", start=MONDAY)
    assert lines_of(day)[0][3:] == ("plaza suspendida", "")
    record_absence(actor=Command(), person=day.ana, start=MONDAY, end=MONDAY + timedelta(days=1), reason="hospital")
    assert lines_of(day)[0][3:] == ("hospital", "plaza suspendida")
    (ana, _eva) = unlocks(movements(day.here, MONDAY))
    assert (ana.goes, ana.stays) == ("", "hospital")


def test_a_session_that_is_not_held_moves_nobody_nor_does_a_sunday(day):
    cancel_session(actor=day.head_work, activity=day.shop, on=MONDAY, reason="power")
    assert {line[1] for line in lines_of(day)} == {"Taller AULA", "Taller PAN-N"}
    assert movements(day.here, date(2026, 2, 8)) == []


def test_many_people_are_read_in_as_many_queries(day, django_assert_num_queries):
    for n in range(20):
        day.place(day.make_person(day.here, 300 + n), day.shop)
    with django_assert_num_queries(10):
        assert len(movements(day.here, MONDAY)) == 24


def test_the_papers_and_the_books_open(client, day, reference):
    Enrolment.objects.create(person=day.ana, kind="work", period=DateRange(date(2025, 1, 1), None), folio="7")
    client.force_login(day.head_work)
    for url in (
        reverse("activities:movement_paper", args=["movimientos"]),
        reverse("activities:movement_paper", args=["salida"]),
        reverse("activities:register_book", args=[day.here.code, "trabajo"]),
    ):
        answer = client.get(url)
        assert answer.status_code == 200, url
        assert answer.content.startswith(b"%PDF-")
    assert client.get(reverse("activities:movement_paper", args=["otro"])).status_code == 404
    assert client.get(reverse("activities:register_book", args=[day.there.code, "trabajo"])).status_code == 404
    assert "08:00–12:00" in client.get(reverse("activities:movements")).content.decode()
    assert "Taller 1" in client.get(reverse("activities:unlocks")).content.decode()
    other = day.make_person(day.there, 900, surname="Ajena")
    day.place(other, day.make_activity(day.there, "ALLÁ"))
    ask = {"establecimiento": day.there.code}
    for name in ("movements", "unlocks"):
        assert "Ajena" not in client.get(reverse(f"activities:{name}"), ask).content.decode()
    client.force_login(day.instructor)
    assert client.get(reverse("activities:movements")).status_code == 403


def test_a_register_forgets_nobody_and_that_of_study_is_by_name(day, django_assert_num_queries):
    left = day.make_person(day.here, 700, surname="Antes", left=date(2026, 1, 15))
    never = day.make_person(day.there, 701, surname="Nunca")
    for person, start in ((day.eva, 5), (left, 6), (never, 1), (day.ana, 1)):
        for kind in ("work", "study"):
            period = DateRange(date(2025, 1, start), None)
            Enrolment.objects.create(person=person, kind=kind, period=period, folio="7")
    with django_assert_num_queries(1):
        work = register(day.here, "work", on=MONDAY)
    assert [(line.code, line.left) for line in work] == [
        ("P00001", None),
        ("P00002", None),
        (left.code, date(2026, 1, 15)),
    ]
    names = [line.name for line in register(day.here, "study", on=MONDAY)]
    assert names[0].startswith("Antes")
    assert names == sorted(names)
    assert register(day.here, "work", on=date(2024, 12, 31)) == []


def test_the_book_of_a_month_has_every_mark_and_what_two_people_corrected(client, day, reference):
    sheet = open_sheet(actor=day.head_work, activity=day.shop, month=Month(2026, 2))
    fill_column(actor=day.head_work, sheet=sheet, day=2)
    row = sheet.rows.get(person=day.ana)
    asked = {"row": row, "day": 2, "minutes": 0, "reason": 3, "why": "No vino.", "by": "a", "at": clock.now()}
    Adjustment.objects.create(**asked, confirmed_by="b", confirmed_at=clock.now())
    Adjustment.objects.create(**asked | {"day": 3})
    asks_for = {"actor": day.head_work, "establishment": day.here, "month": Month(2026, 2)}
    (made,) = control_book(scope=day.head_work.actions[VIEW_SHEET], kind="work", **asks_for)
    assert [(line.code, line.marks[1], line.minutes, line.days) for line in made.lines] == [
        ("P00001", "P", 240, 1),
        ("P00002", "P", 240, 1),
    ]
    assert [(one.day, one.confirmed_by) for one in made.corrections] == [(2, "b")]
    client.force_login(day.head_work)
    page = client.get(reverse("activities:books"), {"mes": "2026-02"}).content.decode()
    book = reverse("activities:control_book", args=[day.here.code, "trabajo"])
    assert f"{book}?mes=2026-02" in page
    assert client.get(book, {"mes": "2026-02"}).content.startswith(b"%PDF-")
    assert client.get(reverse("activities:control_book", args=[day.there.code, "trabajo"])).status_code == 404


def asks(day, **values):
    given = {"requested_on": date(2025, 10, 1), "waits_since": date(2025, 10, 1), "entered_by": "x"}
    given |= {"entered_at": clock.now(), "activity": day.shop}
    given |= {"person": values.get("person") or day.make_person(day.here, 400)}
    return PlaceRequest.objects.create(**(given | values))


def test_the_close_lets_lapse_what_lapsed_once_and_ends_no_place(day):
    old = asks(day, state="approved", act="Acta 1", decided_on=date(2025, 11, 1))
    fresh = asks(day, person=day.make_person(day.here, 401), state="approved", act="A", decided_on=date(2026, 1, 20))
    over = asks(day, person=day.make_person(day.here, 402), activity=day.bakery, state="listed")
    record_absence(actor=Command(), person=day.ana, start=date(2026, 1, 2), end=None, reason="hospital")
    (made,) = close_day(actor=day.head_work, establishment=day.here, until=MONDAY)
    assert (made.counts["lapsed"], made.counts["without_activity"], made.counts["long_absence"]) == (1, 1, 1)
    (again,) = close_day(actor=day.head_work, establishment=day.here, until=MONDAY)
    assert (again.pk, again.runs, again.counts) == (made.pk, 2, made.counts)
    for row, state in ((old, "lapsed"), (fresh, "approved"), (over, "lapsed")):
        row.refresh_from_db()
        assert row.state == state
    day.its.refresh_from_db()
    assert day.its.period.upper is None


def test_missed_days_are_caught_up_with(day, monkeypatch):
    close_day(actor=day.head_work, establishment=day.here, until=MONDAY)
    monkeypatch.setenv("LLAMKAY_NOW", "2026-02-06T18:00:00-05:00")
    assert days_behind(scope=scope.EVERYTHING, today=clock.today()) == 3
    made = close_day(actor=day.head_work, establishment=day.here, until=date(2026, 2, 6))
    assert [row.on.day for row in made] == [3, 4, 5, 6]
    assert DayClose.objects.count() == 5
    with pytest.raises(Refused, match="todavía no llega"):
        close_day(actor=day.head_work, establishment=day.here, until=date(2026, 2, 7))
    with pytest.raises(PermissionDenied):
        close_day(actor=day.outsider, establishment=day.here, until=date(2026, 2, 6))


def test_what_nobody_marked_is_told(client, day):
    assert {activity.code for activity in unmarked(day.here, MONDAY)} == {"TALLER", "AULA", "PAN-N"}
    sheet = open_sheet(actor=day.instructor, activity=day.shop, month=Month(2026, 2))
    fill_column(actor=day.instructor, sheet=sheet, day=2)
    assert {activity.code for activity in unmarked(day.here, MONDAY)} == {"AULA", "PAN-N"}
    client.force_login(day.head_work)
    page = reverse("activities:days")
    assert "Taller AULA" in client.get(page).content.decode()
    assert client.post(page, {"establishment": day.here.pk, "on": "2026-02-02"}).status_code == 302
    assert "actividades con sesión y ninguna marca" in client.get(page).content.decode()
    assert client.post(page, {"establishment": day.here.pk, "on": "2027-02-02"}).status_code == 422
