"""The screens of figures and returns, as somebody at the office meets them."""

import io
import re
from datetime import date

import pytest
import python_calamine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.html import strip_tags

from llamkay.apps.statistics import services
from llamkay.apps.statistics.models import MonthlyReturn, Snapshot
from tests.apps.statistics.test_imports import as_csv, row
from tests.worlds import factories
from tests.worlds.returns import DECEMBER, JANUARY, totals


def words(response):
    """What the page says, without tags and with single spaces."""
    return re.sub(r"\s+", " ", strip_tags(response.content.decode()))


def rows_of(response):
    """The cells of the tables of a page."""
    lines = re.findall(r"<tr.*?</tr>", response.content.decode(), re.S)
    cells = [re.findall(r"<t[hd].*?</t[hd]>", line, re.S) for line in lines]
    return [[re.sub(r"\s+", " ", strip_tags(cell)).strip() for cell in line] for line in cells]


def sheet_of(response):
    assert "spreadsheetml" in response["Content-Type"]
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(response.content))
    return book.get_sheet_by_index(0).to_python()


def get(client, name, *args, status=200, **query):
    response = client.get(reverse(f"statistics:{name}", args=args), query)
    assert response.status_code == status
    return response


def test_without_figures_the_page_teaches(world, enter):
    page = words(get(enter(world.analyst), "list"))
    assert "Todavía no hay cifras" in page
    assert "Presentar un informe mensual" in page
    assert "Presentar un informe mensual" not in words(get(enter(world.auditor), "list"))


def test_the_figures_of_a_month(world, enter):
    world.accept(world.tumbes, totals(1400), DECEMBER)
    world.accept(world.tumbes, totals(1500, 100))
    world.accept(world.piura, totals(300))
    client = enter(world.analyst)
    page = get(client, "list", mes="2026-01")
    rows = rows_of(page)
    assert rows[1] == [
        "Población en el establecimiento",
        "1,800",
        "personas",
        "0",
        "2",
        "67",
        "+100 (+7.1 %), en 1 penal",
    ]
    assert rows[9] == ["Personas que trabajan, por modalidad", "—", "personas", "0", "0", "69", "—"]
    assert len(rows) == 33
    assert "Cifras de enero de 2026" in words(page)
    december = get(client, "list", mes="2025-12")
    assert rows_of(december)[1][1] == "1,400"
    assert "No hay cifras de noviembre de 2025 con las cuales comparar" in words(december)
    assert "De junio de 2020 no hay cifras: se muestra enero de 2026." in words(get(client, "list", mes="2020-06"))
    sheet = sheet_of(get(client, "list", mes="2026-01", formato="xlsx"))
    assert sheet[1][0] == "population"
    assert sheet[1][4:] == ["2026-01", 1800, 0, 2, 67, 100, 1]


def test_a_figure_is_opened_to_its_parts(world, enter):
    world.accept(world.tumbes, totals(500, 100))
    world.accept(world.tumbes, totals(510, 100))
    world.count(world.piura)
    client = enter(world.analyst)
    page = get(client, "detail", "population")
    text = words(page)
    assert "510 personas, al 31 de enero de 2026. 0 contados en el sistema y 510 informados." in text
    assert "Personas privadas de libertad bajo custodia del establecimiento el día del corte" in text
    assert "SELECT 'population', '', count(*) FROM held" in text.replace("&#x27;", "'")
    assert ["E.P. de Tumbes", "510", "Informado por el establecimiento", "31/01/2026", "2"] in rows_of(page)
    assert ["E.P. de Piura", "0", "Contado en el sistema", "31/01/2026", "1"] in rows_of(page)
    assert "Faltan 67 establecimientos" in text
    assert ["enero de 2026", "510", "1", "1"] in rows_of(page)
    assert '<svg class="figure-bars"' not in page.content.decode()  # one month draws nothing
    get(client, "detail", "fantasmas", status=404)


def test_the_definition_is_in_the_language_of_the_reader(world, enter):
    world.accept(world.tumbes, totals(500))
    client = enter(world.analyst)
    client.cookies["django_language"] = "en"
    page = words(get(client, "detail", "working"))
    assert "Distinct people who, allocated to a work activity" in page
    assert "People who work" in page


def test_a_series_is_drawn_with_its_table(world, enter):
    world.accept(world.tumbes, totals(250), DECEMBER)
    world.accept(world.tumbes, totals(500))
    page = get(enter(world.analyst), "detail", "population").content.decode()
    assert "Población en el establecimiento: 100\N{NO-BREAK SPACE}% más que en diciembre de 2025" in page
    assert len(re.findall(r'<circle class="chart__dot"', page)) == 2
    assert "De un solo penal, el que dio la cifra en todos estos meses." in page


def test_months_of_other_prisons_are_not_drawn_beside_one_another(world, enter):
    """33 children of December in one prison and 101 of January in another are not a rise."""
    world.accept(world.tumbes, totals(250, children_attending=33), DECEMBER)
    world.accept(world.piura, totals(500, children_attending=101))
    page = get(enter(world.analyst), "detail", "children_attending").content.decode()
    assert "chart__drawing" not in page and "101" in page  # the table says each month
    world.accept(world.piura, totals(500, children_attending=80), DECEMBER)
    page = get(enter(world.analyst), "detail", "children_attending").content.decode()
    assert "26\N{NO-BREAK SPACE}% más que en diciembre" in page  # 80 and 101, of the one that gave both


def test_a_figure_with_classes(world, enter):
    world.accept(world.tumbes, totals(500, 100, working_by_modality={"company": 60, "institution": 50}))
    client = enter(world.analyst)
    page = get(client, "detail", "working_by_modality")
    assert rows_of(page)[1:3] == [["Taller de empresa", "60"], ["Taller de la institución", "50"]]
    assert "Abra una clase" in words(page)
    opened = get(client, "detail", "working_by_modality", clave="company")
    assert ["E.P. de Tumbes", "60", "Informado por el establecimiento", "31/01/2026", "1"] in rows_of(opened)
    assert sheet_of(get(client, "detail", "working_by_modality", formato="xlsx"))[1:] == [
        ["2026-01", "company", "Taller de empresa", 60],
        ["2026-01", "institution", "Taller de la institución", 50],
    ]


def test_small_cells_of_other_prisons_are_withheld_on_the_page_and_in_the_file(world, enter):
    for place, value in ((world.tumbes, 2), (world.piura, 3), (world.sullana, 40)):
        world.accept(place, totals(100, value, pregnant=value))
    client = enter(world.director)
    for code, national in (("pregnant", "reservado"), ("working", "45")):
        page = get(client, "detail", code, orden="valor")
        assert [line[:2] for line in rows_of(page)[1:4]] == [
            ["E.P. de Tumbes", "2"],
            ["E.P. de Piura", "reservado"],
            ["E.P. de Sullana", "reservado"],
        ]
        assert f"{national} " in words(page) and "al 31 de enero de 2026." in words(page)
        assert "informados" not in words(page)  # a part of the total could be subtracted as well
        sheet = sheet_of(get(client, "detail", code, formato="xlsx"))
        assert [(line[0], line[4]) for line in sheet[1:]] == [("EP01", 2), ("EP02", "reservado"), ("EP03", "reservado")]
    assert {line[0]: line[1] for line in rows_of(get(client, "list"))[1:]}["Mujeres gestantes"] == "reservado"
    page = get(enter(world.analyst), "detail", "pregnant", orden="valor")
    assert [line[:2] for line in rows_of(page)[1:4]] == [
        ["E.P. de Sullana", "40"],
        ["E.P. de Piura", "3"],
        ["E.P. de Tumbes", "2"],
    ]


def test_returns_are_listed_in_scope_and_missing_ones_named(world, enter):
    mine, other = world.report(world.tumbes, totals(1)), world.report(world.piura, totals(2))
    client = enter(world.director)
    page = get(client, "returns", mes="2026-01")
    assert [line[1] for line in rows_of(page)[1:]] == ["E.P. de Tumbes"]
    assert "1 informe" in words(page) and "De enero de 2026 no falta ningún establecimiento" in words(page)
    get(client, "return", mine.pk)
    get(client, "return", other.pk, status=404)
    assert len(sheet_of(get(client, "returns", formato="xlsx"))) == 2
    page = words(get(enter(world.analyst), "returns", mes="2026-01", estado="draft"))
    assert "2 informes" in page and "De enero de 2026 faltan 67 establecimientos" in page
    assert "Ningún informe coincide" in words(get(client, "returns", estado="accepted"))
    assert "«2026» no es un mes" in words(get(client, "returns", mes="2026"))


def test_the_pages_of_returns_do_not_grow_with_them(world, enter, django_assert_max_num_queries):
    for place in (world.tumbes, world.piura, world.sullana):
        world.accept(place, totals(9))
    client = enter(world.analyst)
    with django_assert_max_num_queries(22):
        get(client, "returns")


def test_accepting_from_the_page(world, enter):
    given = world.report(world.tumbes, totals(500), actor=world.director)
    director = enter(world.director)
    assert "Aceptar el informe" not in words(get(director, "return", given.pk))
    address = reverse("statistics:accept", args=[given.pk])
    assert director.post(address).status_code == 403
    assert director.get(address).status_code == 405
    client = enter(world.analyst)
    assert "Aceptar el informe" in words(get(client, "return", given.pk))
    page = client.post(address, follow=True)
    assert "sus cifras son el corte n.º 1 del mes" in words(page)
    assert "Un informe aceptado no se deshace" in words(page)
    again = client.post(address)
    assert again.status_code == 409
    assert f"El informe n.º {given.pk} está «aceptado»: solo se acepta un borrador." in words(again)
    assert Snapshot.objects.count() == 1


def test_a_return_tells_what_it_replaces(world, enter):
    world.accept(world.tumbes, totals(500))
    first = MonthlyReturn.objects.get()
    second = world.report(world.tumbes, totals(510, 4, working_by_modality={"company": 4}))
    client = enter(world.analyst)
    page = get(client, "return", second.pk)
    assert f"Al aceptarlo reemplaza al informe n.º {first.pk}" in words(page)
    assert ["Personas que trabajan, por modalidad", "Taller de empresa", "4"] in rows_of(page)
    assert [
        str(first.pk),
        "Aceptado",
        "31/01/2026",
        "Personal analyst, 02/02/2026 10:00",
        "este lo reemplaza",
    ] in rows_of(page)
    assert sheet_of(get(client, "return", second.pk, formato="xlsx"))[1] == [
        "EP01",
        "2026-01",
        date(2026, 1, 31),
        "population",
        "Población en el establecimiento",
        "",
        "",
        510,
        "personas",
    ]


def test_withdrawing_from_the_page(world, enter):
    first = world.report(world.tumbes, totals(500))
    second = world.report(world.tumbes, totals(510))
    client = enter(world.director)
    page = client.post(reverse("statistics:withdraw", args=[second.pk]), follow=True)
    assert f"Borrador retirado: vuelve a estar vigente el borrador n.º {first.pk}." in words(page)
    services.accept_return(actor=world.analyst, monthly_return=first)
    page = client.post(reverse("statistics:withdraw", args=[first.pk]))
    assert page.status_code == 409
    assert "Presente otro informe del mismo mes; al aceptarlo, lo reemplaza." in words(page)
    assert enter(world.auditor).post(reverse("statistics:withdraw", args=[first.pk])).status_code == 403


@pytest.fixture
def typing(world, enter):
    """The form of January of EP01, as its director has it; ``typing(**typed)`` posts it."""
    world.accept(world.tumbes, totals(1400, pregnant=2), DECEMBER)
    client = enter(world.director)
    address = reverse("statistics:report") + "?establecimiento=EP01&mes=2026-01"

    def post(**typed):
        values = {"as_of": "2026-01-31", "source": "Oficio 4"} | {k.replace("__", "-"): v for k, v in typed.items()}
        return client.post(address, values)

    post.page = client.get(address)
    post.client = client
    return post


def field(response, name):
    return re.search(rf'<input[^>]*name="{name}"[^>]*>', response.content.decode())[0]


def test_the_month_before_is_a_hint_and_not_a_value(typing):
    assert 'placeholder="1,400"' in field(typing.page, "v-population")
    assert " value=" not in field(typing.page, "v-population")
    assert "placeholder" not in field(typing.page, "v-working_by_modality-company")
    assert 'name="v-establishments"' not in typing.page.content.decode()
    refused = typing()
    assert refused.status_code == 422 and "Falta la población." in words(refused)
    assert MonthlyReturn.objects.filter(month=JANUARY.first).count() == 0


def test_a_refusal_keeps_what_was_typed_and_says_every_problem(typing):
    page = typing(v__population="1,0x0", v__working="12.5", v__pregnant="7", source="")
    text = words(page)
    assert page.status_code == 422
    assert "«1,0x0» no es un número entero de cero o más: escriba solo cifras, como 1204." in text
    assert "«12.5» no es un número entero" in text and "Falta la fuente" in text
    assert 'value="1,0x0"' in field(page, "v-population") and 'value="7"' in field(page, "v-pregnant")
    page = typing(v__population="10", v__working="20", v__studying="30", v__pregnant="11", as_of="2026-02-01")
    text = words(page)
    for sentence in (
        "«Personas que trabajan» (20) supera la población (10).",
        "«Personas que estudian» (30) supera la población (10).",
        "«Mujeres gestantes» (11) supera la población (10).",
        "El día de corte 01/02/2026 no es de 2026-01: use un día de ese mes.",
    ):
        assert f"{sentence}" in text
    assert 'value="11"' in field(page, "v-pregnant")
    assert MonthlyReturn.objects.filter(month=JANUARY.first).count() == 0


def test_a_typed_return_becomes_a_draft(typing):
    page = typing(v__population="1,410", v__working="20", **{"v-working_by_modality-company": "20"})
    given = MonthlyReturn.objects.get(month=JANUARY.first)
    assert (page.status_code, page["Location"]) == (302, reverse("statistics:return", args=[given.pk]))
    assert (given.state, given.source, given.reported_by) == ("draft", "Oficio 4", "director")
    assert given.figures == {
        "population": {"": 1410},
        "working": {"": 20},
        "working_by_modality": {"company": 20},
        "establishments": {"": 1},
    }
    again = typing.client.get(reverse("statistics:report") + "?establecimiento=EP01&mes=2026-01")
    assert f"Hay un borrador de este mes, el n.º {given.pk}: este lo reemplazará." in words(again)


def test_the_form_asks_first_of_which_prison_and_month(world, enter):
    client = enter(world.director)
    page = get(client, "report")
    assert re.findall(r'<option value="(EP\d+)"', page.content.decode()) == ["EP01"]
    page = get(client, "report", establecimiento="EP02", mes="2026-01", status=422)
    assert "Ese establecimiento no está en su ámbito" in words(page)
    page = get(client, "report", establecimiento="EP01", mes="x", status=422)
    assert "«x» no es un mes: escríbalo como 2026-01." in words(page)
    get(enter(world.auditor), "report", status=403)


def upload(client, content, name="enero.csv"):
    return client.post(reverse("statistics:import"), {"file": SimpleUploadedFile(name, content)})


def test_a_file_with_faults_is_explained_and_writes_nothing(world, enter):
    page = upload(enter(world.director), as_csv(row(), row(code="EP02"), row(metric="working", value="x")))
    assert page.status_code == 422
    assert rows_of(page)[1:] == [
        [
            "3",
            "A (código)",
            "EP02",
            "no es el código de un establecimiento de su ámbito",
            "Búsquelo en la lista de establecimientos; si no es suyo, quite la fila.",
        ],
        [
            "4",
            "F (valor)",
            "x",
            "no es un número entero de cero o más",
            "Escriba solo cifras, como 1200; si no la tiene, deje en blanco.",
        ],
    ]
    assert "2 faltas en el archivo: no se escribió nada" in words(page)
    assert 'name="packed"' not in page.content.decode()
    assert "no es XLSX ni CSV" in words(upload(enter(world.director), b"x", "enero.doc"))
    assert MonthlyReturn.objects.count() == 0


def test_a_good_file_is_previewed_written_and_undone(world, enter):
    earlier = world.report(world.tumbes, totals(400))
    client = enter(world.director)
    page = upload(client, as_csv(row(value="1,500"), row(metric="working", value="")))
    assert page.status_code == 200 and states_of(world.tumbes) == ["draft"]
    assert rows_of(page)[1:] == [
        ["E.P. de Tumbes", "enero de 2026", "31/01/2026", "Oficio 9", "1", "1,500", f"n.º {earlier.pk} (borrador)"]
    ]
    assert "1 fila sin valor: esa cifra no se informa." in words(page)
    assert 'name="accept"' not in page.content.decode()
    packed = re.search(r'name="packed" value="([^"]+)"', page.content.decode())[1]
    address = reverse("statistics:import_write")
    assert client.post(address, {"packed": packed, "accept": "on"}).status_code == 403
    assert client.post(address, {"packed": packed[:-1]}).status_code == 422
    assert states_of(world.tumbes) == ["draft"]
    done = client.post(address, {"packed": packed}, follow=True)
    assert "1 informe importado" in words(done) and states_of(world.tumbes) == ["replaced", "draft"]
    given = MonthlyReturn.objects.get(state="draft")
    undone = client.post(reverse("statistics:undo", args=[given.batch]), follow=True)
    assert "Se retiró 1 borrador." in words(undone)
    assert states_of(world.tumbes) == ["draft", "withdrawn"]
    stranger = enter(factories.staff("director", world.piura, "otra"))
    assert stranger.get(reverse("statistics:batch", args=[given.batch])).status_code == 404
    assert stranger.post(reverse("statistics:undo", args=[given.batch])).status_code == 404


def states_of(place):
    return list(MonthlyReturn.objects.filter(establishment=place).order_by("id").values_list("state", flat=True))


def test_the_analyst_may_accept_a_file_at_once(world, enter):
    client = enter(world.analyst)
    page = upload(client, as_csv(row(), row(code="EP02")))
    packed = re.search(r'name="packed" value="([^"]+)"', page.content.decode())[1]
    done = client.post(reverse("statistics:import_write"), {"packed": packed, "accept": "on"}, follow=True)
    assert "2 informes ya están aceptados y no se deshacen" in words(done)
    assert "Deshacer" not in words(done)
    assert Snapshot.objects.count() == 2


def test_the_template_comes_with_the_codes(world, enter):
    sheet = sheet_of(get(enter(world.director), "template", mes="2026-01"))
    assert {line[0] for line in sheet[1:]} == {"EP01"}
    assert sheet[1][:5] == ["EP01", "2026-01", "2026-01-31", "population", ""]
    chosen = sheet_of(get(enter(world.analyst), "template", mes="2026-01", establecimiento="EP02"))
    assert {line[0] for line in chosen[1:]} == {"EP02"}


def test_numbers_that_name_are_not_grouped(world, enter):
    """A return is n.º 1234, a row of the file 1234: as somebody would look for them."""
    given = world.report(world.tumbes, totals(1234))
    MonthlyReturn.objects.filter(pk=given.pk).update(id=123456)
    client = enter(world.analyst)
    for page in (get(client, "return", 123456), get(client, "returns")):
        assert "123456" in words(page) and "123,456" not in words(page)
    filler = [row(metric="pregnant", value="")] * 1500
    page = upload(client, as_csv(row(), *filler, row(metric="working", value="x")))
    assert rows_of(page)[1][0] == "1503"
