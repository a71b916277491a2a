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
from llamkay.apps.press.services import add_figure, draft_note, void_note
from llamkay.apps.statistics.figures.published import PublishedMonth
from llamkay.apps.statistics.figures.regions import LETTERS, letters
from llamkay.apps.statistics.models import Metric, Snapshot
from llamkay.apps.statistics.releases.services import prepare, sign
from llamkay.apps.statistics.services import record_return, report_return
from llamkay.core.disclosure import WIDTH, Sum, bounds
from llamkay.core.values import Month
from llamkay.platform.security import scope
from llamkay.platform.security.access import Command
from tests.worlds import factories
from tests.worlds.press_office import publish

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
    if working is None:  # it gives its population and no more
        figures = {"population": figures["population"]}
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


def origin(response):
    """The table of a figure prison by prison."""
    text = response.content.decode()
    text = text[text.index("origin__table") :]
    cells = [re.findall(r"<t[hd].*?</t[hd]>", line, re.S) for line in re.findall(r"<tr.*?</tr>", text, re.S)]
    return [[re.sub(r"\s+", " ", strip_tags(cell)).strip() for cell in line] for line in cells]


def table(response):
    assert "spreadsheetml" in response["Content-Type"]
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(response.content))
    return book.get_sheet_by_index(0).to_python()


def test_home_tells_the_figures_of_the_newest_month(site):
    page = site.get("home")
    cards = re.findall(r'card__number">([^<]+)</span>\s*<span class="card__label">([^<]+)', page.content.decode())
    assert [(number, " ".join(label.split())) for number, label in cards] == [
        ("800", "Personas que trabajan: 27 % de la población"),
        ("0", "Personas que estudian: 0 % de la población"),
        (
            "800",
            "Personas que trabajan o estudian: 27 % de la población",
        ),  # January does not end a quarter: nothing of children
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
    assert found["Población en el establecimiento"] == "800 personas"
    assert found["Personas que trabajan"] == "100 personas"
    found = {line[0]: line[1] for line in rows(site.get("public-establishment", "EP01"))[1:]}
    assert not found["Niños que atiende la cuna"].isdecimal()


def test_the_national_figures(site):
    page = site.get("public-figures")
    found = {line[0]: line[1:] for line in rows(page)[1:]}
    assert found["Población en el establecimiento"] == ["3,000", "0", "3"]
    assert found["Niños que atiende la cuna"] == ["reservado", "0", "3"]
    december = {line[0]: line[1:] for line in rows(site.get("public-figures", mes="2025-12"))[1:]}
    assert december["Niños que atiende la cuna"] == ["reservado", "0", "3"]  # less the others: the three of EP01
    assert december["Niños que viven en el establecimiento"][0] == "60"
    assert december["Mujeres gestantes"][0] == "reservado"  # nine in the country
    sheet = {line[0]: line[3:] for line in table(site.get("public-figures", formato="xlsx"))[1:]}
    assert sheet["Personas que trabajan"] == [800, 0, 3]


def test_a_figure_opened_withholds_small_cells_and_the_one_that_would_give_them_away(site):
    page = site.get("public-figure", "children_attending", mes="2025-12")
    assert [line[:2] for line in rows(page)[1:]] == [
        ["E.P. de Tumbes", "reservado"],
        ["E.P. de Piura", "9"],
        ["E.P. de Sullana", "40"],
    ]
    assert "Lo publicado de cada trimestre" in words(page)
    sheet = table(site.get("public-figure", "children_attending", formato="xlsx", mes="2025-12"))
    assert [(line[0], line[2]) for line in sheet[1:]] == [("EP01", "reservado"), ("EP02", 9), ("EP03", 40)]


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
    assert [line[:2] for line in origin(site.get("public-figure", "working"))[1:]] == [
        ["E.P. de Tumbes", "700"],
        ["E.P. de Piura", "100"],
        ["E.P. de Sullana", "0"],
        ["Todo el país", "800"],
    ]
    assert rows(site.get("public-figure", "working_by_modality"))[1:] == [
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
                found.setdefault((metric.code, code), set()).add(int(value) if value.isdecimal() else "reservado")
    return found


def test_no_page_tells_a_small_cell(site):
    found = told(site)
    assert ("children_attending", "EP01") in found
    assert {key: values for key, values in found.items() if values & {1, 2, 3, 4}} == {}


def test_what_one_page_reserves_no_other_page_tells(site):
    found = told(site)
    assert found["children_attending", "EP01"] == {"reservado"}
    assert found["children_living_in", "EP03"] == {"reservado"}


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
    assert [line[:2] for line in origin(site.get("public-figure", "population", mes="2025-12"))[1:]] == [
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


def note(title, text="Trabajan {{figure:trabajan}} personas en el país."):
    made = draft_note(actor=WHO, title=title, subtitle="", paragraphs=[text])
    add_figure(actor=WHO, note=made, name="trabajan", metric="working", month=JANUARY.first)
    return made


def test_notes_published_and_voided_are_read_and_drafts_are_not(site):
    published, voided = (
        publish(note("Se trabaja")),
        publish(note("Con error")),
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
    made = publish(note("Se trabaja"))
    report("EP02", 800, 150, children_attending=9)
    page = words(site.get("public-note", made.year, made.number))
    assert "Trabajan 800 personas en el país." in page
    assert "hoy sería 850" in page
    assert "Las cifras se movieron El texto es el que se publicó. 1 de sus cifras sería otra" in page


def test_what_moved_is_told_in_the_words_of_the_note_and_its_value_once(site):
    whole = publish(note("Se trabaja"))
    share = note("Una parte", "Trabaja el {{figure:parte}}.")
    add_figure(actor=WHO, note=share, name="parte", metric="working", share_of="population", month=JANUARY.first)
    share = publish(share)
    report("EP02", 3000, 1150, children_attending=9)
    page = words(site.get("public-note", whole.year, whole.number))
    assert "800 (hoy 1,850)." in page and "hoy sería 1,850 </strong>" not in page and "(1,850)" not in page
    page = words(site.get("public-note", share.year, share.number))
    assert re.search(r"\d+ % \(hoy \d+ %: 1,850\)\.", page)


def test_a_note_whose_figures_stand_says_nothing_and_no_space_comes_before_a_point(site):
    made = publish(note("Se trabaja", "En el país trabajan {{figure:trabajan}}."))
    page = site.get("public-note", made.year, made.number).content.decode()
    assert "Las cifras se movieron" not in page
    assert re.search(r">800</a>\.</p>|>800</a>\.\s*</p>", page)


def test_each_figure_of_a_note_opens_to_itself_as_it_was_and_as_it_is(site, monkeypatch):
    made = publish(note("Se trabaja"))
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


PEOPLE = ("working", "studying", "work_and_study", "work_or_study")


def told_of(site, code, **query):
    """What the page of a figure and its file say: prison → value (none: kept back), and of the country."""
    page, sheet = (
        site.get("public-figure", code, **query),
        table(site.get("public-figure", code, formato="xlsx", **query)),
    )
    values = {line[0]: int(line[2]) if line[2] != "reservado" else None for line in sheet[1:]}
    names = dict(Establishment.objects.values_list("name", "code"))
    shown = {names[line[0]]: line[1] for line in origin(page)[1:] if line[0] in names}
    assert {key: None if text == "reservado" else int(text.replace(",", "")) for key, text in shown.items()} == values
    number = re.search(r'card__number">([^<]+)<', page.content.decode())[1].replace(",", "")
    return values, int(number) if number.isdecimal() else None


@pytest.fixture
def country(client, reference):
    """Eight prisons that report in January: in one two people work, in another three study."""
    with scope.elevated():
        for n, (code, work, study, both) in enumerate(
            [("EP01", 2, 30, 1), ("EP02", 60, 3, 2), ("EP03", 70, 40, 20), ("EP08", 80, 41, 21)]
            + [(f"EP{n}", 50 + n, 20 + n, 10) for n in (12, 18, 19, 21)]
        ):
            more = {"work_and_study": both, "studying": study, "work_or_study": work + study - both}
            report(code, 300 + n, work, **more, working_by_trade={"biblioteca": 2, "tejido": work - 2})

        def get(name, *args, **query):
            response = client.get(reverse(name, args=args), query)
            assert response.status_code == 200
            return response

        yield SimpleNamespace(get=get, client=client)


def test_working_and_studying_less_both_give_nothing_that_is_kept_back(country):
    """Every page of every figure together, by the exact bounds: a prison is kept back in all four or in none."""
    told = {code: told_of(country, code) for code in PEOPLE}
    kept_back = {code for code, value in told["working"][0].items() if value is None}
    assert {"EP01", "EP02"} < kept_back and len(kept_back) >= 3
    for values, _total in told.values():
        assert {code for code, value in values.items() if value is None} == kept_back
    shown, sums = {}, []
    populations, _all = told_of(country, "population")
    for code, held in populations.items():
        shown[f"{code}.held"] = held
        sums.append(Sum(f"{code}.work_or_study", (f"{code}.working", f"{code}.only_study")))
        sums.append(Sum(f"{code}.studying", (f"{code}.only_study", f"{code}.work_and_study")))
        sums.append(Sum(f"{code}.working", (f"{code}.only_work", f"{code}.work_and_study")))
        sums.append(Sum(f"{code}.held", (f"{code}.work_or_study", f"{code}.neither")))
    for metric, (values, total) in told.items():
        shown |= {f"{code}.{metric}": value for code, value in values.items() if value is not None}
        shown[metric] = total
        sums.append(Sum(metric, tuple(f"{code}.{metric}" for code in values)))
    found = bounds(shown, sums)
    for code in kept_back:
        for metric in PEOPLE:
            assert found[f"{code}.{metric}"].width >= WIDTH, (code, metric)


def test_what_the_page_of_a_prison_tells_is_what_the_pages_of_its_figures_tell(country):
    for metric in Metric.objects.filter(code__in=PEOPLE):
        values, _total = told_of(country, metric.code)
        for code, value in values.items():
            found = {line[0]: line[1] for line in rows(country.get("public-establishment", code))[1:]}
            assert found[metric.name].split()[0] == ("reservado" if value is None else str(value))


def test_no_page_tells_of_which_values_a_snapshot_is_made(country):
    """The hash of a snapshot would let anybody try the few values that are kept back until it agrees."""
    pages = [country.get("public-figure", "working"), country.get("public-establishment", "EP01")]
    pages += [country.client.get("/cifras/working/?mes=2026-01&penal=EP01")]
    for digest in Snapshot.objects.values_list("hash", flat=True):
        assert not any(digest[:8] in page.content.decode() for page in pages)


def test_a_class_of_one_small_prison_loses_its_total_too(client, reference):
    with scope.elevated():
        report("EP16", 800, 324, working_by_trade={"biblioteca": 4, "tejido": 200, "cocina": 120})
        for n in (12, 18, 19):
            report(f"EP{n}", 700, 300, working_by_trade={"tejido": 180, "cocina": 120})
        page = client.get("/cifras/working_by_trade/?mes=2026-01&clase=biblioteca")
        assert re.search(r'card__number">([^<]+)<', page.content.decode())[1] == "reservado"
        assert {line[1] for line in origin(page)[1:]} == {"reservado"}  # nor is a total beneath
        listed = {line[0]: line[1] for line in rows(client.get("/cifras/working_by_trade/?mes=2026-01"))[1:]}
        assert listed["Biblioteca"] == "reservado"
        assert list(listed.values()).count("reservado") == 2  # or it would be what the others leave of the total
        sheet = table(client.get("/cifras/working_by_trade/?mes=2026-01&formato=xlsx"))
        assert [line[2] for line in sheet[1:]].count("reservado") == 2
        assert "Biblioteca" not in words(client.get(reverse("home")))


def test_two_moments_put_together_give_nothing(client, reference, monkeypatch):
    """November: EP60 = 3, then 40, 55, 70 and 90; later EP65 = 2. Neither follows, at one moment or from both."""
    november = Month(2025, 11)
    with scope.elevated():
        for code, value in (("EP60", 3), ("EP61", 40), ("EP62", 55), ("EP63", 70), ("EP64", 90)):
            report(code, 400, value, november)
        monkeypatch.setenv("LLAMKAY_NOW", "2026-02-03T09:00:00-05:00")
        report("EP65", 400, 2, november)
        seen = {}
        for at in ("", "2026-02-02T12:00:00-05:00", "2026-02-03T10:00:00-05:00"):
            more = {"al": at} if at else {}
            page = client.get(reverse("public-figure", args=["working"]), {"mes": "2025-11", **more})
            seen[at] = {line[0]: line[1] for line in origin(page)[1:]}
        for found in seen.values():
            assert found["E.P. de Sananguillo"] == "reservado"
            assert found.get("E.P. de Bagua Grande", "reservado") == "reservado"
            assert [found[f"E.P. de {name}"] for name in ("Iquitos", "Chachapoyas")] == ["reservado"] * 2
            assert (found["E.P. de Yurimaguas"], found["E.P. de Mujeres de Iquitos"]) == ("70", "55")
        # The total of now is the total of then: with the newcomer in it, it would be its value.
        assert seen[""]["Todo el país"] == "258"
        assert "1 penal no suma todavía" in words(
            client.get(reverse("public-figure", args=["working"]), {"mes": "2025-11"})
        )


def test_a_share_of_the_first_page_is_taken_over_the_prisons_that_gave_both(client, reference):
    with scope.elevated():
        for n in range(1, 41):
            report(f"EP{n:02}", 1000, **({"working": 300} if n <= 20 else {"working": None}))
        text = words(client.get(reverse("home")))
        assert "30 % de la población de los 20 penales que dieron las dos cifras" in text and "15 %" not in text
        assert "30 % de la población de los 20 penales" in words(client.get("/cifras/working/"))


@pytest.mark.parametrize("name", ["public-contact", "public-data", "public-privacy", "public-accessibility"])
def test_the_foot_of_every_public_page_leads_to_a_page(site, name):
    for page in ("home", "public-figures", "public-establishments", "public-notes", name):
        assert f'href="{reverse(name)}"' in site.get(page).content.decode()
    main = words(site.get(name)).partition("Ir al contenido")[2]
    assert len(main.split()) > 60


def test_every_file_of_the_page_of_data_is_there(site):
    text = html.unescape(site.get("public-data").content.decode())
    links = [link for link in re.findall(r'href="([^"]+)"', text) if "formato=" in link]
    assert len(links) > 20
    for link in links:
        assert site.client.get(link).status_code == 200, link


def test_where_to_write_is_a_setting(site, settings):
    settings.PUBLIC_CONTACT = ["Jr. Inventado 1, Lima", "contacto@example.pe"]
    for name in ("public-contact", "public-privacy", "public-accessibility"):
        assert "contacto@example.pe" in words(site.get(name))


def test_what_programs_read_without_a_key_is_told_on_the_page_of_data(site):
    page = site.get("public-data").content.decode()
    addresses = [html.unescape(each) for each in re.findall(r'href="(/api/v1/public/[^"]+)"', page)]
    assert len(addresses) == 5
    for address in addresses:
        answer = site.client.get(address)
        assert answer.status_code == 200 and answer["Content-Type"].startswith("application/json"), address


def test_each_prison_is_a_square_among_those_of_its_office(site, client):
    """EP04, where three work, is hatched, as all that goes with it; of those without figures the square is empty."""
    with scope.elevated():
        for code, working in (("EP04", 3), ("EP05", 90), ("EP06", 80), ("EP07", 70)):
            report(code, 400, working)
    page = client.get("/cifras/working/?mes=2026-01").content.decode()
    drawing = page.partition('class="chart__squares"')[2].partition('class="chart__legend"')[0]
    shown = {part.establishment: part.value for part in PublishedMonth(JANUARY.first).figure("working").parts}
    assert drawing.count("<svg") == Establishment.objects.count() == 69
    assert drawing.count("chart__tile--kept") == sum(value is None for value in shown.values()) > 0
    assert drawing.count("chart__tile--none") == 69 - len(shown)
    assert all(f"{name}: reservado" in html.unescape(drawing) for name, value in shown.items() if value is None)
    offices = re.findall(r'class="chart__group" lang="es">([^<]+)<', drawing)
    assert len(offices) == len(set(offices)) == 8


def test_no_two_prisons_have_the_same_letters(reference):
    names = Establishment.objects.values_list("name", flat=True)
    short = {letters(name) for name in names}
    assert len(short) == len(names) and max(map(len, short)) <= LETTERS


def test_a_prison_is_abbreviated_and_not_cut(reference):
    names = Establishment.objects.values_list("name", flat=True)
    whole = {word.strip("().,-") for name in names for word in name.split()}
    for name in names:
        last = letters(name).rpartition(".")[2] if not letters(name).endswith(".") else ""
        assert not last or last in whole or last in name, letters(name)
        if letters(name).endswith("."):
            stem = letters(name).rstrip(".").rpartition(".")[2]
            after = name[name.rindex(stem) + len(stem)]
            assert stem[-1] not in "aeiouáéíóú" and after in "aeiouáéíóú", (name, stem)
