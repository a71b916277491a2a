"""Reads of ensembles, performances and of what is lent; the caller's scope comes first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery

from llamkay.apps.activities.areas import seen_by
from llamkay.apps.activities.places.queries import placements
from llamkay.apps.activities.sheets.attendance import present_by_day
from llamkay.apps.education.hooks import OCCASIONS, Occasion
from llamkay.apps.education.kinds import PerformanceState
from llamkay.apps.education.models import (
    Ensemble,
    LendingItem,
    Loan,
    Member,
    Performance,
    Performer,
    Rehearsal,
    RepertoirePiece,
)
from llamkay.platform.database.search import InOrder, naming
from llamkay.platform.security.scope import Scope

if TYPE_CHECKING:
    from llamkay.apps.people.models import Person


ONE = timedelta(days=1)
BACK = timedelta(days=62)  # rehearsals of the last two months


def ensembles(*, scope: Scope, actor: Any, on: date, words: str = "") -> QuerySet[Any]:
    """The ensembles that the actor may see, with how many members and pieces ready each has."""
    rows = _seen(scope, actor)
    return (
        naming(rows, words, "name", "programme")
        .annotate(
            people=Count("members", filter=Q(members__period__contains=on), distinct=True),
            ready=Count("repertoire", filter=Q(repertoire__state="ready"), distinct=True),
            held=Count("performances", filter=Q(performances__state="held"), distinct=True),
        )
        .order_by("activity__establishment__order", InOrder("name"))
    )


def _seen(scope: Scope, actor: Any) -> QuerySet[Ensemble]:
    rows = scope.filter(Ensemble.objects.all(), "activity__establishment_id")
    return seen_by(rows, actor, "activity__").select_related("activity__establishment", "activity__responsible")


def find_ensemble(*, scope: Scope, actor: Any, pk: int) -> Ensemble | None:
    """An ensemble that the actor may see."""
    return _seen(scope, actor).filter(pk=pk).first()


def members_of(ensemble: Ensemble, *, on: date) -> list[Member]:
    """Who is in the ensemble on a day, by voice and name, with the instrument that they have on loan."""
    lent = Loan.objects.filter(person=OuterRef("person"), period__contains=on, item__kind="instrument")
    rows = ensemble.members.filter(period__contains=on).select_related("person")
    named = rows.annotate(
        instrument=Subquery(lent.values("item__name")[:1]), tag=Subquery(lent.values("item__tag")[:1])
    )
    return list(named.order_by("voice", "person__sort_name", "person__code"))


def candidates(ensemble: Ensemble, *, on: date) -> "list[Person]":
    """Who has a place in the activity and is not in the ensemble, in order of name."""
    inside = ensemble.members.filter(period__contains=on).values("person")
    rows = placements(in_=ensemble.activity_id, on=on).exclude(person__in=inside).select_related("person")
    return [row.person for row in rows.order_by("person__sort_name", "person__code")]


def repertoire_of(ensemble: Ensemble) -> list[RepertoirePiece]:
    """The repertoire with how often each piece was rehearsed and performed."""
    rows = ensemble.repertoire.select_related("work").annotate(
        rehearsed=Count("rehearsals", distinct=True),
        heard=Count("performed", filter=Q(performed__performance__state="held"), distinct=True),
    )
    return list(rows.order_by("state", "work__title"))


@dataclass(frozen=True)
class RehearsalDay:
    """A day of rehearsal: how many the sheet has present, and what was worked on."""

    on: date
    present: int
    rehearsal: Rehearsal | None

    @property
    def pieces(self) -> str:
        """What was worked on, in words."""
        if self.rehearsal is None:
            return ""
        names = [str(each.piece.work.title) for each in self.rehearsal.pieces.all()]
        return ", ".join([*names, *([self.rehearsal.note] if self.rehearsal.note else [])])


def rehearsals_of(ensemble: Ensemble, *, on: date) -> list[RehearsalDay]:
    """The rehearsals of two months, the newest first: the days of the sheet with what was written of each."""
    present = present_by_day(ensemble.activity_id, first=on - BACK, end=on + ONE)
    rows = ensemble.rehearsals.filter(on__gt=on - BACK, on__lte=on).prefetch_related("pieces__piece__work")
    written = {row.on: row for row in rows}
    days = sorted({*present, *written}, reverse=True)
    return [RehearsalDay(day, present.get(day, 0), written.get(day)) for day in days]


def find_performance(*, scope: Scope, actor: Any, pk: int) -> Performance | None:
    """A performance of an ensemble that the actor may see."""
    rows = Performance.objects.filter(ensemble__in=_seen(scope, actor).values("pk"))
    return (
        rows.select_related("ensemble__activity__establishment", "ensemble__activity__responsible")
        .filter(pk=pk)
        .first()
    )


def performances_on(*, establishments: Iterable[int], on: date) -> list[Performance]:
    """The performances of a day in some prisons that were not cancelled, by their hour; the titles tell of nobody."""
    rows = Performance.objects.filter(ensemble__activity__establishment__in=list(establishments), on=on)
    rows = rows.exclude(state=PerformanceState.CANCELLED).select_related("ensemble")
    return list(rows.order_by(F("starts_at").asc(nulls_last=True), "id"))


def occasions_of(performance: Performance, *, reader: Any) -> list[Occasion]:
    """What a performance is part of, as the rooms above know it and the reader may see it."""
    place = performance.ensemble.activity.establishment_id
    return [occasion for answer in OCCASIONS(reader, place, performance.on) for occasion in answer]


def performers_of(performance: Performance) -> list[Performer]:
    """Who sang or played, by voice and name."""
    rows = performance.performers.select_related("person")
    return list(rows.order_by("voice", "person__sort_name", "person__code"))


def items(
    *, scope: Scope, words: str = "", kind: str = "", state: str = "", on: date, establishment_id: int | None = None
) -> QuerySet[Any]:
    """What is lent in the scope, with who has it now and until when."""
    rows = scope.filter(LendingItem.objects.select_related("establishment"))
    if kind:
        rows = rows.filter(kind=kind)
    if establishment_id:
        rows = rows.filter(establishment_id=establishment_id)
    now = Loan.objects.filter(item=OuterRef("pk"), period__endswith=None).order_by("-pk")
    rows = rows.annotate(
        holder_id=Subquery(now.values("person")[:1]),
        holder=Subquery(now.values("person__code")[:1]),
        due=Subquery(now.values("due_on")[:1]),
    )
    if state == "lent":
        rows = rows.exclude(holder_id=None)
    elif state == "late":
        rows = rows.filter(due__lt=on)
    elif state == "free":
        rows = rows.filter(holder_id=None, retired_on=None).exclude(condition="missing")
    elif state == "retired":
        rows = rows.exclude(retired_on=None)
    return naming(rows, words, "name", "tag").order_by("establishment__order", "kind", "tag", "id")


def find_item(*, scope: Scope, pk: int) -> LendingItem | None:
    """Something that is lent in the scope."""
    return scope.filter(LendingItem.objects.select_related("establishment")).filter(pk=pk).first()


def loans_of(item: LendingItem) -> list[Loan]:
    """The loans of an item, the newest first."""
    return list(item.loans.select_related("person").order_by(F("period").desc()))


def late(*, scope: Scope, on: date) -> QuerySet[Loan]:
    """What should have come back."""
    rows = Loan.objects.filter(period__endswith=None, due_on__lt=on)
    return scope.filter(rows, "item__establishment_id")
