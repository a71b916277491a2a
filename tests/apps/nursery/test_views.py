"""The screens of the nursery: what each shows, who reaches it, a child's way played through its forms."""

import io
from datetime import date

import python_calamine
from django.apps import apps
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse

from llamkay.apps.nursery.models import Arrival, Child, Concern, Departure, HealthFact
from llamkay.apps.nursery.record.case_file import files
from llamkay.apps.nursery.record.queries import children
from llamkay.apps.people.models import CustodySpell
from llamkay.platform.models import InteractionLog, LoggedAction
from llamkay.platform.security import scope
from tests.worlds import factories
from tests.worlds.nursery import TODAY


def text(client, name, *args, **query):
    response = client.get(reverse(f"nursery:{name}", args=args), query)
    assert response.status_code == 200
    return response.content.decode()


def sent(client, name, *args, **data):
    """Send a form; it must be accepted."""
    response = client.post(reverse(f"nursery:{name}", args=args), data)
    assert response.status_code == 302, response.content.decode()[:4000]
    return response


def test_a_gestation_is_written_in_weeks_and_days_and_taken_back_with_its_history(cradle, client):
    card = {"given_names": "Wayra", "surnames": "Invento Inventado", "sex": "F", "born_on": "2026-01-20"}
    act = reverse("nursery:act", args=[cradle.newborn.pk, "ficha"])
    client.force_login(cradle.social)

    def written(**values):
        answer = client.post(act, card | values)
        child = Child.objects.get(pk=cradle.newborn.pk)
        return answer.status_code, child.gestation_days, child.birth_weight_g

    assert written(gestation_weeks=36, gestation_odd_days=6, birth_weight_g=29000) == (200, None, None)
    assert written(gestation_weeks=36, gestation_odd_days=6, birth_weight_g=2900) == (302, 258, 2900)
    initial = client.get(act).context["form"].initial
    assert (initial["gestation_weeks"], initial["gestation_odd_days"]) == (36, 6)
    assert written(gestation_weeks=44, gestation_odd_days=1)[0] == 200  # nobody is born past 44 weeks
    assert written(gestation_odd_days=3)[0] == 200
    assert written(gestation_weeks=37, birth_weight_g=2900) == (302, 259, 2900)
    assert written() == (302, None, None)  # typed by mistake, taken back
    before = apps.get_model("nursery", "ChildEvent").objects.filter(pgh_obj_id=cradle.newborn.pk)
    assert {(258, 2900), (259, 2900)} <= set(before.values_list("gestation_days", "birth_weight_g"))


def test_a_birth_written_on_a_wrong_day_is_corrected_and_what_is_due_follows(cradle, client):
    client.force_login(cradle.social)
    child, act = cradle.near, reverse("nursery:act", args=[cradle.near.pk, "ficha"])
    card = client.get(act).context["form"].initial | {"born_on": "2024-02-29", "sex": "M"}
    card = {name: value for name, value in card.items() if value is not None}
    HealthFact.objects.create(child=child, code="vac.bcg", on=date(2023, 6, 16), entered_by="eva")
    page = client.post(act, card).content.decode()
    assert "El 16/06/2023, antes de ese nacimiento, tuvo una atención de salud" in page
    HealthFact.objects.all().delete()
    assert client.post(act, card).status_code == 302
    found = Child.objects.get(pk=child.pk)
    assert (found.born_on, found.sex, found.stays.get().period.lower) == (date(2024, 2, 29), "M", date(2024, 2, 29))
    assert files(children(scope.EVERYTHING).filter(pk=found.pk), today=TODAY)[0].birthday == date(2027, 2, 28)
    page = client.post(act, card | {"born_on": "2026-02-03"}).content.decode()
    assert "todavía no llega" in page
    of_another = reverse("nursery:act", args=[cradle.newborn.pk, "ficha"])
    page = client.post(of_another, card | {"born_on": "2023-03-10"}).content.decode()  # Sami was born two months before
    assert "tuvo a otra hija o hijo el 10/01/2023" in page


def test_a_childs_way_from_arrival_to_the_follow_up(cradle, client, monkeypatch):
    mother = factories.person(cradle.place, "MAD-3", "Killari", "00001003")
    CustodySpell.objects.filter(person=mother).update(period=DateRange(date(2022, 1, 1), None))
    client.force_login(cradle.social)
    sent(
        client,
        "register",
        mother="MAD-3",
        given_names="Killa",
        surnames="Invento",
        sex="F",
        born_on="2023-03-01",
        on="2024-05-01",
        birth_weight_g="2900",
        gestation_weeks="39",
    )
    child = Child.objects.get(given_names="Killa")
    sent(client, "act", child.pk, "informe", on="2026-02-01", by="Ana Inventada", report="La cuida su madre.")
    client.force_login(cradle.health)
    sent(client, "act", child.pk, "examen", on="2026-02-01", by="Eva Inventada", findings="Sana.")
    sent(client, "act", child.pk, "salud", code="vac.spr1", on="2024-06-01", outcome="given", product="SPR")
    client.force_login(cradle.director)
    sent(
        client, "act", child.pk, "decision", decision="stays", on="2026-02-01", act_number="Acta 3", reasons="Su bien."
    )
    assert Arrival.objects.get(stay__child=child).decision == "stays"
    client.force_login(cradle.head)
    sent(client, "act", child.pk, "lugar", nursery=cradle.nursery.pk, on="2026-02-01")
    client.force_login(cradle.social)
    sent(client, "document", child.pk, "partida", state="held", on="2024-05-02", number="INV-1")
    sent(
        client,
        "act",
        child.pk,
        "persona",
        names="Rosa Inventada",
        relation="abuela",
        recommendation="Mi madre.",
        on="2026-01-10",
    )
    adult = child.receiving_adults.get()
    for kind in ("social", "psychological"):
        sent(
            client,
            "act",
            child.pk,
            "evaluacion",
            adult=adult.pk,
            kind=kind,
            on="2026-01-20",
            result="favourable",
            by="Ana",
        )
    client.force_login(cradle.director)
    sent(client, "act", child.pk, "aviso", to="upe", number="Oficio 7", sent_on="2026-01-25", adult=adult.pk)
    sent(
        client,
        "act",
        child.pk,
        "salida",
        kind="family",
        on="2026-02-02",
        adult=adult.pk,
        act_number="Res. 1",
        assessment="La abuela la conoce y la visita.",
    )
    assert Departure.objects.get().adult == adult
    client.force_login(cradle.social)
    monkeypatch.setenv("LLAMKAY_NOW", "2026-03-05T10:00:00-05:00")
    client.force_login(cradle.social)
    sent(client, "act", child.pk, "paso", code="follow_up_1", on="2026-03-04", note="Habló con su madre.")
    page = text(client, "part", child.pk, "salida")
    assert "Habló con su madre." in page
    history = text(client, "child", child.pk)
    assert [
        words
        for words in ("Oficio 7", "Partida de nacimiento: tiene", "Tuvo lugar en Cuna de prueba")
        if words not in history
    ] == []
    assert "SPR" not in history  # health is told to health
    assert "Killa" in text(client, "list", estado="left")


def test_the_first_page_says_what_is_late_and_whose_it_is(cradle, client):
    client.force_login(cradle.social)
    page = text(client, "home")
    assert "Trabajo social: Personal social_worker" in page
    assert "sin título vigente" in page
    assert "que su función no ve en detalle" in page  # health, by its number only
    assert "BCG" not in page
    client.force_login(cradle.health)
    page = text(client, "home")
    assert "BCG" in page
    assert "Aviso a la Unidad" not in page


def test_the_board_leads_with_whoever_is_past_the_birthday(cradle, client):
    client.force_login(cradle.director)
    page = text(client, "birthdays")
    assert page.index("Sami") < page.index("Illari") < page.index("Wayra")
    assert "Venció" in page
    client.force_login(cradle.head)
    page = text(client, "birthdays")
    assert "15/06/2026" in page
    assert "Venció" not in page


def test_the_list_leaves_only_with_a_reason(cradle, client):
    client.force_login(cradle.social)
    assert client.get(reverse("nursery:export")).status_code == 200
    refused = client.post(reverse("nursery:export"), {"reason": "corto"})
    assert "spreadsheet" not in refused["Content-Type"]
    reason = "Para la ración de niños de febrero."
    response = client.post(reverse("nursery:export"), {"reason": reason})
    book = python_calamine.CalamineWorkbook.from_filelike(
        io.BytesIO(b"".join(response) if response.streaming else response.content)
    )
    rows = book.get_sheet_by_index(0).to_python()
    assert "USO INTERNO" in rows[0][0]
    assert {row[1] for row in rows[1:]} == {f"Invento Inventado, {name}" for name in ("Wayra", "Illari", "Sami")}
    assert LoggedAction.objects.get(verb="nursery.export").reason == reason
    assert InteractionLog.objects.filter(kind="export", target="children:list").count() == 1
    client.force_login(cradle.director)
    assert client.post(reverse("nursery:export"), {"reason": reason}).status_code == 403


def test_an_inmate_carer_writes_a_concern_and_reads_nothing(cradle, client):
    client.force_login(cradle.staff["inmate_carer"])
    sent(
        client,
        "new_concern",
        establishment=cradle.place.pk,
        about=f"{cradle.past.code} Sami",
        seen_on="2026-02-02",
        what="Llora cuando la cargan.",
        maltreatment="on",
        reserved="on",
    )
    concern = Concern.objects.get()
    assert (concern.child, concern.due_on) == (cradle.past, date(2026, 2, 3))
    pages = [(name, []) for name in ("home", "list", "concerns", "birthdays", "break_glass")]
    for name, args in [*pages, ("child", [cradle.past.pk]), ("concern", [concern.pk])]:
        assert client.get(reverse(f"nursery:{name}", args=args)).status_code == 403
    today = client.get(reverse("today")).content.decode()
    assert "Alertar por un niño" in today
    assert "Sami" not in today
    client.force_login(cradle.social)
    page = text(client, "concern", concern.pk)
    assert "Pidió reserva" in page
    assert "inmate_carer" not in page
    client.force_login(cradle.director)
    assert "Personal inmate_carer" in text(client, "concern", concern.pk)
    sent(client, "concern", concern.pk, step="send", to="upe", number="Oficio 1", on=str(TODAY))
    sent(client, "concern", concern.pk, step="close", outcome="Atendida por la UPE.")
    assert Concern.objects.get().outcome == "Atendida por la UPE."


def test_another_prison_sees_no_child_of_this_one(cradle, client):
    client.force_login(factories.staff("social_worker", cradle.other, "otra"))
    assert "Illari" not in text(client, "list") + text(client, "home") + text(client, "birthdays")
    for name, args in (
        ("child", [cradle.near.pk]),
        ("part", [cradle.near.pk, "familia"]),
        ("document", [cradle.near.pk, "dni"]),
        ("act", [cradle.near.pk, "persona"]),
        ("open_break_glass", [cradle.near.pk, "salud"]),
    ):
        assert client.get(reverse(f"nursery:{name}", args=args)).status_code == 404


def test_a_search_leaves_no_name_in_the_log_and_the_month_leaves_with_a_reason(cradle, client):
    client.force_login(cradle.head)
    text(client, "list", q="Wayra", estado="inside")
    assert not InteractionLog.objects.filter(target__icontains="wayra").exists()
    assert InteractionLog.objects.filter(target="children:estado,q").exists()
    address = reverse("nursery:month") + "?formato=xlsx&mes=2026-01"
    assert client.get(address)["Content-Type"].startswith("text/html")
    answer = client.post(address, {"reason": "La pide la dirección regional para su visita."})
    assert "spreadsheetml" in answer["Content-Type"]
    assert LoggedAction.objects.get(verb="nursery.export").target == "children:month:2026-01"
