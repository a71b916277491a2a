"""Reads of accidents and of safety kit; the days of rest, as the sheets ask for them."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from django.db.models import F, QuerySet

from llamkay.apps.activities.areas import seen_by
from llamkay.apps.activities.away import ACCIDENT, DaysAway
from llamkay.apps.workshops.models import Accident, KitIssue
from llamkay.platform.database.bulk import these
from llamkay.platform.database.search import naming
from llamkay.platform.security.scope import Scope


def accidents(*, scope: Scope, words: str = "", severity: str = "") -> QuerySet[Any]:
    """The accidents of the scope, the last first, each with ``rest``, its days of rest."""
    rows = scope.filter(Accident.objects.select_related("person", "activity", "establishment", "machine"))
    if severity:
        rows = rows.filter(severity=severity)
    rows = rows.annotate(rest=F("days_off__endswith") - F("days_off__startswith"))
    return naming(rows, words, "number", "person__search_text", "activity__name").order_by("-on", "-at", "-id")


def find_accident(*, scope: Scope, pk: int) -> Any:
    """An accident of the scope."""
    return accidents(scope=scope).filter(pk=pk).first()


def days_off(people: Collection[int], first: date, end: date) -> Iterable[DaysAway]:
    """The days of rest after an accident that fall on some days."""
    rows = Accident.objects.filter(person_id__in=these(people), days_off__overlap=(first, end))
    for person, start, back in rows.values_list("person_id", "days_off__startswith", "days_off__endswith"):
        yield DaysAway(person, ACCIDENT, start, back)


def kit(*, scope: Scope, actor: Any, on: date, words: str = "", state: str = "") -> QuerySet[KitIssue]:
    """What was handed out for safety, the last first."""
    rows = seen_by(scope.filter(KitIssue.objects.all()), actor, "activity__").select_related("person", "activity")
    if state == "due":
        rows = rows.filter(renewed=None, renew_on__lte=on)
    return naming(rows, words, "person__search_text", "activity__name", "detail").order_by("-given_on", "-id")


def kit_due(*, scope: Scope, actor: Any, on: date) -> QuerySet[KitIssue]:
    """What is to be renewed and was not."""
    return kit(scope=scope, actor=actor, on=on, state="due")
