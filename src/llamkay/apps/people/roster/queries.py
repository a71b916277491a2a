"""The list of people of a day: who is on it, in which order, and any page of it."""

from collections.abc import Iterable
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import BooleanField, Count, ExpressionWrapper, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from llamkay.apps.people.models import CustodySpell, IdentityDocument, LegalStatusSpell, Person, StageSpell
from llamkay.apps.people.queries import among, in_charge, not_followed, there_is
from llamkay.platform.security.scope import EVERYTHING, Scope

SORTS = {
    "name": ("sort_name", "id"),
    "code": ("code",),
    "entry": ("-held_since", "sort_name", "id"),
    "establishment": ("establishment_order", "sort_name", "id"),
}


def people_list(
    scope: Scope,
    *,
    on: date,
    words: str = "",
    establishment_id: int | None = None,
    status: str = "",
    stage: str = "",
    held: bool = True,
    sort: str = "name",
) -> QuerySet[Person]:
    """The list of people with where and how each is that day; one query however many there are.

    ``stage`` is ``regime/stage``. With ``held`` only those in custody that day. Each person carries
    ``establishment_name``, ``held_since``, ``status``, ``regime``, ``stage`` and ``document``, empty when unknown.
    """
    nationwide = scope.everything and establishment_id is None
    here = _held(scope, on, establishment_id).filter(person=OuterRef("pk"))
    # Whoever is held here that day is visible: asking it twice costs twice.
    known = here if held or establishment_id is not None else scope.filter(_spells_of(CustodySpell, "pk"))
    rows = Person.objects.filter(there_is(known, nationwide=nationwide), merged_into__isnull=True)
    if words:
        rows = among(scope, rows, words)
    # Of whoever is held on the day everything is told; of others what began before another prison had them.
    limit = scope if not held else EVERYTHING
    for found in _criteria(on=on, status=status, stage=stage):
        known_of = not_followed(limit, found).filter(person=OuterRef("pk"))
        rows = rows.filter(there_is(known_of, nationwide=nationwide))
    statuses, stages = (
        not_followed(limit, _spells_of(kind, "pk").filter(period__contains=on))
        for kind in (LegalStatusSpell, StageSpell)
    )
    documents = _spells_of(IdentityDocument, "pk")
    if not scope.everything and not held:
        documents = documents.filter(person__in=in_charge(scope).values("pk"))
    rows = rows.annotate(
        establishment_name=Subquery(here.values("establishment__name")[:1]),
        establishment_order=Subquery(here.values("establishment__order")[:1]),
        held_since=Subquery(here.values("period__startswith")[:1]),
        status=Subquery(statuses.values("status")[:1]),
        regime=Subquery(stages.values("regime")[:1]),
        stage=Subquery(stages.values("stage")[:1]),
        document=Subquery(documents.order_by("id").values("number")[:1]),
    )
    return rows.order_by(*SORTS.get(sort, SORTS["name"]))


def people_pages(
    scope: Scope,
    *,
    on: date,
    words: str = "",
    establishment_id: int | None = None,
    status: str = "",
    stage: str = "",
    held: bool = True,
    sort: str = "name",
) -> "Pages":
    """The same list for a paginator: any page of the country in any order, and how many there are, exactly."""
    rows = people_list(
        scope,
        on=on,
        words=words,
        establishment_id=establishment_id,
        status=status,
        stage=stage,
        held=held,
        sort=sort,
    )
    if words:
        return Pages(rows)
    merged = Person.objects.filter(merged_into__isnull=False)
    spells = _held(scope, on, establishment_id).exclude(person__in=merged)
    for found in _criteria(on=on, status=status, stage=stage):
        # As a value, not as a condition, it is looked up in a table made once instead of person by person.
        belongs = ExpressionWrapper(Q(person__in=found.values("person")), output_field=BooleanField())
        spells = spells.filter(Coalesce(belongs, False))
    if held or establishment_id is not None:
        return Pages(rows, spells=spells, sort=sort)
    if sort not in Pages.GROUPS:
        return Pages(rows)
    held_now = _held(scope, on, None).filter(person=OuterRef("pk"))
    away = rows.exclude(there_is(held_now, nationwide=scope.everything))
    return Pages(rows, spells=spells, away=away, sort=sort)


def _criteria(*, on: date, status: str, stage: str) -> list[QuerySet[Any]]:
    """The spells of that status and of that stage that day, of each only when it is asked for."""
    found: list[QuerySet[Any]] = []
    if status:
        found.append(LegalStatusSpell.objects.filter(period__contains=on, status=status))
    if stage:
        regime, _slash, step = stage.partition("/")
        found.append(StageSpell.objects.filter(period__contains=on, regime=regime, stage=step))
    return found


def _held(scope: Scope, on: date, establishment_id: int | None) -> QuerySet[CustodySpell]:
    """The custody of a day within the scope: one spell a person, for nobody is held twice."""
    spells = scope.filter(CustodySpell.objects.filter(period__contains=on))
    return spells if establishment_id is None else spells.filter(establishment=establishment_id)


def _spells_of(kind: Any, path: str) -> QuerySet[Any]:
    rows: QuerySet[Any] = kind.objects.filter(person=OuterRef(path))
    return rows


class Pages:
    """The list of people as a paginator reads it: first who stands on the page, then what is told of them.

    Unusual in one go, the last page of the country works out the custody, status and stage of everybody before it. Who
    is held is counted, and put in order of prison or of entry, from the custody alone: how many there are of each
    prison or day tells in which of them the page lies, and only those are put in order of name.
    """

    FAR, FEW = 1000, 10_000
    GROUPS = {"entry": ("period__startswith", True), "establishment": ("establishment__order", False)}

    def __init__(
        self,
        rows: QuerySet[Person],
        *,
        spells: QuerySet[CustodySpell] | None = None,
        away: QuerySet[Person] | None = None,
        sort: str = "name",
    ) -> None:
        self.rows, self.spells, self.away, self.sort = rows, spells, away, sort

    @cached_property
    def _total(self) -> int:
        if self._groups:
            return sum(self._groups.values())
        return (self.rows if self.spells is None else self.spells).count()

    @cached_property
    def _groups(self) -> dict[Any, int]:
        """How many are held of each prison or since each day, in the order of the list; empty for other orders.

        Those of the list who are not held that day are under ``None``: the latest to enter, of the last prison.
        """
        if self.spells is None or self.sort not in self.GROUPS:
            return {}
        key, backwards = self.GROUPS[self.sort]
        counted = self.spells.order_by().values_list(key).annotate(people=Count("id"))
        found = dict(sorted(counted, reverse=backwards))
        others = self.away.count() if self.away is not None else 0
        away = {None: others} if others else {}
        return away | found if backwards else found | away

    def count(self) -> int:
        return self._total

    def __len__(self) -> int:
        return self._total

    def __getitem__(self, part: slice) -> list[Person]:
        start, stop = part.start, min(part.stop, self._total)
        if start >= stop:
            return []
        rows = self.rows
        if self._groups:
            rows = rows.order_by(*SORTS[self.sort][1:])
        if len(self._groups) > 1:
            ids = list(self._within_groups(start, stop))
        elif self.spells is not None and self._total <= self.FEW:
            order = [f"person__{name}" for name in rows.query.order_by]
            ids = list(self.spells.order_by(*order).values_list("person", flat=True)[start:stop])
        elif start < self.FAR:
            return list(rows[start:stop])
        else:
            ids = self._walked(rows, start, stop, self._total)
        by_pk = {person.pk: person for person in rows.order_by().filter(pk__in=ids)}
        return [by_pk[pk] for pk in ids if pk in by_pk]

    def _within_groups(self, start: int, stop: int) -> Iterable[int]:
        """Who stands there in order of prison or of entry."""
        assert self.spells is not None
        key, backwards = self.GROUPS[self.sort]
        names = SORTS[self.sort][1:]
        before, skipped = 0, 0
        touched: list[Any] = []
        away: list[int] = []
        for group, people in self._groups.items():
            low, high = max(start - before, 0), min(stop - before, people)
            if group is None and low < high:
                assert self.away is not None
                away = self._walked(self.away.order_by(*names), low, high, people)
            elif low < high:
                skipped = skipped if touched else before
                touched.append(group)
            before += people
        if not touched:
            return away
        order = [f"-{key}" if backwards else key, *(f"person__{name}" for name in names)]
        among = self.spells.filter(**{f"{key}__in": touched}).order_by(*order).values_list("person", flat=True)
        low = max(start - skipped, 0)
        held = list(among[low : low + stop - start - len(away)])
        return [*away, *held] if backwards else [*held, *away]

    @staticmethod
    def _walked(rows: QuerySet[Person], start: int, stop: int, total: int) -> list[int]:
        """The numbers of those who stand there, walking from the nearer end of the list."""
        ids = rows.values_list("pk", flat=True)
        if start > total // 2:
            return list(ids.reverse()[total - stop : total - start])[::-1]
        return list(ids[start:stop])
