"""Reads: which establishments there are, what an institution was called on a day, who held a post."""

from datetime import date
from typing import Any

from django.db.models import Prefetch, QuerySet

from llamkay.apps.institutions.models import Establishment, Institution, InstitutionName, OfficeHolder, Post
from llamkay.platform.scope import Scope
from llamkay.platform.search import fold

SORTS = {
    "order": ("order",),
    "name": ("name",),
    "office": ("office__name", "order"),
    "capacity": ("-capacity", "order"),
}


def name_on(institution: Institution, day: date) -> InstitutionName:
    """What the institution was called that day, so that an old paper keeps its header.

    Raises ``LookupError`` when no name covers the day: a header is never guessed.
    """
    found = InstitutionName.objects.filter(institution=institution, period__contains=day).first()
    if found is None:
        raise LookupError(f"la institución {institution.code} no tiene nombre registrado para el {day:%d/%m/%Y}")
    return found


def establishments(
    *, words: str = "", office: str = "", kind: str = "", counted: bool = False, sort: str = "order"
) -> QuerySet[Establishment]:
    """The establishments of the country, which are public, with their regional office."""
    rows = Establishment.objects.select_related("office").order_by(*SORTS.get(sort, SORTS["order"]))
    if office:
        rows = rows.filter(office__code=office)
    if kind:
        rows = rows.filter(population_kind=kind)
    if counted:
        rows = rows.filter(uses_system=True)
    wanted = fold(words).split()
    if wanted:
        # Sixty-nine names: folding them here costs less than a folded column.
        names = Establishment.objects.values_list("id", "code", "name", "department")
        hits = [row[0] for row in names if all(word in fold(" ".join(row[1:])) for word in wanted)]
        rows = rows.filter(id__in=hits)
    return rows


def in_scope(scope: Scope, rows: QuerySet[Establishment] | None = None) -> QuerySet[Establishment]:
    """The establishments whose people the caller may see; the choices of every form."""
    return scope.filter(Establishment.objects.all() if rows is None else rows, "id")


def posts(*, establishment: Establishment, on: date) -> QuerySet[Post]:
    """The posts of an establishment, each with every holder (latest first) and, in ``current``, that day's."""
    holders = OfficeHolder.objects.order_by("-period")
    return (
        Post.objects.filter(establishment=establishment)
        .select_related("institution")
        .prefetch_related(
            Prefetch("holders", holders),
            Prefetch("holders", holders.filter(period__contains=on), to_attr="current"),
        )
        .order_by("title")
    )


def holder_on(post: Post, day: date) -> OfficeHolder | None:
    """Who held the post that day."""
    return OfficeHolder.objects.filter(post=post, period__contains=day).first()


def names_by_date(establishment: Establishment) -> list[dict[str, Any]]:
    """Former names of an establishment and its present one, latest first."""
    former = [
        {"name": row.name, "start": row.period.lower, "end": row.period.upper}
        for row in establishment.former_names.order_by("-period")
    ]
    since = former[0]["end"] if former else None
    return [{"name": establishment.name, "start": since, "end": None}, *former]
