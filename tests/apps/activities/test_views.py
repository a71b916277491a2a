"""The screens of activities and sheets, as a browser without script uses them."""

import re
from datetime import date
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse

from llamkay.apps.activities.models import Activity, Allocation, Enrolment, Sheet, SheetState
from llamkay.apps.activities.sheets import queries
from llamkay.apps.activities.sheets.cells import fill_column, save_cells
from llamkay.apps.activities.sheets.services import open_sheet
from llamkay.apps.institutions.models import Grant, Role
from llamkay.core.values import Month
from llamkay.platform.files.tabular import read_table
from llamkay.platform.models import InteractionLog
from tests.worlds.small import make_user

JANUARY = Month(2026, 1)


@pytest.fixture
def as_(client):
    def login(user):
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return login


def row_of(sheet, person):
    return sheet.rows.get(person=person)


def fields(html):
    """Every input of the sheet's form as a browser would send it."""
    form = html.split('id="planilla"', 1)[1].split("</form>", 1)[0]
    return {
        re.search(r'name="([^"]+)"', tag)[1]: (re.search(r'value="([^"]*)"', tag) or ["", ""])[1]
        for tag in re.findall(r"<input[^>]*>", form)
    }


def test_the_whole_form_is_saved_without_script(world, sheet, as_):
    client, url = as_(world.instructor), reverse("activities:sheet", args=[sheet.pk])
    ana, eva = row_of(sheet, world.ana), row_of(sheet, world.eva)
    html = client.get(url).content.decode()
    posted = fields(html)
    assert len([name for name in posted if re.match(r"c\d", name)]) == 62
    posted |= {f"c{ana.pk}-5": "p", f"c{ana.pk}-6": "3:30", f"c{eva.pk}-5": "F", "fill": "7"}
    assert client.post(url, posted).status_code == 302
    ana.refresh_from_db(), eva.refresh_from_db()
    assert ana.minutes[4:7] == [240, 210, 240]
    assert (eva.reasons[4:7], eva.minutes[4:7]) == ([3, 0, 1], [0, 0, 240])
    again = client.get(url).content.decode()
    assert fields(again)[f"c{ana.pk}-6"] == "3:30"
    assert InteractionLog.objects.filter(kind="sheet", actor="instructor").count() == 2


def test_nothing_typed_is_lost_when_a_cell_is_wrong_or_somebody_else_saved(world, sheet, as_):
    client, url = as_(world.instructor), reverse("activities:sheet", args=[sheet.pk])
    ana, eva = row_of(sheet, world.ana), row_of(sheet, world.eva)
    posted = fields(client.get(url).content.decode()) | {f"c{ana.pk}-5": "P", f"c{eva.pk}-5": "zz"}
    answer = client.post(url, posted)
    assert answer.status_code == 422
    kept = fields(answer.content.decode())
    assert (kept[f"c{ana.pk}-5"], kept[f"c{eva.pk}-5"].upper()) == ("P", "ZZ")
    assert "día 5: «zz» no es una marca" in answer.content.decode()
    save_cells(actor=world.head_work, sheet=sheet, changes={eva.pk: {8: {"reason": 1, "minutes": 240}}})
    answer = client.post(url, posted | {f"c{eva.pk}-5": "T"})
    assert (answer.status_code, "Otra persona guardó" in answer.content.decode()) == (409, True)
    kept = fields(answer.content.decode())
    assert kept[f"c{eva.pk}-5"] == "T"
    assert client.post(url, kept).status_code == 302
    eva.refresh_from_db()
    assert eva.reasons[4] == 2


def test_cells_are_saved_as_they_are_typed(world, sheet, as_):
    client, url = as_(world.instructor), reverse("activities:cells", args=[sheet.pk])
    ana = row_of(sheet, world.ana)
    good = client.post(url, {f"c{ana.pk}-5": "P", f"w{ana.pk}-5": ""})
    assert (good.status_code, good.json()) == (200, {"message": "Guardado 10:00", "version": 1, "cells": 1})
    wrong = client.post(url, {f"c{ana.pk}-6": "Q"})
    assert (wrong.status_code, set(wrong.json()["faults"])) == (422, {f"c{ana.pk}-6"})
    sunday = client.post(url, {f"c{ana.pk}-32": "P"})
    assert sunday.status_code == 422
    late = client.post(url, {f"c{ana.pk}-5": "F", f"w{ana.pk}-5": ""})
    assert (late.status_code, late.json()["now"]) == (409, {f"c{ana.pk}-5": "P"})
    noteless = client.post(url, {f"c{ana.pk}-6": "X"})
    assert "observación" in noteless.json()["message"]


def test_a_note_is_kept_with_its_mark(world, sheet, as_):
    ana = row_of(sheet, world.ana)
    answer = as_(world.instructor).post(
        reverse("activities:note", args=[sheet.pk]), {"row": ana.pk, "day": 5, "mark": "x", "note": "Peleó"}
    )
    assert answer.status_code == 302
    ana.refresh_from_db()
    assert (ana.reasons[4], ana.notes) == (10, {"5": "Peleó"})


def test_a_sheet_goes_from_hand_to_hand(world, sheet, as_):
    fill_column(actor=world.instructor, sheet=sheet, day=5)
    url = reverse("activities:sheet", args=[sheet.pk])

    def do(user, step, **data):
        return as_(user).post(reverse("activities:step", args=[sheet.pk, step]), data).status_code

    def state():
        return Sheet.objects.get(pk=sheet.pk).state

    client = as_(world.instructor)
    assert client.post(url, fields(client.get(url).content.decode()) | {"step": "submit"}).status_code == 302
    assert state() == "submitted"
    assert (do(world.head_work, "return"), state()) == (409, "submitted")
    assert (do(world.head_work, "return", reason="falta el día 6"), state()) == (302, "open")
    assert (do(world.head_work, "submit"), do(world.head_work, "approve"), state()) == (302, 409, "submitted")
    assert (do(world.director, "approve"), state()) == (302, "approved")
    assert (do(world.director, "close"), state()) == (404, "approved")
    assert f'name="c{row_of(sheet, world.ana).pk}-' not in as_(world.instructor).get(url).content.decode()


def test_a_closed_sheet_is_adjusted(world, sheet, as_):
    fill_column(actor=world.instructor, sheet=sheet, day=5)
    Sheet.objects.filter(pk=sheet.pk).update(state=SheetState.CLOSED)
    ana = row_of(sheet, world.ana)
    url = reverse("activities:adjust", args=[sheet.pk, ana.pk])
    client = as_(world.head_work)
    assert url in client.get(reverse("activities:sheet", args=[sheet.pk])).content.decode()
    assert client.get(url).status_code == 200
    assert client.post(url, {"day": 5, "mark": "F4", "why": "Informe 3"}).status_code == 422
    assert client.post(url, {"day": 5, "mark": "F", "why": "Informe 3"}).status_code == 302
    html = client.get(reverse("activities:sheet", args=[sheet.pk])).content.decode()
    assert "is-waiting" in html and "<del>P</del> → <ins>F</ins>." in html  # told beneath, not yet in its cell
    assert as_(world.instructor).get(url).status_code == 403


def test_a_large_sheet_is_seen_in_parts_and_totalled_whole(world, as_, monkeypatch):
    monkeypatch.setattr(queries, "ROWS_A_PART", 3)
    large = world.make_activity(world.here, "GRANDE")
    for number in range(200, 207):
        world.place(world.make_person(world.here, number), large)
    sheet = open_sheet(actor=world.instructor, activity=large, month=JANUARY)
    rows = queries.ordered_rows(sheet)
    client, url = as_(world.instructor), reverse("activities:sheet", args=[sheet.pk])

    def seen(query=""):
        html = client.get(url + query).content.decode()
        return html, re.findall(r'data-row="(\d+)"', html)

    parts = [seen(f"?pagina={number}")[1] for number in (1, 2, 3, 9)]
    assert parts == [[str(row.pk) for row in part] for part in (rows[:3], rows[3:6], rows[6:], rows[6:])]
    html, shown = seen()
    assert (shown, "Personas 1 a 3 de 7" in html, "147 casillas" in html) == (parts[0], True, True)
    # The button of a day marks everybody of the sheet, whichever part is seen; what was typed here is saved too.
    posted = fields(seen("?pagina=2")[0]) | {f"c{rows[3].pk}-6": "2", "fill_all": "5"}
    answer = client.post(url + "?pagina=2", posted)
    assert (answer.status_code, answer["Location"]) == (302, f"{url}?pagina=2")
    assert [row.minutes[4:6] for row in queries.ordered_rows(sheet)] == [[240, 120 * (at == 3)] for at in range(7)]
    html, _shown = seen("?pagina=2")
    foot = [re.findall(r">(\d*)</td>", line) for line in html.split("<tfoot>")[1].split("</tfoot>")[0].split("</tr>")]
    assert [(line[5], line[6]) for line in foot if line] == [("3", "1"), ("7", "1")]
    html, shown = seen("?pagina=todas")
    assert (len(shown), "<input name=" in html.split('id="planilla"')[1].split("</table>")[0]) == (7, False)
    assert html.count('<td class="sheet__total" data-days>') == 7


def test_the_file_of_a_sheet_tells_every_row_as_text(world, sheet, as_):
    fill_column(actor=world.instructor, sheet=sheet, day=5)
    row = row_of(sheet, world.ana)
    save_cells(actor=world.instructor, sheet=sheet, changes={row.pk: {6: {"reason": 1, "minutes": 210}}})
    world.ana.given_names = '=1+1 <Ana> & "Ña"'
    world.ana.save()
    url = reverse("activities:template_file", args=[sheet.pk])
    table = read_table(name="planilla.xlsx", content=as_(world.instructor).get(url).content)
    assert [cells[:2] for cells in table[:3]] == [
        ["Establecimiento", world.here.code],
        ["Actividad", "PAN"],
        ["Mes", "2026-01"],
    ]
    assert table[5][:4] == ["Código", "Nombre", "1", "2"]
    told = {cells[0]: (cells[1], cells[6:9]) for cells in table[6:8]}
    assert told == {
        world.ana.code: (world.ana.full_name, ["P", "3:30", ""]),
        world.eva.code: (world.eva.full_name, ["P", "", ""]),
    }
    assert table[-1][0] == "Leyenda"
    before = Sheet.objects.get(pk=sheet.pk).version
    # What was downloaded and not touched has nothing to change.
    file = SimpleUploadedFile("planilla.xlsx", as_(world.instructor).get(url).content)
    answer = as_(world.instructor).post(reverse("activities:import_sheet", args=[sheet.pk]), {"file": file})
    assert answer.status_code in (200, 302)
    assert Sheet.objects.get(pk=sheet.pk).version == before
    empty = Sheet.objects.create(activity=world.make_activity(world.here, "SIN"), month=JANUARY.first)
    content = as_(world.instructor).get(reverse("activities:template_file", args=[empty.pk])).content
    assert read_table(name="vacia.xlsx", content=content)[-1][0] == "Leyenda"


def test_a_large_activity_lists_its_people_in_pages(world, as_, monkeypatch):
    monkeypatch.setattr(queries, "ROWS_A_PART", 3)
    large = world.make_activity(world.here, "GRANDE")
    places = [world.place(world.make_person(world.here, number), large) for number in range(200, 207)]
    client, url = as_(world.head_work), reverse("activities:detail", args=[large.pk])

    def seen(query):
        html = client.get(url + query).content.decode()
        assert "Personas asignadas (7)" in html
        return [at for at, place in enumerate(places) if reverse("activities:place", args=[place.pk]) in html]

    assert [seen(query) for query in ("", "?pagina=3", "?pagina=todas")] == [[0, 1, 2], [6], [*range(7)]]


def test_lists_filter_count_and_export(world, sheet, as_):
    client = as_(world.instructor)
    html = client.get(reverse("activities:sheets"), {"mes": "2026-01"}).content.decode()
    assert "Taller PAN" in html
    assert (
        "Taller PAN"
        not in client.get(reverse("activities:sheets"), {"mes": "2026-01", "estado": "closed"}).content.decode()
    )
    assert client.get(reverse("activities:sheets"), {"formato": "xlsx"})["Content-Type"].endswith(".sheet")
    assert "Taller PAN" in client.get(reverse("activities:list")).content.decode()
    assert client.get(reverse("activities:list"), {"formato": "xlsx"})["Content-Type"].endswith(".sheet")
    assert client.get(reverse("activities:template_file", args=[sheet.pk])).content[:2] == b"PK"
    away = as_(world.outsider)
    assert "Taller PAN" not in away.get(reverse("activities:sheets"), {"mes": "2026-01"}).content.decode()
    for name, pk in (("sheet", sheet.pk), ("detail", world.bakery.pk), ("edit", world.bakery.pk)):
        assert away.get(reverse(f"activities:{name}", args=[pk])).status_code == 404


def test_a_month_is_opened_from_the_list(world, as_):
    client = as_(world.instructor)
    assert "Abrir mes" in client.get(reverse("activities:sheets"), {"mes": "2026-01"}).content.decode()
    client.post(reverse("activities:open_month"), {"mes": "2026-01", "establecimiento": world.here.pk})
    assert Sheet.objects.filter(activity=world.bakery, month=JANUARY.first).exists()
    assert "Abrir mes" not in client.get(reverse("activities:sheets"), {"mes": "2026-01"}).content.decode()


def test_an_activity_from_its_form_to_its_people(world, as_):
    client = as_(world.head_work)
    week = {f"hours_{at}": "3.5" if at < 5 else "0" for at in range(7)}
    posted = {
        "establishment": world.here.pk,
        "code": "CER",
        "name": "Cerámica",
        "kind": "work",
        "modality": "institution",
        "place": "workshop",
        "capacity": 5,
        "pay_basis": "piece",
        "start": "2026-01-02",
        **week,
    }
    assert client.post(reverse("activities:new"), posted | {"modality": ""}).status_code == 422
    assert client.post(reverse("activities:new"), posted).status_code == 302
    made = Activity.objects.get(code="CER")
    assert made.timetable == [210] * 5 + [0, 0]
    page = reverse("activities:detail", args=[made.pk])
    assert world.ana.code in client.get(page, {"persona": world.ana.first_surname.lower()}).content.decode()
    call = {"person": world.ana.pk, "start": "2026-01-05"}
    assert client.post(reverse("activities:allocate", args=[made.pk]), call).status_code == 302
    assert client.post(reverse("activities:allocate", args=[made.pk]), call).status_code == 422
    assert client.post(reverse("activities:enrol", args=[made.pk]), call | {"folio": "9"}).status_code == 302
    assert Enrolment.objects.get(person=world.ana).kind == "work"
    place = Allocation.objects.get(activity=made)
    end = reverse("activities:place_act", args=[place.pk, "terminar"])
    assert client.post(end, {"end": "2026-01-20", "ending": "own-request"}).status_code == 302
    changed = posted | {"name": "Cerámica fina", "end": "2026-06-30"}
    assert client.post(reverse("activities:edit", args=[made.pk]), changed).status_code == 302
    made.refresh_from_db()
    assert (made.name, str(made.period.upper)) == ("Cerámica fina", "2026-07-01")
    council = as_(world.council)
    act = {"on": "2026-01-04", "act": "Acta 1", "reason": "pedido"}
    assert council.post(reverse("activities:authorise", args=[made.pk]), act).status_code == 302


def test_a_file_is_sent_refused_and_undone(world, sheet, as_):
    client, url = as_(world.instructor), reverse("activities:import_sheet", args=[sheet.pk])

    def send(mark):
        text = "Código;Nombre;" + ";".join(map(str, range(1, 32))) + f"\n{world.ana.code};;;;;;{mark}\n"
        file = BytesIO(text.encode())
        file.name = "enero.csv"
        return client.post(url, {"file": file})

    refused = send("F4")
    assert (refused.status_code, "«Falta injustificada» no lleva horas" in refused.content.decode()) == (422, True)
    assert send("P").status_code == 302
    batch = sheet.batches.get()
    assert row_of(sheet, world.ana).minutes[4] == 240
    assert client.post(reverse("activities:undo_import", args=[sheet.pk, batch.pk])).status_code == 302
    assert row_of(sheet, world.ana).minutes[4] == 0
    assert client.get(reverse("activities:import")).status_code == 200


def test_the_sheet_screen_asks_the_same_number_of_queries_for_more_people(world, as_):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client, counts = as_(world.instructor), []
    for number, code in ((5, "CINCO"), (40, "CUARENTA")):
        activity = world.make_activity(world.here, code)
        for i in range(number):
            world.place(world.make_person(world.here, number * 100 + i), activity)
        made = open_sheet(actor=world.instructor, activity=activity, month=JANUARY)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(reverse("activities:sheet", args=[made.pk])).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 25


def test_a_function_in_another_prison_that_does_not_see_activities_shows_none(world, as_):
    reader = make_user("de-dos-penales", "head_work", world.there)
    role, since = Role.objects.get(code="health"), DateRange(date(2020, 1, 1))
    Grant.objects.create(user=reader, role=role, establishment=world.here, period=since)
    sheet = open_sheet(actor=world.instructor, activity=world.bakery, month=JANUARY)
    client = as_(reader)
    for name in ("list", "sheets"):
        assert "Taller PAN" not in client.get(reverse(f"activities:{name}"), {"mes": "2026-01"}).content.decode()
    for name, pk in (("detail", world.bakery.pk), ("edit", world.bakery.pk), ("sheet", sheet.pk)):
        assert client.get(reverse(f"activities:{name}", args=[pk])).status_code == 404
