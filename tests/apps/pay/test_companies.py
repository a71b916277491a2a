"""What companies owe and pay: the statement of a closed month, matches, differences, late months."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Sum

from llamkay.apps.activities.models import Adjustment, Allocation, Company, Sheet, SheetRow
from llamkay.apps.activities.services import change_activity
from llamkay.apps.activities.sheets.hours import company_work
from llamkay.apps.closing.services import close_month
from llamkay.apps.pay import tasks
from llamkay.apps.pay.companies import queries, services
from llamkay.apps.pay.inputs.work import passed
from llamkay.apps.pay.models import Account, Agreement, PaymentMatch, Posting, Rate
from llamkay.core.errors import Refused
from llamkay.platform.security.access import Command
from llamkay.platform.security.scope import EVERYTHING, Scope
from tests.worlds import factories
from tests.worlds.factories import FEBRUARY, JANUARY

pytestmark = pytest.mark.usefixtures("everything")


@pytest.fixture
def prison(monkeypatch, full_prison):
    """January closed: five days of four hours at five soles the hour, S/ 100.00 owed by Empresa 1."""
    monkeypatch.setenv("LLAMKAY_NOW", "2026-03-02T10:00:00-05:00")
    made = full_prison
    made.treasurer = factories.staff("treasurer", made.place)
    made.company = made.workshop.company
    return made


def refusal(act, *words):
    with pytest.raises(Refused) as caught:
        act()
    assert [word for word in words if word not in str(caught.value)] == []


def agree(prison, start=date(2026, 1, 1), end=None, **more):
    given = {"number": "Convenio 4-2026", "days_to_pay": 15, "ruc": prison.company.ruc} | more
    return services.save_agreement(actor=prison.treasurer, establishment=prison.place, start=start, end=end, **given)


def pay(prison, amount, reference="OP-1", on=date(2026, 2, 10), **more):
    return services.enter_payment(
        actor=prison.treasurer,
        company=prison.company,
        establishment=prison.place,
        received_on=on,
        amount=amount,
        reference=reference,
        **more,
    )


def close_february(prison, days=(2, 3)):
    SheetRow.objects.filter(sheet=prison.open_sheet).delete()
    SheetRow.objects.create(sheet=prison.open_sheet, person=prison.person, **factories.marks(*days))
    Sheet.objects.get_or_create(activity=prison.lesson, month=FEBRUARY.first)
    Sheet.objects.filter(activity__establishment=prison.place, month=FEBRUARY.first).update(state="approved")
    close_month(actor=Command(), establishment=prison.place, month=FEBRUARY)


def months(prison):
    lines = queries.months(company=prison.company, establishment=prison.place)
    return {str(line.month): (line.owed, line.paid, line.state) for line in lines}


def relation(prison):
    return queries.relation(scope=EVERYTHING, company=prison.company.pk, code=prison.place.code)


def in_books(prison):
    kinds = (Account.Kind.BANK, Account.Kind.RECEIVABLE)
    rows = Posting.objects.filter(account__establishment=prison.place, account__kind__in=kinds)
    return dict(rows.values_list("account__kind").annotate(total=Sum("amount")))


@pytest.mark.parametrize(
    ("amount", "paid", "state", "left", "in_favour"),
    [
        (10_000, 10_000, "paid", 0, 0),
        (4_000, 4_000, "partial", 6_000, 0),
        (12_345, 10_000, "paid", 0, 2_345),
    ],
)
def test_a_payment_is_whole_partial_or_over(prison, amount, paid, state, left, in_favour):
    pay(prison, amount)
    assert months(prison) == {"2026-01": (10_000, paid, state)}
    found = relation(prison)
    assert (found.owed, found.in_favour) == (left, in_favour)
    assert in_books(prison) == {"bank": amount, "receivable": 10_000 - amount}


def test_what_is_left_over_answers_for_the_next_month_when_it_is_applied(prison):
    pay(prison, 12_000)
    close_february(prison)
    Adjustment.objects.all().delete()
    owed = months(prison)["2026-02"][0]
    assert months(prison)["2026-02"] == (owed, 0, "owed")
    assert services.match_again(actor=prison.treasurer, company=prison.company, establishment=prison.place) >= 2_000
    assert months(prison)["2026-02"][1] >= 2_000
    refusal(
        lambda: services.match_again(actor=prison.treasurer, company=prison.company, establishment=prison.place),
        "No hay saldo a favor",
    )


def test_a_month_corrected_downwards_shows_the_difference_and_gives_it_back(prison):
    pay(prison, 10_000)
    close_february(prison)  # applies the adjustment: January has one day less, S/ 80.00
    assert months(prison) == {"2026-01": (8_000, 10_000, "over"), "2026-02": (4_000, 0, "owed")}
    assert relation(prison).in_favour == 2_000
    services.match_again(actor=prison.treasurer, company=prison.company, establishment=prison.place)
    assert months(prison) == {"2026-01": (8_000, 8_000, "paid"), "2026-02": (4_000, 2_000, "partial")}


def test_a_payment_answers_for_the_month_it_names_first(prison):
    Adjustment.objects.all().delete()
    close_february(prison)
    pay(prison, 5_000, month=FEBRUARY)
    assert months(prison) == {"2026-01": (10_000, 1_000, "partial"), "2026-02": (4_000, 4_000, "paid")}


def test_a_payment_undone_is_owed_again_and_its_entry_stays(prison):
    made = pay(prison, 10_000)
    refusal(lambda: services.undo_payment(actor=prison.treasurer, payment=made, reason=" "), "por qué")
    services.undo_payment(actor=prison.treasurer, payment=made, reason="Era de otra empresa")
    assert months(prison) == {"2026-01": (10_000, 0, "owed")}
    assert not PaymentMatch.objects.exists()
    assert in_books(prison) == {"bank": 0, "receivable": 10_000}
    refusal(lambda: services.undo_payment(actor=prison.treasurer, payment=made, reason="Otra vez"), "ya se anuló")
    pay(prison, 10_000)  # the same operation may be entered again
    assert months(prison) == {"2026-01": (10_000, 10_000, "paid")}


def test_a_payment_is_refused_in_one_sentence(prison):
    pay(prison, 100)
    refusal(lambda: pay(prison, 100), "OP-1", "ya está registrada")
    refusal(lambda: pay(prison, 0, "OP-2"), "fuera")
    refusal(lambda: pay(prison, 100, " "), "operación")
    refusal(lambda: pay(prison, 100, "OP-3", date(2026, 3, 5)), "todavía no llega")
    prison.company = Company.objects.create(ruc="20000000099", name="Otra")
    refusal(lambda: pay(prison, 100, "OP-4"), "no debe nada")
    with pytest.raises(PermissionDenied):
        services.match_again(
            actor=factories.staff("director", prison.place), company=prison.company, establishment=prison.place
        )


def test_a_month_is_late_after_the_days_of_its_agreement(prison):
    agree(prison)
    (line,) = relation(prison).months
    assert line.due_on == date(2026, 2, 15)
    assert (line.late(date(2026, 2, 15)), line.late(date(2026, 2, 16))) == (False, True)
    assert [(task.count, task.url) for task in tasks.from_companies(None, EVERYTHING, date(2026, 3, 2))] == [
        (1, "/oficina/pagos/empresas/?estado=late")
    ]
    pay(prison, 10_000)
    assert list(tasks.from_companies(None, EVERYTHING, date(2026, 3, 2))) == []


def test_work_without_an_agreement_and_one_that_ends_are_told(prison):
    told = [task.text for task in tasks.from_companies(None, EVERYTHING, date(2026, 3, 2))]
    assert told == ["Empresas que dan trabajo sin convenio vigente"]
    agree(prison, end=date(2026, 4, 1))
    pay(prison, 10_000)
    told = [task.text for task in tasks.from_companies(None, EVERYTHING, date(2026, 3, 2))]
    assert told == ["Convenios que terminan en 60 días"]


def test_an_agreement_is_refused_in_one_sentence(prison):
    made = agree(prison, end=date(2026, 6, 30))
    refusal(lambda: agree(prison, date(2026, 6, 30)), "Convenio 4-2026", "ya rige")
    refusal(lambda: agree(prison, date(2026, 8, 1), date(2026, 7, 1)), "último día")
    refusal(lambda: agree(prison, date(2026, 8, 1), ruc="20000000012", name="Nueva"), "no es un RUC")
    refusal(lambda: agree(prison, date(2026, 8, 1), ruc="20000000028"), "escriba su razón social")
    refusal(lambda: agree(prison, date(2026, 8, 1), days_to_pay=200), "de 0 a 120")
    wrong = SimpleUploadedFile("convenio.pdf", b"no")
    refusal(lambda: agree(prison, date(2026, 8, 1), scan=wrong), "no es un PDF")
    assert list(Agreement.objects.all()) == [made]
    services.save_agreement(
        actor=prison.treasurer,
        establishment=prison.place,
        agreement=made,
        number="Convenio 4-2026",
        days_to_pay=30,
        start=date(2026, 1, 1),
        end=None,
        scan=SimpleUploadedFile("convenio.pdf", b"%PDF-1.7"),
    )
    made.refresh_from_db()
    assert (made.days_to_pay, made.period.upper, bytes(made.scan)) == (30, None, b"%PDF-1.7")


def test_a_new_company_is_entered_with_its_agreement(prison):
    made = agree(prison, ruc="20000000028", name="Aleka inventada", number="5")
    assert (made.company.ruc, made.company.name) == ("20000000028", "Aleka inventada")


def test_the_statement_shares_every_centimo_among_payers(prison):
    """One person with two payers: each statement has its part, and both together the split of the law."""
    other = Company.objects.create(ruc="20000000028", name="Otra empresa")
    second = factories.activity(prison.place, "OTRO", modality="company", company=other)
    Rate.objects.create(activity=second, period=factories.SINCE, amount=333)
    Allocation.objects.create(person=prison.person, activity=second, period=factories.SINCE)
    sheet = Sheet.objects.create(activity=second, month=FEBRUARY.first)
    SheetRow.objects.create(sheet=sheet, person=prison.person, **factories.marks(4, 5, 6, minutes=70))
    Adjustment.objects.all().delete()
    close_february(prison)
    both = [
        queries.statement(
            relation=queries.relation(scope=EVERYTHING, company=company.pk, code=prison.place.code), month=FEBRUARY
        )[0]
        for company in (prison.company, other)
    ]
    first, last = both
    assert (first.days, first.minutes, first.gross) == (2, 480, 4_000)
    assert (last.days, last.minutes, last.gross) == (3, 210, 1_166)
    assert all(sum(line.parts.values()) == line.gross for line in both)
    total = {part: sum(line.parts[part] for line in both) for part in queries.PARTS}
    split = prison.person.splits.get(month=FEBRUARY.first)
    assert total == {part: getattr(split, part) for part in queries.PARTS}
    foot = queries.totals(both)
    assert foot["gross"] == foot["institution"] + foot["reparation"] + foot["special"] == 5_166


def test_the_statement_of_a_corrected_month_has_the_days_that_stand(prison):
    close_february(prison)
    (line,) = queries.statement(relation=relation(prison), month=JANUARY)
    assert (line.days, line.gross) == (4, 8_000)


def test_the_statement_of_a_month_is_of_the_company_of_that_time(prison):
    other = Company.objects.create(ruc="20000000028", name="Otra empresa")
    theirs = factories.activity(prison.place, "OTRO", modality="company", company=other)
    Rate.objects.create(activity=theirs, period=factories.SINCE, amount=300)
    change = {"actor": factories.staff("head_work", prison.place), "activity": prison.workshop, "company": other}
    with pytest.raises(Refused, match="esos meses los debería enteros la otra empresa"):
        change_activity(**change)
    change_activity(**change, company_seen=True)
    (line,) = queries.statement(relation=relation(prison), month=JANUARY)
    assert (line.days, line.minutes, line.gross) == (5, 1_200, 10_000)
    assert [work.name for work in company_work([prison.person.pk], establishment=prison.place.pk)] == ["Otra empresa"]
    then = passed(prison.place.pk, people=[prison.person.pk])
    assert then == [(prison.workshop.pk, JANUARY.first, prison.company.pk)]
    (work,) = company_work([prison.person.pk], establishment=prison.place.pk, passed=then)
    assert (work.name, work.minutes) == (prison.company.name, 1_200)
    close_february(prison)
    new = queries.relation(scope=EVERYTHING, company=other.pk, code=prison.place.code)
    assert [line.days for line in queries.statement(relation=new, month=FEBRUARY)] == [2]
    assert not queries.statement(relation=new, month=JANUARY)


def test_a_company_of_another_prison_is_not_there(prison):
    other = factories.prison("EP17", "Zorrilla", 2)
    mine = Scope(ids=frozenset([prison.place.pk]))
    assert [row.company for row in queries.relations(scope=mine)] == [prison.company]
    assert queries.relation(scope=mine, company=other.workshop.company_id, code="EP17") is None


def test_the_screens(prison, client):
    agree(prison)
    client.force_login(prison.treasurer)
    page = f"/oficina/pagos/empresas/{prison.company.pk}/EP16/"
    text = client.get("/oficina/pagos/empresas/?estado=late").content.decode()
    assert "1 mes vencido" in text
    sent = {"amount": "40", "received_on": "2026-02-10", "reference": "OP-7", "month": "2026-01"}
    assert client.post(f"{page}pago/", sent).status_code == 302
    assert client.post(f"{page}pago/", sent).status_code == 302  # twice is once
    assert months(prison) == {"2026-01": (10_000, 4_000, "partial")}
    wrong = client.post(f"{page}pago/", sent | {"amount": "50"})
    assert wrong.status_code == 422
    assert "ya está registrada" in wrong.content.decode()
    month = client.get(f"{page}mes/2026-01/").content.decode()
    assert [w for w in ("Quinchuiana, Inventada", "Pagado en parte", "Vencido") if w not in month] == []
    csv = client.get(f"{page}mes/2026-01/?formato=csv").content.decode()
    assert csv.splitlines()[1] == 'QUI-11,"Quinchuiana, Inventada",5,20.00,0,100.00,10.00,20.00,70.00,10.00'
    assert client.get(f"{page}mes/2026-02/").status_code == 404
