"""Papers about children: what each says and must not say, who may print it, what the book keeps of it."""

import io
from datetime import date

import pytest
from django.urls import reverse
from pyhanko.pdf_utils.reader import PdfFileReader

from llamkay.apps.nursery import access
from llamkay.apps.nursery.health.services import find_problem, record_visit
from llamkay.apps.nursery.models import Pregnancy
from llamkay.apps.nursery.printing.growth import growth_sheet
from llamkay.apps.nursery.printing.sheets import (
    child_sheet,
    month_sheet,
    month_table,
    notice_sheet,
    ration_counts,
    ration_sheet,
)
from llamkay.apps.nursery.record import queries
from llamkay.apps.nursery.record.case_file import files
from llamkay.apps.nursery.record.services import change_card, record_health
from llamkay.apps.nursery.separation import services as leaving
from llamkay.platform.models import InteractionLog, LoggedAction
from llamkay.platform.security import scope
from tests.worlds import factories
from tests.worlds.nursery import TODAY, born

WHY = "Para la visita del lunes a la dirección."


def is_paper(response):
    assert response.status_code == 200 and response["Content-Type"] == "application/pdf", response.content[:3000]
    assert PdfFileReader(io.BytesIO(response.content)).root["/MarkInfo"]["/Marked"]


def words(sheet):
    """Everything a sheet says, in order; what it prints comes from nowhere else."""

    def told(value):
        if isinstance(value, dict):
            value = value.values()
        return [str(value)] if isinstance(value, str | int) else [word for part in value for word in told(part)]

    return " ".join(told(sheet))


def of(child):
    return files(queries.children(scope.EVERYTHING).filter(pk=child.pk), today=TODAY)[0]


def handed(user, child, to):
    file = of(child)
    return words(child_sheet(file, levels=access.levels(user, file.child), to=to))


def printed(client, user, name, *args, **data):
    client.force_login(user)
    return client.post(reverse(f"nursery:paper_{name}", args=args), data)


def test_the_table_counts_mothers_once_and_children_by_sex_and_age(cradle):
    rows, foot = month_table(scope.EVERYTHING, on=TODAY)
    assert rows == [[cradle.place.name, "2", "3", "1", "0", "1", "1", "0", "0", "0", "0"]]
    assert foot == ["Total", "2", "3", "1", "0", "1", "1", "0", "0", "0", "0"]


def test_the_table_is_marked_as_internal_and_holds_no_name(cradle, client):
    is_paper(printed(client, cradle.head, "table", on=TODAY, reason=WHY))
    sheet = month_sheet(scope.EVERYTHING, on=TODAY)
    text = words(sheet)
    assert sheet["internal"] and "no se publica" in text
    assert "Invento" not in text and cradle.newborn.code not in text
    log = LoggedAction.objects.get(verb="nursery.print_table", stream=cradle.place.code)
    assert log.reason == WHY


def test_nothing_is_printed_without_a_reason(cradle, client):
    for user, name, args in (
        (cradle.head, "table", ()),
        (cradle.health, "case_file", (cradle.newborn.pk,)),
        (cradle.director, "notice", (cradle.near.pk,)),
    ):
        response = printed(client, user, name, *args, on=TODAY, to="Posta", reason="")
        assert response["Content-Type"].startswith("text/html")
    assert not LoggedAction.objects.filter(verb__startswith="nursery.print_").exists()


@pytest.mark.parametrize(
    ("name", "roles"),
    [
        ("table", {"head_nursery", "social_worker", "director"}),
        ("rations", {"head_nursery", "social_worker", "director"}),
        ("case_file", {"health", "social_worker"}),
        ("notice", {"director"}),
        ("growth", {"health"}),
    ],
)
def test_who_prints_each(cradle, client, name, roles):
    args = (cradle.near.pk,) if name in ("case_file", "notice", "growth") else ()
    allowed = set()
    for role, user in cradle.staff.items():
        client.force_login(user)
        if client.get(reverse(f"nursery:paper_{name}", args=args)).status_code == 200:
            allowed.add(role)
    assert allowed == roles


def test_the_file_holds_what_its_printer_reads_and_never_the_prison(cradle, client):
    record_health(actor=cradle.health, child=cradle.near, code="vac.bcg1", on=date(2023, 6, 16), outcome="given")
    health = handed(cradle.health, cradle.near, "Posta inventada")
    social = handed(cradle.social, cradle.near, "Rosa Inventada")
    assert "Controles y vacunas hechos" in health and "Documentos: los entrega trabajo social" in health
    assert "Partida de nacimiento" in social and "los entrega el personal de salud" in social
    assert "BCG" not in social
    for text in (health, social):
        assert cradle.place.name not in text
        for word in ("penal", "penitenciari", "interna", "prisión", "delito", "INPE", "MAD-2"):
            assert word.lower() not in text.lower()
    is_paper(printed(client, cradle.health, "case_file", cradle.near.pk, to="Posta inventada", reason=WHY))
    assert LoggedAction.objects.filter(verb="nursery.print_file").count() == 1
    read = set(
        InteractionLog.objects.filter(actor=cradle.health.username, kind="child").values_list("target", flat=True)
    )
    assert read == {f"child:{cradle.near.pk}/ficha", f"child:{cradle.near.pk}/salud"}


def test_the_notice_names_what_is_missing_and_the_consulate(cradle, client):
    text = words(notice_sheet(of(cradle.near)))
    assert "seis meses antes" in text and "15/12/2025" in text and "consulado" in text
    assert "la persona propuesta" in text and "El plazo venció" in text
    adult = leaving.propose_adult(
        actor=cradle.social,
        child=cradle.near,
        on=TODAY,
        names="Rosa Inventada",
        relation="abuela",
        document="",
        address="Calle Inventada 1",
        phone="",
        protected=True,
        recommendation="La quiere mucho.",
    )
    leaving.evaluate_adult(
        actor=cradle.social, child=cradle.near, adult=adult, kind="social", on=TODAY, result="favourable", by="Ana"
    )
    text = words(notice_sheet(of(cradle.near)))
    assert "Evaluación social de la persona propuesta, del 02/02/2026" in text
    assert "Falta adjuntar · la evaluación psicológica" in text
    assert "Calle Inventada" not in text


def test_a_peruvian_mother_has_three_months_and_no_consulate(cradle, client):
    text = words(notice_sheet(of(cradle.newborn)))
    assert "tres meses antes" in text and "20/10/2028" in text and "consulado" not in text


def test_the_rations_are_numbers_and_tell_no_pregnancy(cradle, client):
    woman = factories.person(cradle.place, "MAD-3", "Gestante", "00001003")
    Pregnancy.objects.create(person=woman, period=(date(2025, 10, 1), None), due_on=date(2026, 7, 1))
    change_card(
        actor=cradle.social,
        child=cradle.newborn,
        given_names="Wayra",
        surnames="Invento Inventado",
        sex="F",
        born_on=cradle.newborn.born_on,
        allergies="Leche de vaca",
        other_allergies="Penicilina",
        diet="",
        gestation_days=None,
        birth_weight_g=None,
    )
    found = ration_counts(cradle.place, on=TODAY)
    assert (found["children"], found["past"], found["women"]) == (2, 1, 2)  # the newborn's mother and the pregnant
    assert found["care"] == [("Leche de vaca", 1)]
    text = words(ration_sheet(cradle.place, on=TODAY))
    is_paper(printed(client, cradle.head, "rations", establishment=cradle.place.pk, on=TODAY))
    assert "1 × Leche de vaca" in text and "Total 5" in text and "Penicilina" not in text
    assert "Invento" not in text and "Wayra" not in text and "Gestante," not in text


def test_a_child_of_another_prison_is_not_found(cradle, client):
    stranger = factories.staff("health", cradle.other, username="health-other")
    assert printed(client, stranger, "case_file", cradle.near.pk, to="x", reason=WHY).status_code == 404


def test_the_book_holds_no_name_and_no_health(cradle, client):
    printed(client, cradle.health, "case_file", cradle.near.pk, to="Posta", reason=WHY)
    is_paper(printed(client, cradle.director, "notice", cradle.near.pk, reason=WHY))
    for line in LoggedAction.objects.filter(target=f"child:{cradle.near.pk}"):
        for secret in (cradle.near.given_names, cradle.near.surnames, "15/06/2023", "2023-06-15"):
            assert secret not in line.sentence


def test_the_curves_on_paper_are_those_of_the_screen_with_every_measure(cradle, client):
    early = born(cradle, cradle.mother, "Inti", date(2025, 6, 1), gestation_days=32 * 7)
    for on, weight in ((date(2025, 8, 1), 3200), (date(2025, 11, 20), 5600), (date(2026, 2, 1), 7000)):
        record_visit(actor=cradle.health, child=early, on=on, weight_g=weight, professional="Eva")
    find_problem(actor=cradle.health, child=early, what="Anemia", on=TODAY, by="Eva")
    made = growth_sheet(of(early))
    charts = [part for part in made["parts"] if part["kind"] == "chart"]
    assert [part["title"] for part in charts] == [
        "Peso para la edad (kg), semanas desde la última regla (INTERGROWTH-21)",
        "Peso para la edad (kg), edad cronológica",
        "Peso para la edad (kg), edad corregida",
    ]
    assert [part["body"]["alt"].count("/2025: ") + part["body"]["alt"].count("/2026: ") for part in charts] == [2, 1, 1]
    assert all(part["body"]["svg"].count("curve__line") >= 5 for part in charts)
    client.force_login(cradle.health)
    address = reverse("nursery:paper_growth", args=[early.pk])
    is_paper(client.post(address, {"reason": WHY}))
    assert client.post(address, {"reason": "corto"})["Content-Type"].startswith("text/html")
    assert LoggedAction.objects.filter(verb="nursery.print_growth").count() == 1
    told = handed(cradle.health, early, "Posta inventada")
    assert "Anemia" in told and "sin derivar" in told and "Puntajes z" in told and "5.6" in told
    assert "Anemia" not in handed(cradle.social, early, "Rosa Inventada")
