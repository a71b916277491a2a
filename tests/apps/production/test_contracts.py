"""The contract of each person with a company; the agreements and workshops that are published every three months."""

from datetime import date

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse

from llamkay.apps.activities.models import Allocation, Sheet, SheetRow
from llamkay.apps.pay.models import Agreement
from llamkay.apps.people.custody.services import release_person
from llamkay.apps.production import tasks
from llamkay.apps.production.companies import queries as companies
from llamkay.apps.production.companies import rules
from llamkay.apps.production.companies import services as company_services
from llamkay.apps.production.contracts import queries, services
from llamkay.apps.production.models import AgreementPublication, WorkContract
from llamkay.apps.production.publication import queries as published
from llamkay.apps.production.publication import services as publication
from llamkay.core.errors import Refused
from llamkay.core.values import Month
from llamkay.platform.security.access import Command
from llamkay.platform.security.scope import EVERYTHING
from tests.worlds import factories

pytestmark = pytest.mark.usefixtures("everything")
TODAY = date(2026, 2, 2)


def refusal(act, *words):
    with pytest.raises(Refused) as caught:
        act()
    assert [word for word in words if word not in str(caught.value)] == []


@pytest.fixture
def signed(market):
    """The company of the workshop has an agreement until the end of 2027."""
    market.agreement = Agreement.objects.create(
        company=market.workshop.company,
        establishment=market.place,
        number="Convenio 7",
        period=DateRange(date(2025, 1, 1), date(2028, 1, 1)),
        days_to_pay=15,
    )
    return market


def engaged(made, **values):
    values = {"kind": "civil", "document": "C-1", "start": date(2026, 1, 5), "activity": made.workshop} | values
    values.setdefault("person", made.person)
    return services.engage(actor=made.seller, agreement=made.agreement, **values)


def training(made, **values):
    return engaged(made, **{"kind": "training", "end": date(2026, 12, 31), "subsidy": 56_500} | values)


@pytest.mark.parametrize(
    ("values", "word"),
    [
        ({"start": date(2027, 12, 1)}, "dentro del año"),
        ({"start": date(2024, 12, 1)}, "no tiene plaza"),
        ({"end": date(2028, 1, 1)}, "dentro del convenio"),
        ({"end": date(2026, 1, 1)}, "después del primero"),
        ({"document": " "}, "número"),
        ({"subsidy": 56_500}, "capacitación"),
        ({"kind": "training", "end": date(2026, 12, 31)}, "subvención"),
        ({"kind": "training", "subsidy": 56_500, "start": date(2026, 1, 5)}, "último día"),
        ({"kind": "training", "subsidy": 56_500, "end": date(2027, 1, 5)}, "04/01/2027"),
    ],
)
def test_what_a_contract_needs(signed, values, word):
    refusal(lambda: engaged(signed, **values), word)


def test_a_training_lasts_a_year_by_the_norm_and_a_small_subsidy_is_said(signed):
    contract = training(signed, end=date(2027, 1, 4))
    assert not queries.short(contract) and rules.least_subsidy(TODAY) == 56_500
    contract.subsidy = 56_499
    assert queries.short(contract)
    refusal(lambda: engaged(signed, document="C-2", start=date(2026, 6, 1)), "ya tiene contrato")


def test_it_is_of_who_has_a_place_in_a_workshop_of_that_company(signed):
    refusal(lambda: engaged(signed, person=signed.second), "no tiene plaza")
    other = factories.activity(signed.place, "AJE")
    refusal(lambda: engaged(signed, activity=other), "no es de la empresa")


def test_who_works_for_a_company_without_a_contract_is_seen_until_she_has_one(signed, client):
    assert [row.person for row in queries.uncovered(scope=EVERYTHING, on=TODAY)] == [signed.person]
    (task,) = tasks.of_contracts(signed.seller, EVERYTHING, TODAY)
    assert task.count == 1
    client.force_login(signed.seller)
    new = reverse("production:new_contract", args=[signed.agreement.pk])
    form = {
        "person": signed.person.code,
        "activity": signed.workshop.pk,
        "kind": "civil",
        "document": "C-9",
        "start": "2026-01-05",
    }
    assert client.post(new, form | {"kind": "training"}).status_code == 422
    page = client.post(new, form, follow=True).content.decode()
    assert "1 de 1 personas" in page and "Faltan" not in page
    assert not queries.uncovered(scope=EVERYTHING, on=TODAY) and not list(
        tasks.of_contracts(signed.seller, EVERYTHING, TODAY)
    )
    listed = client.get(reverse("production:contracts") + "?estado=running").content.decode()
    assert signed.person.code in listed and "C-9" in listed
    contract = WorkContract.objects.get()
    end = reverse("production:end_contract", args=[contract.pk])
    assert client.post(end, {"on": "2026-03-01", "ending": "resignation"}).status_code == 422
    client.post(end, {"on": "2026-02-01", "ending": "resignation"})
    contract.refresh_from_db()
    assert contract.ending == "resignation" and queries.last_day(contract) == date(2026, 2, 1)
    assert queries.uncovered(scope=EVERYTHING, on=TODAY).count() == 1


def test_a_contract_ends_when_she_leaves(signed):
    contract, later = engaged(signed, end=date(2026, 2, 10)), engaged(signed, document="C-2", start=date(2026, 2, 11))
    release_person(actor=Command(), person=signed.person, on=TODAY, reason="Resolución 12-2026", confirmed=True)
    contract.refresh_from_db()
    assert (contract.ending, contract.period.upper) == ("release", TODAY)
    assert not WorkContract.objects.filter(pk=later.pk).exists()
    assert services.ended_by_leaving({signed.person.pk: TODAY})


def test_training_and_certificates_are_measured(signed):
    company_services.set_terms(
        actor=signed.seller, agreement=signed.agreement, people=1, training_hours=8, certificates=1
    )
    page = companies.terms_page(agreement=signed.agreement, month=Month(2026, 1), on=TODAY)
    found = {row.name: (row.measured, row.met) for row in page.obligations}
    assert found["training"] == (None, None) and found["certificates"] == (0, None)  # the year is not over
    lesson = factories.activity(
        signed.place,
        "CAP",
        kind="study",
        modality="",
        level="cetpro",
        company=signed.workshop.company,
        pay_basis="none",
    )
    Allocation.objects.create(person=signed.person, activity=lesson, period=factories.SINCE)
    sheet = Sheet.objects.create(activity=lesson, month=date(2026, 1, 1))
    SheetRow.objects.create(sheet=sheet, person=signed.person, **factories.marks(5, 6))
    page = companies.terms_page(agreement=signed.agreement, month=Month(2026, 1), on=TODAY)
    assert {row.name: (row.measured, row.met) for row in page.obligations}["training"] == (8, True)
    december = companies.terms_page(agreement=signed.agreement, month=Month(2025, 12), on=TODAY)
    assert {row.name: row.met for row in december.obligations}["certificates"] is False


def test_agreements_and_workshops_are_published_every_three_months(signed, client, monkeypatch):
    other = factories.staff("press_officer", None, "prensa")
    assert [task.count for task in tasks.of_publication(other, EVERYTHING, TODAY)] == [1]
    assert "Todavía no se publicaron" in client.get(reverse("public-agreements")).content.decode()
    client.force_login(other)
    office = reverse("production:publication")
    text = client.get(office).content.decode()
    assert "Nunca se publicó" in text and "Convenio 7" in text and "D.S. 025-2017-JUS, art. 31" in text
    seal = publication.seal(published.gathered(TODAY))
    Agreement.objects.filter(pk=signed.agreement.pk).update(number="Convenio 8")
    refusal(lambda: publication.publish(actor=other, seen=seal), "cambiaron")
    refusal(lambda: publication.publish(actor=signed.seller, seen=seal), "sede central")
    client.post(office, {"seen": publication.seal(published.gathered(TODAY))})
    refusal(lambda: publication.publish(actor=other, seen=AgreementPublication.objects.get().hash), "Hoy ya")
    client.logout()
    text = client.get(reverse("public-agreements")).content.decode()
    assert "Convenio 8" in text and "02/05/2026" in text and "Atrasada" not in text
    assert str(signed.workshop.company.ruc) in text and signed.person.code not in text
    Agreement.objects.filter(pk=signed.agreement.pk).update(number="Convenio 9")
    assert "Convenio 9" not in client.get(reverse("public-agreements") + "?formato=csv").content.decode()
    monkeypatch.setenv("LLAMKAY_NOW", "2026-05-03T10:00:00-05:00")
    assert "Atrasada" in client.get(reverse("public-agreements")).content.decode()
    assert client.get(reverse("public-agreements") + "?dia=2026-02-03").status_code == 404
    assert client.get(reverse("public-agreements") + "?dia=nunca").status_code == 404


def test_the_number_of_a_person_is_not_published(signed):
    type(signed.workshop.company).objects.filter(pk=signed.workshop.company_id).update(ruc="10000000019")
    (line,) = published.gathered(TODAY)["agreements"]
    assert line["ruc"] == "" and line["company"]
