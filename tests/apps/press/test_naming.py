"""A name in a note comes from where it is kept: who held a post that day, a prison, a living brand, what was said."""

from datetime import date

import pytest
from django.urls import reverse

from llamkay.apps.institutions.models import Establishment, Post
from llamkay.apps.institutions.services import appoint
from llamkay.apps.press import naming, services
from llamkay.apps.press.checks import notes as unlike
from llamkay.core.notes import loose_numbers
from llamkay.platform.security.access import Command
from tests.worlds.press_office import publish

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def director(office):
    """The post of a director that changes hands on 1 February 2026."""
    place = Establishment.objects.get(code="EP16")
    for name, on in (("Ana Antes", date(2025, 1, 1)), ("Doris Ahora", date(2026, 2, 1))):
        appoint(actor=Command(), establishment=place, title="Directora", name=name, on=on)
    return Post.objects.get(establishment=place, title="Directora")


def draft(office, *texts):
    return services.draft_note(actor=office.actor, title="Nota con nombres", subtitle="", paragraphs=list(texts))


def test_a_post_is_said_with_who_holds_it_that_day(office, director):
    text = f"Recibió {{{{cargo:{director.pk}}}}}. En enero recibía {{{{cargo:{director.pk}@2026-01-15}}}}."
    note = draft(office, text)
    assert services.preview(note) == [
        "Recibió Doris Ahora, directora del E.P. Mujeres Chorrillos. "
        "En enero recibía Ana Antes, directora del E.P. Mujeres Chorrillos."
    ]


def test_a_published_note_keeps_the_name_of_its_day(office, director):
    note = publish(draft(office, f"Recibió {{{{cargo:{director.pk}}}}} en el {{{{penal:EP17}}}}."), by=office.head)
    said = ["Recibió Doris Ahora, directora del E.P. Mujeres Chorrillos en el E.P. Anexo Mujeres Chorrillos."]
    place = Establishment.objects.get(code="EP16")
    appoint(actor=Command(), establishment=place, title="Directora", name="Luz Luego", on=date(2026, 2, 2))
    note.refresh_from_db()
    assert note.published.document["paragraphs"] == note.paragraphs == said
    assert [line for line in unlike() if note.line in line] == []


@pytest.mark.parametrize(
    ("token", "why"),
    [
        ("cargo:{post}@2019-05-05", "ese día nadie figura en ese cargo"),
        ("cargo:999999", "ese día nadie figura"),
        ("penal:EP99", "no hay un penal con ese código"),
        ("marca:ninguna", "no tiene convenio vigente"),
        ("cita:999", "nadie dijo eso con permiso"),
    ],
)
def test_what_nobody_is_called_is_not_kept(office, director, token, why):
    with pytest.raises(services.NoteRefused, match=why):
        draft(office, "Recibió {{" + token.format(post=director.pk) + "}}.")


def test_a_post_that_nobody_holds_any_more_keeps_a_draft_from_being_published(office, director, client):
    note = draft(office, f"Recibió {{{{cargo:{director.pk}}}}}.")
    director.holders.all().delete()
    with pytest.raises(services.NoteRefused, match="nadie figura"):
        publish(note, by=office.head)
    client.force_login(office.head, BACKEND)
    page = client.get(reverse("press:detail", args=[note.pk])).content.decode()
    assert "Impide enviarla." in page and "ese día nadie figura en ese cargo" in page
    assert reverse("press:send", args=[note.pk]) not in page


def test_the_editor_offers_the_names_with_their_tokens(office, director, client):
    client.force_login(office.actor, BACKEND)
    page = client.get(reverse("press:new")).content.decode()
    assert f"{{{{cargo:{director.pk}}}}}" in page and "Doris Ahora, directora del E.P. Mujeres Chorrillos" in page
    assert "{{penal:EP16}}" in page and "Ana Antes" not in page


def test_a_figure_and_a_name_stand_in_one_sentence_and_a_token_is_no_number(office):
    text = "En el {{penal:EP16}} trabajan {{figure:trabajan}}."
    note = draft(office, text)
    services.add_figure(
        actor=office.actor, note=note, name="trabajan", metric="working", month=office.month, establishment_code="EP16"
    )
    assert services.preview(note) == ["En el E.P. Mujeres Chorrillos trabajan 520."]
    assert loose_numbers(text) == ()
    made = publish(note, by=office.head)
    assert made.paragraphs == ["En el E.P. Mujeres Chorrillos trabajan {{figure:trabajan}}."]


def test_names_are_read_in_as_many_statements_for_one_as_for_many(office, director, django_assert_num_queries):
    for texts in (["{{penal:EP16}}"], ["{{penal:EP16}} {{penal:EP17}}", "{{penal:EP18}}"]):
        with django_assert_num_queries(1):
            naming.spoken(texts)
