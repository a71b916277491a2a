"""What happened elsewhere reaches the sheet: hospital, court, leave, isolation, release; and is taken back."""

from datetime import date

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse

from llamkay.apps.activities.kinds import SheetState
from llamkay.apps.activities.models import Enrolment, Sheet, SheetRow
from llamkay.apps.activities.sheets.cells import fill_column, fill_person, save_cells
from llamkay.apps.activities.sheets.file import sheet_file
from llamkay.apps.activities.sheets.imports import import_sheet
from llamkay.apps.activities.sheets.page import sheet_page
from llamkay.apps.activities.sheets.refusals import CellsRefused
from llamkay.apps.activities.sheets.services import approve_sheet, open_sheet, recall_sheet, submit_sheet
from llamkay.apps.closing.services import close_month
from llamkay.apps.pay.models import Earning, Rate
from llamkay.apps.people.custody.services import end_absence, record_absence, release_person, transfer_person
from llamkay.apps.people.models import CustodySpell, StageSpell
from llamkay.apps.people.situation.services import record_isolation, take_back
from llamkay.apps.remission.models import DayCount
from llamkay.apps.statistics.services import load_reference as load_metrics
from llamkay.core.values import Month
from llamkay.platform import clock
from llamkay.platform.security import scope
from llamkay.platform.security.access import Command

FEBRUARY = Month(2026, 2)
P = {"reason": 1, "minutes": 240}
HOSPITAL, ISOLATION, LEAVE = 4, 11, 13
ORDER = "Resolución 12-2026 del 01/02/2026"


@pytest.fixture
def month(world, monkeypatch):
    """February of a workshop from Monday to Saturday, 4 h a day at S/ 5 an hour, with Ana and Eva; it is 1 March."""
    monkeypatch.setenv("LLAMKAY_NOW", "2026-03-01T10:00:00-05:00")
    load_metrics()
    shop = world.make_activity(world.here, "LUNSAB", timetable=[240] * 6 + [0])
    for person in (world.ana, world.eva):
        world.place(person, shop)
        Enrolment.objects.create(person=person, kind="work", folio="0000", period=DateRange(date(2025, 1, 1), None))
        StageSpell.objects.create(
            person=person, regime="closed_ordinary", stage="minimum", period=DateRange(date(2025, 1, 1), None)
        )
    Rate.objects.create(activity=shop, amount=500, period=DateRange(date(2025, 1, 1), None))
    world.shop = shop
    world.sheet = open_sheet(actor=world.instructor, activity=shop, month=FEBRUARY)
    return world


def row_of(world, who="ana"):
    return SheetRow.objects.get(sheet=world.sheet, person=getattr(world, who))


def marked(row, reason=1):
    return [day for day in range(1, 29) if row.reasons[day - 1] == reason]


def paid(world):
    """Hand in, approve and close February; what Ana earned in céntimos and her days of work."""
    submit_sheet(actor=world.instructor, sheet=world.sheet)
    approve_sheet(actor=world.head_work, sheet=world.sheet)
    Sheet.objects.exclude(pk=world.sheet.pk).update(state=SheetState.APPROVED)
    for activity in (world.bakery,):
        Sheet.objects.get_or_create(activity=activity, month=FEBRUARY.first, defaults={"state": "approved"})
    close_month(actor=Command(), establishment=world.here, month=FEBRUARY)
    gross = sum(Earning.objects.filter(person=world.ana).values_list("gross", flat=True))
    return gross, sum(DayCount.objects.filter(person=world.ana, kind="work").values_list("days", flat=True))


def page_of(world):
    return sheet_page(scope=scope.EVERYTHING, pk=world.sheet.pk, today=clock.today(), actor=Command())


def line_of(world):
    return next(line for line in page_of(world)["lines"] if line.row.person_id == world.ana.pk)


def test_days_in_hospital_are_filled_and_the_rest_is_paid(month):
    record_absence(actor=Command(), person=month.ana, start=date(2026, 2, 3), end=None, reason="hospital")
    end_absence(actor=Command(), person=month.ana, on=date(2026, 2, 11))
    fill_person(actor=month.instructor, row=row_of(month))
    line = line_of(month)
    assert (line.days, line.minutes) == (17, 17 * 240)
    assert [cell.mark for cell in line.cells[2:10]] == ["S", "S", "S", "S", "S", "", "S", "S"]
    assert "is-elsewhere" in line.cells[2].tone and "en el hospital del 03/02/2026" in line.cells[2].locked
    assert paid(month) == (34_000, 17)
    row = row_of(month)
    assert marked(row, HOSPITAL) == [3, 4, 5, 6, 7, 9, 10]
    assert sorted(row.elsewhere, key=int) == ["3", "4", "5", "6", "7", "9", "10"]


def test_marks_written_before_the_hospital_was_known_do_not_count(month):
    fill_person(actor=month.instructor, row=row_of(month))
    record_absence(actor=Command(), person=month.ana, start=date(2026, 2, 3), end=date(2026, 2, 11), reason="hospital")
    assert line_of(month).days == 17
    assert any("tenía otra marca los días 3, 4, 5, 6, 7, 9, 10" in text for _who, text in page_of(month)["facts"])
    assert paid(month) == (34_000, 17)


@pytest.mark.parametrize("day", [4, 5, 6, 7])
def test_nobody_in_isolation_is_marked_present(month, day):
    record_isolation(actor=Command(), person=month.ana, start=date(2026, 2, 4), end=date(2026, 2, 8), act="Acta 1-2026")
    with pytest.raises(CellsRefused, match=r"en aislamiento .*lo corrige el registro penitenciario"):
        save_cells(actor=month.instructor, sheet=month.sheet, changes={row_of(month).pk: {day: P}})
    assert fill_column(actor=month.instructor, sheet=month.sheet, day=day).cells == 1  # Eva's alone
    assert not row_of(month).reasons[day - 1]


def test_isolation_alone_earns_nothing(month):
    record_isolation(actor=Command(), person=month.ana, start=date(2026, 2, 4), end=date(2026, 2, 8), act="Acta 1-2026")
    save_cells(actor=month.instructor, sheet=month.sheet, changes={row_of(month, "eva").pk: {4: P}})
    assert paid(month) == (0, 0)
    assert marked(row_of(month), ISOLATION) == [4, 5, 6, 7]


@pytest.mark.parametrize(("reason", "number"), [("court", 5), ("leave", LEAVE)])
def test_court_and_leave_are_filled_too(month, reason, number):
    record_absence(actor=Command(), person=month.ana, start=date(2026, 2, 3), end=date(2026, 2, 4), reason=reason)
    fill_person(actor=month.instructor, row=row_of(month))
    submit_sheet(actor=month.instructor, sheet=month.sheet)
    assert marked(row_of(month), number) == [3]


def test_what_is_taken_back_gives_the_days_back(month):
    fill_person(actor=month.instructor, row=row_of(month))
    absence = record_absence(
        actor=Command(), person=month.ana, start=date(2026, 2, 3), end=date(2026, 2, 11), reason="hospital"
    )
    take_back(actor=Command(), person=month.ana, what=absence, reason="Era otra persona")
    assert line_of(month).days == 24
    with pytest.raises(Exception, match="por qué se anula"):
        take_back(actor=Command(), person=month.ana, what=absence, reason=" ")


def test_a_sheet_that_waits_follows_what_becomes_known(month):
    fill_person(actor=month.instructor, row=row_of(month))
    submit_sheet(actor=month.instructor, sheet=month.sheet)
    absence = record_absence(
        actor=Command(), person=month.ana, start=date(2026, 2, 3), end=date(2026, 2, 11), reason="hospital"
    )
    assert len(marked(row_of(month))) == 17
    assert page_of(month)["sheet"].version == 3  # filled, handed in, followed
    take_back(actor=Command(), person=month.ana, what=absence, reason="Era otra persona")
    assert (len(marked(row_of(month))), row_of(month).elsewhere) == (24, {})
    record_absence(actor=Command(), person=month.ana, start=date(2026, 2, 3), end=date(2026, 2, 11), reason="hospital")
    recall_sheet(actor=month.instructor, sheet=month.sheet)
    assert (len(marked(row_of(month))), row_of(month).elsewhere) == (24, {})  # beneath, until it is handed in again


def test_the_file_of_a_sheet_tells_the_days_and_reads_back(month):
    record_absence(actor=Command(), person=month.ana, start=date(2026, 2, 3), end=date(2026, 2, 11), reason="hospital")
    content = sheet_file(scope=scope.EVERYTHING, sheet=month.sheet)
    done = import_sheet(
        actor=month.instructor, scope=month.instructor.scope, name="a.xlsx", content=content, sheet=month.sheet
    )
    assert (done.parsed.refused, done.parsed.cells) == ([], 0)


def test_a_closed_sheet_stays_and_says_that_its_days_are_in_question(month):
    fill_person(actor=month.instructor, row=row_of(month))
    Sheet.objects.filter(pk=month.sheet.pk).update(state=SheetState.CLOSED)
    record_absence(actor=Command(), person=month.ana, start=date(2026, 2, 3), end=date(2026, 2, 5), reason="hospital")
    assert len(marked(row_of(month))) == 24
    assert any("pida su ajuste" in text for _who, text in page_of(month)["facts"])


# ------------------------------------------------------------------------------------------------ the day of leaving


def test_the_day_of_release_is_marked_counted_and_paid_and_the_next_refused(month):
    save_cells(actor=month.instructor, sheet=month.sheet, changes={row_of(month).pk: {9: P, 10: P}})
    release_person(actor=Command(), person=month.ana, on=date(2026, 2, 10), reason=ORDER)
    with pytest.raises(CellsRefused, match=r"no estaba en el establecimiento: libertad el 10/02/2026"):
        save_cells(actor=month.instructor, sheet=month.sheet, changes={row_of(month).pk: {11: P}})
    assert line_of(month).days == 2
    assert paid(month) == (4_000, 2)


def test_the_first_of_the_month_counts_when_it_is_the_day_of_release(month):
    CustodySpell.objects.filter(person=month.eva).update(period=DateRange(date(2024, 1, 1), None))
    month.shop.timetable = [240] * 7
    month.shop.authorisations.create(on=date(2026, 2, 1), act="Acta 2", reason="pedido")
    month.shop.save()
    save_cells(actor=month.instructor, sheet=month.sheet, changes={row_of(month).pk: {1: P}})
    release_person(actor=Command(), person=month.ana, on=date(2026, 2, 1), reason=ORDER)
    assert paid(month) == (2_000, 1)


def test_the_day_of_a_transfer_is_of_the_prison_that_receives(month):
    transfer_person(actor=Command(), person=month.ana, to=month.there, on=date(2026, 2, 10))
    save_cells(actor=month.instructor, sheet=month.sheet, changes={row_of(month).pk: {9: P}})
    with pytest.raises(CellsRefused, match="salida por traslado el 10/02/2026"):
        save_cells(actor=month.instructor, sheet=month.sheet, changes={row_of(month).pk: {10: P}})


def test_who_leaves_is_taken_from_a_sheet_that_waits(month):
    fill_person(actor=month.instructor, row=row_of(month))
    submit_sheet(actor=month.instructor, sheet=month.sheet)
    release_person(actor=Command(), person=month.ana, on=date(2026, 2, 10), reason=ORDER)
    assert marked(row_of(month)) == [2, 3, 4, 5, 6, 7, 9, 10]


def test_the_page_shows_the_fact_and_no_box(month, client):
    record_absence(actor=Command(), person=month.ana, start=date(2026, 2, 3), end=date(2026, 2, 11), reason="hospital")
    client.force_login(month.instructor, backend="allauth.account.auth_backends.AuthenticationBackend")
    html = client.get(reverse("activities:sheet", args=[month.sheet.pk])).content.decode()
    key = row_of(month).pk
    assert f'name="c{key}-3"' not in html and f'name="c{key}-2"' in html
    assert "en el hospital del 03/02/2026 al 10/02/2026, según el registro penitenciario" in html
