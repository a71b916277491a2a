"""Reads: which children the caller may see, their lists, their nurseries."""

from collections import Counter
from collections.abc import Collection, Iterable
from datetime import date
from typing import TYPE_CHECKING, Any, TypedDict

from django.db.models import CharField, Count, Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from llamkay.apps.institutions.queries import in_scope
from llamkay.apps.nursery.models import Child, ChildStay, Nursery, NurseryPlace
from llamkay.core.values.dates import add_months
from llamkay.platform.database.search import InOrder, naming
from llamkay.platform.security.scope import Scope

if TYPE_CHECKING:
    from llamkay.apps.institutions.models import Establishment


# Months of age at which each band begins, as the rooms are divided.
BANDS = {"0-5": (0, 6), "6-11": (6, 12), "12-23": (12, 24), "24-35": (24, 36), "36": (36, 1200)}
SORTS = {
    "name": ("sort_name", "id"),
    "code": ("code",),
    "age": ("-born_on", "id"),
    "since": ("-since", "id"),
}


class ListedChildColumns(TypedDict):
    """What ``children`` adds to each child."""

    stay_id: int
    establishment_id: int
    establishment_name: str
    since: date
    until: date | None
    nursery_name: str | None
    sort_name: str


if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    ListedChild = WithAnnotations[Child, ListedChildColumns]


def children(scope: Scope, *, on: date | None = None) -> "QuerySet[ListedChild]":
    """The children the caller may see: those whose last prison, up to now, lies in the scope.

    With ``on`` only those who live inside that day. Each carries ``establishment_id``, ``establishment_name``,
    ``since``, ``until`` and ``nursery_name``. A child who went on with the mother is seen in the new prison only.
    """
    stays = scope.filter(ChildStay.objects.filter(child=OuterRef("pk"), moved=False)).order_by("-period")
    there = stays if on is None else stays.filter(period__contains=on)
    place = NurseryPlace.objects.filter(child=OuterRef("pk"), period__endswith=None)
    return Child.objects.filter(Exists(there)).annotate(
        stay_id=Subquery(stays.values("pk")[:1]),
        establishment_id=Subquery(stays.values("establishment")[:1]),
        establishment_name=Subquery(stays.values("establishment__name")[:1]),
        since=Subquery(stays.values("period__startswith")[:1]),
        until=Subquery(stays.values("period__endswith")[:1]),
        nursery_name=Subquery(place.values("nursery__name")[:1]),
        sort_name=InOrder("surnames", "given_names", output_field=CharField(db_collation="C")),
    )


def child_list(
    scope: Scope,
    *,
    on: date,
    words: str = "",
    establishment_id: int | None = None,
    band: str = "",
    state: str = "inside",
    sort: str = "name",
) -> QuerySet[Child]:
    """The list of children: ``state`` is ``inside``, ``attending``, ``left`` or ``all``; ``band`` one of ``BANDS``."""
    rows = children(scope, on=on if state in ("inside", "attending") else None)
    if state == "attending":
        rows = rows.exclude(nursery_name=None)
    elif state == "left":
        rows = rows.filter(until__isnull=False, until__lte=on)
    if establishment_id is not None:
        rows = rows.filter(establishment_id=establishment_id)
    if band in BANDS:
        first, last = BANDS[band]
        rows = rows.filter(born_on__lte=add_months(on, -first), born_on__gt=add_months(on, -min(last, 1000)))
    rows = naming(rows, words, "given_names", "surnames", "code", "mother__first_surname") if words else rows
    return rows.order_by(*SORTS.get(sort, SORTS["name"]))


def nurseries(scope: Scope, *, on: date) -> list[Nursery]:
    """The nurseries in scope, each with ``attending``, how many have a place that day."""
    places = NurseryPlace.objects.filter(nursery=OuterRef("pk"), period__contains=on).order_by().values("nursery")
    attending = Coalesce(Subquery(places.annotate(n=Count("pk")).values("n")), 0)
    rows = scope.filter(Nursery.objects.select_related("establishment").annotate(attending=attending))
    return list(rows.order_by("establishment__order", "id"))


def places_by_prison() -> Counter[str]:
    """Prison → how many children its nurseries have room for; public."""
    capacity: Counter[str] = Counter()
    for code, nursery_places in Nursery.objects.values_list("establishment__code", "capacity"):
        capacity[code] += nursery_places
    return capacity


def living(scope: Scope, *, on: date) -> int:
    """How many children live with their mothers that day."""
    return scope.filter(ChildStay.objects.filter(period__contains=on)).count()


def places_in(scope: Scope) -> "QuerySet[Establishment]":
    """The prisons in scope where a child may live: not those for men."""
    return in_scope(scope).filter(uses_system=True).exclude(population_kind="men")


def with_a_child(people: Collection[int], on: date) -> set[int]:
    """Those of some people with whom a child lives that day; one query."""
    stays = ChildStay.objects.filter(child__mother__in=list(people), period__contains=on)
    return set(stays.values_list("child__mother_id", flat=True))


def named_children(texts: str, *, but: Iterable[int]) -> list[str]:
    """How the children who stand named in some texts are written there, by name or code; ``but`` are left out."""
    rows = Child.objects.exclude(pk__in=list(but)).values_list("surnames", "given_names", "code")
    text = texts.casefold()
    ways = (way for surnames, names, code in rows for way in (f"{surnames}, {names}", f"{names} {surnames}", code))
    return [way for way in ways if way.casefold() in text]


def children_of(mother: Any) -> "QuerySet[Child]":
    """The children of somebody, the eldest first; not narrowed: who shows them has asked."""
    return Child.objects.filter(mother=mother).order_by("born_on", "id")
