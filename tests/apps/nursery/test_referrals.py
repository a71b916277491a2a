"""A woman referred to an outside service: the referral, its answer, the follow-up; who reads it and who is told."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse

from llamkay.apps.nursery.health import referrals
from llamkay.apps.nursery.models import Referral
from llamkay.core.errors import Refused
from llamkay.platform.models import LoggedAction
from llamkay.platform.security.scope import EVERYTHING, Scope
from tests.worlds.nursery import TODAY

JANUARY = date(2026, 1, 12)


def refer(cradle, **values):
    given = {
        "person": cradle.mother,
        "what": "Nódulo en la mama",
        "service": "Hospital de la Solidaridad",
        "on": JANUARY,
        "due_on": date(2026, 1, 30),
        "by": "Dra. Inventada",
    }
    return referrals.refer(actor=cradle.health, **given | values)


def step(cradle, referral, name, **values):
    given = {"on": date(2026, 1, 28), "text": "Ecografía normal", "next_on": None}
    return referrals.step(actor=cradle.health, referral=referral, step=name, **given | values)


def test_she_is_referred_answered_and_followed(cradle):
    made = refer(cradle)
    assert (referrals.next_step(made), referrals.due_on(made)) == ("answer", date(2026, 1, 30))
    answered = step(cradle, made, "answer", next_on=date(2026, 1, 31))
    assert (referrals.next_step(answered), referrals.due_on(answered)) == ("follow", date(2026, 1, 31))
    done = step(cradle, answered, "follow", on=TODAY, text="Sin cambios")
    assert (referrals.next_step(done), referrals.due_on(done)) == ("", None)
    line = LoggedAction.objects.filter(verb="nursery.referral").last()
    assert "Quinchu" not in line.sentence and "mama" not in line.sentence
    with pytest.raises(Refused, match="ya se cerró"):
        step(cradle, done, "end", on=TODAY)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"on": date(2026, 2, 3)}, "todavía no llega"),
        ({"due_on": date(2026, 1, 11)}, "dentro de los 90 días"),
        ({"due_on": date(2026, 6, 1)}, "dentro de los 90 días"),
        ({"on": date(2020, 1, 1), "due_on": date(2020, 1, 2)}, "no está bajo custodia ese día"),
    ],
)
def test_a_referral_that_cannot_be_is_refused(cradle, values, said):
    with pytest.raises(Refused, match=said):
        refer(cradle, **values)
    assert not Referral.objects.exists()


def test_steps_out_of_order_are_refused_by_service_and_database(cradle):
    made = refer(cradle)
    with pytest.raises(Refused, match="Ya tiene abierta"):
        refer(cradle, what="nódulo  en la mama")
    for name, values, said in (
        ("follow", {}, "va después de otro"),
        ("fly", {}, "va después de otro"),
        ("answer", {}, "qué día se hará el seguimiento"),
        ("answer", {"on": date(2026, 1, 2), "next_on": date(2026, 1, 3)}, "anterior al paso de antes"),
        ("end", {"text": " "}, "Escriba qué respondió"),
    ):
        with pytest.raises(Refused, match=said):
            step(cradle, made, name, **values)
    with pytest.raises(PermissionDenied):
        referrals.step(actor=cradle.head, referral=made, step="end", on=TODAY, text="x")
    for values, name in (
        ({"answered_on": TODAY}, "answer_is_followed_up"),
        ({"followed_on": TODAY, "follow_up": "x"}, "follow_up_comes_after_the_answer"),
        ({"ended_on": TODAY}, "referral_ended_says_why"),
    ):
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            Referral.objects.filter(pk=made.pk).update(**values)


def test_the_list_is_narrowed_and_what_is_late_stands_on_the_first_page_of_health(cradle, client):
    late, open_ = refer(cradle), refer(cradle, person=cradle.foreign, what="Ansiedad", due_on=date(2026, 2, 20))
    here, away = Scope(ids=frozenset({cradle.place.pk})), Scope(ids=frozenset({cradle.other.pk}))
    assert list(referrals.referral_list(here, on=TODAY)) == [late, open_]
    assert list(referrals.referral_list(here, on=TODAY, state="late")) == [late]
    assert list(referrals.referral_list(here, on=TODAY, q="foraneo")) == [open_]
    assert not referrals.referral_list(away, on=TODAY) and referrals.referral_list(EVERYTHING, on=TODAY).count() == 2
    client.force_login(cradle.health)
    assert "Derivaciones de internas sin respuesta o sin seguimiento" in client.get(reverse("today")).content.decode()
    listed = client.get(reverse("nursery:referrals"), {"estado": "late"}).content.decode()
    assert "Nódulo" in listed and "Ansiedad" not in listed
    page = client.get(reverse("nursery:referral", args=[late.pk])).content.decode()
    assert "Falta la respuesta" in page and "Llegó la respuesta" in page
    url = reverse("nursery:referral_step", args=[late.pk, "answer"])
    sent = {"on": "2026-02-01", "text": "Control en un mes", "next_on": "2026-03-01"}
    assert client.post(url, sent).status_code == 302
    assert "Falta el seguimiento" in client.get(reverse("nursery:referral", args=[late.pk])).content.decode()
    new = {"person": cradle.mother.code, "what": "Dolor", "service": "Hospital", "by": "Eva", "on": "2026-02-01"}
    made = client.post(reverse("nursery:new_referral"), new | {"due_on": "2026-02-20"})
    assert made.status_code == 302
    client.force_login(cradle.head)
    assert client.get(reverse("nursery:referral", args=[late.pk])).status_code == 403
