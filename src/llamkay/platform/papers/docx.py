"""A text with its styles as a DOCX, for whoever goes on writing."""

import io
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Literal

from docx import Document
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

Style = Literal["Title", "Subtitle", "Caption", "Quote", "Normal"]
# Of each style: its size and the space below it in points, whether it is bold.
_STYLES: dict[Style, tuple[int, int, bool]] = {
    "Normal": (11, 8, False),
    "Title": (18, 6, True),
    "Subtitle": (13, 12, False),
    "Caption": (10, 4, False),
    "Quote": (11, 10, True),
}
# What no XML may hold.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
LANGUAGE, LETTER, MARGIN, MOST = "es-PE", "Source Sans 3", Cm(2.3), 255  # letters of a property of a file


def docx(blocks: Sequence[tuple[Style, str]], *, title: str, author: str, at: datetime) -> bytes:
    """Paragraphs, each with its style, as a DOCX; ``at`` is when what it says was made.

    >>> docx([("Title", "Una nota")], title="Una nota", author="INPE", at=datetime(2026, 2, 2, tzinfo=UTC))[:2]
    b'PK'
    """
    made = Document()
    for name, (size, below, bold) in _STYLES.items():
        style = made.styles[name]
        style.font.name, style.font.size, style.font.bold, style.font.italic = LETTER, Pt(size), bold, False
        style.font.color.rgb = RGBColor(0, 0, 0)
        style.paragraph_format.space_after = Pt(below)
    for spoken in made.styles.element.iter(qn("w:lang")):
        spoken.set(qn("w:val"), LANGUAGE)
    for section in made.sections:
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = MARGIN
    for name, text in blocks:
        made.add_paragraph(_words(text), style=name)
    facts = made.core_properties
    facts.title, facts.author, facts.comments, facts.language = (
        _words(title)[:MOST],
        _words(author)[:MOST],
        "",
        LANGUAGE,
    )
    facts.created = facts.modified = at.astimezone(UTC).replace(tzinfo=None)  # it writes them as UTC
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def _words(text: str) -> str:
    return _FORBIDDEN.sub("", text)
