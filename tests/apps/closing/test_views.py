"""The screens of the month close."""

import pytest
from django.db import NotSupportedError
from django.urls import reverse

from llamkay.apps.activities.models import MonthClose
from llamkay.apps.closing import queries
from llamkay.apps.closing.services import close_month
from llamkay.core.values import Month
from llamkay.platform import scope
from llamkay.platform.models import InteractionLog

JANUARY = Month(2026, 1)


def detail(place, month="2026-01"):
    return reverse("closing:detail", args=[place.code, month])


def close_url(place, month="2026-01"):
    return reverse("closing:close", args=[place.code, month])


def test_a_ready_month_is_closed_with_one_button_and_then_tells_what_it_gave(prisons, as_):
    client = as_(prisons.director)
    page = client.get(detail(prisons.here)).content.decode()
    assert "Todo está listo" in page and "Cerrar el mes" in page
    answer = client.post(close_url(prisons.here), follow=True)
    page = answer.content.decode()
    assert "Mes cerrado: 2 personas, 42 días computados, S/ 840.00 de ingresos." in page
    assert "S/ 840.00" in page and "Inventada1" in page and "Inventada2" in page and "Inventada3" not in page
    with scope.within(scope.EVERYTHING):
        close = MonthClose.objects.get(establishment=prisons.here)
        assert (close.by, close.totals["people"]) == ("direccion", 2)
        assert not MonthClose.objects.filter(establishment=prisons.there).exists()
    assert close.hash in page
    assert {line.kind for line in InteractionLog.objects.filter(target=f"close:{close.pk}")} == {"read"}
    assert "ya estaba cerrado" in client.post(close_url(prisons.here), follow=True).content.decode()


@pytest.mark.xfail(
    raises=NotSupportedError, strict=True, reason="rows are written by COPY, which PostgreSQL refuses to a role bound"
)
def test_the_month_closes_behind_row_security_as_in_the_office(prisons, as_, as_application):
    as_(prisons.director).post(close_url(prisons.here))
    assert MonthClose.objects.filter(establishment=prisons.here).exists()


def test_what_is_missing_is_listed_and_the_close_refused_in_its_words(prisons, as_):
    prisons.sheet.state = "submitted"
    prisons.sheet.save()
    client = as_(prisons.director)
    page = client.get(detail(prisons.here)).content.decode()
    assert "La planilla de Taller PAN está «entregada»: falta aprobarla." in page
    assert "Falta 1 cosa para cerrar" in page and "Cerrar el mes</button>" not in page
    page = client.post(close_url(prisons.here), follow=True).content.decode()
    assert "No se puede cerrar 2026-01 en EP-CIERRE" in page
    assert not MonthClose.objects.exists()


def test_the_list_shows_each_month_of_the_scope_and_filters(prisons, as_):
    close_month(actor=prisons.director, establishment=prisons.here, month=JANUARY)
    seal = MonthClose.objects.get().hash
    page = as_(prisons.director).get(reverse("closing:list")).content.decode()
    assert "EP-CIERRE" in page and "EP-AJENO" not in page and seal[:12] in page and seal[:13] not in page
    headquarters = as_(prisons.analyst)
    page = headquarters.get(reverse("closing:list")).content.decode()
    assert "2 meses" in page and "EP-AJENO" in page
    chosen = headquarters.get(reverse("closing:list"), {"mes": "2026-01", "estado": "closed"}).content.decode()
    assert "1 mes<" in chosen
    assert "no es un mes" in headquarters.get(reverse("closing:list"), {"mes": "enero"}).content.decode()
    file = headquarters.get(reverse("closing:list"), {"formato": "xlsx"})
    assert file["Content-Type"].endswith("spreadsheetml.sheet")


def test_the_people_of_a_close_are_downloaded_and_the_download_is_logged(prisons, as_):
    close_month(actor=prisons.director, establishment=prisons.here, month=JANUARY)
    close = MonthClose.objects.only(*queries.SUMMARY).get()
    lines = queries.person_lines(close, list(queries.people_of(close)))
    assert [(line.person, line.days, line.gross) for line in lines] == [
        (prisons.ana, {"work": 21, "study": 0}, 42_000),
        (prisons.eva, {"work": 21, "study": 0}, 42_000),
    ]
    assert sum(line.gross for line in lines) == close.totals["gross"]
    assert as_(prisons.director).get(detail(prisons.here), {"formato": "xlsx"}).status_code == 200
    assert InteractionLog.objects.filter(kind="export", target=f"close:{close.pk}").count() == 1


def test_who_may_only_look_sees_no_button_and_is_refused(prisons, as_):
    client = as_(prisons.treasurer)
    page = client.get(detail(prisons.here)).content.decode()
    assert "Cerrar el mes</button>" not in page and "Su función permite ver el cierre, no hacerlo" in page
    assert client.post(close_url(prisons.here)).status_code == 403
    assert as_(prisons.instructor).get(detail(prisons.here)).status_code == 403


@pytest.mark.parametrize("month", ["2025-12", "2026-13", "enero"])
def test_a_month_that_does_not_exist_is_not_found(prisons, as_, month):
    assert as_(prisons.director).get(detail(prisons.here, month)).status_code == 404
