"""Sheets from opening to adjustment, cell by cell."""

from datetime import date

import psycopg
import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, OperationalError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from llamkay.apps.activities.corrections.services import adjust_day, confirm_adjustment
from llamkay.apps.activities.models import (
    TRANSITIONS,
    Activity,
    Adjustment,
    Allocation,
    Enrolment,
    Reason,
    Sheet,
    SheetRow,
    SheetState,
    Trade,
)
from llamkay.apps.activities.places.queries import candidates
from llamkay.apps.activities.places.services import allocate, end_allocation, enrol
from llamkay.apps.activities.queries import activities
from llamkay.apps.activities.services import authorise_rest_day, change_activity, create_activity, load_reference
from llamkay.apps.activities.sheets.cells import fill_column, fill_person, save_cells
from llamkay.apps.activities.sheets.page import sheet_page
from llamkay.apps.activities.sheets.queries import find_sheet, missing_sheets, sheets
from llamkay.apps.activities.sheets.refusals import CellsRefused, SheetChanged
from llamkay.apps.activities.sheets.services import (
    approve_sheet,
    open_month,
    open_sheet,
    recall_sheet,
    reopen_sheet,
    return_sheet,
    submit_sheet,
)
from llamkay.apps.activities.tasks import sheets as sheets_waiting
from llamkay.apps.months.models import MonthClose
from llamkay.apps.people.models import CustodySpell
from llamkay.core.errors import Refused
from llamkay.core.values import Month
from llamkay.platform import clock
from llamkay.platform.database import connection as database
from llamkay.platform.database import locks
from llamkay.platform.database.locks import Space
from llamkay.platform.models import LoggedAction
from llamkay.platform.security import scope

JANUARY = Month(2026, 1)
HALF_DAY = [240, 240, 240, 240, 240, 0, 0]
P = {"reason": 1, "minutes": 240}


def row_of(sheet, person):
    """The row of a person on a sheet, fresh from the database."""
    return sheet.rows.get(person=person)


def save(world, sheet, changes, **more):
    return save_cells(actor=world.instructor, sheet=sheet, changes=changes, **more)


def close(sheet):
    Sheet.objects.filter(pk=sheet.pk).update(state=SheetState.CLOSED)
    sheet.refresh_from_db()


def test_reference_twice_is_once(world):
    before = (Reason.objects.count(), Trade.objects.count())
    load_reference()
    assert (Reason.objects.count(), Trade.objects.count()) == before == (19, Trade.objects.count())
    assert "calzado" in Trade.objects.get(code="zapateria").synonyms


# ------------------------------------------------------------------------------------------------------- opening


def test_opening_a_month_makes_a_sheet_an_activity_and_a_row_a_person(world):
    empty = world.make_activity(world.here, "SOLA")
    ended = world.make_activity(world.here, "VIEJO", period=DateRange(date(2025, 1, 1), date(2025, 12, 31)))
    world.place(world.ana, ended, date(2025, 1, 1), date(2025, 6, 1))
    late = world.make_person(world.here, 3)
    world.place(late, world.bakery, date(2026, 1, 31))
    gone = world.make_person(world.here, 4)
    world.place(gone, world.bakery, date(2025, 2, 1), date(2026, 1, 1))
    assert set(missing_sheets(establishment_id=world.here.pk, month=JANUARY)) == {world.bakery}

    assert open_month(actor=world.instructor, establishment=world.here, month=JANUARY) == 1
    assert open_month(actor=world.instructor, establishment=world.here, month=JANUARY) == 0

    sheet = Sheet.objects.get(activity=world.bakery, month=JANUARY.first)
    assert set(sheet.rows.values_list("person_id", flat=True)) == {world.ana.pk, world.eva.pk, late.pk}
    assert not Sheet.objects.filter(activity__in=[empty, ended]).exists()
    assert LoggedAction.objects.filter(verb="activities.open_sheets", stream="EP-PRUEBA").count() == 1


def test_a_closed_or_coming_month_is_not_opened(world):
    with pytest.raises(Refused, match="todavía no empieza"):
        open_month(actor=world.instructor, establishment=world.here, month=Month(2026, 3))
    MonthClose.objects.create(
        establishment=world.here,
        month=JANUARY.first,
        at=clock.now(),
        by="x",
        law_version="v",
        totals={},
        inputs={},
        input_hash="a",
    )
    with pytest.raises(Refused, match="está cerrado"):
        open_month(actor=world.instructor, establishment=world.here, month=JANUARY)


def test_february_has_28_days_or_29(world):
    person = world.make_person(world.here, 5, entered=date(2020, 1, 1))
    old = world.make_activity(world.here, "2024", period=DateRange(date(2023, 1, 1), None))
    world.place(person, old, date(2023, 1, 1))
    leap = open_sheet(actor=world.instructor, activity=old, month=Month(2024, 2))
    plain = open_sheet(actor=world.instructor, activity=old, month=Month(2025, 2))
    assert save(world, leap, {row_of(leap, person).pk: {29: P}}, why="De 2024").cells == 1
    with pytest.raises(CellsRefused, match="no tiene día 29"):
        save(world, plain, {row_of(plain, person).pk: {29: P}}, why="De 2025")
    page = sheet_page(scope=scope.EVERYTHING, pk=leap.pk, today=clock.today())
    assert [column.day for column in page["columns"]] == list(range(1, 30))


# --------------------------------------------------------------------------------------------------------- cells


def test_cells_are_saved_and_recorded(world, sheet):
    row = row_of(sheet, world.ana)
    saved = save(world, sheet, {row.pk: {5: P, 6: {"reason": 3, "minutes": 0}}}, version=0)
    assert (saved.version, saved.cells) == (1, 2)
    row.refresh_from_db()
    assert (row.reasons[4], row.minutes[4], row.reasons[5], row.minutes[5]) == (1, 240, 3, 0)
    assert sum(row.minutes) == 240
    line = LoggedAction.objects.filter(verb="activities.save_cells").get()
    assert line.sentence == "Guardó 2 casillas de la planilla Taller PAN, enero de 2026"
    # The same again changes nothing and is not recorded twice.
    assert save(world, sheet, {row.pk: {5: P}}).cells == 0
    assert LoggedAction.objects.filter(verb="activities.save_cells").count() == 1


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ({"reason": 1, "minutes": 961}, "16 horas"),
        ({"reason": 1, "minutes": 0}, "necesita horas"),
        ({"reason": 3, "minutes": 60}, "no lleva horas"),
        ({"reason": 99, "minutes": 60}, "no existe"),
        ({"reason": 0, "minutes": 60}, "marque primero"),
        ({"pieces": 4}, "marque primero"),
        ({"reason": 10, "minutes": 0}, "observación"),
        ({"reason": 1, "minutes": 60, "pieces": 10_001}, "10,000"),
    ],
)
def test_one_wrong_cell_and_nothing_is_written(world, sheet, cell, why):
    ana, eva = row_of(sheet, world.ana), row_of(sheet, world.eva)
    with pytest.raises(CellsRefused, match=why) as error:
        save(world, sheet, {ana.pk: {5: P}, eva.pk: {7: cell}})
    assert [(item.row, item.day) for item in error.value.cells] == [(eva.pk, 7)]
    assert not any(row_of(sheet, world.ana).reasons)
    sheet.refresh_from_db()
    assert sheet.version == 0


def test_every_wrong_cell_is_named(world, sheet):
    ana = row_of(sheet, world.ana)
    with pytest.raises(CellsRefused) as error:
        save(world, sheet, {ana.pk: {5: {"reason": 99}, 6: P, 7: {"reason": 1, "minutes": 0}}, 999999999: {1: P}})
    assert {(item.row, item.day) for item in error.value.cells} == {(ana.pk, 5), (ana.pk, 7), (999999999, 0)}


def test_a_note_goes_with_its_mark(world, sheet):
    row = row_of(sheet, world.ana)
    save(world, sheet, {row.pk: {5: {"reason": 10, "minutes": 0, "note": " Peleó en el taller "}}})
    row.refresh_from_db()
    assert row.notes == {"5": "Peleó en el taller"}
    save(world, sheet, {row.pk: {5: {"reason": 0, "minutes": 0}}})
    row.refresh_from_db()
    assert (row.notes, row.reasons[4]) == ({}, 0)


def test_transfer_in_the_middle_of_the_month(world):
    moved = world.make_person(world.here, 6, left=date(2026, 1, 15))
    CustodySpell.objects.create(
        person=moved, establishment=world.there, period=DateRange(date(2026, 1, 15), None), entry="transfer"
    )
    world.place(moved, world.bakery)
    sheet = open_sheet(actor=world.instructor, activity=world.bakery, month=JANUARY)
    row = row_of(sheet, moved)
    assert save(world, sheet, {row.pk: {14: P}}).cells == 1
    with pytest.raises(CellsRefused, match="no estaba en el establecimiento"):
        save(world, sheet, {row.pk: {15: P}})


def test_days_without_a_place_are_refused(world, sheet):
    person = world.make_person(world.here, 7)
    allocate(actor=world.head_work, activity=world.bakery, person=person, start=date(2026, 1, 12))
    row = row_of(sheet, person)
    with pytest.raises(CellsRefused, match="no tenía plaza"):
        save(world, sheet, {row.pk: {9: P}})
    assert save(world, sheet, {row.pk: {12: P}}).cells == 1


def test_a_day_that_has_not_come_is_refused(world):
    sheet = open_sheet(actor=world.instructor, activity=world.bakery, month=Month(2026, 2))
    row = row_of(sheet, world.ana)
    with pytest.raises(CellsRefused, match="todavía no llega"):
        save(world, sheet, {row.pk: {3: P}})
    assert save(world, sheet, {row.pk: {2: P}}).cells == 1


def test_somebody_else_saved(world, sheet):
    row = row_of(sheet, world.ana)
    save(world, sheet, {row.pk: {5: P}}, version=0)
    with pytest.raises(SheetChanged, match="todavía no está guardado"):
        save(world, sheet, {row.pk: {6: P}}, version=0)
    # Cell by cell, only the same cell disputes.
    assert save(world, sheet, {row.pk: {6: {**P, "was": (0, 0)}}}).cells == 1
    with pytest.raises(SheetChanged) as error:
        save(world, sheet, {row.pk: {5: {"reason": 3, "minutes": 0, "was": (0, 0)}}})
    assert error.value.cells == ((row.pk, 5),)
    assert save(world, sheet, {row.pk: {5: {"reason": 3, "minutes": 0, "was": (1, 240)}}}).cells == 1


def test_two_jobs_of_one_person_up_to_sixteen_hours(world, sheet):
    kitchen = world.make_activity(world.here, "COC", timetable=[600] * 7)
    world.place(world.ana, kitchen)
    other = open_sheet(actor=world.instructor, activity=kitchen, month=JANUARY)
    save(world, sheet, {row_of(sheet, world.ana).pk: {5: {"reason": 1, "minutes": 480}}})
    assert save(world, other, {row_of(other, world.ana).pk: {5: {"reason": 1, "minutes": 480}}}).cells == 1
    with pytest.raises(CellsRefused, match=r"suma 16\.5 horas"):
        save(world, other, {row_of(other, world.ana).pk: {5: {"reason": 1, "minutes": 510}}})
    assert row_of(other, world.ana).minutes[4] == 480


def test_fill_column_keeps_the_marks_that_are_there(world, sheet):
    ana, eva = row_of(sheet, world.ana), row_of(sheet, world.eva)
    save(world, sheet, {ana.pk: {5: {"reason": 4, "minutes": 0}}})
    assert fill_column(actor=world.instructor, sheet=sheet, day=5).cells == 1
    ana.refresh_from_db(), eva.refresh_from_db()
    assert (ana.reasons[4], eva.reasons[4], eva.minutes[4]) == (4, 1, 240)
    with pytest.raises(Refused, match="no tiene horas el día 4"):
        fill_column(actor=world.instructor, sheet=sheet, day=4)  # a Sunday


def test_fill_person_leaves_rest_days(world, sheet):
    fill_person(actor=world.instructor, row=row_of(sheet, world.ana))
    row = row_of(sheet, world.ana)
    marked = {day for day in range(1, 32) if row.reasons[day - 1]}
    weekdays = {day.day for day in JANUARY.dates() if day.weekday() < 5}
    assert marked == weekdays - {1}  # 1 January is a holiday


# -------------------------------------------------------------------------------------------------------- states

STEPS = {
    "submit": lambda w, s: submit_sheet(actor=w.instructor, sheet=s),
    "recall": lambda w, s: _recalled(w, s),
    "return": lambda w, s: return_sheet(actor=w.head_work, sheet=s, reason="faltan horas"),
    "approve": lambda w, s: approve_sheet(actor=w.head_work, sheet=s),
    "reopen": lambda w, s: reopen_sheet(actor=w.director, sheet=s, reason="error en el día 5"),
}


def _recalled(world, sheet):
    Sheet.objects.filter(pk=sheet.pk, state="submitted").update(submitted_by=world.instructor.username)
    return recall_sheet(actor=world.instructor, sheet=sheet)


@pytest.mark.parametrize("state", SheetState.values)
@pytest.mark.parametrize("step", STEPS)
def test_every_step_from_every_state(world, sheet, state, step):
    save(world, sheet, {row_of(sheet, world.ana).pk: {5: P}})
    Sheet.objects.filter(pk=sheet.pk).update(state=state)
    start, end = TRANSITIONS[step]
    if state == start:
        assert STEPS[step](world, sheet).state == end
        assert LoggedAction.objects.filter(verb=f"activities.{step}_sheet", target=f"sheet:{sheet.pk}").exists()
    else:
        with pytest.raises(Refused, match="para este paso debe estar"):
            STEPS[step](world, sheet)
        sheet.refresh_from_db()
        assert sheet.state == state


@pytest.mark.parametrize("state", [state for state in SheetState.values if state != "open"])
def test_only_an_open_sheet_is_written(world, sheet, state):
    Sheet.objects.filter(pk=sheet.pk).update(state=state)
    with pytest.raises(Refused, match="La planilla"):
        save(world, sheet, {row_of(sheet, world.ana).pk: {5: P}})


def test_a_sheet_is_handed_in_from_its_last_day_of_work_on(world, sheet, monkeypatch):
    save(world, sheet, {row_of(sheet, world.ana).pk: {5: P}})
    monkeypatch.setenv("LLAMKAY_NOW", "2026-01-29T18:00:00-05:00")
    with pytest.raises(Refused, match="se entrega desde el 30/01/2026"):
        submit_sheet(actor=world.instructor, sheet=sheet)
    monkeypatch.setenv("LLAMKAY_NOW", "2026-01-30T08:00:00-05:00")
    assert submit_sheet(actor=world.instructor, sheet=sheet).state == "submitted"


def test_whoever_handed_a_sheet_in_takes_it_back_until_it_is_reviewed(world, sheet):
    save(world, sheet, {row_of(sheet, world.ana).pk: {5: P}})
    submit_sheet(actor=world.instructor, sheet=sheet)
    with pytest.raises(Refused, match="la recupera ella"):
        recall_sheet(actor=world.head_work, sheet=sheet)
    assert recall_sheet(actor=world.instructor, sheet=sheet).submitted_by == ""
    submit_sheet(actor=world.instructor, sheet=sheet)
    approve_sheet(actor=world.head_work, sheet=sheet)
    with pytest.raises(Refused, match="para este paso debe estar"):
        recall_sheet(actor=world.instructor, sheet=sheet)


@pytest.mark.parametrize("words", ["ceramica", "CERÁMICA", "taller ceramica", "ramic"])
def test_accents_do_not_matter_to_find_a_sheet_or_an_activity(world, sheet, words):
    Activity.objects.filter(pk=sheet.activity_id).update(name="Taller de Cerámica")
    everything = {"scope": scope.EVERYTHING, "words": words}
    assert list(sheets(**everything)) == [sheet]
    assert [found.pk for found in activities(**everything)] == [sheet.activity_id]
    assert not sheets(scope=scope.EVERYTHING, words=f"{words} calzado").exists()


def test_nobody_approves_what_they_submitted(world, sheet):
    save(world, sheet, {row_of(sheet, world.ana).pk: {5: P}})
    submit_sheet(actor=world.head_work, sheet=sheet)
    with pytest.raises(Refused, match="otra persona"):
        approve_sheet(actor=world.head_work, sheet=sheet)
    assert approve_sheet(actor=world.director, sheet=sheet).approved_by == "director"


def test_an_empty_sheet_is_not_submitted(world, sheet):
    with pytest.raises(Refused, match="ninguna marca"):
        submit_sheet(actor=world.instructor, sheet=sheet)


def test_marks_that_a_later_transfer_left_outside_are_named_on_submitting(world, sheet):
    save(world, sheet, {row_of(sheet, world.ana).pk: {5: P, 20: P, 21: P}})
    CustodySpell.objects.filter(person=world.ana).update(
        period=DateRange(date(2024, 1, 1), date(2026, 1, 20)), exit="release"
    )
    with pytest.raises(CellsRefused, match="Borre esa marca") as error:
        submit_sheet(actor=world.instructor, sheet=sheet)
    assert [cell.day for cell in error.value.cells] == [21]


@pytest.mark.parametrize(
    ("who", "allowed"), [("instructor", True), ("head_work", True), ("director", False), ("outsider", False)]
)
def test_who_may_fill(world, sheet, who, allowed):
    call = {"actor": getattr(world, who), "sheet": sheet, "changes": {row_of(sheet, world.ana).pk: {5: P}}}
    if allowed:
        assert save_cells(**call).cells == 1
    else:
        with pytest.raises(PermissionDenied):
            save_cells(**call)


# ----------------------------------------------------------------------------------------- closed, and adjustments


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE activities_sheetrow SET minutes[5] = 1 WHERE sheet_id = %s",
        "DELETE FROM activities_sheetrow WHERE sheet_id = %s",
        "UPDATE activities_sheet SET state = 'open' WHERE id = %s",
        "INSERT INTO activities_sheetrow (sheet_id, person_id, minutes, reasons, pieces, notes) SELECT sheet_id, "
        "person_id, minutes, reasons, pieces, notes FROM activities_sheetrow WHERE sheet_id = %s",
    ],
)
def test_the_database_keeps_a_closed_sheet_closed(world, sheet, statement):
    close(sheet)
    with pytest.raises(DatabaseError, match="is closed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, [sheet.pk])


@pytest.mark.parametrize(
    "change",
    ["minutes[5] = 961", "minutes[5] = -1", "minutes = minutes[1:30]", "reasons[1] = -1", "pieces[3] = 10001"],
)
def test_the_database_keeps_the_arrays_in_range(world, sheet, change):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE activities_sheetrow SET {change} WHERE sheet_id = %s", [sheet.pk])


def test_an_adjustment_leaves_the_sheet_and_says_why(world, sheet):
    row = row_of(sheet, world.ana)
    save(world, sheet, {row.pk: {5: P}})
    call = {"actor": world.head_work, "row": row, "day": 5, "minutes": 0, "reason": 3, "why": "Informe 12-2026"}
    with pytest.raises(Refused, match="todavía se puede corregir"):
        adjust_day(**call)
    close(sheet)
    row.refresh_from_db()
    with pytest.raises(Refused, match="motivo del ajuste"):
        adjust_day(**{**call, "why": "  "})
    with pytest.raises(Refused, match="no lleva horas"):
        adjust_day(**{**call, "minutes": 60})
    confirm_adjustment(actor=world.director, adjustment=adjust_day(**call))
    with pytest.raises(Refused, match="no hay nada que ajustar"):
        adjust_day(**call)
    assert list(Adjustment.objects.values_list("row_id", "day", "minutes", "reason", "by")) == [
        (row.pk, 5, 0, 3, "head_work")
    ]
    row.refresh_from_db()
    assert (row.reasons[4], row.minutes[4]) == (1, 240)
    with pytest.raises(PermissionDenied):
        adjust_day(**{**call, "actor": world.instructor})


# ---------------------------------------------------------------------------------------------------- activities


def test_an_activity_is_checked_by_field(world):
    values = {
        "code": "CER",
        "name": "Cerámica",
        "kind": "work",
        "modality": "",
        "place": "workshop",
        "capacity": 10,
        "timetable": [0] * 7,
        "period": DateRange(date(2026, 1, 1), None),
    }
    with pytest.raises(Refused) as error:
        create_activity(actor=world.head_work, establishment=world.here, **values)
    assert {reason.field for reason in error.value.reasons} == {"modality", "timetable"}
    made = create_activity(
        actor=world.head_work, establishment=world.here, **{**values, "modality": "company", "timetable": HALF_DAY}
    )
    assert change_activity(actor=world.head_work, activity=made, name="Cerámica fina").name == "Cerámica fina"
    assert Activity.objects.get(pk=made.pk).name == "Cerámica fina"
    with pytest.raises(PermissionDenied):
        create_activity(actor=world.outsider, establishment=world.here, **values)


def test_capacity_counts_places_at_one_time(world):
    small = world.make_activity(world.here, "CHICO", capacity=1)
    world.place(world.ana, small, date(2026, 1, 1), date(2026, 1, 10))
    with pytest.raises(Refused, match="plazas ocupadas"):
        allocate(actor=world.head_work, activity=small, person=world.eva, start=date(2026, 1, 5))
    allocate(actor=world.head_work, activity=small, person=world.eva, start=date(2026, 1, 10))
    assert Allocation.objects.filter(activity=small).count() == 2


def test_only_who_is_held_here_gets_a_place(world):
    away = world.make_person(world.there, 8)
    with pytest.raises(Refused, match="no estaba en"):
        allocate(actor=world.head_work, activity=world.bakery, person=away, start=date(2026, 1, 5))
    with pytest.raises(Refused, match="ya está en"):
        allocate(actor=world.head_work, activity=world.bakery, person=world.ana, start=date(2026, 1, 5))


def test_a_place_does_not_end_before_its_marks(world, sheet):
    save(world, sheet, {row_of(sheet, world.ana).pk: {20: P}})
    allocation = Allocation.objects.get(person=world.ana, activity=world.bakery)
    call = {"actor": world.head_work, "allocation": allocation, "reason": "cambio de taller"}
    with pytest.raises(Refused, match="marcas hasta el día 20"):
        end_allocation(end=date(2026, 1, 20), **call)
    assert end_allocation(end=date(2026, 1, 21), **call).period.upper == date(2026, 1, 21)


def test_one_enrolment_a_register(world):
    call = {"actor": world.head_work, "establishment": world.here, "person": world.ana, "start": date(2026, 1, 5)}
    enrol(kind="work", folio="12", **call)
    with pytest.raises(Refused, match="ya tiene inscripción"):
        enrol(kind="work", folio="13", **call)
    enrol(kind="study", folio="7", **call)
    with pytest.raises(Refused, match="folio"):
        enrol(kind="study", folio=" ", **call)
    assert set(Enrolment.objects.values_list("kind", "folio")) == {("work", "12"), ("study", "7")}


def test_only_rest_days_need_the_councils_act(world):
    call = {"actor": world.council, "activity": world.bakery, "act": "Acta 3-2026", "reason": "pedido de pan"}
    authorise_rest_day(on=date(2026, 1, 4), **call)
    authorise_rest_day(on=date(2026, 1, 1), **call)
    with pytest.raises(Refused, match="no es domingo ni feriado"):
        authorise_rest_day(on=date(2026, 1, 5), **call)
    with pytest.raises(Refused, match="ya tiene acta"):
        authorise_rest_day(on=date(2026, 1, 4), **call)
    with pytest.raises(PermissionDenied):
        authorise_rest_day(on=date(2026, 1, 11), **{**call, "actor": world.head_work})


# ------------------------------------------------------------------------------------------------------- reading


def test_the_page_asks_as_much_for_five_people_as_for_forty(world, django_assert_num_queries):
    def page_with(number, code):
        activity = world.make_activity(world.here, code)
        for i in range(number):
            person = world.make_person(world.here, number * 100 + i)
            world.place(person, activity)
            Enrolment.objects.create(person=person, kind="work", folio="0000", period=DateRange(date(2025, 1, 1), None))
        sheet = open_sheet(actor=world.instructor, activity=activity, month=JANUARY)
        fill_column(actor=world.instructor, sheet=sheet, day=5)
        with django_assert_num_queries(14):
            page = sheet_page(scope=scope.EVERYTHING, pk=sheet.pk, today=clock.today())
        assert (len(page["lines"]), page["total_days"], page["total_minutes"]) == (number, number, number * 240)
        assert page["present"][4] == number

    page_with(5, "CINCO")
    page_with(40, "CUARENTA")


def test_opening_a_month_waits_for_its_close(world):
    with (
        psycopg.connect(database.url_of(connection.settings_dict)) as other,
        connection.cursor() as cursor,
    ):
        other.execute(locks.STATEMENT, locks.parameters(Space.MONTHS, world.here.pk))  # as a close does
        cursor.execute("SET lock_timeout = '100ms'")
        with pytest.raises(OperationalError, match="lock timeout"), transaction.atomic():
            open_month(actor=world.instructor, establishment=world.here, month=JANUARY)
        other.rollback()
        cursor.execute("RESET lock_timeout")
        open_month(actor=world.instructor, establishment=world.here, month=JANUARY)


def test_another_establishment_sees_nothing(world, sheet):
    assert find_sheet(scope=world.outsider.scope, pk=sheet.pk) is None
    assert not sheets(scope=world.outsider.scope, month=JANUARY).exists()
    assert not activities(scope=world.outsider.scope).exists()
    assert find_sheet(scope=world.head_work.scope, pk=sheet.pk) == sheet


def test_row_security_hides_what_a_query_forgets_to_filter(world, sheet, as_application):
    with scope.acting_in(world.outsider.scope):
        assert (Sheet.objects.count(), SheetRow.objects.count(), Activity.objects.count()) == (0, 0, 0)
    with scope.acting_in(world.instructor.scope):
        assert set(Sheet.objects.values_list("pk", flat=True)) == {sheet.pk}
        assert save(world, sheet, {row_of(sheet, world.ana).pk: {5: P}}).cells == 1


def test_what_waits(world, sheet):
    def waits(user):
        return [(task.count, task.url) for task in sheets_waiting(user, user.scope, date(2026, 1, 31))]

    save(world, sheet, {row_of(sheet, world.ana).pk: {5: P}})
    assert waits(world.instructor) == [(1, "/oficina/planillas/?mes=2026-01&estado=open&de=mias")]
    submit_sheet(actor=world.instructor, sheet=sheet)
    assert waits(world.instructor) == []
    assert waits(world.director) == [(1, "/oficina/planillas/?mes=2026-01&estado=submitted&de=mias")]


def test_candidates_are_held_here_and_not_placed(world):
    free = world.make_person(world.here, 9, surname="Ñahui")
    world.make_person(world.there, 10, surname="Ñahui")
    call = {"scope": world.head_work.scope, "activity": world.bakery, "on": date(2026, 1, 5)}
    assert candidates(words="nahui", **call) == [free]
    assert candidates(words=world.ana.first_surname, **call) == []
    assert candidates(words="", **call) == []


def test_leaving_the_establishment_ends_every_place_there(world):
    from llamkay.apps.activities.places.leaving_services import end_on_leaving
    from llamkay.apps.people.hooks import Leaving

    kitchen = world.make_activity(world.here, "COC")
    world.place(world.ana, kitchen, date(2026, 2, 1))
    elsewhere = world.place(world.ana, world.make_activity(world.there, "OTRA"))
    end_on_leaving([Leaving(world.director, world.ana, world.here, date(2026, 1, 20), "transfer")])
    assert set(Allocation.objects.filter(person=world.ana).values_list("activity__code", "period")) == {
        ("PAN", DateRange(date(2025, 1, 1), date(2026, 1, 20))),
        ("OTRA", elsewhere.period),
    }
