"""The waiting list of an activity in its public order, and why somebody is where they are."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from llamkay.apps.activities.models import Activity, PlaceRequest
from llamkay.apps.activities.suitability.facts import facts_of
from llamkay.apps.activities.waiting.facts import criteria, values_of
from llamkay.core.placement.order import Line, Waiting, ahead, rank

IN_LINE = ("listed", "proposed", "approved")


@dataclass(frozen=True)
class Turn:
    """A place in the list: the request and its line of points."""

    request: PlaceRequest
    line: Line

    @property
    def place(self) -> int:
        """Which place it is, from 1."""
        return self.line.place

    @property
    def total(self) -> int:
        """Its points."""
        return self.line.total


@dataclass(frozen=True)
class Why:
    """Why a request is where it is: its turn, of how many, its points by criterion, and the points just before it."""

    turn: Turn
    of: int
    points: list[tuple[str, int]]
    before: int | None


def waiting_list(activity: Activity, *, on: date) -> list[Turn]:
    """The requests on the list of an activity in their order of a day; the same day gives the same order."""
    rows = PlaceRequest.objects.filter(activity=activity, state__in=IN_LINE).select_related("person").order_by("pk")
    requests = list(rows)
    people = [row.person_id for row in requests]
    since = np.array([row.waits_since.toordinal() for row in requests], dtype=np.int64)
    values = values_of(people, activity, since, on, facts_of(people, on)) if people else {}
    lines = rank(Waiting(since.tolist(), [row.person.code for row in requests], values), criteria(on))
    return [Turn(requests[line.person], line) for line in lines]


def why(request: PlaceRequest, *, on: date, legal: bool) -> Why | None:
    """Why a request is where it is; nothing where it is not on the list.

    Points that tell of somebody's sentence are one sum for whoever may not see it.
    """
    turns = waiting_list(request.activity, on=on)
    mine = next((turn for turn in turns if turn.request.pk == request.pk), None)
    if mine is None:
        return None
    _line, before = ahead([turn.line for turn in turns], mine.line.person)
    points = dict(mine.line.points)
    if not legal:
        points["legal"] = sum(points.pop(code, 0) for code in ("primary", "near_release"))
    return Why(mine, len(turns), list(points.items()), before.total if before else None)
