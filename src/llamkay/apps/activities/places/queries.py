"""Who has or had a place in an activity and stands in the registers."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Exists, OuterRef, QuerySet, Subquery

from llamkay.apps.activities.models import Activity, Allocation, Enrolment
from llamkay.apps.people.queries import custody, held_people, not_followed
from llamkay.platform.database.search import matching, terms
from llamkay.platform.security.scope import Scope

if TYPE_CHECKING:
    from llamkay.apps.people.models import Person


def placements(
    *, of: Any = None, in_: Any = None, on: date | None = None, within: tuple[date, date] | None = None
) -> QuerySet[Allocation]:
    """The places of a person, in an activity, on a day, or on some of the days from one to before another.

    ``of`` and ``in_`` are a row, its number or an ``OuterRef``.
    """
    rows = Allocation.objects.all()
    if of is not None:
        rows = rows.filter(person=of)
    if in_ is not None:
        rows = rows.filter(activity=in_)
    if on is not None:
        rows = rows.filter(period__contains=on)
    if within is not None:
        rows = rows.filter(period__overlap=within)
    return rows


def candidates(*, scope: Scope, activity: Activity, words: str, on: date, limit: int = 20) -> "list[Person]":
    """People held in the activity's establishment whose name or code has every word and who are not placed in it."""
    if not terms(words) or not scope.covers(activity.establishment_id):
        return []
    placed = Allocation.objects.filter(activity=activity, person=OuterRef("pk"), period__contains=on)
    enrolled = Enrolment.objects.filter(person=OuterRef("pk"), kind=activity.kind, period__contains=on)
    people = held_people(at=activity.establishment_id, on=on)
    return list(matching(people.annotate(enrolled=Exists(enrolled)).exclude(Exists(placed)), words)[:limit])


def person_activities(*, scope: Scope, person: "Person") -> list[Allocation]:
    """Where a person is or was placed, the newest first."""
    rows = Allocation.objects.filter(person=person).select_related("activity__establishment")
    return list(scope.filter(rows, "activity__establishment_id").order_by("-period"))


def enrolments(*, scope: Scope, person: "Person") -> list[Enrolment]:
    """The entries of a person in the registers of work and education, the newest first."""
    mine = scope.filter(custody(of=person)).order_by("-period")
    known = not_followed(scope, Enrolment.objects.filter(person=person)).annotate(
        followed=Subquery(mine.values("followed_on")[:1])
    )
    rows: list[Any] = list(known.order_by("-period"))
    for row in rows:
        if row.period.upper and row.followed and row.period.upper > row.followed:
            row.period = DateRange(row.period.lower, None)  # when it ended elsewhere is not told
    return rows


def enrolments_of(person: "Person") -> QuerySet[Enrolment]:
    """The entries of a person in the registers, by register and the first first."""
    return Enrolment.objects.filter(person=person).order_by("kind", "period")
