"""Slips: what each person did, what it gave and where it went, as one sealed paper that a later one replaces."""

import copy
from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.urls import reverse
from pyhanko.pdf_utils.reader import PdfFileReader

from llamkay.apps.closing.verify import verify
from llamkay.apps.pay.models import Earning, PayslipBatch, Split
from llamkay.apps.pay.payslips import paper
from llamkay.apps.pay.payslips.paper import payslips_of, print_payslips
from llamkay.core.errors import Refused
from llamkay.platform import clock
from llamkay.platform.models import IssuedPaper
from llamkay.platform.papers import render
from llamkay.platform.papers.kinds import kinds
from llamkay.platform.security import scope
from llamkay.platform.security.access import Command
from tests.worlds import factories


@pytest.fixture
def prison(everything, full_prison):
    return full_prison


def test_each_slip_says_what_stands_in_the_books(prison):
    found = payslips_of(prison.close)
    assert {payslip.person.pk for payslip in found} == set(Earning.objects.values_list("person", flat=True))
    for payslip in found:
        mine = Split.objects.filter(person=payslip.person)
        assert payslip.gross == sum(row.gross for row in mine) == sum(payslip.parts.values()) > 0
        assert payslip.parts["personal"] == dict(payslip.balances)["Disponible de la persona"]
    assert [payslip.person.sort_name for payslip in found] == sorted(payslip.person.sort_name for payslip in found)


def test_however_many_people_the_queries_are_the_same(prison, django_assert_num_queries):
    with django_assert_num_queries(10):
        payslips_of(prison.close)
    with django_assert_num_queries(10):
        payslips_of(prison.close, person=prison.person)


def test_a_later_printing_replaces_the_earlier_and_anybody_may_verify_it(prison, client):
    _pdf, first = print_payslips(actor=Command(), close=prison.close)
    pdf, second = print_payslips(actor=Command(), close=prison.close)
    first.paper.refresh_from_db()
    assert first.paper.replaced_by == second.paper and second.paper.replaced_by is None
    assert PdfFileReader(BytesIO(pdf)).root["/MarkInfo"]["/Marked"]
    page = client.get(reverse("public-verify", args=[first.paper.code])).content.decode()
    assert "Reemplazado" in page and "Boletas de enero de 2026" in page
    assert prison.person.first_surname not in page
    one = print_payslips(actor=Command(), close=prison.close, person=prison.person)[1]
    second.paper.refresh_from_db()
    assert one.payslips == 1 and second.paper.replaced_by is None  # one person's payslip is another paper


def test_who_may_print_and_where(prison, client):
    other = factories.prison("EP17", "Zorrilla", 2)
    treasurer = factories.staff("treasurer", prison.place)
    with pytest.raises(PermissionDenied):
        print_payslips(actor=treasurer, close=other.close)
    client.force_login(treasurer)
    page = client.get(reverse("pay:payslips")).content.decode()
    assert prison.place.name in page and other.place.name not in page
    answer = client.post(reverse("pay:print_payslips", args=[prison.close.pk]))
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert PayslipBatch.objects.get().paper.code in answer["Content-Disposition"]
    assert PayslipBatch.objects.get().paper.code in client.get(reverse("pay:payslips")).content.decode()
    assert client.post(reverse("pay:print_payslips", args=[other.close.pk])).status_code == 404
    assert client.post(reverse("pay:print_payslip", args=[prison.close.pk, other.person.pk])).status_code == 404
    client.force_login(factories.staff("instructor", prison.place))
    assert client.get(reverse("pay:payslips")).status_code == 403


def test_a_paper_that_is_not_kept_is_not_asked_for_and_one_that_nobody_issued_is(prison):
    print_payslips(actor=Command(), close=prison.close)
    assert [check for check in verify() if check.problems] == []
    IssuedPaper.objects.create(code="AAAA", title="x", institution="x", issued_at=clock.now(), sha256="x")
    assert [check.problems for check in verify() if check.problems] == [
        ("el documento AAAA está registrado y su archivo no está",)
    ]


def test_every_kind_of_paper_says_whether_its_file_is_kept():
    rows = {each.name: each.related_model for each in IssuedPaper._meta.related_objects if each.one_to_one}
    rows.pop("replaces")
    assert {each.row for each in kinds()} == rows.keys()
    for each in kinds():
        assert not each.file or rows[each.row]._meta.get_field(each.file)
    assert {each.row for each in kinds() if each.file} == {"certificate", "visit_minutes"}


def test_nobody_earned(prison):
    with pytest.raises(Refused, match="nadie tiene ingresos"):
        print_payslips(
            actor=Command(), close=prison.close, person=factories.person(prison.place, "P9", "Nadie", "00000999")
        )
    assert not PayslipBatch.objects.exists()


def test_what_was_printed_is_not_rewritten(prison):
    print_payslips(actor=Command(), close=prison.close)
    with pytest.raises(DatabaseError), transaction.atomic():
        PayslipBatch.objects.update(payslips=1)


@pytest.mark.django_db
def test_row_security_hides_another_prisons_slips(prison, as_application):
    print_payslips(actor=Command(), close=prison.close)
    with scope.acting_in(scope.Scope(ids=frozenset())):
        assert not PayslipBatch.objects.exists()


def test_the_book_of_a_month_on_paper(prison, client):
    client.force_login(factories.staff("treasurer", prison.place))
    answer = client.get(reverse("pay:book_paper", args=["EP16", "2026-02"]))  # closed in February
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert PdfFileReader(BytesIO(answer.content)).root["/MarkInfo"]["/Marked"]
    assert client.get(reverse("pay:book_paper", args=["EP16", "2026-13"])).status_code == 404
    factories.prison("EP17", "Zorrilla", 2)
    assert client.get(reverse("pay:book_paper", args=["EP17", "2026-01"])).status_code == 404


def pages_of(prison, payslips):
    now = clock.now()
    document = paper._paper(prison.close, payslips, title="Boletas", heading="INPE", code="AAAA-BBBB", at=now)
    return PdfFileReader(BytesIO(render(paper.TEMPLATE, document, at=now))).root["/Pages"]["/Count"]


def test_a_slip_with_much_to_say_is_printed_upon_no_other(prison):
    one = payslips_of(prison.close)[0]
    much = copy.deepcopy(one)
    much.lines = [(f"Panificadora San Miguelito {n}", "96:30 horas", "S/ 6.50 por hora", 100) for n in range(12)]
    much.corrected = ["día 5 (Taller de tejido), en el cierre de febrero de 2026"] * 3
    assert pages_of(prison, [one] * 3) == 1
    assert pages_of(prison, [one, much, one]) == 2
    assert pages_of(prison, [one] * 6) == 2
