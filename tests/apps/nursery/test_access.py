"""Who reads which part of a child's file: every function against every part, refusals logged, emergencies reviewed."""

import re
from datetime import date, timedelta

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse

from llamkay.apps.institutions.models import Role
from llamkay.apps.nursery import access
from llamkay.apps.nursery.models import AccessReview, BreakGlass, OtherChild
from llamkay.apps.nursery.record.services import check_arrival, set_document
from llamkay.apps.nursery.safeguarding import review
from llamkay.apps.nursery.separation import services as leaving
from llamkay.apps.people.models import CustodySpell
from llamkay.platform import clock
from llamkay.platform.files.datafiles import yaml_documents
from llamkay.platform.models import InteractionLog
from llamkay.platform.security.access import decide
from tests.worlds import factories
from tests.worlds.nursery import TODAY, seen

ROLES = {
    role["code"]: set(role["actions"])
    for document in yaml_documents("llamkay.data")
    for role in document.get("roles", ())
}
OUTSIDE = set(ROLES) - {
    "head_nursery",
    "carer",
    "inmate_carer",
    "health",
    "social_worker",
    "psychologist",
    "director",
    "auditor",
    "data_officer",
}

F, P, N = access.FULL, access.PARTIAL, access.NONE
# Function → what it reads of: card, documents, health, family, exit.
MATRIX = {
    "head_nursery": (F, N, P, N, P),
    "carer": (N, N, N, N, N),
    "inmate_carer": (N, N, N, N, N),
    "health": (F, N, F, N, N),
    "social_worker": (F, F, P, F, F),
    "psychologist": (F, F, P, F, F),
    "director": (F, F, N, F, F),
    "auditor": (N, N, N, N, N),
    "data_officer": (N, N, N, N, N),
    **dict.fromkeys(OUTSIDE, (N, N, N, N, N)),
}
# The other fields of the table, each an action of its own.
FIELDS = {
    "nursery.attendance": {"head_nursery", "health", "social_worker", "auditor"},
    "nursery.attend": {"head_nursery", "carer", "inmate_carer"},
    "nursery.see_day": {"head_nursery", "carer", "inmate_carer", "health", "social_worker"},
    "nursery.mothers_health": {"health"},
    "nursery.incidents": {"head_nursery", "social_worker", "psychologist", "director", "auditor"},
    "nursery.injuries": {"health"},
    "nursery.concerns": {"head_nursery", "health", "social_worker", "psychologist", "director"},
    "nursery.report_concern": {
        "head_nursery", "carer", "inmate_carer", "health", "social_worker", "psychologist", "director",
    },
    "nursery.review_break_glass": {"data_officer"},
}  # fmt: skip


@pytest.mark.parametrize("role", sorted(ROLES))
def test_every_function_reads_exactly_its_parts(cradle, role):
    user = cradle.staff.get(role) or factories.staff(role, cradle.place)
    found = tuple(access.level(user, part, establishment_id=cradle.place.pk) for part in access.PARTS)
    assert found == MATRIX[role]
    elsewhere = {access.level(user, part, establishment_id=cradle.other.pk) for part in access.PARTS}
    assert elsewhere == {N}


@pytest.mark.parametrize("field", sorted(FIELDS))
def test_every_other_field_is_held_by_exactly_these_functions(field):
    assert {code for code, held in ROLES.items() if field in held} == FIELDS[field]


def test_a_carer_has_the_day_of_the_room_and_nothing_else(cradle):
    day = {"nursery.see_day", "nursery.attend", "nursery.report_concern", "institutions.report_incident"}
    assert ROLES["inmate_carer"] == day
    assert ROLES["carer"] == day | {"offline.take"}  # who is herself detained takes nothing along
    assert set(Role.objects.get(code="inmate_carer").actions) == ROLES["inmate_carer"]


SECRETS = {
    "documentos": "INV-777",
    "salud": "Soplo inventado",
    "familia": "Rumi Reservado",
    "salida": "Rosa Inventada",
}


@pytest.fixture
def told(cradle):
    """Each part of a child's file holds a word that only those who read it may meet."""
    child = cradle.near
    set_document(actor=cradle.social, child=child, kind="dni", state="under_way", number="", note=SECRETS["documentos"])
    check_arrival(actor=cradle.health, child=child, on=TODAY, findings=SECRETS["salud"], by="Eva")
    OtherChild.objects.create(
        mother=child.mother, names=SECRETS["familia"], place="Lima", noted_on=TODAY, noted_by="social_worker"
    )
    leaving.propose_adult(
        actor=cradle.social,
        child=child,
        on=TODAY,
        names=SECRETS["salida"],
        relation="abuela",
        address="Jirón Inventado",
    )
    return cradle


@pytest.mark.parametrize(
    "role", ["head_nursery", "carer", "inmate_carer", "health", "social_worker", "psychologist", "director"]
)
def test_the_pages_tell_each_function_its_parts_and_log_the_rest(told, client, role):
    client.force_login(told.staff[role])
    seen_words, answers = set(), {}
    for part in access.PARTS:
        url = (
            reverse("nursery:child", args=[told.near.pk])
            if part == "ficha"
            else reverse("nursery:part", args=[told.near.pk, part])
        )
        before = InteractionLog.objects.count()
        response = client.get(url)
        answers[part] = response.status_code
        text = response.content.decode()
        seen_words |= {word for word in SECRETS.values() if word in text}
        assert not re.search(r"\b186\b", text), "nothing of the mother's offence"
        if "nursery.view" in ROLES[role]:
            assert InteractionLog.objects.count() == before + 1
    levels = dict(zip(access.PARTS, MATRIX[role], strict=True))
    assert answers == {part: 403 if level == N else 200 for part, level in levels.items()}
    assert seen_words == {word for part, word in SECRETS.items() if levels[part] == F}
    kinds = dict(
        InteractionLog.objects.filter(target__startswith=f"child:{told.near.pk}/").values_list("target", "kind")
    )
    expected = {F: "child", P: "child_state", N: "child_denied"}
    assert kinds == (
        {f"child:{told.near.pk}/{p}": expected[v] for p, v in levels.items()} if levels["ficha"] == F else {}
    )


def test_the_glass_is_broken_for_an_hour_with_a_reason_and_reviewed_the_next_day(told, client, monkeypatch):
    head, near = told.head, told.near
    client.force_login(head)
    url = reverse("nursery:open_break_glass", args=[near.pk, "salud"])
    assert "frase entera" in client.post(url, {"reason": "urgente"}).content.decode()
    assert BreakGlass.objects.count() == 0
    reason = "Convulsiona y el médico no llega todavía."
    assert client.post(url, {"reason": reason}).status_code == 302
    page = reverse("nursery:part", args=[near.pk, "salud"])
    assert SECRETS["salud"] in client.get(page).content.decode()
    assert client.get(reverse("nursery:part", args=[near.pk, "familia"])).status_code == 403
    opening = BreakGlass.objects.get()
    assert opening.until - opening.at == timedelta(hours=1)

    officer = factories.staff("data_officer", None)
    client.force_login(officer)
    listed = client.get(reverse("nursery:break_glass")).content.decode()
    assert reason in listed
    assert near.code in listed
    assert near.given_names not in listed
    client.post(reverse("nursery:review_break_glass", args=[opening.pk]), {"review": "Justificada."})
    opening.refresh_from_db()
    assert (opening.reviewed_by, opening.review) == ("data_officer", "Justificada.")
    assert reason not in client.get(reverse("nursery:break_glass")).content.decode()

    monkeypatch.setenv("LLAMKAY_NOW", (clock.now() + timedelta(hours=1)).isoformat())
    client.force_login(head)
    assert SECRETS["salud"] not in client.get(page).content.decode()


def test_a_carer_cannot_open_and_nobody_reviews_their_own(told, client):
    client.force_login(told.staff["carer"])
    assert (
        client.post(reverse("nursery:open_break_glass", args=[told.near.pk, "salud"]), {"reason": "x" * 30}).status_code
        == 403
    )
    opening = leaving.open_part(actor=told.head, child=told.near, part="salud", reason="Una urgencia de verdad.")
    assert access.levels(told.head, seen(told.near))["salud"] == F
    assert not decide(told.head, "nursery.review_break_glass")
    assert opening.by == "head_nursery"


def test_who_may_read_is_reviewed_every_six_months(cradle, client, monkeypatch):
    officer = factories.staff("data_officer", None)
    client.force_login(officer)
    address = reverse("nursery:access_review")
    assert "Todavía no se ha revisado nunca" in client.get(address).content.decode()
    assert "Revisar quién puede leer datos de niños" in client.get(reverse("today")).content.decode()
    client.force_login(cradle.health)
    client.get(reverse("nursery:list"))
    lines = {line["user"].username: line for line in review.reach(on=TODAY)}
    assert lines[cradle.health.username]["last"] is not None
    assert lines[cradle.social.username]["last"] is None
    assert officer.username in lines  # who reviews is reviewed
    assert "registry" not in lines
    assert client.get(address).status_code == 403
    client.force_login(officer)
    assert "frase entera" in client.post(address, {"conclusion": "bien"}).content.decode()
    assert client.post(address, {"conclusion": "Nadie sobra; se quita a quien cesó."}).status_code == 302
    assert AccessReview.objects.get().accounts == len(lines)
    assert not review.overdue(on=date(2026, 8, 2))
    assert review.overdue(on=date(2026, 8, 3))


def test_whoever_is_turned_away_is_in_the_log(cradle, client):
    address = reverse("nursery:child", args=[cradle.near.pk])
    stranger = factories.staff("health", cradle.other, username="salud-otra")
    for user, kind in ((cradle.staff["inmate_carer"], "denied"), (stranger, "child_denied")):
        client.force_login(user)
        assert client.get(address).status_code in (403, 404)
        logged = InteractionLog.objects.filter(actor=user.username, kind=kind, target__contains=str(cradle.near.pk))
        assert logged.exists()


def test_a_child_left_without_its_mother_is_told_the_same_day(cradle, client):
    CustodySpell.objects.filter(person=cradle.foreign).update(period=DateRange(date(2022, 1, 1), TODAY), exit="release")
    said, text = {}, f"{cradle.near.code} está en el penal y su madre ya no"
    for role, user in cradle.staff.items():
        client.force_login(user)
        said[role] = text in client.get(reverse("today")).content.decode()
    assert {role for role, told in said.items() if told} == {"social_worker", "director"}
