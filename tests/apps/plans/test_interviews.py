"""The interview and her own words: who reads which, and that what she takes back is gone."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.urls import reverse

from llamkay.apps.plans.interviews import queries, services
from llamkay.apps.plans.models import Circumstance, OwnWords
from llamkay.core.errors import Refused
from llamkay.platform.models import InteractionLog
from llamkay.platform.security import scope
from llamkay.platform.security.scope import Scope
from tests.apps.plans.conftest import ANSWERS, TODAY

SECRET = "Quiero volver a bordar como mi abuela"


def page(client, user, person, name="person"):
    client.force_login(user)
    return client.get(reverse(f"plans:{name}", args=[person.pk]))


def test_family_and_children_are_read_by_few(client, interviewed):
    world = interviewed
    reserved = "Un hijo de 8 años, con su abuela"
    assert reserved in page(client, world.social, world.ana).content.decode()
    plain = page(client, world.head_work, world.ana).content.decode()
    assert "Costura" in plain
    assert reserved not in plain
    assert page(client, world.stranger, world.ana).status_code == 404
    assert page(client, world.instructor, world.ana).status_code == 403


def test_the_latest_interview_is_read_and_begins_with_the_one_before(client, interviewed):
    world = interviewed
    services.record_interview(
        actor=world.psychologist, person=world.ana, on=TODAY, lines=ANSWERS | {"trade": ["Costura", "Panadería"]}
    )
    found = queries.latest(world.ana, circumstances=False)
    assert (dict(found.background)["Oficios que conoce"], found.earlier) == (["Costura", "Panadería"], 1)
    assert found.circumstances == []
    assert "Costura\nPanadería" in page(client, world.social, world.ana, "interview").content.decode()


@pytest.mark.parametrize(
    ("lines", "on", "why"),
    [
        ({}, TODAY, "al menos una respuesta"),
        ({"trade": ["x"] * 13}, TODAY, "hasta 12 líneas"),
        ({"trade": ["x" * 201]}, TODAY, "hasta 200 letras"),
        (ANSWERS, date(2026, 2, 3), "todavía no llega"),
    ],
)
def test_a_wrong_interview_is_refused(prison, lines, on, why):
    with pytest.raises(Refused, match=why):
        services.record_interview(actor=prison.social, person=prison.ana, on=on, lines=lines)
    with pytest.raises(PermissionDenied):
        services.record_interview(actor=prison.head_work, person=prison.ana, on=TODAY, lines=ANSWERS)


def test_her_words_are_hers_until_she_shares_them_and_gone_when_she_takes_them_back(client, prison):
    words = services.write_words(actor=prison.psychologist, person=prison.ana, on=TODAY, text=SECRET)
    assert SECRET in page(client, prison.social, prison.ana, "words").content.decode()
    assert InteractionLog.objects.filter(kind="own_words", target=f"person:{prison.ana.pk}").count() == 1
    for reader in (prison.social, prison.head_work, prison.director):
        assert SECRET not in page(client, reader, prison.ana).content.decode()
    assert page(client, prison.director, prison.ana, "words").status_code == 403

    services.share_words(actor=prison.psychologist, words=words, share=True)
    assert SECRET in page(client, prison.head_work, prison.ana).content.decode()
    client.force_login(prison.social)
    client.post(reverse("plans:words_act", args=[words.pk, "no-compartir"]))
    assert SECRET not in page(client, prison.head_work, prison.ana).content.decode()

    client.force_login(prison.social)
    client.post(reverse("plans:words_act", args=[words.pk, "retirar"]))
    row = OwnWords.objects.get(pk=words.pk)
    assert (row.text, row.taken_back_on) == ("", TODAY)
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_jsonb(e)::text FROM plans_ownwordsevent e")
        assert not [line for (line,) in cursor.fetchall() if "abuela" in line]
    with pytest.raises(Refused, match="ya se retiraron"):
        services.share_words(actor=prison.psychologist, words=words, share=True)


def test_the_database_shows_family_and_words_to_the_prison_that_has_her_now(interviewed, as_application):
    world = interviewed
    services.write_words(actor=world.psychologist, person=world.ana, on=TODAY, text=SECRET)

    def seen(prison):
        with scope.acting_in(Scope(ids=frozenset([prison.pk]))):
            return Circumstance.objects.count(), OwnWords.objects.count()

    assert (seen(world.here), seen(world.there)) == ((2, 1), (0, 0))


def test_whoever_came_in_and_waits_is_a_task_and_who_was_there_before_is_not(prison):
    prison.make_person(prison.here, 7, entered=date(2026, 1, 1))
    prison.make_person(prison.here, 8, entered=date(2026, 1, 20))
    here = Scope(ids=frozenset([prison.here.pk]))
    waiting = queries.overdue_interviews(scope=here, on=TODAY)
    assert [person.code for person in waiting] == ["P00007"]
    assert not queries.overdue_interviews(scope=here, on=date(2025, 12, 31)).exists()
