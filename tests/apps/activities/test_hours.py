"""Marks of days left behind, hours that somebody has excluded, and the pavilion where somebody lives."""

from datetime import date, time

import pytest
from django.core.exceptions import PermissionDenied
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse

from llamkay.apps.activities.exclusions.services import end_exclusion, exclude_hours
from llamkay.apps.activities.models import Activity, HourExclusion, MarkEdit, Reason, SheetRow
from llamkay.apps.activities.movements.queries import movements, unlocks
from llamkay.apps.activities.sheets.cells import fill_person, save_cells
from llamkay.apps.activities.sheets.refusals import CellsRefused
from llamkay.apps.activities.sheets.services import open_sheet, submit_sheet
from llamkay.apps.activities.suitability.facts import frame
from llamkay.apps.activities.suitability.queries import reasons
from llamkay.apps.activities.suitability.services import set_requirement
from llamkay.apps.institutions.models import SecurityLevel
from llamkay.apps.people.custody.services import set_pavilion, transfer_person
from llamkay.apps.people.models import PavilionSpell
from llamkay.core.errors import Refused
from llamkay.core.values import Month
from llamkay.platform.models import LoggedAction
from llamkay.platform.security.access import Command

MONDAY = date(2026, 2, 2)
P = {"reason": 1, "minutes": 240}
WEEK = range(5)


@pytest.fixture
def shop(world):
    """A workshop from 8 to 12, Monday to Friday, with Ana and Eva; it is Monday 2 February."""
    made = world.make_activity(world.here, "TALLER", starts_at=time(8))
    Activity.objects.filter(pk=world.bakery.pk).update(period=DateRange(date(2025, 1, 1), date(2026, 1, 1)))
    for person in (world.ana, world.eva):
        world.place(person, made)
    return made


def row_of(sheet, person):
    return SheetRow.objects.get(sheet=sheet, person=person)


def excluded(world, person=None, **more):
    values = {"kind": "nursing", "weekdays": WEEK, "starts_at": time(8), "ends_at": time(12), "start": MONDAY}
    return exclude_hours(actor=world.head_work, person=person or world.ana, **{**values, **more})


def test_a_day_left_behind_is_marked_with_a_reason_only(world, shop, monkeypatch):
    sheet = open_sheet(actor=world.instructor, activity=shop, month=Month(2026, 1))
    row = row_of(sheet, world.ana)
    monkeypatch.setenv("LLAMKAY_NOW", "2026-02-09T10:00:00-05:00")  # 34 days back is 6 January
    save_cells(actor=world.instructor, sheet=sheet, changes={row.pk: {6: P}})
    with pytest.raises(CellsRefused, match="quedó atrás"):
        save_cells(actor=world.instructor, sheet=sheet, changes={row.pk: {5: P, 7: P}}, why="  ")
    assert row_of(sheet, world.ana).reasons[:7] == [0, 0, 0, 0, 0, 1, 0]
    assert not MarkEdit.objects.exists()
    save_cells(actor=world.instructor, sheet=sheet, changes={row.pk: {5: P, 7: P}}, why="La planilla se mojó")
    (edit,) = MarkEdit.objects.all()
    assert (edit.day, edit.reason, edit.why) == (5, 0, "La planilla se mojó")
    assert LoggedAction.objects.order_by("-id")[0].reason == "La planilla se mojó"
    with pytest.raises(CellsRefused):  # nor is one erased without it
        save_cells(actor=world.instructor, sheet=sheet, changes={row.pk: {5: {"reason": 0, "minutes": 0}}})


def test_the_page_asks_for_the_reason_and_shows_it(client, world, shop, monkeypatch):
    sheet = open_sheet(actor=world.instructor, activity=shop, month=Month(2026, 1))
    row, url = row_of(sheet, world.ana), reverse("activities:sheet", args=[sheet.pk])
    client.force_login(world.instructor)
    assert 'name="tarde"' not in client.get(url).content.decode()
    monkeypatch.setenv("LLAMKAY_NOW", "2026-02-16T10:00:00-05:00")
    assert 'name="tarde"' in client.get(url).content.decode()
    cells = reverse("activities:cells", args=[sheet.pk])
    assert client.post(cells, {f"c{row.pk}-5": "P"}).status_code == 422
    assert client.post(cells, {f"c{row.pk}-5": "P", "tarde": "Faltaba el cuaderno"}).status_code == 200
    assert "Faltaba el cuaderno" in client.get(url).content.decode()
    refused = client.post(url, {f"c{row.pk}-6": "P", "fill_row": row.pk})
    assert "quedó atrás" in refused.content.decode()
    client.post(url, {"fill_row": row.pk, "tarde": "Del cuaderno"})
    assert sum(row_of(sheet, world.ana).reasons) == 21


def test_hours_that_leave_nothing_of_a_session_fill_the_day(world, shop, monkeypatch):
    sheet = open_sheet(actor=world.instructor, activity=shop, month=Month(2026, 2))
    row = row_of(sheet, world.ana)
    excluded(world, weekdays=[1], ends_at=time(10))
    excluded(world, weekdays=[1, 2], starts_at=time(10), ends_at=time(13), kind="health", start=date(2026, 2, 5))
    monkeypatch.setenv("LLAMKAY_NOW", "2026-02-28T10:00:00-05:00")
    save_cells(actor=world.instructor, sheet=sheet, changes={row.pk: {3: P, 4: P}})  # a part is left
    with pytest.raises(CellsRefused, match=r"con horas excluidas por salud .*jefatura"):
        save_cells(actor=world.instructor, sheet=sheet, changes={row.pk: {10: P}})
    fill_person(actor=world.instructor, row=row)
    submit_sheet(actor=world.instructor, sheet=sheet)
    reasons_of = row_of(sheet, world.ana).reasons
    assert [reasons_of[day - 1] for day in (3, 10, 11, 17, 24)] == [1, 4, 1, 4, 4]


def test_a_sheet_handed_in_follows_an_exclusion_and_its_end(world, shop, monkeypatch):
    monkeypatch.setenv("LLAMKAY_NOW", "2026-02-28T10:00:00-05:00")
    sheet = open_sheet(actor=world.instructor, activity=shop, month=Month(2026, 2))
    fill_person(actor=world.instructor, row=row_of(sheet, world.ana))
    submit_sheet(actor=world.instructor, sheet=sheet)
    made = excluded(world, kind="class")
    assert set(row_of(sheet, world.ana).reasons) == {0, 12}
    end_exclusion(actor=world.head_work, exclusion=made, on=date(2026, 2, 9), reason="Terminó el curso")
    assert row_of(sheet, world.ana).reasons[:13] == [0, 12, 12, 12, 12, 12, 0, 0, 1, 1, 1, 1, 1]
    end_exclusion(actor=world.head_work, exclusion=made, on=MONDAY, reason="Fue un error")
    assert not HourExclusion.objects.exists()
    assert set(row_of(sheet, world.ana).reasons) == {0, 1}


def test_paid_hours_earn_the_session_and_redeem_nothing(world, shop, monkeypatch):
    monkeypatch.setenv("LLAMKAY_NOW", "2026-02-28T10:00:00-05:00")
    sheet = open_sheet(actor=world.instructor, activity=shop, month=Month(2026, 2))
    for person in (world.ana, world.eva):
        fill_person(actor=world.instructor, row=row_of(sheet, person))
    excluded(world, weekdays=[1], paid=True)
    excluded(world, world.eva, weekdays=[1], ends_at=time(10), paid=True)
    excluded(world, world.eva, weekdays=[1], starts_at=time(10), kind="class")
    part = {10: {"reason": 1, "minutes": 120}}
    with pytest.raises(CellsRefused, match="por lactancia o cuidado, con pago"):
        save_cells(actor=world.instructor, sheet=sheet, changes={row_of(sheet, world.ana).pk: part})
    submit_sheet(actor=world.instructor, sheet=sheet)
    ana, eva = row_of(sheet, world.ana), row_of(sheet, world.eva)
    assert (ana.reasons[9], ana.minutes[9]) == (17, 240)
    assert (eva.reasons[9], eva.minutes[9]) == (12, 0)  # the class is not paid, so the session is not
    mark = Reason.objects.get(pk=17)
    assert mark.paid and mark.automatic and not mark.present and not mark.counts


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"weekdays": []}, "al menos un día"),
        ({"weekdays": [7]}, "al menos un día"),
        ({"ends_at": time(8)}, "después de empezar"),
        ({"kind": "siesta"}, "para qué"),
        ({"end": MONDAY}, "corrija las fechas"),
        ({"start": date(2020, 1, 1)}, "no estaba bajo custodia"),
    ],
)
def test_hours_that_make_no_sense_are_refused(world, shop, values, why):
    with pytest.raises(Refused, match=why):
        excluded(world, **values)


def test_the_same_hours_are_not_excluded_twice_nor_by_anybody(world, shop):
    excluded(world)
    with pytest.raises(Refused, match="ya tiene excluidas"):
        excluded(world, weekdays=[0], starts_at=time(11), ends_at=time(13))
    with pytest.raises(PermissionDenied):
        exclude_hours(
            actor=world.instructor,
            person=world.eva,
            kind="health",
            weekdays=[0],
            starts_at=time(8),
            ends_at=time(9),
            start=MONDAY,
        )


def test_excluded_hours_warn_on_placement_and_stand_in_the_lists(world, shop):
    other = world.make_activity(world.here, "OTRO", starts_at=time(9))
    (before,) = [reasons(frame([world.ana.pk], [other], on=MONDAY), 0, 0)]
    excluded(world, world.eva, starts_at=time(9), ends_at=time(10))
    assert "horas que tiene excluidas" in "; ".join(reasons(frame([world.eva.pk], [other], on=MONDAY), 0, 0))
    assert before  # of Ana it is her other place
    excluded(world, starts_at=time(7), ends_at=time(13))
    lines = {line.person: line for line in movements(world.here, MONDAY)}
    assert lines[world.ana.pk].stays == "Lactancia o cuidado de su hijo 07:00–13:00"
    assert (lines[world.eva.pk].stays, lines[world.eva.pk].clash) == ("", "Lactancia o cuidado de su hijo 09:00–10:00")


def test_who_leaves_has_no_hours_nor_pavilion_there(world, shop, monkeypatch):
    monkeypatch.setenv("LLAMKAY_NOW", "2026-02-09T10:00:00-05:00")
    made = excluded(world)
    set_pavilion(actor=Command(), person=world.ana, pavilion="Pabellón A", on=MONDAY)
    transfer_person(
        actor=Command(),
        person=world.ana,
        to=world.there,
        on=date(2026, 2, 9),
        reason="Resolución 12-2026 del 01/02/2026",
        confirmed=True,
    )
    made.refresh_from_db()
    assert made.period.upper == date(2026, 2, 9)
    assert PavilionSpell.objects.get().period.upper == date(2026, 2, 9)


def test_the_pavilion_of_each_person_orders_the_unlock_list(world, shop):
    set_pavilion(actor=Command(), person=world.eva, pavilion="Pabellón A", on=date(2026, 1, 5))
    set_pavilion(actor=Command(), person=world.ana, pavilion="pabellón  a", on=date(2026, 1, 5))
    set_pavilion(actor=Command(), person=world.ana, pavilion="Pabellón B", on=MONDAY)
    assert [(line.pavilion, line.code) for line in unlocks(movements(world.here, MONDAY))] == [
        ("Pabellón A", world.eva.code),
        ("Pabellón B", world.ana.code),
    ]
    assert [line.code for line in movements(world.here, MONDAY, words="pabellón b")] == [world.ana.code]
    assert PavilionSpell.objects.filter(pavilion="Pabellón A").count() == 2
    with pytest.raises(Refused, match="ya está en"):
        set_pavilion(actor=Command(), person=world.eva, pavilion="PABELLÓN A", on=MONDAY)
    with pytest.raises(Refused, match="Escriba el pabellón"):
        set_pavilion(actor=Command(), person=world.eva, pavilion=" ", on=MONDAY)


def test_a_pavilion_of_more_security_than_the_place_warns(world, shop):
    for pavilion, level in (("", "medium"), ("Pabellón A", "minimum"), ("Pabellón B", "maximum")):
        SecurityLevel.objects.create(
            establishment=world.here,
            pavilion=pavilion,
            level=level,
            period=DateRange(date(2025, 1, 1), None),
            act="RD 1-2025",
        )
    set_requirement(actor=world.head_work, activity=shop, pavilion="pabellón a")
    for person, pavilion in ((world.ana, "Pabellón B"), (world.eva, "Pabellón A")):
        set_pavilion(actor=Command(), person=person, pavilion=pavilion, on=MONDAY)
    found = frame([world.ana.pk, world.eva.pk], [shop], on=MONDAY)
    rules = [[item.rule for item in found.judgement.findings(n, 0)] for n in (0, 1)]
    assert ("pavilion" in rules[0], "pavilion" in rules[1]) == (True, False)


def test_the_screen_of_excluded_hours(client, world, shop):
    client.force_login(world.head_work)
    url = reverse("activities:exclusions")
    assert "Nadie tiene horas excluidas" in client.get(url).content.decode()
    sent = {
        "person": world.ana.code,
        "kind": "nursing",
        "weekdays": ["0", "2"],
        "starts_at": "10:00",
        "ends_at": "10:30",
        "start": "2026-02-02",
    }
    assert "Elija" in client.post(url, {**sent, "kind": ""}).content.decode()
    client.post(url, sent, follow=True)
    assert "LX 10:00–10:30" in client.get(url).content.decode()
    end = reverse("activities:end_exclusion", args=[HourExclusion.objects.get().pk])
    client.post(end, {"on": "2026-02-03", "reason": "Cambió de turno"})
    assert HourExclusion.objects.get().period.upper == date(2026, 2, 3)
