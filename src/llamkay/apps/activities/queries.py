"""What the office reads of activities; the caller's scope comes first."""

from collections.abc import Collection, Iterable
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, IntegerField, OuterRef, QuerySet, Subquery, prefetch_related_objects
from django.db.models.functions import Coalesce

from llamkay.apps.activities.areas import seen_by
from llamkay.apps.activities.models import (
    Activity,
    Allocation,
    Company,
    Enrolment,
    Reason,
    RestDayAuthorisation,
    Shift,
    Trade,
)
from llamkay.apps.activities.sheets.marks import hours_text
from llamkay.apps.people.queries import custody
from llamkay.core.law import LawBook
from llamkay.core.placement.rota import rota_week
from llamkay.core.values import Month
from llamkay.platform.database.search import InOrder, naming
from llamkay.platform.law import law_of_counts
from llamkay.platform.security.scope import Scope

if TYPE_CHECKING:
    from llamkay.apps.institutions.models import Establishment
    from llamkay.apps.people.models import Person


WEEKDAYS = ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo")


@cache
def _law() -> LawBook:
    return LawBook.of(law_of_counts())


def rest_days(month: Month) -> dict[int, str]:
    """The Sundays and national holidays of a month: day of the month → what it is."""
    holidays = _law().holidays(month.first, month.end)
    return {
        day.day: "feriado" if day in holidays else "domingo"
        for day in month.dates()
        if day in holidays or day.weekday() == 6
    }


def with_rotas(activities: Iterable[Activity]) -> list[Activity]:
    """The activities with their rotas and shifts read at once, so that no day of theirs asks again."""
    found = list(activities)
    prefetch_related_objects(found, "rotas__shifts")
    return found


def shifts_on(activity: Activity, day: date) -> list[Shift] | None:
    """The turns of a rota that begin that day, the first first; nothing where no rota holds and the timetable does."""
    if "rotas" not in getattr(activity, "_prefetched_objects_cache", ()):
        prefetch_related_objects([activity], "rotas__shifts")
    for rota in activity.rotas.all():
        if day in rota.period:
            week = rota_week(rota.period.lower, rota.weeks, day)
            return [turn for turn in rota.shifts.all() if (turn.week, turn.weekday) == (week, day.weekday())]
    return None


def minutes_on(activity: Activity, day: date) -> int:
    """How long the activity meets that day, by the rota that holds or else by its timetable."""
    turns = shifts_on(activity, day)
    return activity.timetable[day.weekday()] if turns is None else sum(turn.minutes for turn in turns)


UNKNOWN = -1  # of an hour that nobody has written


def spans_on(activity: Activity, day: date) -> list[tuple[int, int]]:
    """When the activity meets that day: minutes from midnight, or ``UNKNOWN``, and how long."""
    turns = shifts_on(activity, day)
    if turns is not None:
        return [(turn.starts_at.hour * 60 + turn.starts_at.minute, turn.minutes) for turn in turns]
    minutes, start = activity.timetable[day.weekday()], activity.starts_at
    return [(start.hour * 60 + start.minute if start else UNKNOWN, minutes)] if minutes else []


def scheduled_minutes(*, activity: Activity, month: Month) -> list[int]:
    """The minutes of each day of the month, by its rotas and its timetable."""
    return _minutes_on(activity, month.dates())


def due_on(*, activity: Activity, month: Month) -> date:
    """The day from which the sheet of a month can be handed in: the last on which the activity works in it."""
    days = [day for day in month.dates() if day in activity.period]
    due = [day for day, minutes in zip(days, _minutes_on(activity, days), strict=True) if minutes]
    return due[-1] if due else month.first


def _minutes_on(activity: Activity, days: list[date]) -> list[int]:
    """How long the activity meets on each of some days; most have no rota, which is asked once."""
    prefetch_related_objects([activity], "rotas__shifts")
    if not activity.rotas.all():
        return [activity.timetable[day.weekday()] for day in days]
    return [minutes_on(activity, day) for day in days]


def activities(
    *,
    scope: Scope,
    kind: str = "",
    establishment_id: int | None = None,
    words: str = "",
    on: date | None = None,
    actor: Any = None,
) -> QuerySet[Activity]:
    """Activities in scope with ``people``: how many are placed on the day ``on``; those running that day when given.

    Of an actor, those that they may see.
    """
    rows = scope.filter(Activity.objects.select_related("establishment", "trade", "responsible"))
    if actor is not None:
        rows = seen_by(rows, actor)
    if kind:
        rows = rows.filter(kind=kind)
    if establishment_id:
        rows = rows.filter(establishment_id=establishment_id)
    if on:
        # Counted for the lines that are shown, not for all before they are put in order.
        placed = Allocation.objects.filter(activity=OuterRef("pk"), period__contains=on).order_by().values("activity")
        people = Subquery(placed.annotate(n=Count("pk")).values("n"), output_field=IntegerField())
        rows = rows.filter(period__contains=on).annotate(people=Coalesce(people, 0))
    return naming(rows, words, "name", "code", "trade__name").order_by(
        "establishment__order", "kind", InOrder("name"), "id"
    )


def trades() -> QuerySet[Trade]:
    """Every specialty, with its synonyms."""
    return Trade.objects.all()


def activity_page(*, scope: Scope, pk: int, on: date, actor: Any) -> dict[str, Any] | None:
    """An activity with the people placed in it, its acts and its last sheets; nothing that the actor may not see."""
    rows = scope.filter(
        Activity.objects.select_related("establishment", "trade", "company", "responsible", "programme")
    )
    activity = seen_by(rows, actor).filter(pk=pk).first()
    if activity is None:
        return None
    enrolled = Enrolment.objects.filter(person=OuterRef("person"), kind=activity.kind, period__contains=on)
    held = custody(of=OuterRef("person"), at=activity.establishment_id, on=on)
    allocations = sorted(
        activity.allocations.select_related("person", "ending").annotate(enrolled=Exists(enrolled), held=Exists(held)),
        key=lambda item: by_name(item.person),
    )
    placed = [item for item in allocations if on in item.period]
    return {
        "activity": activity,
        "placed": placed,
        "coming": [item for item in allocations if item.period.lower and item.period.lower > on],
        "ended": [item for item in allocations if item.period.upper and item.period.upper <= on],
        "needs_enrolment": activity.kind in ("work", "study"),
        "free": activity.capacity - len(placed),
        "former_capacities": [row for row in activity.capacities.all() if row.period.upper],
        "week": [(name, f"{hours_text(m)} h") for name, m in zip(WEEKDAYS, activity.timetable, strict=True) if m],
        "authorisations": list(activity.authorisations.order_by("-on")[:12]),
        "sheets": list(activity.sheets.order_by("-month")[:12]),
    }


def by_name(person: "Person") -> tuple[str, str]:
    """The order of the book: strictly alphabetical as Spanish reads, accents aside and ñ after n."""
    return person.sort_name, person.code


def activities_in(scope: Scope) -> QuerySet[Activity]:
    """The activities of the scope."""
    return scope.filter(Activity.objects.all())


def activities_at(establishment: "Establishment") -> QuerySet[Activity]:
    """The activities of a prison, with their rotas."""
    return Activity.objects.filter(establishment=establishment).prefetch_related("rotas__shifts")


def activities_by_ids(ids: Iterable[int]) -> QuerySet[Activity]:
    """The activities of those numbers, with their rotas."""
    return Activity.objects.filter(id__in=list(ids)).prefetch_related("rotas__shifts")


def authorised_days(activities: Collection[int]) -> set[tuple[int, date]]:
    """(activity, day) of each Sunday or holiday that may count in those activities."""
    return set(RestDayAuthorisation.objects.filter(activity_id__in=activities).values_list("activity_id", "on"))


def reasons_by_number() -> dict[int, Reason]:
    return {reason.number: reason for reason in Reason.objects.all()}


def paid_reasons() -> list[int]:
    """The numbers of the marks that are paid."""
    return list(Reason.objects.filter(paid=True).values_list("number", flat=True))


def every_company() -> QuerySet[Company]:
    """Every company that gives or gave work, in order of name; what it is called is public."""
    return Company.objects.all()


def trade_names() -> dict[str, str]:
    """Code → name of every specialty, in order of name."""
    return {trade.code: trade.label for trade in Trade.objects.all()}


def every_trade() -> QuerySet[Trade]:
    """Every specialty, in order of name."""
    return Trade.objects.all()
