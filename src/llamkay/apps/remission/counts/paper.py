"""The count told to the person, each on one page of paper: her own page in few words, large, and the explanation of
every day. Neither is a certificate, so nothing is kept or signed."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import override

from llamkay.apps.institutions.queries import heading_on
from llamkay.apps.people.queries import custody_on
from llamkay.apps.remission.models import Statement
from llamkay.core.remission.own_page import own_page
from llamkay.core.remission.plain_language import Sentence, explain
from llamkay.core.remission.reasons import reason
from llamkay.core.remission.words import text, voice
from llamkay.platform.papers import render

PAPERS = Path(__file__).parent.parent / "papers"
# Letters of text that one page holds, and the size at which it holds them: the longer the count, the smaller.
SIZES = ((2600, 11.5), (3600, 10.5), (4800, 9.5), (6200, 8.6))
SMALLEST = 7.5
PARTS = {
    "summary": "summary",
    "period": "periods",
    "dispute": "disputes",
    "other": "others",
    "excluded": "excluded",
    "missing": "missing",
    "date": "dates",
}


@override("es")  # the paper is in Spanish, whoever prints it
def person_paper(statement: Statement) -> bytes:
    """The PDF that tells a count in plain Spanish."""
    data: dict[str, Any] = {part: [] for part in PARTS.values()} | {"words": []}
    for sentence in explain(statement.result):
        if sentence.about == "word":
            data["words"].append(sentence.text.split(": ", 1))
        else:
            data[PARTS[sentence.about]].append(_under_its_heading(sentence))
    *dates, version = data["dates"]
    length = sum(len(str(text)) for part in (*PARTS.values(), "words") for text in data[part])
    data |= _heading(statement) | {
        "title": "Mis días de trabajo y estudio",
        "code": statement.person.code,
        "day": f"{statement.as_of:%d/%m/%Y}",
        "dates": dates,
        "footer": f"{version} Sello del cómputo: {statement.hash[:16]}.",
        "size": next((size for most, size in SIZES if length <= most), SMALLEST),
    }
    return render(PAPERS / "person.typ", data, at=statement.at)


@override("es")  # the paper is in Spanish, whoever prints it
def own_paper(statement: Statement) -> bytes:
    """The PDF of her own page: at most 120 plain words, two dates and whom to ask, in large type."""
    page, says = own_page(statement.case, statement.result), voice("es", plain=True).sentence
    data = _heading(statement) | {
        "title": f"Mi pena, al {says(reason('own.when', on=statement.as_of))}",
        "sentences": list(map(says, page.sentences)),
        "dates": [[says(label), says(when)] for label, when in page.dates],
        "ask": list(map(says, page.ask)),
        "footer": f"{statement.person.code}. No es un certificado. Sello del cómputo: {statement.hash[:16]}.",
    }
    return render(PAPERS / "own.typ", data, at=statement.at)


def _heading(statement: Statement) -> dict[str, Any]:
    held = custody_on(statement.person, statement.as_of)
    return {
        "subject": f"{statement.person.code}, al {statement.as_of:%d/%m/%Y}",
        "institution": heading_on(statement.as_of).name,
        "establishment": held.establishment.name if held else "",
        "name": statement.person.full_name,
        "demo": settings.DEMO,
    }


def _under_its_heading(line: Sentence) -> str:
    """A sentence without what the heading of its part already says."""
    inside = {"plain.warning": "warning", "plain.dispute": "question"}.get(line.reason.code) if line.reason else None
    if not line.reason or not inside:
        return line.text
    found = line.reason[inside]
    assert isinstance(found, tuple)
    return text(found, plain=True)
