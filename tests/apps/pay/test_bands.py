"""Bands of a rate: each day is paid by the band that the place had then; without a rate of its own the month waits."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse

from llamkay.apps.activities.models import Activity, Adjustment, Allocation, Sheet, SheetRow
from llamkay.apps.closing.models import MonthClose
from llamkay.apps.closing.services import close_month
from llamkay.apps.pay.inputs.gaps import gaps
from llamkay.apps.pay.models import Band, Earning, GradedPieces, PlaceBand, Rate
from llamkay.apps.pay.payslips.paper import payslips_of
from llamkay.apps.pay.queries import EarningLine
from llamkay.apps.pay.rates import services as rate_services
from llamkay.apps.pay.rates.bands import set_band
from llamkay.apps.pay.rates.effect import gross_by_basis
from llamkay.core.errors import Refused
from llamkay.core.pay.month import PaidActivity, PayInputs, RateSpan
from llamkay.core.values import Month
from llamkay.platform import clock
from llamkay.platform.models import LoggedAction
from llamkay.platform.security.access import Command
from tests.worlds import factories
from tests.worlds.factories import FEBRUARY

pytestmark = pytest.mark.usefixtures("everything")
SINCE = DateRange(date(2025, 1, 1), None)


@pytest.fixture
def prison(monkeypatch, full_prison):
    monkeypatch.setenv("LLAMKAY_NOW", "2026-03-02T10:00:00-05:00")
    made = full_prison
    made.head = factories.staff("head_work", made.place)
    made.director = factories.staff("director", made.place)
    return made


def shop(prison, basis, *, days=(2, 3, 4, 5), **row):
    """A workshop of a basis at 500, apprentices at 300, masters at 900; four days of February on its sheet."""
    found = factories.activity(prison.place, basis.upper(), pay_basis=basis)
    for amount, band in ((500, Band.PLAIN), (300, Band.APPRENTICE), (900, Band.MASTER)):
        Rate.objects.create(activity=found, amount=amount, band=band, period=SINCE)
    found.its = Allocation.objects.create(person=prison.person, activity=found, period=factories.SINCE)
    sheet = Sheet.objects.create(activity=found, month=FEBRUARY.first, state="approved")
    found.row = SheetRow.objects.create(sheet=sheet, person=prison.person, **factories.marks(*days, **row))
    return found


def put(prison, where, band, day, **more):
    values = {"actor": prison.head, "place": where.its, "reason": "Acta 7 del taller", **more}
    return set_band(band=band, start=date(2026, 2, day), **values)


def close(prison):
    Sheet.objects.filter(pk=prison.open_sheet.pk).update(state="approved")
    Sheet.objects.get_or_create(activity=prison.lesson, month=FEBRUARY.first, defaults={"state": "approved"})
    close_month(actor=Command(), establishment=prison.place, month=FEBRUARY)


def earned(prison, where):
    close(prison)
    return sum(Earning.objects.filter(activity=where, person=prison.person).values_list("gross", flat=True))


def test_each_day_is_paid_by_the_band_of_that_day_and_the_payslip_says_it(prison):
    where = shop(prison, "day")
    put(prison, where, Band.APPRENTICE, 3)
    put(prison, where, Band.MASTER, 5)
    assert gross_by_basis(where, FEBRUARY, "day") == {prison.person.pk: 500 + 300 + 300 + 900}
    assert gaps(establishment=prison.place, month=FEBRUARY) == []
    assert earned(prison, where) == 500 + 300 + 300 + 900
    assert lines_of(prison, where) == [
        (where.name, "1 día", "S/ 5.00 por día", 500),
        (f"{where.name} (aprendiz)", "2 días", "S/ 3.00 por día", 600),
        (f"{where.name} (maestra o maestro)", "1 día", "S/ 9.00 por día", 900),
    ]


def lines_of(prison, where):
    (payslip,) = payslips_of(MonthClose.objects.get(month=FEBRUARY.first), person=prison.person)
    return [line for line in payslip.lines if line[0].startswith(where.name)]


def test_the_panel_says_that_a_month_had_several_rates(client, prison):
    where = shop(prison, "day")
    put(prison, where, Band.APPRENTICE, 3)
    earned(prison, where)
    (line,) = Earning.objects.filter(activity=where, person=prison.person)
    assert EarningLine(line).several_rates
    Rate.objects.filter(activity=where).delete()
    assert not EarningLine(Earning(basis="hour", units=90, rate=335, gross=503)).several_rates
    assert not EarningLine(Earning(basis="hour", units=-90, rate=335, gross=-503)).several_rates


def test_a_rate_that_changes_within_the_month_has_a_line_for_each(prison):
    where = shop(prison, "hour", minutes=250)
    Rate.objects.filter(activity=where, band=Band.PLAIN).update(period=DateRange(date(2025, 1, 1), date(2026, 2, 4)))
    Rate.objects.create(activity=where, amount=601, band=Band.PLAIN, period=DateRange(date(2026, 2, 4), None))
    whole = earned(prison, where)
    lines = lines_of(prison, where)
    assert [line[:3] for line in lines] == [
        (where.name, "8:20 horas", "S/ 5.00 por hora"),
        (where.name, "8:20 horas", "S/ 6.01 por hora"),
    ]
    assert sum(line[3] for line in lines) == whole == (500 * 500 + 500 * 601 + 30) // 60


def test_a_correction_of_a_closed_day_moves_its_line(prison, monkeypatch):
    where = shop(prison, "day")
    put(prison, where, Band.APPRENTICE, 3)
    close(prison)
    who = {"by": "alguien", "at": clock.now(), "confirmed_by": "otra", "confirmed_at": clock.now()}
    of = {"row": where.row, "day": 6, "minutes": 240, "reason": 1}
    Adjustment.objects.create(**of, **who, why="Vino y no se anotó")
    monkeypatch.setenv("LLAMKAY_NOW", "2026-04-01T10:00:00-05:00")
    for activity in (where, prison.workshop, prison.lesson):
        Sheet.objects.get_or_create(activity=activity, month=date(2026, 3, 1), defaults={"state": "approved"})
    close_month(actor=Command(), establishment=prison.place, month=Month(2026, 3))
    assert [line[1:] for line in lines_of(prison, where)] == [
        ("1 día", "S/ 5.00 por día", 500),
        ("4 días", "S/ 3.00 por día", 1200),
    ]


def test_a_subsidy_of_training_is_paid_by_the_band_of_each_day(prison):
    where = shop(prison, "training")
    put(prison, where, Band.APPRENTICE, 3)
    put(prison, where, Band.MASTER, 5)
    # Four days of four hours of the 80 of February: one at S/ 5.00 a month, two at 3.00, one at 9.00.
    assert earned(prison, where) == 25 + 30 + 45
    assert lines_of(prison, where) == [
        (f"{where.name} (subvención)", "4 horas", "S/ 5.00 al mes", 25),
        (f"{where.name} (aprendiz, subvención)", "8 horas", "S/ 3.00 al mes", 30),
        (f"{where.name} (maestra o maestro, subvención)", "4 horas", "S/ 9.00 al mes", 45),
    ]


def test_the_page_of_rates_names_bands_only_where_there_are_some(client, prison):
    client.force_login(prison.head)
    page = f"{reverse('pay:inputs', args=[prison.workshop.pk])}?mes=2026-02"
    assert "Banda</th>" not in client.get(page).content.decode()
    Rate.objects.create(activity=prison.workshop, amount=700, band=Band.MASTER, period=SINCE)
    assert "Banda</th>" in client.get(page).content.decode()


@pytest.mark.parametrize(("basis", "row"), [("hour", {}), ("piece", {"pieces": 2})])
def test_hours_and_pieces_are_paid_by_the_band_too(prison, basis, row):
    where = shop(prison, basis, **row)
    put(prison, where, Band.MASTER, 1)
    units = sum(where.row.minutes) / 60 if basis == "hour" else sum(where.row.pieces)
    assert units
    assert earned(prison, where) == units * 900


def test_pieces_of_a_lower_grade_have_the_rate_of_their_grade_and_band(prison):
    where = shop(prison, "piece", pieces=2)
    put(prison, where, Band.MASTER, 1)
    GradedPieces.objects.create(row=where.row, day=2, grade=2, pieces=1, by="x")
    Rate.objects.create(activity=where, amount=200, grade=2, period=SINCE)
    with pytest.raises(Refused, match="banda «Maestra o maestro» para la calidad 2"):
        close(prison)
    Rate.objects.create(activity=where, amount=400, grade=2, band=Band.MASTER, period=SINCE)
    assert earned(prison, where) == 7 * 900 + 400


def test_a_band_without_a_rate_on_a_day_is_said_and_the_month_does_not_close(prison):
    where = shop(prison, "day")
    put(prison, where, Band.WORKER, 4)
    (lack,) = gaps(establishment=prison.place, month=FEBRUARY)
    assert "no tiene tarifa de la banda «Operaria u operario» el 04/02/2026" in lack.text
    assert gross_by_basis(where, FEBRUARY, "day") == {prison.person.pk: None}
    with pytest.raises(Refused, match=r"banda «Operaria u operario» el 04/02/2026"):
        close(prison)
    rate_services.set_rate(
        actor=prison.head, activity=where, amount=700, start=date(2026, 2, 4), band=Band.WORKER, reason="Acta 8"
    )
    assert gaps(establishment=prison.place, month=FEBRUARY) == []
    assert earned(prison, where) == 500 + 500 + 700 + 700


def test_whoever_is_in_a_band_needs_no_plain_rate(prison):
    where = shop(prison, "day")
    put(prison, where, Band.MASTER, 1)
    Rate.objects.filter(activity=where, band=Band.PLAIN).delete()
    assert gaps(establishment=prison.place, month=FEBRUARY) == []
    assert earned(prison, where) == 4 * 900


def test_a_change_keeps_the_days_before_and_is_recorded(prison):
    where = shop(prison, "day")
    put(prison, where, Band.APPRENTICE, 2)
    put(prison, where, Band.MASTER, 20)
    put(prison, where, Band.WORKER, 10)
    put(prison, where, Band.PLAIN, 15)
    spells = PlaceBand.objects.order_by("period").values_list("band", "period")
    assert [(band, period.lower.day, period.upper and period.upper.day) for band, period in spells] == [
        (Band.APPRENTICE, 2, 10),
        (Band.WORKER, 10, 15),
        (Band.MASTER, 20, None),
    ]
    line = LoggedAction.objects.filter(verb="pay.set_band").latest("id")
    assert (line.target, line.reason) == (f"person:{prison.person.pk}", "Acta 7 del taller")
    assert "«Sin banda»" in line.sentence


def test_a_band_is_refused_in_one_sentence(prison):
    where = shop(prison, "day")
    put(prison, where, Band.MASTER, 3)
    for values, words in (
        ({"band": Band.MASTER, "day": 4}, "ya está así"),
        ({"band": 4, "day": 4}, "Elija la banda"),
        ({"band": Band.WORKER, "day": 4, "reason": " "}, "por qué cambia"),
    ):
        with pytest.raises(Refused, match=words):
            put(prison, where, **values)
    for start, words in ((date(2026, 1, 15), "mes cerrado"), (date(2020, 1, 1), "no tiene su plaza")):
        with pytest.raises(Refused, match=words):
            set_band(actor=prison.head, place=where.its, band=Band.WORKER, start=start, reason="Acta")
    with pytest.raises(PermissionDenied):
        put(prison, where, Band.WORKER, 4, actor=prison.director)
    Activity.objects.filter(pk=where.pk).update(pay_basis="share")
    with pytest.raises(Refused, match="no lleva tarifa"):
        put(prison, where, Band.WORKER, 4, place=Allocation.objects.get(pk=where.its.pk))


def test_the_database_holds_one_band_a_day_and_one_rate_of_each(prison):
    where = shop(prison, "day")
    put(prison, where, Band.MASTER, 3)
    twice = {"allocation": where.its, "period": DateRange(date(2026, 2, 10), None), "reason": "x", "by": "x"}
    at = PlaceBand.objects.get().at
    with pytest.raises(IntegrityError, match="one_band_a_day"), transaction.atomic():
        PlaceBand.objects.create(**twice, band=1, at=at)
    with pytest.raises(IntegrityError, match="one_rate_a_day"), transaction.atomic():
        Rate.objects.create(activity=where, amount=1, band=Band.MASTER, period=SINCE)
    with pytest.raises(IntegrityError, match="place_band_is_known"), transaction.atomic():
        PlaceBand.objects.create(**{**twice, "period": DateRange(date(2026, 1, 2), date(2026, 1, 3))}, band=0, at=at)


def test_a_month_without_bands_is_kept_as_before_there_were(prison):
    plain = PayInputs(activities=(PaidActivity(2, "day", None),), rates=(RateSpan(2, 3000, 0, 6, 1),))
    document = plain.as_document()
    assert not {"band_rates", "banded"} & document.keys()
    assert PayInputs.from_document(document) == plain
    with pytest.raises(ValueError, match="bnads"):
        PayInputs.from_document({**document, "bnads": []})
    where = shop(prison, "day")
    put(prison, where, Band.MASTER, 3)
    close(prison)
    document_of = MonthClose.objects.get(month=FEBRUARY.first).inputs["pay"]
    assert PayInputs.from_document(document_of).as_document() == document_of
    assert [line[2] for line in document_of["banded"]] == [Band.MASTER]


def test_the_head_fixes_rates_of_bands_and_puts_people_in_them_on_the_page(client, prison):
    where = shop(prison, "day")
    client.force_login(prison.head)
    page = f"{reverse('pay:inputs', args=[where.pk])}?mes=2026-02"
    rate = reverse("pay:input_act", args=[where.pk, "tarifa"])
    client.post(rate, {"amount": "7.00", "band": "2", "start": "2026-02-01", "mes": "2026-02"})
    assert Rate.objects.get(activity=where, band=Band.WORKER).amount == 700
    act = reverse("pay:input_act", args=[where.pk, "banda"])
    sent = {"place": where.its.pk, "band": "2", "start": "2026-02-03", "reason": "Pasó la prueba", "mes": "2026-02"}
    assert client.post(act, {**sent, "reason": ""}).status_code == 422
    assert client.post(act, sent).status_code == 302
    text = client.get(page).content.decode()
    assert "Pasó la prueba" in text
    assert text.count("Operaria u operario") >= 2
