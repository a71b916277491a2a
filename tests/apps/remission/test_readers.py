"""A judge sees the people of the requests that were opened to that account, and why; nothing else, anywhere."""

from contextlib import suppress
from datetime import date

import pytest
from django.db import connection
from django.urls import NoReverseMatch, URLPattern, get_resolver, reverse

from llamkay.api.tokens import issue_token
from llamkay.apps.institutions.models import Grant, Role, User
from llamkay.apps.people.models import Conviction
from llamkay.apps.remission.models import Request
from llamkay.apps.remission.requests import readers, services
from llamkay.apps.remission.tasks import sent
from llamkay.core.errors import Refused
from llamkay.platform import clock
from llamkay.platform.models import InteractionLog, LoggedAction
from llamkay.platform.security.access import Command
from llamkay.platform.security.scope import NOTHING
from tests.web.test_walls import required_at
from tests.worlds import factories

pytestmark = pytest.mark.usefixtures("demonstration")
WHY = "Juzgado 3, expediente 12-2026, cargo 77"


@pytest.fixture
def office(enrolled, monkeypatch):
    """Two requests: one was sent to a court, of the other nobody outside knows. Two judges."""
    monkeypatch.setenv("LLAMKAY_NOW", "2026-03-06T09:00:00-05:00")
    Conviction.objects.filter(person=enrolled.person).delete()
    Conviction.objects.create(
        person=enrolled.person, offence="108", final_on=date(2025, 3, 1), starts_on=date(2020, 5, 1), years=6
    )
    given = {"actor": Command(), "purpose": "served", "filed_by": "La interna", "debt": "none"}
    enrolled.sent = services.file_request(person=enrolled.person, **given)
    enrolled.kept = services.file_request(person=enrolled.second, **given)
    services.compute_request(actor=Command(), request=enrolled.sent)
    services.certify_request(actor=Command(), request=enrolled.sent, kind="both")
    Request.objects.filter(pk=enrolled.sent.pk).update(state="sent")
    enrolled.sent.refresh_from_db()
    enrolled.judge, enrolled.other = (factories.staff("judge", None, name) for name in ("juez.uno", "juez.dos"))
    enrolled.director = factories.staff("director", enrolled.place)
    return enrolled


def open_to(office, who="juez.uno"):
    return readers.give(actor=office.director, request=office.sent, reader=who, reason=WHY)


def test_what_was_opened_is_seen_with_its_reason_and_each_look_is_logged(office, client, as_application):
    open_to(office)
    client.force_login(office.judge)
    listed = client.get(reverse("remission:sent_requests")).content.decode()
    assert office.person.full_name in listed and WHY in listed and office.second.full_name not in listed
    page = client.get(reverse("remission:sent_request", args=[office.sent.pk])).content.decode()
    assert office.person.full_name in page and WHY in page and "Certificado" in page
    file = client.get(reverse("remission:sent_file", args=[office.sent.pk]))
    assert (file.status_code, file.headers["Content-Type"]) == (200, "application/zip")
    looked = InteractionLog.objects.filter(actor="juez.uno", kind="sent_request").values_list("target", flat=True)
    assert list(looked) == ["sent_requests", f"request:{office.sent.pk}", f"request:{office.sent.pk}"]


def test_nothing_else_is_seen_on_any_address(office, client, as_application):
    """Every address of the office and of the API, with the person, the requests and numbers of what there is."""
    open_to(office)
    client.force_login(office.judge)
    numbers = [office.sent.pk, office.kept.pk, office.person.pk, office.second.pk, office.sent.certificate_id, 1]
    mine = {"remission:sent_requests", "remission:sent_request", "remission:sent_file"}
    words = (office.person.first_surname, office.second.first_surname, office.person.code, office.second.code)
    tried = set()
    for name in set(names(get_resolver())) - mine:
        addresses = []
        for parts in ({}, *({key: number} for number in numbers for key in ("pk", "person", "child"))):
            with suppress(NoReverseMatch):
                addresses.append(reverse(name, kwargs=parts))
        if addresses and addresses[0].startswith(("/oficina/", "/api/")):
            # A door that is shut looks at nothing of what it is given.
            shut = required_at(addresses[0]) not in {None, *office.judge.actions}
            tried |= set(addresses[:1] if shut else addresses)
    for address in sorted(tried):
        answer = client.get(address, {"q": office.person.first_surname, "todos": "on"})
        content = b"".join(answer) if answer.streaming else answer.content
        body = without_the_search(content.decode(errors="replace"), office.person.first_surname)
        assert not [word for word in words if word in body], address
    assert len(tried) > 100


def names(resolver, space=""):
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            if entry.name:
                yield f"{space}{entry.name}"
        else:
            yield from names(entry, f"{space}{entry.namespace}:" if entry.namespace else space)


def without_the_search(text, word):
    """The page without what was typed into its own search."""
    return text.replace(f'value="{word}"', "").replace(f"q={word}", "")


def test_another_judge_and_another_request_are_not_seen(office, client, as_application):
    open_to(office)
    client.force_login(office.other)
    for name in ("sent_request", "sent_file"):
        assert client.get(reverse(f"remission:{name}", args=[office.sent.pk])).status_code == 404
    client.force_login(office.judge)
    for name in ("sent_request", "sent_file"):
        assert client.get(reverse(f"remission:{name}", args=[office.kept.pk])).status_code == 404


def test_by_sql_and_by_key_a_judge_reaches_nobody(office, client, as_application):
    open_to(office)
    assert office.judge.scope == NOTHING
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('llamkay.scope', %s, false)", [str(office.judge.scope)])
        for table in ("people_person", "people_conviction", "remission_request", "remission_requestreader"):
            cursor.execute(f"SELECT count(*) FROM {table}")
            assert cursor.fetchone() == (0,), table
    with pytest.raises(Refused):
        issue_token(actor=Command(), user=office.judge, name="x", scopes=["people.view"], days=1)
    _, text = issue_token(actor=Command(), user=office.judge, name="x", scopes=["remission.read_sent"], days=1)
    for path in ("people", f"people/{office.person.pk}", "sheets", "activities", "closes", "figures"):
        assert client.get(f"/api/v1/{path}", headers={"Authorization": f"Bearer {text}"}).status_code == 403, path


def test_it_is_opened_only_to_a_court_once_sent_with_a_reason_and_can_be_taken_away(office, client):
    with pytest.raises(Refused, match="Primero registre el envío"):
        readers.give(actor=office.director, request=office.kept, reader="juez.uno", reason=WHY)
    with pytest.raises(Refused, match="no es de un juzgado"):
        readers.give(actor=office.director, request=office.sent, reader="director", reason=WHY)
    with pytest.raises(Refused, match="Escriba por qué"):
        readers.give(actor=office.director, request=office.sent, reader="juez.uno", reason=" ")
    open_to(office)
    with pytest.raises(Refused, match="ya ve esta solicitud"):
        open_to(office)
    assert [task.count for task in sent(office.judge, NOTHING, clock.today())] == [1]
    readers.end(actor=office.director, request=office.sent, reader="juez.uno")
    assert readers.sent_to("juez.uno") == [] and list(sent(office.judge, NOTHING, clock.today())) == []
    told = LoggedAction.objects.filter(verb__in=["remission.give_reader", "remission.take_reader"])
    assert [line.reason for line in told.order_by("id")] == [WHY, ""]


def test_from_the_desk_of_the_prison(office, client):
    client.force_login(office.director)
    page = reverse("remission:request", args=[office.sent.pk])
    given = {"reader": "juez.uno", "reason": WHY}
    answer = client.post(reverse("remission:request_act", args=[office.sent.pk, "abrir-al-juzgado"]), given)
    assert answer.status_code == 302, answer.content.decode()
    assert "Quitar el expediente" in client.get(page).content.decode()
    client.post(reverse("remission:request_act", args=[office.sent.pk, "cerrar-al-juzgado"]), {"reader": "juez.uno"})
    assert readers.sent_to("juez.uno") == []


def test_what_is_withdrawn_or_of_a_court_that_left_is_shown_no_more(office, client):
    open_to(office)
    Request.objects.filter(pk=office.sent.pk).update(state="withdrawn")
    assert readers.sent_to("juez.uno") == []
    Request.objects.filter(pk=office.sent.pk).update(state="sent")
    Grant.objects.filter(user=office.judge).delete()
    client.force_login(User.objects.get(username="juez.uno"))
    assert client.get(reverse("remission:sent_requests")).status_code == 403
    assert Role.objects.get(code="judge").actions == ["institutions.report_incident", "remission.read_sent"]
