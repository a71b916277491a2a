"""Who is held on a day by traits, counted: for what compares groups and names nobody."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Case, Count, Exists, FilteredRelation, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from llamkay.apps.people.models import CustodySpell
from llamkay.core.values.dates import add_months
from llamkay.platform.security.scope import Scope


class Traits(NamedTuple):
    """What a count by groups needs of people held: nothing by which anybody is named.

    ``age`` is the first of the ages asked for that they have not reached; of whoever is older, or not known to have an
    age, ``None``, and ``dated`` tells one from the other.
    """

    sex: str
    age: int | None
    dated: bool
    nationality: str
    tongue: str
    status: str


def held_traits(
    scope: Scope, *, on: date, ages: Iterable[int], placed: QuerySet[Any]
) -> Iterator[tuple[Traits, int, int]]:
    """Everybody held in the scope on a day, by their traits: how many, and how many of them ``placed`` has a row of.

    One query, whose lines do not grow with the people.
    """
    has = Exists(placed.filter(person=OuterRef("person")))
    rows = _traits(scope, on, ages).order_by().values_list(*_TRAITS)
    for *traits, n, of_them in rows.annotate(n=Count("pk"), of_them=Count("pk", filter=has)):
        yield Traits(*traits), n, of_them


def traits_of(people: Iterable[int], scope: Scope, *, on: date, ages: Iterable[int]) -> dict[int, Traits]:
    """Of these people, those held in the scope on a day with their traits."""
    rows = _traits(scope, on, ages).filter(person__in=list(people)).values_list("person", *_TRAITS)
    return {person: Traits(*traits) for person, *traits in rows}


_TRAITS = ("person__sex", "age", "dated", "person__nationality", "person__mother_tongue", "legal")


def _traits(scope: Scope, on: date, ages: Iterable[int]) -> QuerySet[CustodySpell]:
    of_law = FilteredRelation("person__legal_status", condition=Q(person__legal_status__period__contains=on))
    younger = [When(person__born_on__gt=_years_before(on, age), then=Value(age)) for age in sorted(ages)]
    return scope.filter(CustodySpell.objects.filter(period__contains=on, person__merged_into=None)).annotate(
        of_law=of_law,
        legal=Coalesce("of_law__status", Value("")),
        age=Case(*younger, output_field=IntegerField()),
        dated=Q(person__born_on__isnull=False),
    )


def _years_before(on: date, years: int) -> date:
    """Who was born until that day has that age ``on`` a day, who was born later has not (as ``age_on`` counts)."""
    return add_months(on, -12 * years)
