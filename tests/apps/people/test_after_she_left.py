"""What happened elsewhere after she left is not theirs: on page, list, file, search, API and by SQL."""

import re
from datetime import date

import pytest
from django.db import connection, transaction
from django.urls import reverse

from llamkay.api.tokens import issue_token
from llamkay.apps.activities.models import Enrolment
from llamkay.apps.activities.places.queries import enrolments
from llamkay.apps.education.models import Schooling
from llamkay.apps.nursery.models import Referral
from llamkay.apps.people import queries
from llamkay.apps.people.custody.services import transfer_person
from llamkay.apps.people.models import IdentityDocument, IsolationSpell, LegalStatusSpell, StageEvaluation, StageSpell
from llamkay.apps.people.roster import queries as roster
from llamkay.platform import clock
from llamkay.platform.security import scope
from llamkay.platform.security.access import Command
from llamkay.platform.security.scope import Scope
from tests.worlds import factories

SECRETS = ("Semiabierto", "F-28", "Acta del otro penal", "Procesada", "00009999")


@pytest.fixture
def moved(two_prisons):
    """From EP16 to EP17 on 20 January; EP17 changes her regime and status, enrols her and finds a document later."""
    here, there = two_prisons
    with scope.elevated():
        who = here.second
        transfer_person(actor=Command(), person=who, to=there.place, on=date(2026, 1, 20))
        for kind, values in (
            (StageSpell, {"regime": "semi_open", "stage": "", "act": "Acta del otro penal"}),
            (LegalStatusSpell, {"status": "remand"}),
        ):
            old = kind.objects.get(person=who, period__contains=date(2026, 1, 28))
            old.period = (old.period.lower, date(2026, 1, 28))
            old.save()
            kind.objects.create(person=who, period=(date(2026, 1, 28), None), **values)
        Enrolment.objects.filter(person=who).update(period=(date(2025, 1, 1), date(2026, 1, 28)))
        Enrolment.objects.create(person=who, kind="work", period=(date(2026, 1, 28), None), folio="F-28")
        StageEvaluation.objects.create(person=who, on=date(2026, 1, 29), favourable=False)
        IsolationSpell.objects.create(person=who, period=(date(2026, 1, 29), None), act="Acta del otro penal")
        IdentityDocument.objects.create(person=who, kind="ptp", number="00009999")
        reader = factories.staff("director", here.place)
        factories.staff("director", there.place, "otro")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE llamkay_app")
    yield here, there, who, reader
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")


def test_the_page_tells_what_stood_when_she_left(moved, client):
    _here, _there, who, reader = moved
    client.force_login(reader)
    page = client.get(reverse("people:detail", args=[who.pk]))
    text = page.content.decode()
    assert page.status_code == 200 and "mínima seguridad" in text and "folio 12" in text.lower()
    assert not [word for word in SECRETS if word in text]
    assert "desfavorable" not in text and "28/01/2026" not in text and "28 de enero" not in text


def test_the_prison_that_has_her_is_told_everything(moved, client):
    from llamkay.apps.institutions.models import User

    client.force_login(User.objects.get(username="otro"))
    text = client.get(reverse("people:detail", args=[moved[2].pk])).content.decode()
    assert all(word in text for word in ("Semiabierto", "F-28", "Acta del otro penal", "Procesada"))


def test_the_list_its_file_and_its_filters(moved, client):
    _here, _there, who, reader = moved
    client.force_login(reader)
    address = reverse("people:list")
    for query in ({"todos": "on"}, {"todos": "on", "formato": "csv"}):
        text = re.sub(r"<option.*?</option>", "", client.get(address, query).content.decode(), flags=re.S)
        assert who.code in text and not [word for word in SECRETS if word in text], query
    for query in ({"etapa": "semi_open/"}, {"situacion": "remand"}, {"q": "00009999"}):
        assert who.code not in client.get(address, {"todos": "on", **query}).content.decode(), query


def test_the_api(moved, client):
    _here, _there, who, reader = moved
    _, text = issue_token(actor=Command(), user=reader, name="Prueba", scopes=["people.view"], days=1)
    headers = {"Authorization": f"Bearer {text}"}
    found = client.get(f"/api/v1/people/{who.pk}", headers=headers).json()
    assert (found["regime"], found["stage"], found["status"]) == ("closed_ordinary", "minimum", "sentenced")
    assert who.pk not in {row["id"] for row in client.get("/api/v1/people", headers=headers).json()["items"]}


def test_by_sql_with_the_scope_of_the_prison_that_she_left(moved):
    here, _there, who, _reader = moved
    tables = {
        "people_stagespell": "lower(period)", "people_legalstatusspell": "lower(period)",
        "people_isolationspell": "lower(period)", "people_stageevaluation": '"on"',
        "activities_enrolment": "lower(period)",
        "education_schooling": "entered_at::date", "nursery_referral": "referred_on",
    }  # fmt: skip
    with scope.elevated():
        late = {"person": who, "entered_by": "otro"}
        Schooling.objects.create(stage="primary", complete=True, entered_at=clock.now(), **late)
        day = date(2026, 1, 29)
        Referral.objects.create(
            what="Otro", service="Hospital", referred_on=day, referred_by="Otra", due_on=day, **late
        )
    with scope.acting_in(Scope(ids=frozenset({here.place.pk}))), connection.cursor() as cursor:
        for table, since in tables.items():
            cursor.execute(f"SELECT max({since}) FROM {table} WHERE person_id = %s", [who.pk])
            (latest,) = cursor.fetchone()
            assert latest is None or latest < date(2026, 1, 20), table


# Tables of a person that follow her whole, and why.
FOLLOW = {
    "people_identitydocument": "a document has no day of its own: the query asks who has her now",
    "people_identityjoin": "the joins of both identities",
    "evaluation_ending": "national: deaths and expulsions",
    "pay_alimonyorder": "what a close of either prison counts",
    "pay_beneficiary": "what a close of either prison counts",
    "pay_fine": "what a close of either prison counts",
    "pay_reparationdebt": "what a close of either prison counts",
    "pay_savingsrule": "what a close of either prison counts",
}


def test_every_table_that_follows_a_person_says_until_when(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename, qual FROM pg_policies WHERE qual LIKE '%people_custodyspell p%'")
        whole = {table for table, condition in cursor.fetchall() if "followed_on" not in condition}
    assert {table for table in whole if not table.startswith("people_person")} == FOLLOW.keys()


def test_by_query_without_the_help_of_row_security(moved):
    """The first wall alone: as the owner of the tables, whom the second does not bind."""
    here, _there, who, _reader = moved
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
    mine = Scope(ids=frozenset({here.place.pk}))
    page = queries.person_page(mine, who.pk, date(2026, 2, 2))
    assert (page.stage.regime, page.status.status, page.isolation) == ("closed_ordinary", "sentenced", None)
    assert max(event.on for event in queries.timeline(page.person, scope=mine)) <= date(2026, 1, 20)
    assert {row.folio for row in enrolments(scope=mine, person=who)} == {"12"}
    assert all(row.period.upper is None for row in enrolments(scope=mine, person=who))
    listed = roster.people_list(mine, on=date(2026, 2, 2), held=False).get(pk=who.pk)
    assert (listed.regime, listed.status, listed.document) == (None, None, None)
    assert not roster.people_list(mine, on=date(2026, 2, 2), held=False, stage="semi_open/").exists()


def test_the_prison_that_she_left_writes_nothing_of_later(moved):
    here, _there, who, _reader = moved
    mine, refused = Scope(ids=frozenset({here.place.pk})), pytest.raises(Exception, match="row-level security")
    with scope.acting_in(mine), refused, transaction.atomic():
        StageEvaluation.objects.create(person=who, on=date(2026, 1, 30), favourable=True)
