"""Papers go with the person: the prison that handed somebody over sees what happened there, and nothing later."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from llamkay.apps.institutions.models import Establishment
from llamkay.apps.people.custody.services import transfer_person
from llamkay.apps.remission.counts.statements import make_statement
from llamkay.apps.remission.models import Request
from llamkay.apps.remission.requests import services
from llamkay.platform.security import scope
from llamkay.platform.security.access import Command
from tests.worlds import factories


@pytest.fixture
def moved(enrolled):
    """Transferred on 1 February; the new prison counts on the 2nd."""
    there = Establishment.objects.get(code="EP17")
    transfer_person(
        actor=Command(), person=enrolled.person, to=there, on=date(2026, 2, 1), reason="R.D. 9", confirmed=True
    )
    made = make_statement(actor=Command(), person=enrolled.person)
    return enrolled, there, made


@pytest.mark.parametrize("here", [False, True])
def test_who_sees_the_count_after_a_transfer(moved, client, here):
    enrolled, there, made = moved
    with scope.elevated():
        client.force_login(factories.staff("director", there if here else enrolled.place))
    expected = 200 if here else 404
    assert client.get(reverse("remission:statement", args=[made.pk])).status_code == expected
    assert client.get(reverse("remission:prior_days", args=[enrolled.person.pk])).status_code == expected
    page = client.get(reverse("people:detail", args=[enrolled.person.pk]))
    assert page.status_code == 200
    assert (f'/oficina/redencion/computos/{made.pk}/"' in page.content.decode()) is here


def test_an_open_request_goes_on_where_the_person_is(enrolled, client):
    there = Establishment.objects.get(code="EP17")
    filed = {"purpose": "served", "filed_by": "La persona"}
    old = services.file_request(actor=Command(), person=enrolled.person, **filed)
    papers = set(old.papers.values_list("code", flat=True))
    transfer_person(
        actor=Command(), person=enrolled.person, to=there, on=date(2026, 2, 1), reason="R.D. 9", confirmed=True
    )
    with scope.elevated():
        here, director = (
            factories.staff("director", place, name) for place, name in ((enrolled.place, "a"), (there, "b"))
        )
    client.force_login(director)
    page = client.get(reverse("people:detail", args=[enrolled.person.pk])).content.decode()
    assert f"recibió su solicitud {old}" in page
    answer = client.post(reverse("remission:take_over", args=[enrolled.person.pk]), follow=True)
    told = answer.content.decode()
    assert answer.status_code == 200 and f"la solicitud {old} de {enrolled.person.code}: aquí es la 0001-2026" in told
    found = Request.objects.get(pk=old.pk)
    assert (found.establishment, found.number, found.due_at) == (there, 1, old.due_at)
    assert set(found.papers.values_list("code", flat=True)) == papers
    again = client.post(reverse("remission:take_over", args=[enrolled.person.pk]), follow=True).content.decode()
    assert "no tiene solicitudes en trámite en otro penal" in again
    client.force_login(here)
    assert client.get(reverse("remission:request", args=[old.pk])).status_code == 404
    assert client.post(reverse("remission:take_over", args=[enrolled.person.pk])).status_code == 404
    with pytest.raises(PermissionDenied):
        services.take_over(actor=here, person=enrolled.person)
