"""Reads of treatment programmes; the caller's scope comes first."""

from typing import TYPE_CHECKING, Any

from django.db.models import Case, CharField, Count, F, Q, QuerySet, Value, When
from django.db.models.functions import ExtractYear

from llamkay.apps.activities.kinds import EndGroup
from llamkay.apps.people.queries import identities, in_charge, search
from llamkay.apps.plans.kinds import TreatmentState
from llamkay.apps.plans.models import Treatment
from llamkay.core.education.rates import Cohort, cohorts
from llamkay.platform.security.scope import Scope

if TYPE_CHECKING:
    from llamkay.apps.people.models import Person

# Whoever was moved, fell ill or lost the programme did not end it: only these are counted as having ended by their own.
OWN_GROUPS = (EndGroup.PERSON, EndGroup.CONDUCT)
_STATE = Case(
    When(ended_on=None, started_on=None, then=Value(TreatmentState.REFERRED)),
    When(ended_on=None, then=Value(TreatmentState.STARTED)),
    When(started_on=None, then=Value(TreatmentState.NOT_STARTED)),
    When(ending__completed=True, then=Value(TreatmentState.COMPLETED)),
    When(ending__group__in=OWN_GROUPS, then=Value(TreatmentState.WITHDRAWN)),
    default=Value(TreatmentState.INTERRUPTED),
    output_field=CharField(),
)


def treatments(
    *, scope: Scope, words: str = "", state: str = "", programme: str = "", establishment_id: int | None = None
) -> QuerySet[Any]:
    """The treatments that prisons of the scope began, the newest first, each with its ``state``."""
    rows = scope.filter(Treatment.objects.select_related("person", "establishment", "ending")).annotate(state=_STATE)
    if words:
        rows = rows.filter(person__in=search(scope, words))
    if state:
        rows = rows.filter(state=state)
    if programme:
        rows = rows.filter(programme=programme)
    if establishment_id:
        rows = rows.filter(establishment_id=establishment_id)
    return rows.order_by("-referred_on", "-id")


def treatments_of(person: "Person") -> list[Any]:
    """A person's way through programmes, the newest first, each with its ``state``."""
    rows = Treatment.objects.filter(person__in=identities(person)).select_related("ending", "establishment")
    return list(rows.annotate(state=_STATE).order_by("-referred_on", "-id"))


def find_treatment(*, scope: Scope, pk: int) -> Any:
    """A treatment of somebody who may be read, with its ``state``."""
    rows = Treatment.objects.filter(pk=pk, person__in=in_charge(scope)).annotate(state=_STATE)
    return rows.select_related("person", "establishment", "ending").first()


def rates(*, scope: Scope, programme: str = "") -> list[Cohort]:
    """How those who started in each year ended: completed of those who ended by their own doing, by definition."""
    rows = scope.filter(Treatment.objects.exclude(started_on=None))
    if programme:
        rows = rows.filter(programme=programme)
    counted = rows.annotate(began=ExtractYear(F("started_on")), state=_STATE).values_list("began", "state")
    return cohorts(
        counted.annotate(n=Count("pk")).order_by(),
        completed=frozenset({TreatmentState.COMPLETED}),
        endings=frozenset({TreatmentState.COMPLETED, TreatmentState.WITHDRAWN}),
        open_=frozenset({TreatmentState.STARTED}),
    )


def late(*, scope: Scope, since: Any) -> QuerySet[Any]:
    """The referrals made before a day of which nobody wrote that they started or not."""
    return treatments(scope=scope).filter(Q(started_on=None, ended_on=None), referred_on__lt=since)
