"""Charts: where each thing stands, that nothing is told by colour alone, that the table says what the drawing says."""

import re
import xml.etree.ElementTree as ET
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.html import strip_tags
from hypothesis import given
from hypothesis import strategies as st

from llamkay.platform.charts import (
    REGIONS,
    Beneath,
    Mark,
    Point,
    Series,
    Span,
    lines,
    sorted_bars,
    spans,
    squares,
    ticks,
    tiles,
)
from llamkay.platform.charts.tiles import SHADES
from llamkay.platform.papers import render
from llamkay.platform.papers.charts import on_paper
from llamkay.web.kit import _luminance, contrast

SVG = "{http://www.w3.org/2000/svg}"
STYLES = Path(__file__).parents[3] / "src/llamkay/platform/static/charts/charts.css"


def drawn(chart):
    """The page of a chart, its drawing as a tree, and the rows of its table."""
    text = render_to_string("charts/chart.html", {"chart": chart})
    found = re.search(r'<svg class="chart__drawing.*?\n</svg>|<div class="chart__squares.*?\n</div>', text, re.S)
    tree = ET.fromstring(found[0])
    cells = [
        [strip_tags(cell).strip() for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.S)]
        for row in re.findall(r"<tr>.*?</tr>", text, re.S)
    ]
    return text, tree, cells


def bars(**more):
    marks = [
        Mark("Panadería", 30),
        Mark("Tejido", 60, link="/tejido/"),
        Mark("Biblioteca", None, "reservado"),
        Mark("Coro", 0),
    ]
    return sorted_bars(marks, name="oficios", title="Más de la mitad teje", headings=["Oficio", "Personas"], **more)


def line():
    points = [Point(n, 100 + 10 * n, f"mes {n}") for n in range(6)]
    return lines(
        [Series("Trabajan", tuple(points))], name="meses", title="Cada mes trabajan más", headings=["Mes", "Personas"]
    )


def grid():
    marks = [Mark("Lima", 900), Mark("Tumbes", 5), Mark("Callao", None, "reservado"), Mark("Áncash", 40)]
    return tiles(
        marks,
        places=REGIONS,
        name="regiones",
        title="En Lima trabaja la mitad",
        headings=["Región", "Personas"],
        kept_back="reservado",
    )


def ranges():
    found = [Span("Norte", 10, 30, 20), Span("Sur", 12, None), Span("Centro", 15, 15)]
    return spans(found, name="partes", title="De una décima a un tercio", headings=["Oficina", "Menos", "Más", "Todos"])


def prisons():
    groups = {"Norte": [Mark("Piura", 40), Mark("Jaén", None, "reservado")], "Sur": [Mark("Ica", 5), Mark("Ilo", None)]}
    return squares(
        groups,
        letters={name: name[:3].upper() for name in ("Piura", "Jaén", "Ica", "Ilo")},
        name="penales",
        title="En Piura trabajan más",
        headings=["Penal", "Personas"],
        kept_back="reservado",
    )


CHARTS = {"bars": bars, "lines": line, "tiles": grid, "squares": prisons, "spans": ranges}


@pytest.mark.parametrize("made", CHARTS.values(), ids=CHARTS)
def test_a_reader_of_screens_hears_a_title_a_summary_and_a_table(made):
    chart = made()
    text, tree, _cells = drawn(chart)
    assert tree.get("role") == "img"
    if tree.tag == "div":
        assert tree.get("aria-label") == f"{chart.title}. {chart.summary}"
    named = [tree.find(f".//{SVG}*[@id='{name}']") for name in tree.get("aria-labelledby", "").split()]
    assert (tree.tag == "div" and not named) or [each.text for each in named] == [chart.title, chart.summary]
    assert chart.summary
    assert f'<figcaption class="chart__title">{chart.title}</figcaption>' in text
    assert text.index("</svg>") < text.index("<details") < text.index("<table")
    assert f'<caption class="govuk-visually-hidden">{chart.title}</caption>' in text
    names = re.findall(r'\bid="([^"]+)"', text)
    assert len(names) == len(set(names)) and all(name.startswith(chart.name) for name in names)


@pytest.mark.parametrize("made", CHARTS.values(), ids=CHARTS)
def test_nothing_is_styled_in_the_page_and_every_class_has_its_style(made):
    text, tree, _cells = drawn(made())
    assert "style=" not in text and "<style" not in text
    known = STYLES.read_text()
    for element in tree.iter():
        for name in (element.get("class") or "").split():
            assert f".{name}" in known, name


@pytest.mark.parametrize("made", CHARTS.values(), ids=CHARTS)
@pytest.mark.parametrize("language", ["es", "en"])
def test_places_are_written_as_a_drawing_reads_them_in_any_language(made, language):
    with translation.override(language):
        _text, tree, _cells = drawn(made())
    for element in tree.iter():
        for name in ("x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "width", "height"):
            if value := element.get(name):
                assert re.fullmatch(r"-?\d+(\.\d+)?%?", value), (element.tag, name, value)


@pytest.mark.parametrize("made", CHARTS.values(), ids=CHARTS)
def test_on_a_telephone_words_keep_their_size(made):
    """What is as wide as its page has no viewBox to shrink its words; the grid has one no wider than a telephone."""
    _text, tree, _cells = drawn(made())
    if tree.tag == "div":
        assert {each.get("viewBox") for each in tree.iter("svg")} == {"-1 -1 66 66"}
        return
    box = tree.get("viewBox")
    assert tree.get("width") == "100%" if box is None else float(box.split()[2]) <= 345


def test_bars_go_from_the_longest_to_the_shortest_each_with_its_number():
    text, tree, cells = drawn(bars())
    assert cells == [
        ["Oficio", "Personas"],
        ["Tejido", "60"],
        ["Panadería", "30"],
        ["Coro", "0"],
        ["Biblioteca", "reservado"],
    ]
    labels = ["".join(each.itertext()) for each in tree.findall(f"{SVG}text")]
    assert labels == ["Tejido 60", "Panadería 30", "Coro 0", "Biblioteca reservado"]
    assert [each.get("width") for each in tree.findall(f"{SVG}rect")] == ["100%", "50%", "0%"]
    assert [each.get("stroke-dasharray") for each in tree.findall(f"{SVG}line")] == [None]  # by its class
    assert '<a class="govuk-link" href="/tejido/">Tejido</a>' in text
    tops = [float(each.get("y")) for each in tree.findall(f"{SVG}rect")]
    assert all(after - before == 46 for before, after in pairwise(tops))
    assert "Tejido (60)" in bars().summary and "Coro (0)" in bars().summary


def test_bars_may_share_a_scale_and_never_begin_below_zero():
    assert [bar.width for bar in bars(most=120).drawing.bars] == ["50%", "25%", "0%", "0%"]
    with pytest.raises(ValueError, match="below zero"):
        sorted_bars([Mark("Deuda", -1)], name="x", title="y", headings=["", ""])


def test_a_line_stands_within_its_axes_and_its_dots_upon_it():
    chart = line()
    _text, tree, cells = drawn(chart)
    drawing = chart.drawing
    (stroke,) = drawing.strokes
    places = [tuple(map(float, pair.split(","))) for pair in stroke.points.split()]
    assert [x for x, _y in places] == [0, 200, 400, 600, 800, 1000]
    assert all(0 <= y <= drawing.plot for _x, y in places)
    assert [y for _x, y in places] == sorted((y for _x, y in places), reverse=True)  # it rises
    assert [dot.y - 26 for dot in stroke.dots] == [pytest.approx(y) for _x, y in places]
    assert [tick.text for tick in drawing.y] == ["0", "50", "100", "150"]
    assert [tick.text for tick in drawing.x] == ["mes 0", "mes 5"]
    numbers = [dot.text for dot in stroke.dots]
    assert numbers[0] == "100" and numbers[-1] == "150"
    assert cells[1:] == [[f"mes {n}", str(100 + 10 * n)] for n in range(6)]
    assert len(tree.findall(f"{SVG}circle")) == 6


def test_a_mark_of_the_lower_axis_stands_under_its_place_and_numbers_are_rounded():
    points = (Point(0, 0), Point(12, 14.38), Point(24, 26.0))
    chart = lines(
        [Series("A", points)],
        name="x",
        title="y",
        headings=["M", "V"],
        x_ticks=[Mark(f"{n} meses", n) for n in (12, 24)],
    )
    _, tree, rows = drawn(chart)
    marks = {each.get("x1") for each in tree.iter(f"{SVG}line") if each.get("x1") == each.get("x2")}
    words = {each.get("x") for each in tree.iter(f"{SVG}text") if (each.text or "").endswith("meses")}
    assert marks == words and len(marks) == 2
    assert ["12", "14.4"] in [list(row) for row in rows]


def test_lines_are_told_apart_by_their_stroke_and_the_name_at_their_end():
    weights = Series("Peso", (Point(0, 3.2), Point(30, 4.1)))
    middle, far = (
        Series(name, (Point(0, y), Point(60, y + 2)), kind)
        for name, y, kind in (("0", 3.3, "middle"), ("+3", 5, "far"))
    )
    chart = lines(
        [middle, far, weights],
        name="peso",
        title="Crece como debe",
        headings=["Día", "Kilos"],
        from_zero=False,
        x_ticks=[Mark("1 mes", 30), Mark("2 meses", 60)],
    )
    _text, tree, cells = drawn(chart)
    kinds = [each.get("class") for each in tree.iter(f"{SVG}polyline")]
    assert kinds == ["chart__line chart__line--middle", "chart__line chart__line--far", "chart__line chart__line--main"]
    words = ["".join(each.itertext()) for each in tree.iter(f"{SVG}text")]
    assert {"0", "+3", "Peso", "1 mes", "2 meses"} <= set(words)
    assert len(tree.findall(f"{SVG}circle")) == 2  # of the child, not of the reference
    assert cells[1:] == [["0", "3.2"], ["30", "4.1"]]
    rules = STYLES.read_text()
    assert "stroke-dasharray" in re.search(r"\.chart__line--far \{[^}]*\}", rules)[0]


def test_two_main_lines_have_a_stroke_and_a_name_of_their_own_and_no_two_numbers_touch():
    months = [0, 1, 7, 13, 19, 25, 31, 37, 43, 45]
    shares = {"Arriba": [0, 2, 13, 22, 29, 36, 43, 49, 53, 54], "Abajo": [0, 1, 9, 15, 22, 27, 33, 36, 38, 42]}
    two = [Series(name, tuple(map(Point, months, values)), dashed=name == "Arriba") for name, values in shares.items()]
    risk = [Beneath(name, ((12, "828"), (24, "reservado"), (48, "nadie"))) for name in shares]
    chart = lines(
        two, name="a", title="Dos", headings=["G", "Mes", "N"], x_title="meses", y_title="de cada 100", beneath=risk
    )
    _text, tree, _cells = drawn(chart)
    kinds = [each.get("class") for each in tree.iter(f"{SVG}polyline")]
    assert kinds == ["chart__line chart__line--main chart__line--dashed", "chart__line chart__line--main"]
    words = [each.text for each in tree.iter(f"{SVG}text")]
    assert {"Arriba: 54", "meses", "de cada 100"} <= set(words) and words.count("reservado") == 2
    assert "nadie" not in words  # beyond the axis
    assert chart.drawing.rows[-1].y + 17 < chart.drawing.height
    boxes = []  # of each number, at the width of a telephone
    for stroke in chart.drawing.strokes:
        for dot in (dot for dot in stroke.dots if dot.text):
            wide, at = 8 * len(dot.text), 3.3 * float(dot.x.rstrip("%"))
            left = at - {"start": 0, "middle": wide / 2, "end": wide}[dot.anchor]
            boxes.append((left, left + wide, dot.foot - 12, dot.foot))
    assert [dot.text for dot in chart.drawing.strokes[1].dots if dot.text] == ["Abajo", "42"] and len(boxes) == 3
    for n, (left, right, high, low) in enumerate(boxes):
        for other in boxes[:n]:
            assert right <= other[0] or other[1] <= left or low <= other[2] or other[3] <= high
    assert "stroke-dasharray" in re.search(r"\.chart__line--dashed \{[^}]*\}", STYLES.read_text())[0]


def test_a_single_point_is_a_dot_in_the_middle():
    chart = lines([Series("A", (Point(1, 7, "enero"),))], name="a", title="Siete", headings=["Mes", "N"])
    assert [dot.x for dot in chart.drawing.strokes[0].dots] == ["54%"]
    with pytest.raises(ValueError, match="at least one"):
        lines([], name="a", title="b", headings=[])


def test_every_region_of_peru_has_a_square_of_its_own():
    assert len(REGIONS) == 25
    assert len({(place.column, place.row) for place in REGIONS.values()}) == 25
    assert len({place.code for place in REGIONS.values()}) == 25
    source = Path(__file__).parents[3] / "src/llamkay/data/establishments-2026-01.csv"
    named = {row.split(",")[2] for row in source.read_text("utf-8").splitlines()[1:]}
    assert named <= set(REGIONS)


def test_squares_are_darker_for_more_hatched_where_kept_back_and_empty_where_nothing_is():
    chart = grid()
    shades = {tile.code: tile.shade for tile in chart.drawing.tiles}
    assert (shades["TUM"], shades["ANC"], shades["LIM"]) == ("0", "2", "4")
    assert shades["CAL"] == "kept" and shades["PUN"] == "none"
    text, tree, cells = drawn(chart)
    assert cells[1:] == [["Lima", "900"], ["Áncash", "40"], ["Tumbes", "5"], ["Callao", "reservado"]]
    kept = [each for each in tree.iter(f"{SVG}rect") if (each.get("fill") or "").startswith("url(#")]
    assert len(kept) == 1
    numbers = [each.text for each in tree.iter(f"{SVG}text")]
    assert {"900", "40", "5"} <= set(numbers) and "LIM" in numbers
    assert [step.text for step in chart.drawing.legend] == ["desde 5", "desde 40", "desde 900", "reservado"]
    assert "aria-hidden" in text[text.index("chart__legend") :]
    boxes = [(tile.x, tile.y) for tile in chart.drawing.tiles]
    assert len(set(boxes)) == 25
    assert max(x for x, _y in boxes) + chart.drawing.side == chart.drawing.width
    with pytest.raises(ValueError, match="place of the grid"):
        tiles([Mark("Lugano", 1)], places=REGIONS, name="x", title="y", headings=["", ""])


def test_squares_of_a_group_stand_together_and_the_table_has_them_all():
    chart = prisons()
    groups = {group.name: [(tile.code, tile.shade) for tile in group.tiles] for group in chart.drawing.groups}
    assert groups == {"Norte": [("PIU", "4"), ("JAÉ", "kept")], "Sur": [("ICA", "0"), ("ILO", "none")]}
    assert [[cell.text for cell in row] for row in chart.table.rows] == [
        ["Piura", "40"],
        ["Ica", "5"],
        ["Jaén", "reservado"],
        ["Ilo", "—"],
    ]
    assert [step.text for step in chart.drawing.legend] == ["desde 5", "desde 40", "reservado"]


def test_each_shade_can_be_read_and_told_from_the_next_in_grey():
    rules = STYLES.read_text().partition("@media print")[0]
    fills = [re.search(rf"\.chart__tile--{n} rect \{{ fill: (#\w+)", rules)[1] for n in range(SHADES)]
    greys = [_luminance(fill) for fill in fills]
    assert greys == sorted(greys, reverse=True)
    assert all(before - after > 0.03 for before, after in pairwise(greys))
    words = ["#1e2150", "#1e2150", "#1e2150", "#ffffff", "#ffffff"]
    assert all(float(contrast(fill, word)) >= 4.5 for fill, word in zip(fills, words, strict=True))


def test_ranges_stand_between_their_ends():
    chart = ranges()
    _text, tree, cells = drawn(chart)
    first, second, third = chart.drawing.brackets
    assert (first.left, first.mark, first.right) == ("33.33%", "66.67%", "100%")
    assert second.open and second.right == "100%" and second.mark == ""
    assert third.left == third.right == "50%"
    assert cells[1:] == [["Norte", "10", "30", "20"], ["Sur", "12", "—", "—"], ["Centro", "15", "15", "—"]]
    words = ["".join(each.itertext()) for each in tree.findall(f"{SVG}text")]
    assert words == ["Norte de 10 a 30", "Sur 12 o más", "Centro 15"]
    with pytest.raises(ValueError, match="above where"):
        spans([Span("A", 2, 1)], name="x", title="y", headings=["", "", ""])


@pytest.mark.parametrize(("name", "title"), [("dos palabras", "x"), ("x", " "), ("", "x")])
def test_a_chart_has_a_name_and_a_title(name, title):
    with pytest.raises(ValueError, match="a name"):
        sorted_bars([Mark("A", 1)], name=name, title=title, headings=["", ""])


numbers = st.floats(-1e6, 1e6).map(lambda value: round(value, 3))


@given(numbers, numbers)
def test_marks_hold_what_they_measure_and_are_evenly_apart(one, other):
    least, most = sorted((one, other))
    found = ticks(least, most)
    assert found[0] <= least + 1e-6 and found[-1] >= most - 1e-6
    steps = {round(after - before, 6) for before, after in pairwise(found)}
    assert len(steps) == 1 and 2 <= len(found) <= 12


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=30))
def test_no_bar_is_wider_than_the_drawing_and_none_is_longer_than_a_larger_one(values):
    chart = sorted_bars([Mark(str(n), value) for n, value in enumerate(values)], name="x", title="y", headings=["", ""])
    widths = [float(bar.width[:-1]) for bar in chart.drawing.bars]
    assert widths == sorted(widths, reverse=True)
    assert all(0 <= width <= 100 for width in widths)


@pytest.mark.parametrize("chart", [bars, line, grid, ranges])
def test_a_chart_on_paper_is_drawn_in_measures_that_a_paper_reads(chart, tmp_path):
    """No part of a page, no word of the reader's own style, and everything within the edge that is written."""
    made = on_paper(chart(), width=400)
    tree = ET.fromstring(made["svg"])
    assert "%" not in re.sub(r">[^<]*<", "><", made["svg"]) and "var(" not in made["svg"]
    assert tree.get("viewBox") and made["alt"].startswith(made["title"])
    for each in tree.iter(f"{SVG}polyline"):
        assert all(0 <= float(pair.split(",")[0]) <= 400 for pair in each.get("points").split())
    # A letter's light edge would eat the letter before it: each such text has another, without an edge, upon it.
    texts = [(text, part.get("class") or "") for part in tree.iter() for text in part.findall(f"{SVG}text")]
    edged = [each for each in texts if "--kept" in each[1] or "--dot" in each[0].get("class", "")]
    plain = [each[0] for each in texts if each not in edged]
    assert all(any(text.text == one.text and text.get("x") == one.get("x") for one in plain) for text, _part in edged)
    assert bool(edged) is (chart in (line, grid))
    template = tmp_path / "one.typ"
    template.write_text(
        "#let data = json(bytes(sys.inputs.data))\n#set document(title: data.title)\n"
        '#image(bytes(data.svg), format: "svg", width: 100%, alt: data.alt)',
        "utf-8",
    )
    assert render(template, made, at=datetime(2026, 2, 2, tzinfo=UTC)).startswith(b"%PDF-")
