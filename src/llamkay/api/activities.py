"""Workshops, classes and programmes."""

from typing import Any, Literal

from ninja import Router, Schema

from llamkay.api.access import reading
from llamkay.api.answers import Page, Words, answers
from llamkay.api.paging import Paged, paged
from llamkay.apps.activities import queries
from llamkay.apps.activities.permissions import VIEW
from llamkay.platform import clock
from llamkay.platform.security.scope import current

router = Router(tags=["actividades"], auth=reading(VIEW))


class ActivityRow(Schema):
    id: int
    establishment: str
    code: str
    name: str
    kind: str
    modality: str
    level: str
    capacity: int
    people: int
    timetable: list[int]


class ActivityList(Paged):
    items: list[ActivityRow]


def _row(activity: Any) -> dict[str, Any]:
    columns = "id code name kind modality level capacity people timetable".split()
    return {**{name: getattr(activity, name) for name in columns}, "establishment": activity.establishment.code}


@router.get("", response=answers(ActivityList), summary="Actividades que funcionan hoy en su ámbito")
def activities(request, kind: Literal["", "work", "study", "culture", "treatment"] = "", q: Words = "", page: Page = 1):
    rows = queries.activities(scope=current(), actor=request.auth, kind=kind, words=q, on=clock.today())
    return paged(rows, page, _row)
