"""Published press notes, open to everyone."""

from datetime import datetime
from typing import Any

from ninja import Router, Schema

from llamkay.api.answers import Id, Page, Year, answers
from llamkay.api.paging import Paged, paged
from llamkay.apps.press.corrections import published_of
from llamkay.apps.press.models import OUT, PublishedNote

router = Router(tags=["notas"], auth=None)


class NoteRow(Schema):
    year: int
    number: int
    acronym: str
    title: str
    state: str
    published_at: datetime | None
    hash: str


class NoteList(Paged):
    items: list[NoteRow]


class NoteCorrection(Schema):
    number: int
    substantial: bool
    says: str
    should_say: str
    why: str
    published_at: datetime
    hash: str


class NoteDetail(NoteRow):
    document: dict[str, Any]
    corrections: list[NoteCorrection]


def _row(published: Any) -> dict[str, Any]:
    columns = "year number acronym title state published_at".split()
    return {**{name: getattr(published.note, name) for name in columns}, "hash": published.hash}


def _published() -> Any:
    return PublishedNote.objects.select_related("note").filter(note__state__in=OUT)


@router.get("", response=answers(NoteList, open_to_all=True), summary="Notas de prensa publicadas")
def notes(request, year: Year | None = None, page: Page = 1):
    rows = _published().filter(note__year=year) if year else _published()
    return paged(rows.order_by("-note__year", "-note__number"), page, _row)


@router.get(
    "/{int:year}/{int:number}",
    response=answers(NoteDetail, one=True, open_to_all=True),
    summary="Una nota tal como se publicó",
)
def note(request, year: Id, number: Id):
    found = _published().get(note__year=year, note__number=number)
    names = NoteCorrection.model_fields
    wrong = [{name: getattr(each, name) for name in names} for each in published_of(found.note)]
    return {**_row(found), "document": found.document, "corrections": wrong}
