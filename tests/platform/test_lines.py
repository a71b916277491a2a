"""Which rows of a long table are one line: never said of one that needs two."""

import json

import pytest
import typst

from llamkay.platform.papers.lines import FONT, tall

WIDTH, SIZE, INSET = 30, 9, 3  # millimetres, points, points
TEXTS = [
    "",
    "4:30",
    "Quispe Ñahui",
    "Quispe Ñahui, María",
    "QUISPE ÑAHUI, MARÍA",
    "MMMMMMMMMM",
    "iiiiiiiiiiiiiiiiiiiiiiiii",
    "Fernández-Huamán",
    "日本語の名前",
    *("a" * n + " b" for n in range(5, 25)),
]
SOURCE = """
#let texts = json(bytes(sys.inputs.texts))
#set text(font: "Source Sans 3", size: 9pt, lang: "es", hyphenate: false)
#context [#metadata(texts.map(text => measure(block(width: 30mm - 6pt, text)).height > 8pt)) <tall>]
"""


@pytest.fixture(scope="module")
def laid_out(tmp_path_factory):
    """Which texts Typst breaks in two."""
    folder = tmp_path_factory.mktemp("lines")
    (folder / "lines.typ").write_text(SOURCE)
    fonts = typst.Fonts(include_system_fonts=False, font_paths=[str(FONT.parent)])
    (found,) = json.loads(
        typst.query(
            str(folder / "lines.typ"),
            "<tall>",
            root=str(folder),
            font_paths=fonts,
            sys_inputs={"texts": json.dumps(TEXTS)},
        )
    )
    return found["value"]


def test_no_row_that_typst_breaks_is_taken_for_one_line(laid_out):
    ours = tall([[text] for text in TEXTS], widths=[WIDTH], size=SIZE, inset=INSET)
    wrong = [text for text, one, other in zip(TEXTS, ours, laid_out, strict=True) if other and not one]
    assert wrong == [] and any(laid_out) and not all(laid_out)


def test_most_short_rows_are_known_to_be_one_line(laid_out):
    ours = tall([[text] for text in TEXTS], widths=[WIDTH], size=SIZE, inset=INSET)
    for_nothing = [text for text, one, other in zip(TEXTS, ours, laid_out, strict=True) if one and not other]
    assert len(for_nothing) <= 2, for_nothing


def test_one_cell_makes_its_row_tall():
    rows = [["short", "short"], ["short", "w" * 40], ["w" * 40, "short"]]
    assert tall(rows, widths=[30, 30], size=9, inset=3) == [False, True, True]
