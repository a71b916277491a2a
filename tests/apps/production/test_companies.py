"""Companies: from a request to a signature; promises measured; their material; and a login that sees only its own."""

from datetime import date

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse

from llamkay.apps.activities.models import Company
from llamkay.apps.institutions.models import Grant, Role
from llamkay.apps.pay.models import Agreement
from llamkay.apps.production.companies import queries, services
from llamkay.apps.production.making import services as making
from llamkay.apps.production.making.services import Output
from llamkay.apps.production.stock import services as stock
from llamkay.core.errors import Refused
from llamkay.core.values import Month
from llamkay.platform.security.access import Command
from llamkay.platform.security.scope import EVERYTHING
from tests.web.test_walls import required_at, routes
from tests.worlds import factories
from tests.worlds.workshop import bakery_of

pytestmark = pytest.mark.usefixtures("everything")
TODAY = date(2026, 2, 2)
PLAN = "Costura recta y remalle en dos turnos, con doce máquinas de la empresa y su técnica."


def refusal(act, *words):
    with pytest.raises(Refused) as caught:
        act()
    assert [word for word in words if word not in str(caught.value)] == []


def agreement_of(market, company, number="Convenio 9"):
    return Agreement.objects.create(
        company=company, establishment=market.place, number=number, period=factories.SINCE, days_to_pay=15
    )


def test_a_request_goes_from_a_prison_to_a_signature(market):
    request = market.sold.request
    refusal(lambda: services.draft(actor=market.seller, request=request, plan="Coser"), "plan de trabajo")
    services.draft(actor=market.seller, request=request, plan=PLAN)
    other = agreement_of(market, Company.objects.create(ruc="20000000044", name="Otra"), "Ajeno")
    refusal(lambda: services.sign(actor=market.seller, request=request, agreement=other), "otra empresa")
    agreement = agreement_of(market, market.workshop.company)
    signed = services.sign(actor=market.seller, request=request, agreement=agreement)
    assert signed.stage == "signed"
    refusal(lambda: services.refuse(actor=market.seller, request=request, why="No"), "«firmada»")


def test_the_prisons_that_match_are_told_by_who_knows_the_trade(market):
    trade = market.sold.bag.trade
    workshop = factories.activity(market.place, "REC", trade=trade, capacity=20)
    from llamkay.apps.activities.models import Allocation

    Allocation.objects.create(person=market.person, activity=workshop, period=factories.SINCE)
    (match,) = queries.matches(request=market.sold.request, scope=EVERYTHING, on=TODAY)
    assert (match.establishment, match.skilled, match.free) == (market.place, 1, 19) and match.held >= 2


def test_what_was_promised_is_measured_and_what_is_not_known_is_not_met(market):
    agreement = agreement_of(market, market.workshop.company)
    services.set_terms(actor=market.seller, agreement=agreement, people=2, floor=600, training_hours=20, certificates=1)
    page = queries.terms_page(agreement=agreement, month=Month(2026, 1), on=TODAY)
    found = {row.name: (row.promised, row.measured, row.met) for row in page.obligations}
    # One woman worked five days of four hours at five soles the hour.
    assert found["people"] == (2, 1, False) and found["floor"] == (600, 500, False)
    assert found["training"][1] is None and found["training"][2] is None


def test_a_company_material_in_is_products_scrap_loss_back_and_left(bakery):
    agreement = Agreement.objects.create(
        company=bakery.company,
        establishment=bakery.place,
        number="Convenio",
        period=DateRange(date(2025, 1, 1), None),
        days_to_pay=15,
    )
    actor = Command()
    flour = stock.receive(
        actor=actor,
        good=bakery.flour,
        site=bakery.store,
        quantity=20_000,
        owner="company",
        company=bakery.company,
        agreement=agreement,
        code="CONV",
    )
    stock.move(actor=actor, lot=flour, kind="hand_back", quantity=1_000, site=bakery.store, reason="Sobró")
    stock.move(actor=actor, lot=flour, kind="lose", quantity=500, site=bakery.store, reason="Se mojó")
    butter = stock.receive(
        actor=actor,
        good=bakery.butter,
        site=bakery.store,
        quantity=3_000,
        owner="company",
        company=bakery.company,
        agreement=agreement,
        code="CONV-M",
    )
    batch = making.open_batch(
        actor=actor,
        activity=bakery.activity,
        recipe=bakery.recipe,
        site=bakery.store,
        planned=200_000,
        first=TODAY,
        agreement=agreement,
    )
    making.complete(
        actor=actor, batch=batch, output=Output(first=150_000, scrap=50_000, scrap_reason="burnt"), on=TODAY
    )
    lines = {line.good.sku: line.balance for line in queries.material_of(agreement)}
    flour_ = lines["SM-HAR"]
    assert (flour_.received, flour_.in_products, flour_.scrap) == (20_000, 6_000, 2_000)
    assert (flour_.loss, flour_.returned, flour_.left, flour_.difference) == (500, 1_000, 10_500, 0)
    assert lines["SM-MAN"].loss == 42 and lines["SM-MAN"].difference == 0 and butter.pk


@pytest.fixture
def login(market, client):
    """The company of the prison's workshop has an account of its own."""
    user = factories.staff("company", None, "empresa.uno")
    services.give_login(
        actor=Command(), company=market.workshop.company, username="empresa.uno", start=date(2026, 1, 1)
    )
    client.force_login(user)
    return client


def test_a_company_sees_its_own_with_people_as_numbers(market, login):
    other = Company.objects.create(ruc="20000000044", name="Competidora Secreta")
    theirs = factories.activity(market.place, "OTR", modality="company", company=other)
    bakery_of(market.place, theirs, other, prefix="CS")
    agreement_of(market, market.workshop.company, "Convenio propio")
    text = login.get(reverse("production:own")).content.decode()
    assert str(market.workshop.company) in text and "Convenio propio" in text
    assert "menos de cinco" in text
    for secret in ("Competidora", "Quinchuiana", market.person.code, "SACO", "Expediente", "186"):
        assert secret not in text, secret


def test_a_company_that_tries_every_address_opens_only_its_own(market, login):
    arguments = [
        [],
        [1],
        [1, 1],
        [market.place.code],
        ["1", "1", "1"],
        [market.person.pk],
        [market.sold.lot.pk],
        [market.place.code, market.person.pk],
        [market.sold.sale.pk, "confirmar"],
        [market.sold.brand.pk],
    ]
    opened, tried, sent = set(), 0, set()
    held = {None, *Role.objects.get(code="company").actions}
    for name in sorted(routes()):
        for given in arguments:
            try:
                address = reverse(name, args=given)
            except Exception:
                continue
            if name in sent and required_at(address) not in held:
                continue  # a door that is shut looks at nothing of what it is given
            # What a form would do is asked once of each address: the door looks at no argument.
            for method in (login.get,) if name in sent else (login.get, login.post):
                sent.add(name)
                answer = method(address)
                tried += 1
                text = answer.content.decode(errors="replace") if not answer.streaming else ""
                assert "Quinchuiana" not in text and market.person.code not in text, (name, given)
                if answer.status_code == 200 and not name.startswith("api-1:public_"):  # for everybody
                    opened.add(name)
    assert tried > 400
    assert opened <= {
        "production:own",
        "today",
        "kit",
        "institutions:report_incident",
        "api-1:openapi-json",
        "api-1:openapi-view",
        "api-1:api-root",
        "api-1:notes",
    }


def test_a_login_without_a_company_or_past_its_days_sees_nothing(market, client, monkeypatch):
    user = factories.staff("company", None, "empresa.dos")
    client.force_login(user)
    assert "no es hoy de ninguna empresa" in client.get(reverse("production:own")).content.decode()
    services.give_login(
        actor=Command(),
        company=market.workshop.company,
        username="empresa.dos",
        start=date(2025, 1, 1),
        end=date(2026, 2, 1),
    )
    assert "no es hoy de ninguna empresa" in client.get(reverse("production:own")).content.decode()


def test_an_account_of_the_staff_is_no_companys(market):
    given = {"actor": Command(), "company": market.workshop.company, "start": TODAY}
    refusal(lambda: services.give_login(**given, username="tesorera"), "del personal")
    refusal(lambda: services.give_login(**given, username="nadie"), "nadie")
    assert Grant.objects.filter(role=Role.objects.get(code="treasurer")).exists()
