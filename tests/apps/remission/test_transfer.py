"""Papers go with the person: the prison that handed somebody over sees what happened there, and nothing later."""

from datetime import date

import pytest
from django.urls import reverse

from llamkay.apps.institutions.models import Establishment
from llamkay.apps.people.services import transfer_person
from llamkay.apps.remission.statements import make_statement
from llamkay.platform import scope
from llamkay.platform.access import Command
from tests import factories


@pytest.fixture
def moved(enrolled):
    """Transferred on 1 February; the new prison counts on the 2nd."""
    there = Establishment.objects.get(code="EP17")
    transfer_person(actor=Command(), person=enrolled.person, to=there, on=date(2026, 2, 1))
    made = make_statement(actor=Command(), person=enrolled.person)
    return enrolled, there, made


@pytest.mark.parametrize("here", [False, True])
def test_who_sees_the_count_after_a_transfer(moved, client, here):
    enrolled, there, made = moved
    with scope.within(scope.EVERYTHING):
        client.force_login(factories.staff("director", there if here else enrolled.place))
    expected = 200 if here else 404
    assert client.get(reverse("remission:statement", args=[made.pk])).status_code == expected
    assert client.get(reverse("remission:prior", args=[enrolled.person.pk])).status_code == expected
    page = client.get(reverse("people:detail", args=[enrolled.person.pk]))
    assert page.status_code == 200
    assert (f'/oficina/redencion/computos/{made.pk}/"' in page.content.decode()) is here
