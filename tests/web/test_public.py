"""The public window: what everybody may read, and that nothing small of children and pregnancies can be found in it."""

import html
import io
import re
from types import SimpleNamespace

import pytest
import python_calamine
from django.urls import reverse
from django.utils.html import strip_tags

from llamkay.apps.institutions.models import Establishment
from llamkay.apps.press.services import add_figure, approve_note, draft_note, void_note
from llamkay.apps.statistics.models import Metric
from llamkay.apps.statistics.releases.services import prepare, sign
from llamkay.apps.statistics.services import record_return, report_return
from llamkay.core.values import Month
from llamkay.platform.security import scope
from llamkay.platform.security.access import Command
from tests.worlds import factories

DECEMBER, JANUARY = Month(2025, 12), Month(2026, 1)
WHO = Command()


def report(code, population, working=0, month=JANUARY, **more):
    figures = {
        "population": {"": population},
        "working": {"": working},
        "studying": {"": 0},
        "work_and_study": {"": 0},
        "work_or_study": {"": working},
    }
    figures |= {name: value if isinstance(value, dict) else {"": value} for name, value in more.items()}
    return record_return(
        actor=WHO,
        establishment=Establishment.objects.get(code=code),
        month=month,
        as_of=month.dates()[-1],
        figures=figures,
        source="Oficio",
    )


@pytest.fixture
def site(client, reference):
    """The window with three prisons, of which EP01 has three children; December is signed, January is not."""
    with scope.elevated():
        for month in (DECEMBER, JANUARY):  # the first ends a quarter
            report(
                "EP01",
                1500,
                700,
                month,
                children_attending=3,
                children_living_in=4,
                pregnant=2,
                working_by_modality={"company": 400, "institution": 350},
            )
            report("EP02", 800, 100, month, children_attending=9, children_living_in=11, pregnant=3)
            report("EP03", 700, 0, month, children_attending=40, children_living_in=45, pregnant=4)
        release = prepare(actor=factories.staff("analyst", None), month=DECEMBER)
        sign(actor=factories.staff("data_officer", None), release=release)

        def get(name, *args, **query):
            response = client.get(reverse(name, args=args), query)
            assert response.status_code == 200
            return response

        yield SimpleNamespace(get=get, client=client)


def words(response):
    return re.sub(r"\s+", " ", strip_tags(response.content.decode()))


def rows(response):
    lines = re.findall(r"<tr.*?</tr>", response.content.decode(), re.S)
    cells = [re.findall(r"<t[hd].*?</t[hd]>", line, re.S) for line in lines]
    return [[re.sub(r"\s+", " ", strip_tags(cell)).strip() for cell in line] for line in cells]


def table(response):
    assert "spreadsheetml" in response["Content-Type"]
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(response.content))
    return book.get_sheet_by_index(0).to_python()


def test_home_tells_the_figures_of_the_newest_month(site):
    page = site.get("home")
    cards = re.findall(r'card__number">([^<]+)</span>\s*<span class="card__label">([^<]+)', page.content.decode())
    assert [(number, label.strip()) for number, label in cards] == [
        ("800", "Personas que trabajan, 27 % de la población"),
        ("0", "Personas que estudian"),
        ("800", "Personas que trabajan o estudian"),  # January does not end a quarter: nothing of children
    ]
    assert "enero de 2026" in words(page)


def test_an_empty_window_teaches(db, client):
    assert "Todavía no hay cifras: aparecen cuando se cierra el primer mes" in words(client.get(reverse("home")))
    assert "Todavía no hay cifras." in words(client.get(reverse("public-figures")))


def test_establishments_with_their_population(site):
    page = site.get("public-establishments", q="tumbes")
    assert rows(page)[1:] == [["E.P. de Tumbes", "Oficina Regional Norte", "Tumbes", "576", "1,500", "31/01/2026"]]
    assert len(rows(site.get("public-establishments"))) == 70
    assert "Ningún establecimiento coincide" in words(site.get("public-establishments", q="marte"))
    sheet = table(site.get("public-establishments", q="tumbes", formato="xlsx"))
    assert [(line[0], line[5]) for line in sheet[1:]] == [("EP01", 1500)]
    assert site.client.get(reverse("public-establishment", args=["EP99"])).status_code == 404


def test_an_establishment_tells_its_own_figures(site):
    found = {line[0]: line[1] for line in rows(site.get("public-establishment", "EP02"))[1:]}
    assert found["Población en el establecimiento"] == "800"
    assert found["Personas que trabajan"] == "100"
    found = {line[0]: line[1] for line in rows(site.get("public-establishment", "EP01"))[1:]}
    assert not found["Niños que atiende la cuna"].isdecimal()


def test_the_national_figures(site):
    page = site.get("public-figures")
    found = {line[0]: line[1:] for line in rows(page)[1:]}
    assert found["Población en el establecimiento"] == ["3,000", "0", "3,000"]
    assert found["Niños que atiende la cuna"] == ["reservado", "—", "—"]
    december = {line[0]: line[1:] for line in rows(site.get("public-figures", mes="2025-12"))[1:]}
    assert december["Niños que atiende la cuna"] == ["reservado", "—", "—"]  # less the others: the three of EP01
    assert december["Niños que viven en el establecimiento"][0] == "60"
    assert december["Mujeres gestantes"][0] == "reservado"  # nine in the country
    sheet = {line[0]: line[3:] for line in table(site.get("public-figures", formato="xlsx"))[1:]}
    assert sheet["Personas que trabajan"] == [800, 0, 800]


def test_a_figure_opened_withholds_small_cells_and_the_one_that_would_give_them_away(site):
    page = site.get("public-figure", "children_attending", mes="2025-12")
    assert [line[:2] for line in rows(page)[1:]] == [
        ["E.P. de Tumbes", "reservado"],
        ["E.P. de Piura", "9"],
        ["E.P. de Sullana", "40"],
    ]
    assert "Lo publicado de cada trimestre" in words(page)
    sheet = table(site.get("public-figure", "children_attending", formato="xlsx", mes="2025-12"))
    assert [(line[0], line[2]) for line in sheet[1:]] == [("EP01", ""), ("EP02", 9), ("EP03", 40)]


def test_within_a_quarter_nothing_is_told_of_children_and_some_of_it_never_by_prison(site):
    for code in ("children_attending", "children_living_in", "pregnant"):
        assert [line[1] for line in rows(site.get("public-figure", code))[1:]] == ["reservado"] * 3
        page = words(site.client.get(f"/cifras/{code}/?mes=2026-01&penal=EP03"))
        assert "reservado" in page and " 40 " not in page and " 45 " not in page
    december = rows(site.get("public-figure", "children_living_in", mes="2025-12"))[1:]
    assert [line[1] for line in december] == ["reservado"] * 3 + ["60"]
    assert "40" not in {line[1] for line in rows(site.get("public-establishment", "EP03"))[1:]}
    assert "al fin de cada trimestre" in words(site.get("public-figure", "pregnant"))


def test_a_figure_that_is_not_sensitive_is_told_whole(site):
    assert [line[:2] for line in rows(site.get("public-figure", "working"))[1:]] == [
        ["E.P. de Tumbes", "700"],
        ["E.P. de Piura", "100"],
        ["E.P. de Sullana", "0"],
        ["Todo el país", "800"],
    ]
    assert rows(site.get("public-figure", "working_by_modality")) == [
        ["Taller de empresa", "400"],
        ["Taller de la institución", "350"],
    ]


def told(site, month="2025-12"):
    """Everything a stranger can gather of children and pregnancies: establishment code → what its pages say."""
    found = {}
    for metric in Metric.objects.exclude(sensitivity_class="none"):
        for line in table(site.get("public-figure", metric.code, formato="xlsx", mes=month))[1:]:
            found.setdefault((metric.code, line[0]), set()).add(line[2])
    for code in ("EP01", "EP02", "EP03"):
        by_name = {line[0]: line[1] for line in rows(site.get("public-establishment", code))[1:]}
        for metric in Metric.objects.exclude(sensitivity_class="none"):
            if metric.name in by_name:
                value = by_name[metric.name]
                found.setdefault((metric.code, code), set()).add(int(value) if value.isdecimal() else "")
    return found


def test_no_page_tells_a_small_cell(site):
    found = told(site)
    assert ("children_attending", "EP01") in found
    assert {key: values for key, values in found.items() if values & {1, 2, 3, 4}} == {}


def test_what_one_page_reserves_no_other_page_tells(site):
    found = told(site)
    assert found["children_attending", "EP01"] == {""}
    assert found["children_living_in", "EP03"] == {""}


def test_figures_that_are_not_public_stay_inside(site):
    Metric.objects.filter(code="pregnant").update(public=False)
    assert site.client.get(reverse("public-figure", args=["pregnant"])).status_code == 404
    assert "Mujeres gestantes" not in words(site.get("public-figures"))


def test_a_month_can_be_chosen(site):
    report("EP01", 1400, month=DECEMBER)
    page = site.get("public-figures")
    assert re.findall(r'<option value="([^"]+)"( selected)?', page.content.decode()) == [
        ("2026-01", " selected"),
        ("2025-12", ""),
    ]
    older = site.get("public-figures", mes="2025-12")
    assert {line[0]: line[1] for line in rows(older)[1:]}["Población en el establecimiento"] == "2,900"
    assert [line[:2] for line in rows(site.get("public-figure", "population", mes="2025-12"))[1:]] == [
        ["E.P. de Tumbes", "1,400"],
        ["E.P. de Piura", "800"],
        ["E.P. de Sullana", "700"],
        ["Todo el país", "2,900"],
    ]
    for nonsense in ("2020-01", "x", "2025-13"):
        assert "3,000" in words(site.get("public-figure", "population", mes=nonsense))


def test_drafts_of_returns_do_not_reach_the_window(site):
    report_return(
        actor=WHO,
        establishment=Establishment.objects.get(code="EP04"),
        month=JANUARY,
        as_of=JANUARY.dates()[-1],
        figures={"population": {"": 999}},
        source="Oficio",
    )
    assert "3,000" in words(site.get("public-figures"))
    assert "todavía no tiene cifras del mes" in words(site.get("public-establishment", "EP04"))


def note(title):
    made = draft_note(
        actor=WHO, title=title, subtitle="", paragraphs=["Trabajan {{figure:trabajan}} personas en el país."]
    )
    add_figure(actor=WHO, note=made, name="trabajan", metric="working", month=JANUARY.first)
    return made


def test_notes_published_and_voided_are_read_and_drafts_are_not(site):
    published, voided = (
        approve_note(actor=WHO, note=note("Se trabaja")),
        approve_note(actor=WHO, note=note("Con error")),
    )
    void_note(actor=WHO, note=voided, reason="Se repitió")
    note("Borrador oculto")
    page = words(site.get("public-notes"))
    assert "Se trabaja" in page and "Con error" in page and "Borrador oculto" not in page
    page = site.get("public-note", published.year, published.number)
    assert "Trabajan 800 personas en el país." in words(page)
    assert [line[0] for line in rows(page)[1:]] == ["800"]
    assert "Esta nota fue anulada: Se repitió" in words(site.get("public-note", voided.year, voided.number))
    text = site.get("public-note-text", published.year, published.number)
    assert "Trabajan 800 personas en el país." in text.content.decode()
    assert text["Content-Type"] == "text/plain; charset=utf-8"
    assert site.client.get(reverse("public-note", args=[published.year, published.number + 7])).status_code == 404


def test_a_note_says_what_it_would_say_today(site):
    made = approve_note(actor=WHO, note=note("Se trabaja"))
    report("EP02", 800, 150, children_attending=9)
    page = words(site.get("public-note", made.year, made.number))
    assert "Trabajan 800 personas en el país." in page
    assert "hoy sería 850" in page


def test_each_figure_of_a_note_opens_to_itself_as_it_was_and_as_it_is(site, monkeypatch):
    made = approve_note(actor=WHO, note=note("Se trabaja"))
    monkeypatch.setenv("LLAMKAY_NOW", "2026-02-03T09:00:00-05:00")
    report("EP02", 800, 150, children_attending=9)
    page = site.get("public-note", made.year, made.number).content.decode()
    then, now = (html.unescape(link) for link in re.findall(r'href="(/cifras/working/\?[^"]+)"', page))
    as_it_was, as_it_is = words(site.client.get(then)), words(site.client.get(now))
    assert "al=" in then and "al=" not in now
    assert "800" in as_it_was and "Así estaba el" in as_it_was and "150" not in as_it_was
    assert "850" in as_it_is and "150" in as_it_is
    one = words(site.client.get("/cifras/working_by_modality/?mes=2026-01&penal=EP01&clase=company"))
    assert "Taller de empresa" in one.replace("taller", "Taller") and "E.P. de Tumbes" in one and "sello" not in one


@pytest.mark.parametrize("asked", ["penal=EP99", "clase=luna", "penal=EP01&clase=bakery"])
def test_a_figure_that_is_not_there_is_not_found(site, asked):
    assert site.client.get(f"/cifras/working/?mes=2026-01&{asked}").status_code == 404


def test_one_figure_of_a_small_prison_is_reserved_alone_too(site):
    page = words(site.client.get("/cifras/children_attending/?mes=2026-01&penal=EP01"))
    assert "reservado" in page and " 3 " not in page
    assert "Así estaba" not in words(site.client.get("/cifras/working/?mes=2026-01&al=mañana"))


def test_nothing_of_a_child_is_on_any_public_page_or_file(client, full_prison):
    with scope.elevated():
        made = full_prison
        factories.nursery_day(made)
        child = made.child
        type(child).objects.filter(pk=child.pk).update(code="N-00042")
        secrets = {"N-00042", child.given_names, child.surnames, "03/03/2025", "2025-03-03", "Anemia", "Jarabe"}
        pages = [reverse(name) for name in ("home", "public-establishments", "public-figures", "public-notes")]
        pages += [reverse("public-establishment", args=["EP16"]), f"{reverse('public-figures')}?formato=xlsx"]
        for metric in Metric.objects.filter(public=True):
            address = reverse("public-figure", args=[metric.code])
            pages += [address, f"{address}?mes=2026-01&penal=EP16"]
            pages += [] if metric.dimension else [f"{address}?formato=xlsx"]
        for page in pages:
            answer = client.get(page)
            assert answer.status_code == 200, page
            text = str(table(answer)) if "xlsx" in page else answer.content.decode()
            assert [secret for secret in secrets if secret in text] == [], page


@pytest.mark.parametrize(
    "at",
    [
        "0001-01-01T00:00:00%2B14:00",
        "9999-12-31T23:59:59-14:00",
        "0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59Z",
        "٢٠٢٦",
    ],
)
def test_a_figure_at_a_far_moment_is_the_figure_of_today(site, at):
    page = words(site.client.get(f"/cifras/working/?mes=2026-01&al={at}"))
    assert "Así estaba" not in page
