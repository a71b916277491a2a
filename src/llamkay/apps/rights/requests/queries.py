"""Reads of requests: those of the scope, and what is due."""

from datetime import date
from typing import Any

from django.db.models import QuerySet

from llamkay.apps.rights.kinds import State
from llamkay.apps.rights.models import DataRequest
from llamkay.platform.database.search import naming
from llamkay.platform.security.scope import Scope


def requests(*, scope: Scope, words: str = "", right: str = "", state: str = "") -> QuerySet[DataRequest]:
    """The requests of the scope; those to be answered first, by their day."""
    rows = scope.filter(DataRequest.objects.select_related("person", "establishment"))
    if right:
        rows = rows.filter(right=right)
    if state:
        rows = rows.filter(state=state)
    return naming(rows, words, "person__search_text").order_by("delivered_on", "due_on", "id")


def find_request(*, scope: Scope, pk: int) -> DataRequest | None:
    """A request of the scope, with the acts and the notices that hang on it."""
    rows = requests(scope=scope).select_related("child").prefetch_related("acts", "informed", "copies")
    return rows.filter(pk=pk).first()


def due(*, scope: Scope, before: date) -> QuerySet[Any]:
    """What is to be answered before a day."""
    return requests(scope=scope, state=State.OPEN).filter(due_on__lt=before)


def to_deliver(*, scope: Scope) -> QuerySet[Any]:
    """What was answered and has not reached its person."""
    return requests(scope=scope, state=State.ANSWERED)
