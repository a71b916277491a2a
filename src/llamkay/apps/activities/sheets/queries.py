"""What the office reads of sheets; the caller's scope comes first."""

from collections.abc import Collection
from datetime import date
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import connection
from django.db.models import Case, Count, Exists, F, IntegerField, Min, OuterRef, Q, QuerySet, Value, When

from llamkay.apps.activities.areas import approved_by, filled_by, seen_by
from llamkay.apps.activities.kinds import SheetState
from llamkay.apps.activities.models import Activity, Allocation, Sheet, SheetRow
from llamkay.apps.institutions.queries import every_establishment, heading_on
from llamkay.apps.months.queries import closes
from llamkay.core.errors import Refused
from llamkay.core.values import Month
from llamkay.platform.database.search import InOrder, naming
from llamkay.platform.security.scope import Scope

if TYPE_CHECKING:
    from llamkay.apps.institutions.models import Establishment


# A sheet of more people than this is shown in parts; on paper and in its file it is whole.
ROWS_A_PART = 100


def sheets(
    *,
    scope: Scope,
    month: Month | None = None,
    state: str = "",
    kind: str = "",
    establishment_id: int | None = None,
    words: str = "",
    actor: Any = None,
) -> QuerySet[Sheet]:
    """Sheets in scope with ``people``, the ones that still wait for work first; of an actor, those that are theirs."""
    rows = scope.filter(Sheet.objects.select_related("activity__establishment"), "activity__establishment_id")
    if actor is not None:
        rows = seen_by(rows, actor, "activity__")
    if month:
        rows = rows.filter(month=month.first)
    if state:
        rows = rows.filter(state=state)
    if kind:
        rows = rows.filter(activity__kind=kind)
    if establishment_id:
        rows = rows.filter(activity__establishment_id=establishment_id)
    rows = naming(rows, words, "activity__name", "activity__code")
    return rows.annotate(people=Count("rows"), urgency=_BY_URGENCY).order_by(
        "activity__establishment__order", "urgency", "activity__kind", InOrder("activity__name")
    )


_BY_URGENCY = Case(
    *(When(state=state, then=Value(i)) for i, state in enumerate(SheetState.values)), output_field=IntegerField()
)


def to_fill(*, actor: Any, month: Month) -> QuerySet[Sheet]:
    """The open sheets of a month that wait for this person: their own; of a head, those of nobody too."""
    return filled_by(Sheet.objects.filter(month=month.first, state=SheetState.OPEN), actor, "activity__")


def to_approve(*, actor: Any, month: Month) -> QuerySet[Sheet]:
    """The sheets of a month that wait for this person's approval: of their area, and handed in by somebody else."""
    rows = Sheet.objects.filter(month=month.first, state=SheetState.SUBMITTED).exclude(submitted_by=actor.username)
    return approved_by(rows, actor, "activity__")


def waiting_counts(*, actor: Any, months: Collection[Month]) -> dict[tuple[date, str], int]:
    """How many sheets of some months wait for this person, by month and state: open to be filled, handed in to be
    approved; one query."""
    both = [which(actor=actor, month=month) for month in months for which in (to_fill, to_approve)]
    wanted = [Q(pk__in=rows.values("pk")) for rows in both if not rows.query.is_empty()]
    if not wanted:  # who neither fills nor approves
        return {}
    rows = Sheet.objects.filter(reduce(or_, wanted)).order_by().values_list("month", "state")
    return {(month, state): n for month, state, n in rows.annotate(n=Count("id"))}


def sheet_counts(*, scope: Scope, month: Month, actor: Any = None) -> dict[str, int]:
    """How many sheets of the month are in each state; of an actor, those that are theirs."""
    rows = scope.filter(Sheet.objects.filter(month=month.first), "activity__establishment_id")
    if actor is not None:
        rows = seen_by(rows, actor, "activity__")
    found = dict(rows.values_list("state").annotate(n=Count("id")))
    return {state: found.get(state, 0) for state in SheetState.values}


def missing_sheets(*, establishment_id: int, month: Month) -> QuerySet[Activity]:
    """Activities that ran in the month with somebody placed in them and have no sheet."""
    inside = (month.first, month.end)
    placed = Allocation.objects.filter(activity=OuterRef("pk"), period__overlap=inside)
    return Activity.objects.filter(establishment_id=establishment_id, period__overlap=inside).filter(
        Exists(placed), ~Exists(Sheet.objects.filter(activity=OuterRef("pk"), month=month.first))
    )


def waiting_months(scope: Scope, known: Collection[int]) -> dict[int, date]:
    """The oldest month of each prison of the scope with a sheet that no close has ended, beside prisons already known:
    years of closed sheets are not read for them."""
    rows = sheets_in(scope).exclude(activity__establishment__in=known).exclude(state=SheetState.CLOSED).order_by()
    return dict(rows.values_list("activity__establishment").annotate(first=Min("month")))


class Missing(NamedTuple):
    """An establishment and how many of its activities lack the sheet of a month."""

    establishment: "Establishment"
    sheets: int


def establishments_missing(*, scope: Scope, month: Month) -> list[Missing]:
    """The establishments in scope of which some activity lacks the month's sheet."""
    inside = (month.first, month.end)
    placed = Allocation.objects.filter(activity=OuterRef("pk"), period__overlap=inside)
    lacking = scope.filter(Activity.objects.filter(period__overlap=inside)).filter(
        Exists(placed), ~Exists(Sheet.objects.filter(activity=OuterRef("pk"), month=month.first))
    )
    counts = dict(lacking.order_by().values_list("establishment_id").annotate(n=Count("id")))
    closed = closes(at=OuterRef("pk"), since=month)  # it, or a later one: then it cannot be opened any more
    places = every_establishment().filter(~Exists(closed), pk__in=list(counts))
    return [Missing(place, counts[place.pk]) for place in places]


def find_sheet(*, scope: Scope, pk: int, actor: Any = None) -> Sheet | None:
    """A sheet in scope, of those that the actor may see where one is given, with its activity and establishment."""
    rows = scope.filter(
        Sheet.objects.select_related("activity__establishment", "activity__responsible", "activity__trade"),
        "activity__establishment_id",
    )
    return (rows if actor is None else seen_by(rows, actor, "activity__")).filter(pk=pk).first()


def ordered_rows(sheet: Sheet) -> list[SheetRow]:
    """The rows in the order of the book."""
    return list(sheet.rows.select_related("person").order_by("person__sort_name", "person__code"))


def imports_of(*, sheet: Sheet) -> QuerySet[Any]:
    """The files that filled a sheet, the newest first; ``can_undo`` while nothing changed since."""
    return sheet.batches.annotate(
        can_undo=Case(When(version_after=F("sheet__version"), undone_at=None, then=Value(1)), default=Value(0))
    ).order_by("-id")


def paper_heading(activity: Activity, month: Month) -> dict[str, str]:
    """What the printed form says on top: the institution as it was called, the title of the book."""
    try:
        name = heading_on(month.first).name
    except Refused:
        name = ""
    book = {"work": "Planilla de control laboral", "study": "Planilla de control educativo"}
    return {"institution": name, "book": book.get(activity.kind, "Planilla de control de actividades")}


def sheets_at(establishment: Any) -> QuerySet[Sheet]:
    """The sheets of a prison, or of an ``OuterRef`` that stands for one."""
    return Sheet.objects.filter(activity__establishment=establishment)


def every_sheet() -> QuerySet[Sheet]:
    """Every sheet that the row security in force shows."""
    return Sheet.objects.all()


def sheets_in(scope: Scope) -> QuerySet[Sheet]:
    """The sheets of the scope."""
    return scope.filter(Sheet.objects.all(), "activity__establishment_id")


def rows_of(activity: Any, month: Month) -> QuerySet[SheetRow]:
    """The rows of the sheet of a month of an activity, or of an ``OuterRef`` that stands for one."""
    return rows_of_month(month).filter(sheet__activity=activity)


def rows_of_month(month: Month) -> QuerySet[SheetRow]:
    """The rows of every sheet of a month."""
    return SheetRow.objects.filter(sheet__month=month.first)


def marked_days(*, person: Any, at: Any, since: date) -> list[tuple[date, int, bool]]:
    """The days from one on with a mark of somebody in a prison, as corrected: minutes, whether the month is closed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT s.month + d.at::int - 1, sum(d.minutes)::int, s.state = 'closed' FROM activities_effectiverow r "
            "JOIN activities_sheet s ON s.id = r.sheet_id JOIN activities_activity a ON a.id = s.activity_id "
            "CROSS JOIN LATERAL unnest(r.minutes, r.reasons) WITH ORDINALITY AS d(minutes, reason, at) "
            "WHERE r.person_id = %s AND a.establishment_id = %s AND s.month >= date_trunc('month', %s::date) "
            "AND (d.minutes > 0 OR d.reason > 0) AND s.month + d.at::int - 1 >= %s GROUP BY 1, 3 ORDER BY 1",
            [person.pk, at.pk, since, since],
        )
        found: list[tuple[date, int, bool]] = cursor.fetchall()
    return found


def present_days(person: int, activity: Activity, *, since: date) -> list[date]:
    """The days from one on that somebody is marked as having come to an activity, as corrected."""
    with connection.cursor() as cursor:
        cursor.execute(_PRESENT, {"person": person, "activity": activity.pk, "since": since})
        return [day for (day,) in cursor.fetchall()]


def people_present(activity: Activity, on: date) -> int:
    """How many people are marked as having come to an activity on a day, as corrected."""
    return len(who_came(activity, on))


def who_came(activity: Activity, on: date) -> set[int]:
    """Who is marked as having come to an activity on a day, as corrected."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT r.person_id FROM activities_effectiverow r JOIN activities_sheet s ON s.id = r.sheet_id "
            "JOIN activities_reason x ON x.number = r.reasons[%s] AND x.present "
            "WHERE s.activity_id = %s AND s.month = %s",
            [on.day, activity.pk, on.replace(day=1)],
        )
        return {person for (person,) in cursor.fetchall()}


_PRESENT = """
    SELECT s.month + d.at::int - 1 FROM activities_effectiverow r JOIN activities_sheet s ON s.id = r.sheet_id
    CROSS JOIN LATERAL unnest(r.reasons) WITH ORDINALITY AS d(reason, at)
    JOIN activities_reason x ON x.number = d.reason AND x.present
    WHERE r.person_id = %(person)s AND s.activity_id = %(activity)s
      AND s.month >= date_trunc('month', %(since)s::date) AND s.month + d.at::int - 1 >= %(since)s ORDER BY 1
"""
