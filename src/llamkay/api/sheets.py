"""Attendance sheets: read, and fill as the screen does."""

from datetime import date
from typing import Annotated, Any, Literal

from django.http import Http404
from ninja import Field, Router, Schema

from llamkay.api.access import reading, writing
from llamkay.api.answers import Body, Id, Page, RowId, Text, Whole, answers
from llamkay.api.months import MonthText, month_of
from llamkay.api.paging import Paged, paged
from llamkay.apps.activities.permissions import FILL_SHEET, VIEW_SHEET
from llamkay.apps.activities.sheets import queries
from llamkay.apps.activities.sheets.cells import CellChange, save_cells
from llamkay.apps.activities.sheets.queries import find_sheet, ordered_rows
from llamkay.platform.record import audit
from llamkay.platform.security.scope import current

router = Router(tags=["planillas"])
State = Literal["", "open", "submitted", "approved", "closed"]


class SheetRow(Schema):
    id: int
    activity: int
    establishment: str
    name: str
    month: date
    state: str
    version: int
    people: int


class SheetList(Paged):
    items: list[SheetRow]


class Row(Schema):
    id: int
    person: int
    name: str
    minutes: list[int]
    reasons: list[int]
    pieces: list[int]


class SheetDetail(Schema):
    id: int
    activity: int
    establishment: str
    name: str
    month: date
    state: str
    version: int
    rows: list[Row]


class CellIn(Body):
    row: RowId
    day: Annotated[int, Field(strict=True, ge=1, le=31)]
    reason: Annotated[int, Field(strict=True, ge=0, le=255)] | None = None
    minutes: Annotated[int, Field(strict=True, ge=0, le=960)] | None = None
    pieces: Annotated[int, Field(strict=True, ge=0, le=10_000)] | None = None
    note: Text | None = None


class CellsIn(Body):
    version: Whole
    cells: list[CellIn] = Field(max_length=10_000)
    why: Text = ""


class SavedOut(Schema):
    version: int
    cells: int


def _head(sheet: Any) -> dict[str, Any]:
    found = {name: getattr(sheet, name) for name in "id month state version".split()}
    activity = sheet.activity
    return {**found, "activity": activity.pk, "name": activity.name, "establishment": activity.establishment.code}


@router.get("", response=answers(SheetList), auth=reading(VIEW_SHEET), summary="Planillas de su ámbito")
def sheets(request, month: MonthText = "", state: State = "", page: Page = 1):
    rows = queries.sheets(scope=current(), actor=request.auth, month=month_of(month), state=state)
    return paged(rows, page, lambda sheet: {**_head(sheet), "people": sheet.people})


@router.get(
    "/{int:pk}", response=answers(SheetDetail, one=True), auth=reading(VIEW_SHEET), summary="Una planilla con sus filas"
)
def sheet(request, pk: Id):
    if (found := find_sheet(scope=current(), pk=pk, actor=request.auth)) is None:
        raise Http404
    audit.log_access(actor=request.auth.username, kind="api", target=f"sheet:{pk}")
    columns = "id minutes reasons pieces".split()
    rows = [
        {**{name: getattr(row, name) for name in columns}, "person": row.person_id, "name": row.person.full_name}
        for row in ordered_rows(found)
    ]
    return {**_head(found), "rows": rows}


@router.patch(
    "/{int:pk}/cells",
    response=answers(SavedOut, one=True, changes=True),
    auth=writing(FILL_SHEET),
    summary="Llenar casillas",
)
def cells(request, pk: Id, payload: CellsIn):
    if find_sheet(scope=current(), pk=pk, actor=request.auth) is None:
        raise Http404
    changes: dict[int, dict[int, CellChange]] = {}
    for cell in payload.cells:
        sent = cell.dict(exclude={"row", "day"}, exclude_unset=True)
        changes.setdefault(cell.row, {})[cell.day] = CellChange(
            **{name: value for name, value in sent.items() if value is not None}
        )
    saved = save_cells(actor=request.auth, sheet=pk, changes=changes, version=payload.version, why=payload.why)
    return {"version": saved.version, "cells": saved.cells}
