"""A form that arrives twice is done once, also when both arrive at the same moment."""

import re
import threading
from datetime import timedelta

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from llamkay.apps.people.models import Person
from llamkay.platform.models import Submission
from llamkay.platform.security import scope
from tests.worlds import factories

WOMAN = {
    "first_surname": "Prueba", "second_surname": "", "given_names": "Inventada", "sex": "F", "born_on": "1990-05-05",
    "nationality": "PE", "on": "2026-02-01", "document_kind": "", "document_number": "", "status": "",
}  # fmt: skip


def registry(made):
    user = factories.staff("director", made.place)
    return {**WOMAN, "establishment": made.place.pk}, user


def admitted():
    with scope.elevated():
        return Person.objects.filter(first_surname="Prueba").count()


def test_the_second_click_goes_where_the_first_went(everything, client, full_prison):
    form, user = registry(full_prison)
    client.force_login(user)
    form["csrfmiddlewaretoken"] = "de una página"
    first, second = (client.post(reverse("people:admit"), form) for _ in range(2))
    assert first.status_code == 302, first.context["form"].errors
    assert (second.status_code, second.headers["Location"], admitted()) == (302, first.headers["Location"], 1)
    client.post(reverse("people:admit"), form | {"given_names": "Otra"})
    assert admitted() == 2


def test_a_page_drawn_again_is_another_act_with_the_clock_still(everything, client, full_prison):
    """The demonstration's clock stands still: what tells one act from another is the page that was drawn."""
    form, user = registry(full_prison)
    client.force_login(user)
    for page in ("una", "otra"):
        for _ in range(2):
            client.post(reverse("people:admit"), form | {"csrfmiddlewaretoken": page})
    assert (admitted(), Submission.objects.count()) == (2, 2)


def test_the_page_itself_carries_another_sign_each_time_it_is_drawn(everything, full_prison):
    _form, user = registry(full_prison)
    client = Client(enforce_csrf_checks=True)
    client.force_login(user)
    signs = [
        re.search(r'csrfmiddlewaretoken" value="([^"]+)"', client.get(reverse("people:admit")).content.decode())[1]
        for _ in range(2)
    ]
    assert signs[0] != signs[1]


def test_a_refused_form_may_be_sent_again_and_an_old_one_is_another_act(everything, client, full_prison):
    form, user = registry(full_prison)
    client.force_login(user)
    assert client.post(reverse("people:admit"), form | {"sex": ""}).status_code == 200
    assert not Submission.objects.exists()
    client.post(reverse("people:admit"), form)
    Submission.objects.update(at=timezone.now() - timedelta(days=1, seconds=1))
    client.post(reverse("people:admit"), form)
    assert (admitted(), Submission.objects.count()) == (2, 1)


@pytest.mark.django_db(transaction=True)
def test_two_at_the_same_moment(full_prison):
    with scope.elevated():
        form, user = registry(full_prison)
    together, answers = threading.Barrier(2), []

    def send():
        client = Client()
        client.force_login(user)
        together.wait(20)
        answers.append(client.post(reverse("people:admit"), form))
        connections.close_all()

    senders = [threading.Thread(target=send) for _ in range(2)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join(60)
    assert [answer.status_code for answer in answers] == [302, 302]
    assert len({answer.headers["Location"] for answer in answers}) == 1
    assert admitted() == 1
