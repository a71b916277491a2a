"""The correction of a closed day: every limit of an entry, what is not changed stays, and two people stand for it."""

import threading
import time
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connections, transaction
from django.urls import reverse

from llamkay.apps.activities.corrections.queries import adjustments_at, corrections, to_confirm
from llamkay.apps.activities.corrections.services import (
    Wanted,
    adjust_day,
    adjust_days,
    confirm_adjustment,
    reject_adjustment,
)
from llamkay.apps.activities.inputs import corrections as standing_cells
from llamkay.apps.activities.models import Adjustment, Allocation, Sheet, SheetRow, SheetState
from llamkay.apps.activities.sheets.cells import save_cells
from llamkay.apps.activities.sheets.imports import undo_import
from llamkay.apps.activities.sheets.refusals import CellsRefused
from llamkay.apps.activities.sheets.services import open_sheet
from llamkay.apps.activities.tasks import adjustments as adjustments_waiting
from llamkay.apps.people.custody.services import record_absence
from llamkay.apps.people.models import CustodySpell
from llamkay.core.errors import Refused
from llamkay.platform import clock
from llamkay.platform.models import LoggedAction
from llamkay.platform.security import scope
from llamkay.platform.security.access import Command
from tests.worlds.small import JANUARY, make_user


@pytest.fixture
def closed(world, sheet):
    """The bakery's January, closed with Ana's 5th: four hours and four pieces."""
    row = sheet.rows.get(person=world.ana)
    save_cells(actor=world.instructor, sheet=sheet, changes={row.pk: {5: {"reason": 1, "minutes": 240, "pieces": 4}}})
    Sheet.objects.filter(pk=sheet.pk).update(state=SheetState.CLOSED)
    world.sheet, world.row = sheet, SheetRow.objects.get(pk=row.pk)
    return world


def ask(world, actor=None, **values):
    call = {"actor": actor or world.head_work, "row": world.row, "day": 5, "why": "Informe 12-2026"}
    return adjust_day(**{**call, **values})


def cells(world):
    return [line[1:] for line in standing_cells([world.row.pk])]


# ----------------------------------------------------------------------------------------------- what is not changed


def test_what_is_not_changed_stays_and_before_and_after_are_kept(closed):
    made = ask(closed, reason=2, minutes=180)
    assert (made.reason, made.minutes, made.pieces) == (2, 180, 4)
    assert (made.was_reason, made.was_minutes, made.was_pieces) == (1, 240, 4)
    confirm_adjustment(actor=closed.director, adjustment=made)
    again = ask(closed, pieces=6)
    assert (again.reason, again.minutes, again.pieces) == (2, 180, 6)
    assert (again.was_reason, again.was_minutes, again.was_pieces) == (2, 180, 4)


def test_pieces_of_who_was_not_there_are_asked_about(closed):
    with pytest.raises(Refused, match="no lleva horas ni piezas"):
        ask(closed, reason=3)
    assert ask(closed, reason=3, pieces=0).minutes == 0


# --------------------------------------------------------------------------------------------- every limit of an entry


def test_two_sheets_of_one_day_stay_within_sixteen_hours(closed):
    kitchen = closed.make_activity(closed.here, "COC", timetable=[600] * 7)
    closed.place(closed.ana, kitchen)
    other = open_sheet(actor=closed.instructor, activity=kitchen, month=JANUARY)
    theirs = other.rows.get(person=closed.ana)
    save_cells(actor=closed.instructor, sheet=other, changes={theirs.pk: {5: {"reason": 1, "minutes": 480}}})
    Sheet.objects.filter(pk=other.pk).update(state=SheetState.CLOSED)
    with pytest.raises(CellsRefused, match=r"suma 16\.5 horas"):
        ask(closed, minutes=510)
    waiting = ask(closed, minutes=480)
    # The one that waits counts already for the other sheet; both together are no way round.
    with pytest.raises(CellsRefused, match=r"suma 16\.5 horas"):
        ask(closed, row=SheetRow.objects.get(pk=theirs.pk), minutes=510)
    confirm_adjustment(actor=closed.director, adjustment=waiting)
    with pytest.raises(CellsRefused, match=r"suma 24\.0 horas"):
        ask(closed, row=SheetRow.objects.get(pk=theirs.pk), minutes=960)


@pytest.mark.django_db(transaction=True)
def test_two_sheets_saved_in_one_instant_stay_within_sixteen_hours(world, sheet):
    kitchen = world.make_activity(world.here, "COC", timetable=[600] * 7)
    world.place(world.ana, kitchen)
    other = open_sheet(actor=world.instructor, activity=kitchen, month=JANUARY)
    outcome = []

    def save(of):
        try:
            with scope.elevated():
                row = of.rows.get(person=world.ana)
                cells = {row.pk: {5: {"reason": 1, "minutes": 540}}}
                with transaction.atomic():
                    save_cells(actor=world.instructor, sheet=of, changes=cells)
                    time.sleep(0.3)  # both have added up before either is seen
            outcome.append("saved")
        except CellsRefused:
            outcome.append("refused")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=save, args=[of]) for of in (sheet, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcome) == ["refused", "saved"]


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"minutes": 961}, "entre 0 y 16 horas"),
        ({"minutes": -1}, "entre 0 y 16 horas"),
        ({"pieces": 10_001}, "las piezas van de 0"),
        ({"pieces": -1}, "las piezas van de 0"),
        ({"reason": 99, "minutes": 0, "pieces": 0}, "no existe"),
        ({"minutes": 0}, "necesita horas"),
        ({"day": 32}, "no tiene día 32"),
        ({"day": 0}, "no tiene día 0"),
        ({"reason": 0, "minutes": 60}, "marque primero la asistencia"),
    ],
)
def test_a_mark_that_no_entry_takes_no_amendment_takes(closed, values, why):
    with pytest.raises(Refused, match=why):
        ask(closed, **values)
    assert not Adjustment.objects.exists()


def test_days_out_of_custody_without_a_place_elsewhere_or_to_come_are_refused(closed, monkeypatch):
    given = {"reason": 1, "minutes": 240, "day": 20}
    record_absence(actor=Command(), person=closed.ana, start=date(2026, 1, 20), end=date(2026, 1, 21), reason="court")
    with pytest.raises(Refused, match="en una diligencia judicial"):
        ask(closed, **given)
    CustodySpell.objects.filter(person=closed.ana).update(
        period=closed.bakery.period.__class__(date(2024, 1, 1), date(2026, 1, 15)), exit="release"
    )
    with pytest.raises(Refused, match="no estaba en el establecimiento"):
        ask(closed, **given)
    Allocation.objects.filter(person=closed.ana).delete()
    with pytest.raises(Refused, match="no tenía plaza"):
        ask(closed, **{**given, "day": 8})
    monkeypatch.setenv("LLAMKAY_NOW", "2026-01-04T10:00:00-05:00")
    closed.place(closed.ana, closed.bakery)
    with pytest.raises(Refused, match="todavía no llega"):
        ask(closed, **{**given, "day": 8})


def test_what_became_wrong_before_it_is_confirmed_is_refused_then(closed):
    made = ask(closed, reason=1, minutes=240, day=20)
    record_absence(actor=Command(), person=closed.ana, start=date(2026, 1, 20), end=date(2026, 1, 21), reason="court")
    with pytest.raises(Refused, match="en una diligencia judicial"):
        confirm_adjustment(actor=closed.director, adjustment=made)


def test_undoing_a_file_keeps_the_limit_too(world, sheet):
    """The hours that a file took away may have gone to another sheet meanwhile."""
    row = sheet.rows.get(person=world.ana)
    save_cells(actor=world.instructor, sheet=sheet, changes={row.pk: {5: {"reason": 1, "minutes": 600}}})
    before = {str(row.pk): {"minutes": sheet.rows.get(pk=row.pk).minutes, "reasons": sheet.rows.get(pk=row.pk).reasons}}
    done = save_cells(actor=world.instructor, sheet=sheet, changes={row.pk: {5: {"reason": 1, "minutes": 60}}})
    batch = sheet.batches.create(
        file_name="a.csv", sha256="0" * 64, at=clock.now(), by="instructor", before=before, version_after=done.version
    )
    kitchen = world.make_activity(world.here, "COC", timetable=[600] * 7)
    world.place(world.ana, kitchen)
    other = open_sheet(actor=world.instructor, activity=kitchen, month=JANUARY)
    save_cells(
        actor=world.instructor,
        sheet=other,
        changes={other.rows.get(person=world.ana).pk: {5: {"reason": 1, "minutes": 600}}},
    )
    with pytest.raises(CellsRefused, match=r"suma 20\.0 horas"):
        undo_import(actor=world.instructor, batch=batch)


# -------------------------------------------------------------------------------------------------------- two people


def test_nothing_applies_before_a_second_person_and_both_are_in_the_log(closed):
    made = ask(closed, reason=3, minutes=0, pieces=0)
    assert cells(closed) == [] and not adjustments_at(closed.here).exists()
    with pytest.raises(Refused, match="lo confirma otra persona"):
        confirm_adjustment(actor=closed.head_work, adjustment=made)
    confirm_adjustment(actor=closed.director, adjustment=made)
    assert cells(closed) == [(5, 0, 3, 0)] and adjustments_at(closed.here).exists()
    with pytest.raises(Refused, match="ya se confirmó"):
        confirm_adjustment(actor=closed.director, adjustment=made)
    lines = LoggedAction.objects.filter(target=f"person:{closed.ana.pk}").order_by("id")
    assert list(lines.values_list("verb", "actor")) == [
        ("activities.adjust", "head_work"),
        ("activities.confirm_adjustment", "director"),
    ]


def test_the_database_wants_two_people_too(closed):
    made = ask(closed, minutes=180)
    with pytest.raises(IntegrityError, match="adjustment_is_of_two_people"), transaction.atomic():
        Adjustment.objects.filter(pk=made.pk).update(confirmed_by=made.by, confirmed_at=clock.now())
    with pytest.raises(IntegrityError, match="one_adjustment_of_a_day_waits"), transaction.atomic():
        made.pk = None
        made.save(force_insert=True)


def test_one_correction_of_a_day_waits_at_a_time_and_what_is_turned_down_never_was(closed):
    made = ask(closed, minutes=180)
    with pytest.raises(Refused, match="ya tiene un ajuste que espera"):
        ask(closed, minutes=120)
    with pytest.raises(Refused, match="por qué no corresponde"):
        reject_adjustment(actor=closed.director, adjustment=made, reason=" ")
    reject_adjustment(actor=closed.director, adjustment=made, reason="El cuaderno dice 4 h")
    assert cells(closed) == []
    withdrawn = ask(closed, minutes=120)
    reject_adjustment(actor=closed.head_work, adjustment=withdrawn, reason="Me equivoqué de día")
    assert cells(closed) == []
    assert ask(closed, minutes=60).was_minutes == 240


def test_whoever_is_to_confirm_is_told_and_nobody_else(closed):
    ask(closed, minutes=180)

    def waiting(user):
        return [task.count for task in adjustments_waiting(user, None, clock.today())]

    assert waiting(closed.director) == [1]
    assert waiting(closed.head_work) == []  # it is their own
    assert waiting(closed.head_education) == []  # of another area
    assert waiting(make_user("otra_jefa", "head_work", closed.here)) == [1]
    assert waiting(closed.outsider) == []
    assert not to_confirm(closed.instructor).exists()
    with pytest.raises(PermissionDenied, match="otra área"):
        confirm_adjustment(actor=closed.head_education, adjustment=Adjustment.objects.get())


def test_many_at_once_are_asked_for_together_or_not_at_all(closed):
    eva = closed.sheet.rows.get(person=closed.eva)
    wanted = [Wanted(closed.row, 6, 1, 240), Wanted(eva, 6, 1, 240)]
    with pytest.raises(Refused, match="no hay nada que ajustar"), transaction.atomic():
        adjust_days(actor=closed.head_work, wanted=[*wanted, Wanted(closed.row, 5)], why="Informe 3")
    assert not Adjustment.objects.exists()
    assert len(adjust_days(actor=closed.head_work, wanted=wanted, why="Informe 3")) == 2


def test_on_screen_it_is_asked_seen_and_confirmed(closed, client):
    def as_(user):
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    url = reverse("activities:adjust", args=[closed.sheet.pk, closed.row.pk])
    answer = as_(closed.head_work).post(url, {"day": 5, "mark": "2", "why": "Informe 7"})
    made = Adjustment.objects.get()
    assert (answer.status_code, made.minutes, made.pieces) == (302, 120, 4)
    page = reverse("activities:adjustment", args=[made.pk])
    html = client.get(page).content.decode()
    assert "P (4 h), 4 piezas" in html and "2 h, 4 piezas" in html and "Confirmar ajuste" not in html
    assert "Confirmar ajuste" in as_(closed.director).get(page).content.decode()
    assert client.post(reverse("activities:decide_adjustment", args=[made.pk, "confirm"])).status_code == 302
    made.refresh_from_db()
    assert made.confirmed_by == "director"
    sheet = client.get(reverse("activities:sheet", args=[closed.sheet.pk])).content.decode()
    assert "<del>P</del> <ins>2</ins>" in sheet
    assert "Informe 7" in client.get(reverse("activities:adjustments") + "?formato=csv").content.decode("utf-8-sig")
    many = reverse("activities:adjust_many", args=[closed.sheet.pk])
    rows = list(closed.sheet.rows.values_list("pk", flat=True))
    assert client.get(many).status_code == 200
    answer = client.post(many, {"day": 6, "mark": "P", "rows": rows, "why": "Cuaderno del 6"})
    assert (answer.status_code, Adjustment.objects.filter(day=6).count()) == (302, 2)
    assert corrections(scope=scope.EVERYTHING, actor=closed.director, state="espera").count() == 2
