"""Suspensions, sessions that were not held and rotas reach the sheet, are paid or not, and are taken back."""

from datetime import date, time

import pytest
from django.core.exceptions import PermissionDenied
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse

from llamkay.apps.activities.exclusions.services import end_exclusion, exclude_hours
from llamkay.apps.activities.models import Allocation, Cancellation, Enrolment, Sheet, SheetRow, Suspension
from llamkay.apps.activities.movements.queries import movements
from llamkay.apps.activities.places.queries import state_words, suspensions_of
from llamkay.apps.activities.places.services import end_allocation
from llamkay.apps.activities.places.suspension_services import change_return, suspend, take_back
from llamkay.apps.activities.queries import scheduled_minutes
from llamkay.apps.activities.sessions.forms import read_turns, write_turns
from llamkay.apps.activities.sessions.not_required import required_again, say_not_required
from llamkay.apps.activities.sessions.services import Turn, cancel_session, restore_session, set_rota
from llamkay.apps.activities.sheets.attendance import attendance
from llamkay.apps.activities.sheets.cells import fill_column, fill_person, save_cells
from llamkay.apps.activities.sheets.page import sheet_page
from llamkay.apps.activities.sheets.refusals import CellsRefused
from llamkay.apps.activities.sheets.services import approve_sheet, open_sheet, submit_sheet
from llamkay.apps.activities.waiting.occupancy import in_use
from llamkay.apps.closing.services import close_month
from llamkay.apps.pay.models import Earning, Rate
from llamkay.apps.people.custody.services import record_absence
from llamkay.apps.people.models import StageSpell
from llamkay.apps.remission.models import DayCount
from llamkay.apps.statistics.services import load_reference as load_metrics
from llamkay.core.errors import Refused
from llamkay.core.values import Month
from llamkay.platform import clock
from llamkay.platform.models import LoggedAction
from llamkay.platform.security import scope
from llamkay.platform.security.access import Command

FEBRUARY = Month(2026, 2)
SUSPENDED, PAID, NOT_RUN, NOT_RUN_PAID = 14, 15, 9, 16
P = {"reason": 1, "minutes": 240}


@pytest.fixture
def month(world, monkeypatch):
    """February of a workshop from Monday to Saturday, 4 h a day at S/ 5 an hour, with Ana and Eva; it is 1 March."""
    monkeypatch.setenv("LLAMKAY_NOW", "2026-03-01T10:00:00-05:00")
    load_metrics()
    world.shop = world.make_activity(world.here, "LUNSAB", timetable=[240] * 6 + [0])
    for person in (world.ana, world.eva):
        world.place(person, world.shop)
        Enrolment.objects.create(person=person, kind="work", folio="0000", period=DateRange(date(2025, 1, 1), None))
        StageSpell.objects.create(
            person=person, regime="closed_ordinary", stage="minimum", period=DateRange(date(2025, 1, 1), None)
        )
    Rate.objects.create(activity=world.shop, amount=500, period=DateRange(date(2025, 1, 1), None))
    world.sheet = open_sheet(actor=world.instructor, activity=world.shop, month=FEBRUARY)
    world.its = Allocation.objects.get(person=world.ana, activity=world.shop)
    return world


def row_of(world, who="ana"):
    return SheetRow.objects.get(sheet=world.sheet, person=getattr(world, who))


def days_of(world, reason, who="ana"):
    return [day for day in range(1, 29) if row_of(world, who).reasons[day - 1] == reason]


def suspends(world, first, back=None, *, paid=False, kind="health"):
    return suspend(
        actor=world.head_work,
        allocation=world.its,
        kind=kind,
        start=date(2026, 2, first),
        back_on=date(2026, 2, back) if back else None,
        paid=paid,
    )


def paid(world):
    submit_sheet(actor=world.instructor, sheet=world.sheet)
    approve_sheet(actor=world.head_work, sheet=world.sheet)
    Sheet.objects.get_or_create(activity=world.bakery, month=FEBRUARY.first, defaults={"state": "approved"})
    close_month(actor=Command(), establishment=world.here, month=FEBRUARY)
    gross = sum(Earning.objects.filter(person=world.ana).values_list("gross", flat=True))
    return gross, sum(DayCount.objects.filter(person=world.ana, kind="work").values_list("days", flat=True))


def page_of(world):
    return sheet_page(scope=scope.EVERYTHING, pk=world.sheet.pk, today=clock.today(), actor=Command())


def test_a_suspended_day_cannot_be_marked_and_says_who_corrects_it(month):
    suspends(month, 9, 14)
    with pytest.raises(CellsRefused, match="con su plaza suspendida, sin pago del 09/02/2026 al 13/02/2026, según la"):
        save_cells(actor=month.instructor, sheet=month.sheet, changes={row_of(month).pk: {10: P}})
    fill_person(actor=month.instructor, row=row_of(month))
    assert days_of(month, 1) == [2, 3, 4, 5, 6, 7, 14, 16, 17, 18, 19, 20, 21, 23, 24, 25, 26, 27, 28]
    (line,) = [line for line in page_of(month)["lines"] if line.row.person_id == month.ana.pk]
    assert [cell.mark for cell in line.cells[8:13]] == ["U"] * 5
    assert "salud" not in str(page_of(month)["facts"]).lower()


def test_suspended_with_pay_is_paid_and_counts_no_day(month):
    suspends(month, 9, 14, paid=True)
    for who in ("ana", "eva"):
        fill_person(actor=month.instructor, row=row_of(month, who))
    gross, days = paid(month)
    # 19 days of four hours of work and five more paid at S/ 5 an hour; the five redeem nothing.
    assert (gross, days) == (24 * 4 * 500, 19)
    assert days_of(month, PAID) == [9, 10, 11, 12, 13]


def test_without_pay_it_is_neither(month):
    suspends(month, 9, 14)
    for who in ("ana", "eva"):
        fill_person(actor=month.instructor, row=row_of(month, who))
    assert paid(month) == (19 * 4 * 500, 19)


def test_what_is_suspended_after_handing_in_reaches_the_sheet_and_goes_back(month):
    save_cells(actor=month.instructor, sheet=month.sheet, changes={row_of(month).pk: {2: P, 3: P}})
    submit_sheet(actor=month.instructor, sheet=month.sheet)
    made = suspends(month, 16)
    assert days_of(month, SUSPENDED) == [16, 17, 18, 19, 20, 21, 23, 24, 25, 26, 27, 28]
    change_return(actor=month.head_work, suspension=made, back_on=date(2026, 2, 18))
    assert days_of(month, SUSPENDED) == [16, 17]
    take_back(actor=month.head_work, suspension=made, reason="Fue de otra persona")
    assert days_of(month, SUSPENDED) == []
    assert days_of(month, 1) == [2, 3]


def test_a_suspension_does_not_deny_an_attendance(month):
    save_cells(actor=month.instructor, sheet=month.sheet, changes={row_of(month).pk: {10: P}})
    with pytest.raises(Refused, match="marca de asistencia en febrero de 2026: 10"):
        suspends(month, 9, 14)
    assert not Suspension.objects.exists()


def test_a_suspension_stays_within_its_place_and_its_pay_within_its_basis(month):
    with pytest.raises(Refused, match="número de su acta"):
        suspends(month, 9, 14, kind="discipline")
    with pytest.raises(Refused, match="corrija el día de regreso"):
        suspends(month, 9, 9)
    suspends(month, 9)
    end_allocation(actor=month.head_work, allocation=month.its, end=date(2026, 2, 20), ending="health")
    assert Suspension.objects.get().period.upper == date(2026, 2, 20)
    with pytest.raises(Refused, match="debe caer dentro"):
        suspends(month, 23)
    pieces = month.make_activity(month.here, "PIEZAS", pay_basis="piece")
    with pytest.raises(Refused, match="se paga «por pieza»"):
        suspend(
            actor=month.head_work,
            allocation=month.place(month.eva, pieces),
            kind="materials",
            start=date(2026, 2, 9),
            paid=True,
        )


def test_the_hospital_is_stronger_than_a_suspension(month):
    suspends(month, 9, 20, paid=True)
    record_absence(actor=Command(), person=month.ana, start=date(2026, 2, 11), end=date(2026, 2, 13), reason="hospital")
    save_cells(actor=month.instructor, sheet=month.sheet, changes={row_of(month).pk: {2: P}})
    submit_sheet(actor=month.instructor, sheet=month.sheet)
    assert days_of(month, 4) == [11, 12]
    assert days_of(month, PAID) == [9, 10, 13, 14, 16, 17, 18, 19]


def test_a_session_that_is_not_held_is_everybodys_and_is_restored(month):
    off = cancel_session(actor=month.head_work, activity=month.shop, on=date(2026, 2, 14), reason="power", paid=True)
    with pytest.raises(CellsRefused, match=r"sin sesión \(corte de luz o de agua\), con pago"):
        save_cells(actor=month.instructor, sheet=month.sheet, changes={row_of(month, "eva").pk: {14: P}})
    for who in ("ana", "eva"):
        fill_person(actor=month.instructor, row=row_of(month, who))
    submit_sheet(actor=month.instructor, sheet=month.sheet)
    assert days_of(month, NOT_RUN_PAID) == days_of(month, NOT_RUN_PAID, "eva") == [14]
    assert row_of(month).minutes[13] == 240
    restore_session(actor=month.head_work, cancellation=off, why="Sí hubo")
    assert days_of(month, NOT_RUN_PAID) == []
    assert row_of(month).minutes[13] == 0
    assert [text for _who, text in page_of(month)["facts"]] == []
    cancel_session(actor=month.head_work, activity=month.shop, on=date(2026, 2, 14), reason="staff")
    assert days_of(month, NOT_RUN) == [14]
    assert [who for who, _text in page_of(month)["facts"]] == ["Todas las personas"]


def test_a_session_is_cancelled_once_where_there_is_one_and_nobody_came(month):
    off = {"actor": month.head_work, "activity": month.shop, "reason": "power"}
    with pytest.raises(Refused, match="no tiene sesión"):
        cancel_session(**off, on=date(2026, 2, 15))
    fill_column(actor=month.instructor, sheet=month.sheet, day=16)
    with pytest.raises(Refused, match="2 personas tienen marca de asistencia"):
        cancel_session(**off, on=date(2026, 2, 16))
    cancel_session(**off, on=date(2026, 2, 17))
    with pytest.raises(Refused, match="ya está anotada"):
        cancel_session(**off, on=date(2026, 2, 17))
    with pytest.raises(Refused, match="Escriba el motivo"):
        cancel_session(actor=month.head_work, activity=month.shop, reason="other", on=date(2026, 2, 18))
    assert Cancellation.objects.count() == 1


def test_marks_of_the_system_are_not_typed(month):
    for reason in (SUSPENDED, PAID, NOT_RUN_PAID):
        with pytest.raises(CellsRefused, match="la escribe el sistema"):
            save_cells(actor=month.instructor, sheet=month.sheet, changes={row_of(month).pk: {10: {"reason": reason}}})


def test_a_rota_of_two_weeks_with_a_night_shift_holds_from_its_day(month):
    set_rota(
        actor=month.head_work,
        activity=month.shop,
        start=date(2026, 2, 11),
        weeks=2,
        turns=read_turns("1: LMX 8:00-12:00\n1: L 14:00-16:00\n2: V 22:00-06:00"),
    )
    minutes = scheduled_minutes(activity=month.shop.__class__.objects.get(pk=month.shop.pk), month=FEBRUARY)
    assert [minutes[day - 1] for day in (2, 9, 10)] == [240, 240, 240]  # the timetable of before
    # The first week is that of Wednesday the 11th: its Wednesday; the second has a night that begins on Friday.
    assert {day: m for day, m in enumerate(minutes, start=1) if m and day > 10} == {
        11: 240,
        20: 480,
        23: 360,
        24: 240,
        25: 240,
    }
    fill_person(actor=month.instructor, row=row_of(month))
    assert row_of(month).minutes[19] == 480
    assert row_of(month).minutes[22] == 360


def test_turns_are_read_and_written_and_refused_by_line(month):
    turns = read_turns("LMXJV 8:00-12:00\nS 22:00-06:00")
    assert turns[5] == Turn(0, 5, time(22), time(6))
    assert read_turns(write_turns(turns, 1)) == turns
    with pytest.raises(Refused, match="Línea 2, «lunes de 8 a 12»"):
        read_turns("L 8-12\nlunes de 8 a 12")
    for text, weeks, words in (
        ("L 8:00-12:00\nL 11:00-13:00", 1, "antes de que termine el anterior"),
        ("D 22:00-06:00\nL 5:00-9:00", 1, "antes de que termine el anterior"),
        ("2: L 8:00-12:00", 1, "fuera de las 1 semanas"),
        ("L 0:00-10:00\nL 11:00-20:00", 1, "entre 0 y 16 horas"),
    ):
        with pytest.raises(Refused, match=words):
            set_rota(
                actor=month.head_work,
                activity=month.shop,
                start=date(2026, 2, 11),
                weeks=weeks,
                turns=read_turns(text),
            )


def test_the_page_of_sessions_shows_and_does(client, world):
    client.force_login(world.head_work)
    page = reverse("activities:sessions", args=[world.bakery.pk])
    assert "4 h" in client.get(page).content.decode()
    act = "activities:session_act"
    client.post(
        reverse(act, args=[world.bakery.pk, "rol"]),
        {"start": "2026-02-03", "weeks": "1", "turns": "LMXJVSD 22:00-06:00"},
    )
    assert "22:00–06:00" in client.get(page).content.decode()
    client.post(reverse(act, args=[world.bakery.pk, "no-se-realiza"]), {"on": "2026-02-04", "reason": "power"})
    off = Cancellation.objects.get()
    assert "Corte de luz o de agua" in client.get(page).content.decode()
    client.post(reverse(act, args=[world.bakery.pk, "restablecer"]), {"cancellation": off.pk, "why": "Volvió"})
    off.refresh_from_db()
    assert off.restored_why == "Volvió"
    client.force_login(world.instructor)
    assert client.post(reverse(act, args=[world.bakery.pk, "rol"]), {}).status_code == 403


def not_required(world, first, last=None, *, who=("ana",), paid=False, reason="La máquina está parada"):
    return say_not_required(
        actor=world.head_work,
        activity=world.shop,
        places=[Allocation.objects.get(person=getattr(world, name), activity=world.shop).pk for name in who],
        start=date(2026, 2, first),
        last=date(2026, 2, last or first),
        reason=reason,
        paid=paid,
    )


@pytest.fixture
def beforehand(month, monkeypatch):
    """The same on Sunday 8 February; ``then`` goes on to 1 March."""
    month.then = lambda: monkeypatch.setenv("LLAMKAY_NOW", "2026-03-01T10:00:00-05:00")
    monkeypatch.setenv("LLAMKAY_NOW", "2026-02-08T10:00:00-05:00")
    return month


def test_who_is_not_required_is_told_on_the_sheet_and_is_absent_of_nothing(beforehand):
    world = beforehand
    not_required(world, 9, 10, who=("ana", "eva"))
    world.then()
    with pytest.raises(CellsRefused, match=r"no requerida \(La máquina está parada\), sin pago del 09/02/2026 al"):
        save_cells(actor=world.instructor, sheet=world.sheet, changes={row_of(world).pk: {10: P}})
    for who in ("ana", "eva"):
        fill_person(actor=world.instructor, row=row_of(world, who))
    (line,) = [line for line in page_of(world)["lines"] if line.row.person_id == world.ana.pk]
    assert [cell.mark for cell in line.cells[8:11]] == ["R", "R", "P"]
    assert paid(world) == (22 * 4 * 500, 22)
    assert days_of(world, 18) == days_of(world, 18, "eva") == [9, 10]
    seen = attendance([world.shop.pk], first=FEBRUARY.first, end=FEBRUARY.end)[world.ana.pk]
    assert (seen.present, seen.justified, seen.unjustified) == (22, 0, 0)


def test_not_required_with_pay_is_paid_and_redeems_nothing(beforehand):
    not_required(beforehand, 9, 10, paid=True)
    beforehand.then()
    for who in ("ana", "eva"):
        fill_person(actor=beforehand.instructor, row=row_of(beforehand, who))
    assert paid(beforehand) == (24 * 4 * 500, 22)
    assert days_of(beforehand, 19) == [9, 10]
    seen = attendance([beforehand.shop.pk], first=FEBRUARY.first, end=FEBRUARY.end)[beforehand.ana.pk]
    assert seen.due == 22


def test_a_paid_session_that_was_not_held_is_nobodys_absence(month):
    cancel_session(actor=month.head_work, activity=month.shop, on=date(2026, 2, 14), reason="power", paid=True)
    fill_person(actor=month.instructor, row=row_of(month))
    submit_sheet(actor=month.instructor, sheet=month.sheet)
    seen = attendance([month.shop.pk], first=FEBRUARY.first, end=FEBRUARY.end)[month.ana.pk]
    assert (seen.present, seen.due) == (23, 23)


def test_not_required_is_taken_back_and_the_days_are_as_they_were(beforehand):
    (made,) = not_required(beforehand, 16, 17)
    beforehand.then()
    save_cells(actor=beforehand.instructor, sheet=beforehand.sheet, changes={row_of(beforehand).pk: {2: P}})
    submit_sheet(actor=beforehand.instructor, sheet=beforehand.sheet)
    assert days_of(beforehand, 18) == [16, 17]
    with pytest.raises(Refused, match="por qué se retira"):
        required_again(actor=beforehand.head_work, activity=beforehand.shop, notices=[made.pk], why=" ")
    required_again(actor=beforehand.head_work, activity=beforehand.shop, notices=[made.pk], why="Llegó el hilo")
    assert days_of(beforehand, 18) == []
    assert days_of(beforehand, 1) == [2]
    assert not Suspension.objects.exists()
    with pytest.raises(Refused, match="recargue la página"):
        required_again(actor=beforehand.head_work, activity=beforehand.shop, notices=[made.pk], why="Otra vez")
    lines = LoggedAction.objects.filter(verb__in=("activities.not_required", "activities.required_again"))
    assert [(line.reason, line.target) for line in lines.order_by("id")] == [
        ("La máquina está parada", f"person:{beforehand.ana.pk}"),
        ("Llegó el hilo", f"person:{beforehand.ana.pk}"),
    ]


def close_january(world):
    for activity in (world.shop, world.bakery):
        Sheet.objects.create(activity=activity, month=date(2026, 1, 1), state="approved")
    close_month(actor=Command(), establishment=world.here, month=Month(2026, 1))


def test_a_notice_that_a_closed_month_has_used_goes_back_from_the_open_day_on(beforehand, monkeypatch):
    monkeypatch.setenv("LLAMKAY_NOW", "2026-01-26T10:00:00-05:00")
    days = {"start": date(2026, 1, 29), "reason": "La máquina está parada"}
    whole, used = (
        say_not_required(actor=beforehand.head_work, activity=beforehand.shop, places=[place.pk], last=last, **days)[0]
        for place, last in zip(
            Allocation.objects.filter(activity=beforehand.shop).order_by("pk"),
            (date(2026, 1, 31), date(2026, 2, 3)),
            strict=True,
        )
    )
    beforehand.then()
    close_january(beforehand)
    call = {"actor": beforehand.head_work, "activity": beforehand.shop, "why": "Llegó el hilo"}
    with pytest.raises(Refused, match=r"mes cerrado y su planilla queda.*ajuste.*01/02/2026"):
        required_again(notices=[whole.pk], **call)
    required_again(notices=[used.pk], **call)
    assert Suspension.objects.get(pk=used.pk).period == DateRange(date(2026, 1, 29), date(2026, 2, 1))
    line = LoggedAction.objects.filter(verb="activities.required_again").latest("id")
    assert "del 01/02/2026 al 03/02/2026" in line.sentence
    with pytest.raises(Refused, match="mes cerrado"):
        required_again(notices=[used.pk], **call)


def test_a_suspension_keeps_the_days_of_a_closed_month(month):
    made = suspend(actor=month.head_work, allocation=month.its, kind="health", start=date(2026, 1, 20))
    close_january(month)
    with pytest.raises(Refused, match=r"anteriores al 01/02/2026 son de un mes cerrado.*ponga el regreso ese día"):
        take_back(actor=month.head_work, suspension=made, reason="Fue de otra persona")
    with pytest.raises(Refused, match="mes cerrado"):
        change_return(actor=month.head_work, suspension=made, back_on=date(2026, 1, 25))
    change_return(actor=month.head_work, suspension=made, back_on=date(2026, 2, 1))
    with pytest.raises(Refused, match="corrija cada día con un ajuste"):
        take_back(actor=month.head_work, suspension=made, reason="Fue de otra persona")
    assert Suspension.objects.get().period == DateRange(date(2026, 1, 20), date(2026, 2, 1))


def test_hours_that_a_closed_month_has_used_end_on_an_open_day(month):
    hours = {"weekdays": [0], "starts_at": time(8), "ends_at": time(9), "start": date(2026, 1, 5)}
    made = exclude_hours(actor=month.head_work, person=month.ana, kind="class", **hours)
    close_january(month)
    with pytest.raises(Refused, match="mes cerrado"):
        end_exclusion(actor=month.head_work, exclusion=made, on=date(2026, 1, 5), reason="Terminó el curso")
    end_exclusion(actor=month.head_work, exclusion=made, on=date(2026, 2, 1), reason="Terminó el curso")


def test_the_place_of_who_is_not_required_goes_on(beforehand):
    not_required(beforehand, 9)
    own = suspensions_of([beforehand.its])[beforehand.its.pk]
    assert state_words(beforehand.its, own, on=date(2026, 2, 9)) == ("green", "Activa, hoy no requerida")
    assert state_words(beforehand.its, own, on=date(2026, 2, 10)) == ("green", "Activa")
    lines = {line.person: line for line in movements(beforehand.here, date(2026, 2, 9)) if "LUNSAB" in line.activity}
    assert (lines[beforehand.ana.pk].stays, lines[beforehand.eva.pk].stays) == ("no requerida", "")
    (use,) = [
        line
        for line in in_use(scope=scope.EVERYTHING, actor=Command(), on=date(2026, 2, 9))
        if line.name == beforehand.shop.name
    ]
    assert (use.taken, use.suspended) == (2, 0)


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"reason": " "}, "por qué no se les requiere"),
        ({"last": date(2026, 2, 8)}, "no es anterior"),
        ({"start": date(2026, 2, 6)}, "de antemano"),
        ({"last": date(2026, 3, 12)}, "31 días a lo más"),
        ({"start": date(2026, 2, 15), "last": date(2026, 2, 15)}, "no tienen sesión"),
        ({"places": []}, "Elija a quiénes"),
    ],
)
def test_a_notice_that_makes_no_sense_is_refused(beforehand, values, why):
    notice = {
        "activity": beforehand.shop,
        "places": [beforehand.its.pk],
        "start": date(2026, 2, 9),
        "last": date(2026, 2, 9),
        "reason": "Sin hilo",
    }
    with pytest.raises(Refused, match=why):
        say_not_required(actor=beforehand.head_work, **{**notice, **values})
    assert not Suspension.objects.exists()


def test_a_notice_is_of_all_or_of_nobody(beforehand):
    not_required(beforehand, 9)
    with pytest.raises(Refused, match="ya consta como no requerida el 09/02/2026"):
        not_required(beforehand, 9, 11, who=("ana", "eva"))
    assert Suspension.objects.count() == 1
    with pytest.raises(Refused, match="retire antes ese aviso"):
        suspends(beforehand, 9, 14)
    with pytest.raises(Refused, match="Indique por qué se suspende"):
        suspends(beforehand, 10, 12, kind="not_required")
    with pytest.raises(PermissionDenied):
        say_not_required(
            actor=beforehand.instructor,
            activity=beforehand.shop,
            places=[beforehand.its.pk],
            start=date(2026, 2, 12),
            last=date(2026, 2, 12),
            reason="Sin hilo",
        )


def test_nobody_who_came_today_is_said_not_to_be_required(beforehand, monkeypatch):
    monkeypatch.setenv("LLAMKAY_NOW", "2026-02-09T10:00:00-05:00")
    save_cells(actor=beforehand.instructor, sheet=beforehand.sheet, changes={row_of(beforehand).pk: {9: P}})
    with pytest.raises(Refused, match="marca de asistencia de hoy"):
        not_required(beforehand, 9, who=("ana", "eva"))
    not_required(beforehand, 9, who=("eva",))


def test_the_head_says_on_the_page_of_sessions_who_is_not_required(client, beforehand):
    client.force_login(beforehand.head_work)
    page = reverse("activities:sessions", args=[beforehand.shop.pk])
    act = reverse("activities:session_act", args=[beforehand.shop.pk, "no-requeridas"])
    sent = {"people": [beforehand.its.pk], "start": "2026-02-09", "reason": "Falta hilo"}
    assert client.post(act, {**sent, "reason": ""}).status_code == 422
    client.post(act, sent)
    text = client.get(page).content.decode()
    assert "Personas no requeridas" in text
    assert "el 09/02/2026, sin pago" in text
    back = reverse("activities:session_act", args=[beforehand.shop.pk, "requeridas"])
    client.post(back, {"notices": [Suspension.objects.get().pk], "why": "Llegó"})
    assert "Personas no requeridas" not in client.get(page).content.decode()
