"""Every list of the nursery: narrowed, counted, printed, taken away with a reason; no searched word in the log."""

import io
from datetime import date, datetime, timedelta

import pytest
import python_calamine
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse

from llamkay.apps.institutions.models import Grant, Role
from llamkay.apps.nursery.models import BreakGlass, Carer, CarerCheck, Incident, Pregnancy, Room
from llamkay.apps.nursery.separation import services as leaving
from llamkay.platform import clock
from llamkay.platform.models import InteractionLog, LoggedAction
from tests.worlds import factories
from tests.worlds.nursery import TODAY

REASON = "La pide la dirección regional para su visita de marzo."
LISTS = {
    "carers": "head_nursery", "incidents": "head_nursery", "concerns": "social_worker", "birthdays": "social_worker",
    "break_glass": "data_officer", "pregnancies": "health", "health": "health", "injuries": "health",
}  # fmt: skip


def page(client, name, **query):
    response = client.get(reverse(f"nursery:{name}"), query)
    assert response.status_code == 200
    return response.content.decode()


def as_file(client, name, **query):
    """The rows of a list taken away as a file."""
    address = reverse(f"nursery:{name}", query={"formato": "xlsx"} | query)
    assert "Para qué la necesita" in client.get(address).content.decode()
    response = client.post(address, {"reason": REASON})
    assert "spreadsheetml" in response["Content-Type"]
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(response.content))
    return book.get_sheet_by_index(0).to_python()


def fallen(cradle, child, **values):
    at = datetime(2026, 1, 28, 10, tzinfo=clock.LIMA)
    given = {"kind": "fall", "at": at, "place": "Patio", "what": "Se cayó.", "by": "x", "entered_at": at}
    return Incident.objects.create(establishment=cradle.place, child=child, **given | values)


@pytest.fixture
def full(cradle):
    """Something in every list."""
    cradle.able = Carer.objects.create(
        establishment=cradle.place, kind="staff", name="Eva Capaz Inventada", period=DateRange(date(2025, 1, 1), None)
    )
    for kind in CarerCheck.Kind.values:
        CarerCheck.objects.create(
            carer=cradle.able,
            kind=kind,
            period=DateRange(date(2025, 6, 1), date(2026, 12, 1)),
            document="Inventado",
            entered_by="x",
        )
    Carer.objects.create(
        establishment=cradle.place,
        kind="volunteer",
        name="Ñusta Falta Inventada",
        period=DateRange(date(2025, 1, 1), None),
    )
    Carer.objects.create(
        establishment=cradle.place,
        kind="staff",
        name="Ana Antes Inventada",
        period=DateRange(date(2024, 1, 1), date(2025, 1, 1)),
    )
    cradle.fall = fallen(cradle, cradle.past, injury="Rodilla, raspón")
    fallen(cradle, cradle.newborn, kind="illness", what="Tosía.", mother_informed=True)
    for child, bad in ((cradle.past, True), (cradle.near, False)):
        leaving.report_concern(
            actor=cradle.head,
            establishment=cradle.place,
            about=f"{child.code} {child.given_names}",
            what="Llora.",
            seen_on=TODAY,
            child=child,
            maltreatment=bad,
        )
    BreakGlass.objects.create(
        child=cradle.near, part="familia", at=clock.now(), until=clock.now(), by="alguien", reason="Una urgencia"
    )
    BreakGlass.objects.create(
        child=cradle.past,
        part="familia",
        at=clock.now(),
        until=clock.now(),
        by="alguien",
        reason="Otra urgencia",
        reviewed_at=clock.now(),
        reviewed_by="x",
        review="Bien",
    )
    for person, due in ((cradle.mother, date(2026, 3, 1)), (cradle.foreign, date(2026, 9, 1))):
        Pregnancy.objects.create(
            person=person,
            period=DateRange(date(2025, 12, 1), None),
            due_on=due,
            birth_plan="Hospital inventado" if person == cradle.foreign else "",
        )
    return cradle


@pytest.mark.parametrize(
    ("name", "query", "there", "gone"),
    [
        ("carers", {"q": "nusta"}, ["Ñusta Falta"], ["Eva Capaz", "Ana Antes"]),
        ("carers", {"estado": "lacking"}, ["Ñusta Falta"], ["Eva Capaz", "Ana Antes"]),
        ("carers", {"estado": "able", "tipo": "staff"}, ["Eva Capaz"], ["Ñusta Falta", "Ana Antes"]),
        ("carers", {"estado": "ended"}, ["Ana Antes"], ["Ñusta Falta", "Eva Capaz"]),
        ("incidents", {"q": "sami patio"}, ["Se cayó."], ["Tosía."]),
        ("incidents", {"estado": "uninformed"}, ["Se cayó."], ["Tosía."]),
        ("incidents", {"estado": "informed", "tipo": "illness"}, ["Tosía."], ["Se cayó."]),
        ("incidents", {"desde": "2026-01-29"}, ["Nada coincide"], ["Se cayó.", "Tosía."]),
        ("incidents", {"hasta": "2026-01-28", "estado": "injury"}, ["Se cayó."], ["Tosía."]),
        ("injuries", {"q": "rodilla"}, ["raspón"], ["Se cayó."]),
        ("injuries", {"q": "cayo"}, ["Nada coincide"], ["raspón"]),
        ("concerns", {"tipo": "maltreatment"}, ["Sami"], ["Illari"]),
        ("concerns", {"q": "illari", "estado": "open"}, ["Illari"], ["Sami"]),
        ("concerns", {"estado": "late"}, ["Nada coincide"], ["Illari", "Sami"]),
        ("birthdays", {"q": "sami"}, ["Sami", "pasó hace 23 días"], ["Illari", "Wayra"]),
        ("birthdays", {"estado": "6"}, ["Illari"], ["Sami", "Wayra"]),
        ("birthdays", {"estado": "over"}, ["Sami"], ["Illari", "Wayra"]),
        ("break_glass", {}, ["Una urgencia"], ["Otra urgencia"]),
        ("break_glass", {"estado": "reviewed"}, ["Otra urgencia"], ["Una urgencia"]),
        ("break_glass", {"estado": "all", "tipo": "salud"}, ["Nada coincide"], ["urgencia<"]),
        ("pregnancies", {"q": "quinchu"}, ["Quinchu"], ["Foráneo"]),
        ("pregnancies", {"estado": "plan"}, ["Quinchu"], ["Foráneo"]),
        ("pregnancies", {"desde": "2026-08-01"}, ["Foráneo"], ["Quinchu"]),
        ("pregnancies", {"estado": "ended"}, ["Nada coincide"], ["Foráneo", "Quinchu"]),
        ("health", {"tipo": "0-5", "estado": "all"}, ["Wayra"], ["Illari", "Sami"]),
        ("health", {"q": "illari", "estado": "late"}, ["Illari"], ["Wayra", "Sami"]),
    ],
)
def test_a_list_shows_what_was_asked_for(full, client, name, query, there, gone):
    user = factories.staff("data_officer", None) if name == "break_glass" else full.staff[LISTS[name]]
    client.force_login(user)
    text = page(client, name, **query).partition("</form>")[2]
    text = text.partition('class="list-head"')[2]
    assert [words for words in there if words not in text] == []
    assert [words for words in gone if words in text] == []


def test_whoever_asks_for_a_day_that_is_none_is_told(full, client):
    client.force_login(full.head)
    text = page(client, "incidents", desde="ayer")
    assert "Se cayó." in text
    assert "govuk-error" in text


def test_a_room_narrows_health_and_birthdays(full, client):
    for name, first, last in (("Bebés", 0, 12), ("Grandes", 12, 36)):
        Room.objects.create(
            nursery=full.nursery, name=name, from_months=first, to_months=last, capacity=9, children_per_adult=4
        )
    full.newborn.places.create(nursery=full.nursery, period=DateRange(date(2026, 1, 25), None))
    babies = Room.objects.get(name="Bebés").pk
    client.force_login(full.health)
    assert "Wayra" in page(client, "health", sala=babies, estado="all")
    assert "Illari" not in page(client, "health", sala=babies, estado="all")
    client.force_login(full.social)
    assert "Illari" not in page(client, "birthdays", sala=babies)


def test_every_list_is_printed_whole_and_marked(full, client):
    at = datetime(2026, 1, 5, 9, tzinfo=clock.LIMA)
    for n in range(60):
        fallen(full, full.past, what=f"Caída {n}.", at=at + timedelta(minutes=n))
    for name, role in LISTS.items():
        user = factories.staff(role, None) if role == "data_officer" else full.staff[role]
        client.force_login(user)
        text = page(client, name)
        assert "USO INTERNO" in text and "imprimir=si" in text
        assert "print.js" in page(client, name, imprimir="si")
    client.force_login(full.head)
    assert "print.js" in page(client, "list", imprimir="si")
    assert "Caída 0." not in page(client, "incidents")
    text = page(client, "incidents", imprimir="si")
    assert "62 incidentes" in text and "Caída 0." in text and "Siguiente" not in text


def test_a_list_leaves_only_with_a_reason_by_whoever_may_take_it(full, client):
    client.force_login(full.head)
    rows = as_file(client, "incidents", estado="uninformed")
    assert rows[0][0].startswith("USO INTERNO")
    assert len(rows) == 2
    assert "raspón" not in str(rows)  # the head does not read injuries
    line = LoggedAction.objects.get(verb="nursery.export")
    assert (line.reason, line.stream, line.target) == (REASON, full.place.code, "incidentes:estado")
    assert {row[0]: bool(row[5]) for row in as_file(client, "carers", estado="able")[1:]} == {full.able.name: False}
    named = {f"{child.code} {child.given_names}" for child in (full.past, full.near)}
    assert {row[0] for row in as_file(client, "concerns")[1:]} == named
    whole = as_file(client, "birthdays")
    assert len(whole) == 4
    assert all(row[5:] == ["", "", ""] for row in whole[1:])  # the head knows the day alone
    client.force_login(full.social)
    assert any(row[5] for row in as_file(client, "birthdays")[1:])
    client.force_login(full.health)
    answer = client.post(reverse("nursery:health", query={"formato": "xlsx"}), {"reason": REASON})
    assert "spreadsheetml" not in answer["Content-Type"]


def test_a_file_holds_only_the_prisons_from_which_data_may_leave(full, client):
    """Whoever reads two prisons and may take out the data of one takes those of that one."""
    Incident.objects.create(
        establishment=full.other,
        kind="other",
        at=clock.now(),
        place="Sala",
        what="Del otro penal.",
        by="x",
        entered_at=clock.now(),
    )
    user = factories.staff("psychologist", full.other, "dosveces")
    role = Role.objects.get(code="head_nursery")
    Grant.objects.create(user=user, role=role, establishment=full.place, period=factories.SINCE)
    client.force_login(user)
    assert "Del otro penal." in page(client, "incidents")
    assert "Del otro penal." not in str(as_file(client, "incidents"))


def test_what_is_searched_is_not_in_the_log(full, client):
    for name, role in LISTS.items():
        user = factories.staff(role, None) if role == "data_officer" else full.staff[role]
        client.force_login(user)
        page(client, name, q="Wayrita", estado="")
    assert not InteractionLog.objects.filter(target__icontains="wayrita").exists()
    assert InteractionLog.objects.filter(target="incidentes:q").exists()
    client.force_login(full.social)
    as_file(client, "concerns", q="Illari")
    assert "Illari" not in str(list(LoggedAction.objects.values_list("target", "sentence", "details")))
