"""Every refusal of a close reaches its screen as a sentence, and stops no other prison."""

import json
from datetime import date

import pytest
from click.testing import CliRunner
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse

from llamkay.apps.activities.models import Activity, Sheet, SheetRow
from llamkay.apps.closing.ready import unsettled_inputs
from llamkay.apps.institutions.models import Establishment, RegionalOffice
from llamkay.apps.months.models import MonthClose
from llamkay.apps.pay.inputs.gaps import gaps
from llamkay.apps.pay.models import GradedPieces, GroupSale, Rate
from llamkay.cli.running import close
from llamkay.platform import clock
from llamkay.platform.security import scope
from tests.apps.closing.test_views import (  # noqa: F401 — fixtures
    JANUARY,
    as_,
    close_url,
    detail,
    make_person,
    make_sheet,
    prisons,
)


def lacking(place):
    return [gap.text for gap in gaps(establishment=place, month=JANUARY)]


def basis(sheet, pay_basis):
    """The activity of a sheet, paid in another way."""
    Activity.objects.filter(pk=sheet.activity_id).update(pay_basis=pay_basis)
    return Activity.objects.get(pk=sheet.activity_id)


def test_a_paid_activity_without_a_rate_is_named_with_the_page_of_its_rates(prisons, as_):  # noqa: F811
    Rate.objects.filter(activity=prisons.sheet.activity).delete()
    client = as_(prisons.director)
    page = client.get(detail(prisons.here)).content.decode()
    assert 'name="visto"' not in page
    assert "Taller PAN no tiene tarifa el 02/01/2026, y ese día tiene trabajo pagado: regístrela." in page
    assert f'href="{reverse("pay:inputs", args=[prisons.sheet.activity_id])}?mes=2026-01"' in page
    answer = client.post(close_url(prisons.here), follow=True)
    assert answer.status_code == 422
    assert "No se puede cerrar enero de 2026" in answer.content.decode()
    with scope.elevated():
        assert not MonthClose.objects.exists()


def test_a_day_between_two_rates_is_the_day_that_is_named(prisons):  # noqa: F811
    rates = Rate.objects.filter(activity=prisons.sheet.activity)
    rates.update(period=DateRange(date(2026, 1, 1), date(2026, 1, 12)))
    assert "el 12/01/2026" in lacking(prisons.here)[0]
    Rate.objects.create(activity=prisons.sheet.activity, amount=600, period=DateRange(date(2026, 1, 12), None))
    assert lacking(prisons.here) == []


def test_an_activity_without_paid_work_needs_no_rate(prisons):  # noqa: F811
    Rate.objects.filter(activity=prisons.sheet.activity).delete()
    SheetRow.objects.filter(sheet=prisons.sheet).update(reasons=[0] * 31, minutes=[0] * 31)
    assert lacking(prisons.here) == []


def test_every_basis_says_what_it_lacks(prisons):  # noqa: F811
    group = basis(prisons.sheet, "share")
    assert lacking(prisons.here) == ["Taller PAN reparte lo que vende y no consta su venta del mes: regístrela."]
    GroupSale.objects.create(
        activity=group, month=JANUARY.first, sold=10, costs=0, document="B-1", by="prueba", at=clock.now()
    )
    assert lacking(prisons.here) == []
    course = basis(prisons.sheet, "training")
    assert lacking(prisons.here) == []
    worked = {day for row in prisons.sheet.rows.all() for day, minutes in enumerate(row.minutes, start=1) if minutes}
    rates = Rate.objects.filter(activity=course)
    rates.update(period=DateRange(date(2026, 1, 1), date(2026, 1, max(worked) + 1)))
    assert lacking(prisons.here) == []  # nobody attended after the last day of the rate: told, and it can close
    (note,) = unsettled_inputs(prisons.here, JANUARY)
    assert str(note) == (
        f"Taller PAN no tiene tarifa del {max(worked) + 1:02}/01/2026 al 31/01/2026; nadie asistió en esos días."
    )
    rates.update(period=DateRange(date(2026, 1, 1), date(2026, 1, min(worked))))
    assert lacking(prisons.here) == [
        f"Taller PAN no tiene tarifa el {min(worked):02}/01/2026, y ese día tiene trabajo pagado: regístrela. "
        f"Le falta del {min(worked):02}/01/2026 al 31/01/2026."
    ]
    rates.update(period=DateRange(date(2026, 1, 1), None))
    Activity.objects.filter(pk=group.pk).update(timetable=[0] * 7)
    assert lacking(prisons.here) == ["Taller PAN no tiene horario en el mes: regístrelo."]
    basis(prisons.sheet, "piece")
    row = prisons.sheet.rows.first()
    SheetRow.objects.filter(pk=row.pk).update(pieces=[0, 3] + [0] * 29)
    GradedPieces.objects.create(row=row, day=2, grade=2, pieces=1, by="prueba")
    assert lacking(prisons.here) == ["Taller PAN no tiene tarifa para la calidad 2: regístrela."]
    GradedPieces.objects.update(pieces=4)
    assert "más piezas clasificadas que piezas" in lacking(prisons.here)[0]


def test_a_month_without_a_law_is_told_in_a_sentence(prisons, as_):  # noqa: F811
    old = date(2017, 11, 1)
    Sheet.objects.filter(pk=prisons.sheet.pk).update(month=old)
    Rate.objects.update(period=DateRange(date(2017, 1, 1), None))
    client = as_(prisons.director)
    page = client.get(detail(prisons.here, "2017-11")).content.decode()
    assert "El sistema no tiene la norma sobre «" in page and 'name="visto"' not in page


@pytest.fixture
def nation(prisons, monkeypatch):  # noqa: F811
    """Three small prisons with an approved sheet each; the workshop of the second has no rate."""
    monkeypatch.setenv("LLAMKAY_DATABASE_AS", "app")
    with scope.elevated():
        third = Establishment.objects.create(
            code="EP-TERCERO",
            name="EP-TERCERO",
            office=RegionalOffice.objects.get(code="oficina-cierre"),
            department="Lima",
            population_kind="women",
            capacity=9,
            order=923,
        )
        make_sheet(third, "HUE", [make_person(third, 4)])
        Rate.objects.filter(activity=prisons.other.activity).delete()
    return [prisons.here, prisons.there, third]


def test_the_close_of_a_nation_goes_on_and_says_which_remain_and_why(nation):
    done = CliRunner().invoke(close, ["--month", "2026-01", "--all"])
    assert done.exit_code == 2, done.output
    assert done.stdout.count("días redimidos") == 2
    last = done.stderr.strip().splitlines()[-2:]
    assert last[0] == "Quedan sin cerrar 1 de 3 establecimientos:"
    assert last[1].startswith("  EP-AJENO: ") and "Taller TEJ no tiene tarifa el 02/01/2026" in last[1]
    with scope.elevated():
        assert set(MonthClose.objects.values_list("establishment__code", flat=True)) == {"EP-CIERRE", "EP-TERCERO"}


def test_a_program_reads_which_remain(nation):
    done = CliRunner().invoke(close, ["--month", "2026-01", "--all", "--json"])
    document = json.loads(done.stdout)
    assert [line["establishment"] for line in document["refused"]] == ["EP-AJENO"]
    assert (len(document["closed"]), done.exit_code) == (2, 2)
