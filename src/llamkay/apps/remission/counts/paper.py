"""The count told to the person, on one page of paper; not a certificate, so nothing is kept or signed."""

from pathlib import Path
from typing import Any

from django.conf import settings

from llamkay.apps.institutions.queries import heading_on
from llamkay.apps.people.queries import custody_on
from llamkay.apps.remission.models import Statement
from llamkay.core.remission.plain_language import Sentence, explain
from llamkay.core.remission.words import text
from llamkay.platform.papers import render

TEMPLATE = Path(__file__).parent.parent / "papers" / "person.typ"
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


def person_paper(statement: Statement) -> bytes:
    """The PDF that tells a count in plain Spanish."""
    held = custody_on(statement.person, statement.as_of)
    data: dict[str, Any] = {part: [] for part in PARTS.values()} | {"words": []}
    for sentence in explain(statement.result):
        if sentence.about == "word":
            data["words"].append(sentence.text.split(": ", 1))
        else:
            data[PARTS[sentence.about]].append(_under_its_heading(sentence))
    *dates, version = data["dates"]
    length = sum(len(str(text)) for part in (*PARTS.values(), "words") for text in data[part])
    data |= {
        "title": "Mis días de trabajo y estudio",
        "subject": f"{statement.person.code}, al {statement.as_of:%d/%m/%Y}",
        "institution": heading_on(statement.as_of).name,
        "establishment": held.establishment.name if held else "",
        "name": statement.person.full_name,
        "code": statement.person.code,
        "day": f"{statement.as_of:%d/%m/%Y}",
        "dates": dates,
        "footer": f"{version} Sello del cómputo: {statement.hash[:16]}.",
        "demo": settings.DEMO,
        "size": next((size for most, size in SIZES if length <= most), SMALLEST),
    }
    return render(TEMPLATE, data, at=statement.at)


def _under_its_heading(line: Sentence) -> str:
    """A sentence without what the heading of its part already says."""
    inside = {"plain.warning": "warning", "plain.dispute": "question"}.get(line.reason.code) if line.reason else None
    if not line.reason or not inside:
        return line.text
    found = line.reason[inside]
    assert isinstance(found, tuple)
    return text(found, plain=True)
