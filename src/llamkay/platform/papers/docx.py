"""A text with its styles as a DOCX, for whoever goes on writing: made by hand, the same bytes for the same text."""

import io
import re
import zipfile
from collections.abc import Sequence
from datetime import datetime
from typing import Literal
from xml.sax.saxutils import escape

Style = Literal["Title", "Subtitle", "Caption", "Quote", "Normal"]
# A package of one document: what each part is, how they hang together.
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORDS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_KIND = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_TYPES = (
    f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_KIND}.document.main+xml"/>'
    f'<Override PartName="/word/styles.xml" ContentType="{_KIND}.styles+xml"/>'
    '<Override PartName="/docProps/core.xml" '
    'ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>'
)
_RELATIONS = (
    f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="r1" Type="{_OFFICE}/relationships/officeDocument" Target="word/document.xml"/>'
    f'<Relationship Id="r2" Type="{_PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/>'
    "</Relationships>"
)
_OF_THE_DOCUMENT = (
    f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="r1" Type="{_OFFICE}/relationships/styles" Target="styles.xml"/></Relationships>'
)
# Of each style: the name that word processors know, its size in half points, its space below, whether it is bold.
_STYLES: dict[Style, tuple[str, int, int, bool]] = {
    "Normal": ("Normal", 22, 160, False),
    "Title": ("Title", 36, 120, True),
    "Subtitle": ("Subtitle", 26, 240, False),
    "Caption": ("caption", 20, 80, False),
    "Quote": ("Quote", 22, 200, True),
}
# What no XML may hold.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
LANGUAGE = "es-PE"
FIRST = "Normal"  # what a paragraph is that says nothing else


def docx(blocks: Sequence[tuple[Style, str]], *, title: str, author: str, at: datetime) -> bytes:
    """Paragraphs, each with its style, as a DOCX; ``at`` is when what it says was made.

    >>> docx([("Title", "Una nota")], title="Una nota", author="INPE", at=datetime(2026, 2, 2))[:2]
    b'PK'
    """
    file = io.BytesIO()
    parts = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _RELATIONS,
        "word/document.xml": _document(blocks),
        "word/_rels/document.xml.rels": _OF_THE_DOCUMENT,
        "word/styles.xml": _styles(),
        "docProps/core.xml": _core(title, author, at),
    }
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in parts.items():
            package.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), text, zipfile.ZIP_DEFLATED)
    return file.getvalue()


def _document(blocks: Sequence[tuple[Style, str]]) -> str:
    body = "".join(
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>'
        f'<w:r><w:t xml:space="preserve">{_words(text)}</w:t></w:r></w:p>'
        for style, text in blocks
    )
    edges = "".join(f' w:{side}="1304"' for side in ("top", "right", "bottom", "left"))
    page = f'<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar{edges}/></w:sectPr>'
    return f'{_HEAD}<w:document xmlns:w="{_WORDS}"><w:body>{body}{page}</w:body></w:document>'


def _styles() -> str:
    defaults = (
        '<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Source Sans 3" w:hAnsi="Source Sans 3"/>'
        f'<w:lang w:val="{LANGUAGE}"/></w:rPr></w:rPrDefault></w:docDefaults>'
    )
    made = "".join(
        f'<w:style w:type="paragraph" w:default="{int(name == FIRST)}" w:styleId="{style}">'
        f'<w:name w:val="{name}"/><w:pPr><w:spacing w:after="{below}"/></w:pPr>'
        f'<w:rPr>{"<w:b/>" * bold}<w:sz w:val="{size}"/></w:rPr></w:style>'
        for style, (name, size, below, bold) in _STYLES.items()
    )
    return f'{_HEAD}<w:styles xmlns:w="{_WORDS}">{defaults}{made}</w:styles>'


def _core(title: str, author: str, at: datetime) -> str:
    return (
        f'{_HEAD}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{_words(title)}</dc:title><dc:creator>{_words(author)}</dc:creator>"
        f"<dc:language>{LANGUAGE}</dc:language>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{at.isoformat(timespec="seconds")}</dcterms:created>'
        "</cp:coreProperties>"
    )


def _words(text: str) -> str:
    return escape(_FORBIDDEN.sub("", text))
