"""The liaison's desk: a referral addressed to her institution is answered; of any other she learns nothing."""

from datetime import date, timedelta
from html import unescape

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from llamkay.apps.coordination.desk import services
from llamkay.apps.coordination.tasks import referrals_to_answer
from llamkay.apps.nursery.health import referrals
from llamkay.apps.nursery.models import Referral
from llamkay.core.errors import Refused
from llamkay.platform.models import InteractionLog, LoggedAction
from llamkay.platform.security import scope
from llamkay.platform.security.scope import EVERYTHING
from tests.worlds import factories

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
TODAY = date(2026, 2, 2)
NEXT = TODAY + timedelta(days=20)


@pytest.fixture
def women(two_sides):
    """Two women who were referred: one to the ministry, the other to a hospital on paper."""
    health = factories.staff("health", two_sides.place, "salud")
    given = {"actor": health, "on": date(2026, 1, 20), "due_on": date(2026, 2, 1), "by": "Salud"}
    mine = referrals.refer(
        **given,
        person=factories.person(two_sides.place, "A-1", "Quispe", "00009001"),
        what="Acogida al salir",
        service="Centro de la mujer",
        institution=two_sides.ministry,
    )
    other = referrals.refer(
        **given,
        person=factories.person(two_sides.place, "B-2", "Zorrilla", "00009002"),
        what="Dolor",
        service="Hospital",
    )
    two_sides.mine, two_sides.other_referral, two_sides.salud = mine, other, health
    return two_sides


def address(referral):
    return reverse("coordination:liaison_referral", args=[referral.pk])


def test_she_answers_what_is_addressed_to_her_institution(women, client, as_application):
    client.force_login(women.enlace, backend=BACKEND)
    (task,) = referrals_to_answer(women.enlace, EVERYTHING, TODAY)
    assert (task.count, task.due) == (1, date(2026, 2, 1))
    desk = unescape(client.get(reverse("coordination:liaison")).content.decode())
    assert "A-1" in desk and "Atrasada" in desk and "B-2" not in desk and "Quispe" not in desk
    page = client.get(address(women.mine)).content.decode()
    assert "Quispe" in page and "Acogida al salir" in page
    assert InteractionLog.objects.filter(actor="enlace", target=f"referral:{women.mine.pk}").exists()
    assert client.get(address(women.other_referral)).status_code == 404
    client.post(address(women.mine), {"text": "Hay cupo en la casa de acogida.", "next_on": f"{NEXT}"})
    with scope.elevated():
        found = Referral.objects.get(pk=women.mine.pk)
        assert (found.answer, found.answered_on, found.next_on, found.answered_by) == (
            "Hay cupo en la casa de acogida.",
            TODAY,
            NEXT,
            "enlace",
        )
        sentence = LoggedAction.objects.filter(target=f"referral:{women.mine.pk}").last().sentence
    assert "Quispe" not in sentence and "acogida" not in sentence
    client.force_login(women.salud, backend=BACKEND)
    assert "La escribió" in client.get(reverse("nursery:referral", args=[women.mine.pk])).content.decode()


def test_what_is_addressed_to_another_is_not_answered(women):
    with pytest.raises(PermissionDenied, match="no está dirigida a su institución"):
        services.answer(actor=women.enlace, referral=women.other_referral.pk, text="Respuesta", next_on=NEXT)
    for actor in (women.protocolo, women.salud, women.directora):
        with pytest.raises(PermissionDenied):
            services.answer(actor=actor, referral=women.mine.pk, text="Respuesta", next_on=NEXT)
    with pytest.raises(Refused, match="Escriba qué respondió"):
        services.answer(actor=women.enlace, referral=women.mine.pk, text=" ", next_on=NEXT)
    with pytest.raises(Refused, match="día se hará el seguimiento"):
        services.answer(actor=women.enlace, referral=women.mine.pk, text="Sí", next_on=date(2026, 2, 1))
    services.answer(actor=women.enlace, referral=women.mine.pk, text="Sí", next_on=NEXT)
    with pytest.raises(Refused, match="ya tiene su respuesta"):
        services.answer(actor=women.enlace, referral=women.mine.pk, text="Otra", next_on=NEXT)


def test_without_a_desk_nothing_is_addressed_to_anybody(women, client):
    stranger = factories.staff("mimp_liaison", None, "nueva")
    client.force_login(stranger, backend=BACKEND)
    assert "A-1" not in client.get(reverse("coordination:liaison")).content.decode()
    assert client.get(address(women.mine)).status_code == 404
    assert list(referrals_to_answer(stranger, EVERYTHING, TODAY)) == []


def test_her_database_shows_her_no_woman(women, as_application):
    with scope.acting_in(women.enlace.scope):
        assert not Referral.objects.exists()
