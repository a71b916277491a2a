"""Read a press note as it was published, whatever the copy did to it, and say what was put in order."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from llamkay.core.errors import Refused
from llamkay.core.notes.wording import LIMA, MONTHS

MAX_CHARACTERS = 200_000
TYPE = "Nota de prensa"
_HEADER_LINES = 12
_LABEL = re.compile(r"^(?P<label>nota\s+de\s+prensa)(?P<rest>.*)$", re.IGNORECASE)
_NUMBER = re.compile(
    r"^(?:nota(?:\s+de\s+prensa)?\s*)?(?:n\s*[°º˚.]\s*[°º]?|nro\.?|no\.?|n[uú]mero)\s*(?P<number>\d{1,4})"
    r"(?:\s*[-–—/]\s*(?P<year>(?:19|20)\d{2}))?(?:\s*[-–—/]\s*(?P<institution>[^\W\d_][\w/. -]*?))?\s*\.?$",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"^(?:[^\W\d]+,\s*)*(?P<day>\d{1,2})\s+de\s+(?P<month>[^\W\d]+)\s+(?:de|del)\s+(?P<year>\d{4})"
    r"(?:\s*(?:[-–—,]|a\s+las)\s*(?P<hour>\d{1,2}):(?P<minute>\d{2})\s*(?:(?P<half>[ap])\.?\s*m\.?)?)?\s*\.?$",
    re.IGNORECASE,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class NoteWarning:
    """What was put in order while reading; ``paragraph`` counts from 1, none means the header or the whole note."""

    code: str
    message: str
    paragraph: int | None = None

    def as_dict(self) -> dict[str, Any]:
        return {"code": self.code, "message": self.message, "paragraph": self.paragraph}


@dataclass(frozen=True, kw_only=True, slots=True)
class Note:
    """A note in its parts: each paragraph once, the moment in Lima's time."""

    type: str
    title: str
    subtitle: str
    institution: str | None
    number: int | None
    year: int | None
    published_at: datetime | None
    paragraphs: tuple[str, ...]
    warnings: tuple[NoteWarning, ...]

    def as_dict(self) -> dict[str, Any]:
        """The document that ``llamkay note read`` prints."""
        return {
            "type": self.type,
            "title": self.title,
            "subtitle": self.subtitle,
            "institution": self.institution,
            "number": self.number,
            "year": self.year,
            "published_at": self.published_at.isoformat() if self.published_at else None,
            "paragraphs": list(self.paragraphs),
            "warnings": [warning.as_dict() for warning in self.warnings],
        }


def read_note(text: str) -> Note:
    """Read the published text of a note; every paragraph comes out once and nothing is mended silently.

    Header: title, optional subtitle, day (with or without the hour), number line in any published spelling
    (``N° 098-2026-INPE``, ``N° 593 -2024-INPE``, ``Nº 286 -2017-INPE``, ``NOTA NRO 866-2024-INPE``, ``N°387``); then
    the paragraphs, one a line. Raises ``Refused`` for what is empty, too long, not text or not a note.
    """
    lines = _lines(text)
    number_at, number = _first(lines, _NUMBER)
    date_at, day = _first(lines, _DATE)
    if number is None and day is None:
        raise Refused(
            "this does not read as a press note: its first lines hold neither a number line like "
            "«NOTA DE PRENSA N° 098-2026-INPE» nor a day like «2 de febrero de 2026»",
            code="note.unlike",
        )
    warnings: list[NoteWarning] = []
    end = max(number_at, date_at) + 1
    header = [line for at, line in enumerate(lines[:end]) if at not in (number_at, date_at)]
    if not [line for line in header if line.casefold() != TYPE.casefold()] and end < len(lines):
        header, end = [*header, lines[end]], end + 1
    titles = _titles(header, warnings)
    if not titles:
        raise Refused("the note has no title; it belongs in the first line", code="note.title")
    published_at = _moment(day, warnings) if day else None
    if day is None:
        warnings.append(NoteWarning(code="missing_date", message="La nota no lleva fecha."))
    paragraphs = _once(lines[end:], warnings)
    if not paragraphs:
        raise Refused("the note has no paragraphs after its header", code="note.paragraphs")
    year = int(number["year"]) if number and number["year"] else published_at.year if published_at else None
    institution = number["institution"].strip(" .-") if number and number["institution"] else None
    if number is None:
        warnings.append(NoteWarning(code="missing_number", message="La nota no lleva número."))
    elif not number["year"] or institution is None:
        warnings.append(
            NoteWarning(
                code="short_number", message=f"El número «{number[0]}» no dice el año, la institución o ninguno."
            )
        )
    return Note(
        type=TYPE,
        title=titles[0],
        subtitle=" ".join(titles[1:]),
        institution=institution,
        number=int(number["number"]) if number else None,
        year=year,
        published_at=published_at,
        paragraphs=tuple(paragraphs),
        warnings=tuple(warnings),
    )


def _lines(text: str) -> list[str]:
    if len(text) > MAX_CHARACTERS:
        raise Refused(f"the text has {len(text):,} characters; a note has at most {MAX_CHARACTERS:,}", code="note.long")
    clean = unicodedata.normalize("NFC", text.replace("\ufeff", ""))
    if any(unicodedata.category(character) == "Cc" and character not in "\t\n\r\f\v\x85" for character in clean):
        raise Refused(
            "this is not plain text: it holds control characters; save the note as text in UTF-8", code="note.binary"
        )
    lines = [" ".join(line.split()) for line in clean.splitlines()]
    found = [line for line in lines if line]
    if not found:
        raise Refused("the note is empty", code="note.empty")
    return found


def _first(lines: list[str], pattern: re.Pattern[str]) -> tuple[int, re.Match[str] | None]:
    for at, line in enumerate(lines[:_HEADER_LINES]):
        if match := pattern.match(line):
            return at, match
    return -1, None


def _titles(header: list[str], warnings: list[NoteWarning]) -> list[str]:
    """Title and subtitle without the label, which copies often glue to what follows."""
    found = []
    for line in header:
        match = _LABEL.match(line)
        if not match:
            found.append(line)
            continue
        rest = match["rest"]
        if rest[:1].isalpha() or rest[:1] in tuple("“\"«¿¡'"):
            glued = f"{match['label']}{rest.split()[0]}"
            message = f"El rótulo «{match['label']}» estaba pegado al texto que sigue («{glued}»): se separó."
            warnings.append(NoteWarning(code="glued_label", message=message))
        if rest := rest.strip(" :.-–—"):
            found.append(rest)
    return found


def _moment(match: re.Match[str], warnings: list[NoteWarning]) -> datetime:
    name = match["month"].lower().replace("setiembre", "septiembre")
    hour, minute = int(match["hour"] or 0), int(match["minute"] or 0)
    half = (match["half"] or "").lower()
    if match["hour"] is None:
        warnings.append(
            NoteWarning(code="missing_time", message="La fecha no lleva hora: se toma el comienzo del día.")
        )
    try:
        if half and not 1 <= hour <= 12:
            raise ValueError(hour)
        hour = hour % 12 + 12 * (half == "p") if half else hour
        return datetime(int(match["year"]), MONTHS.index(name) + 1, int(match["day"]), hour, minute, tzinfo=LIMA)
    except ValueError:
        raise Refused(
            "«{text}» is not a moment; write it like «2 de febrero de 2026 - 4:07 p. m.»",
            code="note.moment",
            values={"text": match[0]},
        ) from None


def _once(lines: list[str], warnings: list[NoteWarning]) -> list[str]:
    found = list(dict.fromkeys(lines))
    if repeated := len(lines) - len(found):
        plural = "párrafo repetido" if repeated == 1 else "párrafos repetidos"
        message = f"{repeated} {plural}: se conserva cada párrafo una sola vez."
        warnings.append(NoteWarning(code="repeated_paragraphs", message=message))
    return found
