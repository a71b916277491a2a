"""Who has or had a place in an activity and stands in the registers."""

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from llamkay.apps.activities.areas import approved_by, seen_by
from llamkay.apps.activities.kinds import PlaceState, SuspensionKind
from llamkay.apps.activities.models import (
    Activity,
    Allocation,
    Completion,
    EndReason,
    Enrolment,
    PlaceBatch,
    PlaceRemoval,
    PlaceRequest,
    Suspension,
)
from llamkay.apps.activities.permissions import MANAGE
from llamkay.apps.people.queries import custody, held_people, not_followed, people_by_ids
from llamkay.core.placement.states import WAITING, State, state_of_place
from llamkay.core.values import Period
from llamkay.platform.database.search import InOrder, matching, naming, terms
from llamkay.platform.screens.languages import for_reader
from llamkay.platform.security.scope import Scope, elevated

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
    rows = Allocation.objects.filter(person=person).select_related("activity__establishment", "ending")
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


def waits_since(person: "Person", activity: Activity) -> date | None:
    """Since when the person has waited for the same programme or trade, in any prison, without a place since.

    Told by the number of a day alone: which prison it was is not said.
    """
    same = Q(activity=activity)
    if activity.programme_id:
        same |= Q(activity__programme=activity.programme_id, activity__kind=activity.kind)
    if activity.trade_id:
        same |= Q(activity__trade=activity.trade_id, activity__kind=activity.kind)
    with elevated():
        rows = PlaceRequest.objects.filter(same, person=person, state__in=("lapsed", *WAITING))
        since: date | None = rows.aggregate(first=Min("waits_since"))["first"]
        placed = Allocation.objects.filter(same, person=person, period__startswith__gte=since) if since else None
        return None if placed is not None and placed.exists() else since


def suspensions_of(allocations: Collection[Allocation]) -> dict[int, list[Suspension]]:
    """The suspensions of some places, the first first; one query."""
    found: dict[int, list[Suspension]] = {place.pk: [] for place in allocations}
    for row in Suspension.objects.filter(allocation__in=list(found)).order_by("period"):
        found[row.allocation_id].append(row)
    return found


def requests(
    *, scope: Scope, actor: Any, state: str = "", kind: str = "", words: str = "", activity: Activity | None = None
) -> QuerySet[PlaceRequest]:
    """The requests in scope of the activities that the actor may see, in the order in which people wait."""
    rows = scope.filter(
        PlaceRequest.objects.select_related("person", "activity__establishment"), "activity__establishment_id"
    )
    rows = seen_by(rows, actor, "activity__")
    if activity is not None:
        rows = rows.filter(activity=activity)
    if state:
        rows = rows.filter(state__in=WAITING if state == "waiting" else (state,))
    if kind:
        rows = rows.filter(activity__kind=kind)
    rows = naming(rows, words, "person__search_text", "activity__name", "activity__code")
    return rows.order_by("activity__establishment__order", InOrder("activity__name"), "waits_since", "id")


def proposed(*, scope: Scope) -> QuerySet[PlaceRequest]:
    """What waits for the council in scope, by activity and then by who waits longest."""
    rows = scope.filter(PlaceRequest.objects.filter(state="proposed"), "activity__establishment_id")
    return rows.select_related("person", "activity__establishment").order_by(
        InOrder("activity__name"), "waits_since", "id"
    )


def request_counts(*, scope: Scope, actor: Any, states: Collection[str]) -> list[tuple[str, int]]:
    """How many requests of the actor's area stand in each of some states; one query."""
    rows = scope.filter(PlaceRequest.objects.filter(state__in=list(states)), "activity__establishment_id")
    rows = approved_by(rows, actor, "activity__", MANAGE)
    found = dict(rows.order_by().values_list("state").annotate(n=Count("id")))
    return [(state, found[state]) for state in states if state in found]


def trials(*, scope: Scope, actor: Any, until: date) -> list[Allocation]:
    """The places of the actor's area whose trial ends by a day and was not decided, the first first."""
    rows = Allocation.objects.filter(trial_until__lte=until, trial_passed_on=None)
    rows = rows.filter(period__contains=F("trial_until")).select_related("person", "activity__establishment")
    rows = approved_by(scope.filter(rows, "activity__establishment_id"), actor, "activity__", MANAGE)
    return list(rows.order_by("trial_until")[:20])


def requests_of(*, scope: Scope, person: "Person") -> list[PlaceRequest]:
    """What somebody asked for, the newest first."""
    rows = PlaceRequest.objects.filter(person=person).select_related("activity__establishment")
    return list(scope.filter(rows, "activity__establishment_id").order_by("-requested_on", "-id"))


def end_reasons() -> QuerySet[EndReason]:
    """The reasons of an end that somebody may choose, in order."""
    return EndReason.objects.filter(automatic=False)


def own_reasons() -> QuerySet[EndReason]:
    """The same without those that are the person's own failure: one proposes them and another decides."""
    return end_reasons().filter(failure=False)


def completions_of(*, scope: Scope, person: "Person") -> list[Completion]:
    """What somebody completed, the newest first, with the names of then; nothing of after another prison had them."""
    return list(not_followed(scope, Completion.objects.filter(person=person)))


def state_words(place: Allocation, suspensions: Iterable[Suspension], *, on: date) -> tuple[str, str]:
    """The colour and the words of the state of a place on a day, with the day of return where it is suspended; a place
    whose holder is not required that day is active."""
    rows = list(suspensions)
    spells = {
        Period(row.period.lower, row.period.upper): row for row in rows if row.kind != SuspensionKind.NOT_REQUIRED
    }
    state = state_of_place(Period(place.period.lower, place.period.upper), spells, on=on)
    words = str(PlaceState(state).label)
    if state == State.SUSPENDED:
        row = next(row for spell, row in spells.items() if on in spell)
        pay = _("con pago") if row.paid else _("sin pago")
        back = _(", vuelve el {day:%d/%m/%Y}").format(day=row.period.upper) if row.period.upper else ""
        words = f"{words} ({pay}{back})"
    elif state == State.ACTIVE and place.trial_until and not place.trial_passed_on:
        words = _("{state}, a prueba hasta el {last:%d/%m/%Y}").format(
            state=words, last=place.trial_until - timedelta(days=1)
        )
    if state == State.ACTIVE and any(r.kind == SuspensionKind.NOT_REQUIRED and on in r.period for r in rows):
        words = _("{state}, hoy no requerida").format(state=words)
    return _COLOURS[state], words


def suspension_state(row: Suspension, on: date) -> str:
    """Whether a suspension is over, runs or is to come."""
    if on < row.period.lower:
        return _("por empezar")
    return _("en curso") if on in row.period else _("terminada")


_COLOURS = {State.PENDING: "blue", State.ACTIVE: "green", State.SUSPENDED: "yellow", State.ENDED: "grey"}


def failures() -> QuerySet[EndReason]:
    """The reasons of an end that are somebody's own failure, in order: one proposes them, another decides."""
    return EndReason.objects.filter(automatic=False, failure=True)


def place_batches(*, scope: Scope, actor: Any) -> QuerySet[PlaceBatch]:
    """The acts on many places in scope, of the activities that the actor may see."""
    rows = PlaceBatch.objects.select_related("activity__establishment", "activity__responsible")
    return seen_by(scope.filter(rows, "activity__establishment_id"), actor, "activity__")


def places_of(batch: PlaceBatch) -> list[Allocation]:
    """The places that an act on many gave or ended and that still stand, by name."""
    rows = Allocation.objects.filter(pk__in=[int(pk) for pk in batch.places]).select_related("person")
    return list(rows.order_by("person__sort_name", "pk"))


def taken_back(batch: PlaceBatch) -> "list[Person]":
    """Whose places an act on many gave and were taken out when it was undone, by name."""
    if batch.undone_at is None or batch.kind != PlaceBatch.Kind.GIVEN or not isinstance(batch.places, dict):
        return []
    return list(people_by_ids(list(batch.places.values())).order_by("sort_name"))


def refused_of(batch: PlaceBatch) -> "list[tuple[Person, str]]":
    """Who was refused in an act on many, with the reason in the reader's language, by name."""
    reasons = {pk: for_reader(texts) for pk, texts in batch.refused}
    return [(person, reasons[person.pk]) for person in people_by_ids(list(reasons)).order_by("sort_name")]


def removals(*, scope: Scope) -> QuerySet[PlaceRemoval]:
    """The places that somebody is to lose in scope, those that wait for a decision first."""
    rows = PlaceRemoval.objects.select_related("allocation__person", "allocation__activity__establishment", "ending")
    rows = scope.filter(rows, "allocation__activity__establishment_id")
    return rows.order_by(F("decided_at").desc(nulls_first=True), "on", "id")


def removals_of(place: Allocation) -> list[PlaceRemoval]:
    """What was proposed and decided about somebody's losing a place, the newest first."""
    return list(PlaceRemoval.objects.filter(allocation=place).select_related("ending"))
