"""The special bank account on screen: who may see which condition excludes somebody."""

import pytest
from django.urls import reverse

from llamkay.apps.pay.bank_account.queries import eligibility
from llamkay.apps.people.models import Conviction
from llamkay.platform import clock
from tests.worlds import factories


@pytest.fixture
def prison(everything, full_prison):
    return full_prison


def test_what_is_not_known_waits_and_an_excluded_offence_bars(prison):
    assert eligibility(person=prison.person, today=clock.today())["verdict"] == "unknown"
    Conviction.objects.filter(person=prison.person).update(offence="297")
    assert eligibility(person=prison.person, today=clock.today())["verdict"] == "barred"


def test_the_reason_is_only_for_whoever_sees_the_legal_situation(prison, client):
    Conviction.objects.filter(person=prison.person).update(offence="297")
    address = reverse("pay:bank_account", args=[prison.person.pk])
    for role, told in (("director", True), ("treasurer", False)):
        client.force_login(factories.staff(role, prison.place))
        page = client.get(address).content.decode()
        assert "No puede tenerla" in page
        assert ("drogas" in page) == told
