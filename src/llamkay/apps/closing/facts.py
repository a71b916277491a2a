"""What a month close rests on besides the sheets, read in a fixed number of queries and kept with the close.

The facts are plain lists (days are offsets in the month, half-open), so that a closed month can be recomputed
years later from its locked sheets and the facts as they were known, whatever has been corrected since.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
from django.db import connection
from django.db.models import F, IntegerField, Q
from django.db.models.expressions import RawSQL

from llamkay.apps.activities.models import Activity, Adjustment, Enrolment, Reason, RestDayAuthorisation
from llamkay.apps.activities.queries import scheduled_minutes
from llamkay.apps.education.models import MonthlyMark
from llamkay.apps.pay.models import (
    AlimonyOrder,
    Bonus,
    GradedPieces,
    GroupSale,
    IncomeDeclaration,
    Rate,
    ReparationDebt,
)
from llamkay.apps.people.models import Conviction, CustodySpell, IsolationSpell, StageEvaluation, StageSpell
from llamkay.apps.remission.models import DayCount
from llamkay.core.values import Month
from llamkay.platform.security import scope

KINDS = ("work", "study")
Facts = dict[str, Any]


@dataclass(frozen=True)
class SheetRows:
    """The sheets of an establishment and month as matrices: one row a person and activity, one column a day."""

    row: np.ndarray  # (r,) id of the sheet row
    person: np.ndarray  # (r,) id
    activity: np.ndarray  # (r,) id
    minutes: np.ndarray  # (r, d) int16
    reasons: np.ndarray  # (r, d) uint8
    pieces: np.ndarray  # (r, d) int32


def sheet_rows(
    *, establishment_id: int, month: Month, people: Iterable[int] | None = None, applied_until: int | None = None
) -> SheetRows:
    """Read the rows of a month in one query, corrected by adjustments.

    ``people`` limits the rows. ``applied_until`` leaves out adjustments applied by closes after that one;
    without it every adjustment counts, pending ones too.
    """
    condition, values = "", [establishment_id, month.first]
    if people is not None:
        condition, values = " AND r.person_id = ANY (%s)", [*values, list(people)]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT r.id, r.person_id, s.activity_id, r.minutes, r.reasons, r.pieces FROM activities_sheetrow r "
            "JOIN activities_sheet s ON s.id = r.sheet_id JOIN activities_activity a ON a.id = s.activity_id "
            f"WHERE a.establishment_id = %s AND s.month = %s{condition} ORDER BY r.id",
            values,
        )
        found = cursor.fetchall()
    days = month.days
    ids = np.array([item[0] for item in found], dtype=np.int64)
    rows = SheetRows(
        row=ids,
        person=np.array([item[1] for item in found], dtype=np.int64),
        activity=np.array([item[2] for item in found], dtype=np.int64),
        minutes=np.array([item[3] for item in found], dtype=np.int16).reshape(-1, 31)[:, :days].copy(),
        reasons=np.array([item[4] for item in found], dtype=np.uint8).reshape(-1, 31)[:, :days].copy(),
        pieces=np.array([item[5] for item in found], dtype=np.int32).reshape(-1, 31)[:, :days].copy(),
    )
    at = {row: index for index, row in enumerate(ids.tolist())}
    adjustments = Adjustment.objects.filter(
        row__sheet__activity__establishment_id=establishment_id, row__sheet__month=month.first
    )
    if applied_until is not None:
        adjustments = adjustments.filter(applied_in_id__lte=applied_until)
    for row, day, minutes, reason, pieces in adjustments.order_by("id").values_list(
        "row_id", "day", "minutes", "reason", "pieces"
    ):
        if row in at and day <= days:
            rows.minutes[at[row], day - 1] = minutes
            rows.reasons[at[row], day - 1] = reason
            rows.pieces[at[row], day - 1] = pieces
    return rows


def load(
    *,
    establishment_id: int,
    month: Month,
    rows: SheetRows,
    also: Iterable[int] = (),
    carry: dict[Any, int] | None = None,
) -> Facts:
    """Everything the close needs to know of the people and activities on the rows, and of the people in ``also``."""
    people = sorted({*rows.person.tolist(), *also})
    index = {person: i for i, person in enumerate(people)}
    activities = sorted(set(rows.activity.tolist()))
    mine = Q(person_id__in=these(people))
    clip = Clip(first=month.first, days=month.days)

    def spells(queryset: Any, *columns: str) -> list[list[Any]]:
        return spells_of(queryset, *columns, index=index, clip=clip)

    cases, case_of = _cases(people)
    return {
        "people": people,
        "custody": spells(CustodySpell.objects.filter(establishment_id=establishment_id)),
        "enrolled": [[i, KINDS.index(kind), a, b] for i, kind, a, b in spells(Enrolment.objects.all(), "kind")],
        "isolated": spells(IsolationSpell.objects.all()),
        "stages": spells(StageSpell.objects.all(), "regime", "stage"),
        "accumulates": accumulating(index=index, clip=clip),
        "carry": sorted([index[p], kind, value] for (p, kind), value in (carry or {}).items() if p in index),
        "cases": cases,
        "case_of": case_of,
        "reparation": _reparations(index=index, clip=clip, month=month, establishment_id=establishment_id),
        "alimony": _alimony(index=index, clip=clip, month=month, establishment_id=establishment_id),
        "activities": [
            list(item)
            for item in Activity.objects.filter(id__in=activities)
            .order_by("id")
            .values_list("id", "kind", "place", "pay_basis", "company_id")
        ],
        "rates": sorted(
            map(
                list,
                Rate.objects.filter(activity_id__in=activities, period__overlap=(clip.first, clip.end)).values_list(
                    "activity_id", "amount", clip.low, clip.high, "grade"
                ),
            )
        ),
        "authorised": sorted(
            [activity, on.day - 1]
            for activity, on in RestDayAuthorisation.objects.filter(
                activity_id__in=activities, on__gte=month.first, on__lt=month.end
            ).values_list("activity_id", "on")
        ),
        "passed": sorted(
            [activity, index[person]]
            for activity, person in MonthlyMark.objects.filter(
                mine, activity_id__in=activities, month=month.first, passed=True
            ).values_list("activity_id", "person_id")
        ),
        "reasons": [
            list(item) for item in Reason.objects.values_list("number", "present", "paid", "counts", "expelled")
        ],
        **_work_facts(rows=rows, index=index, activities=activities, month=month),
    }


def these(ids: Iterable[int]) -> RawSQL:
    """Ids as one array: a list of thousands of parameters costs more than the query."""
    return RawSQL("SELECT unnest(%s::bigint[])", [list(ids)])


@dataclass(frozen=True)
class Clip:
    """A stretch of days, and the half-open offsets in it of a row's ``period``, which the database works out."""

    first: date
    days: int

    @property
    def end(self) -> date:
        return self.first + timedelta(days=self.days)

    @property
    def low(self) -> RawSQL:
        return RawSQL("greatest(coalesce(lower(period) - %s, 0), 0)", [self.first], IntegerField())

    @property
    def high(self) -> RawSQL:
        return RawSQL("least(coalesce(upper(period) - %s, %s), %s)", [self.first, self.days, self.days], IntegerField())


def spells_of(queryset: Any, *columns: str, index: dict[int, int], clip: Clip) -> list[list[Any]]:
    """Each spell of the people as their index, the columns, and the offsets of its days inside the stretch."""
    rows = queryset.filter(person_id__in=these(index), period__overlap=(clip.first, clip.end))
    return sorted(
        [index[person], *rest] for person, *rest in rows.values_list("person_id", *columns, clip.low, clip.high)
    )


def _cases(people: list[int]) -> tuple[list[dict[str, Any]], list[int]]:
    """The distinct legal cases and, for each person, which one it is; thousands of people are a few hundred cases."""
    found: dict[int, list[tuple[Any, ...]]] = {}
    flags: dict[int, tuple[bool, bool]] = {}
    for person, offence, paragraph, tags, committed, final, recidivist, habitual in (
        Conviction.objects.filter(person_id__in=these(people))
        .order_by("person_id", "id")
        .values_list("person_id", "offence", "paragraph", "tags", "committed_on", "final_on", "recidivist", "habitual")
    ):
        found.setdefault(person, []).append((offence, paragraph, tuple(sorted(tags)), _iso(committed), _iso(final)))
        before = flags.get(person, (False, False))
        flags[person] = (before[0] or recidivist, before[1] or habitual)
    number: dict[Any, int] = {}
    case_of = []
    for person in people:
        key = (flags.get(person, (False, False)), tuple(sorted(found.get(person, []), key=str)))
        case_of.append(number.setdefault(key, len(number)))
    cases = [
        {
            "recidivist": recidivist,
            "habitual": habitual,
            "convictions": [
                {"offence": o, "paragraph": p, "tags": list(t), "committed_on": c, "final_on": f}
                for o, p, t, c, f in convictions
            ],
        }
        for (recidivist, habitual), convictions in number
    ]
    return cases, case_of


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def accumulating(*, index: dict[int, int], clip: Clip) -> list[list[int]]:
    """Days on which work and study may both count: minimum stage with three favourable evaluations in a row.

    Código de Ejecución Penal art. 47 (TUO art. 52), text of D.Leg 1585, from 23 November 2023.
    """
    since = (date(2023, 11, 23) - clip.first).days
    if since >= clip.days:
        return []
    evaluations: dict[int, list[tuple[int, bool]]] = {}
    for person, on, favourable in (
        StageEvaluation.objects.filter(person_id__in=these(index), on__lt=clip.end)
        .order_by("person_id", "on")
        .values_list("person_id", "on", "favourable")
    ):
        evaluations.setdefault(person, []).append(((on - clip.first).days, favourable))
    minimum = spells_of(StageSpell.objects.filter(stage="minimum"), index={p: p for p in evaluations}, clip=clip)
    found = []
    for person, a, b in minimum:
        for low, high in _three_in_a_row(evaluations[person], clip.days):
            low, high = max(low, a, since), min(high, b)
            if low < high:
                found.append([index[person], low, high])
    return sorted(found)


def _three_in_a_row(evaluations: list[tuple[int, bool]], days: int) -> list[tuple[int, int]]:
    """The spans of days on which the last three evaluations are favourable."""
    spans: list[tuple[int, int]] = []
    for at in range(2, len(evaluations)):
        if not all(favourable for _, favourable in evaluations[at - 2 : at + 1]):
            continue
        start = evaluations[at][0]
        end = evaluations[at + 1][0] if at + 1 < len(evaluations) else days
        if spans and spans[-1][1] == start:
            start = spans.pop()[0]
        spans.append((start, end))
    return spans


def carries(*, people: Iterable[int]) -> dict[tuple[int, int], int]:
    """The minutes each person and kind brings along: what the latest count of the latest month left over."""
    latest = (
        DayCount.objects.filter(person_id__in=these(people))
        .order_by("person_id", "kind", "-month", "-id")
        .distinct("person_id", "kind")
        .values_list("person_id", "kind", "carry_out")
    )
    return {(person, KINDS.index(kind)): minutes for person, kind, minutes in latest}


def _work_facts(*, rows: SheetRows, index: dict[int, int], activities: list[int], month: Month) -> Facts:
    """What pay needs besides marks and rates, where a basis asks for it: grades, sales, bonuses, declarations."""
    here = Activity.objects.filter(id__in=activities)
    of: dict[str, list[int]] = {}
    for activity, basis in here.exclude(pay_basis__in=("none", "hour", "day")).values_list("id", "pay_basis"):
        of.setdefault(basis, []).append(activity)
    found: Facts = {}
    if "piece" in of:
        graded = GradedPieces.objects.filter(row_id__in=these(rows.row.tolist()))
        found["graded"] = sorted(map(list, graded.values_list("row_id", "day", "grade", "pieces")))
    if "share" in of:
        sales = GroupSale.objects.filter(activity_id__in=of["share"], month=month.first)
        found["sales"] = sorted(map(list, sales.values_list("activity_id", F("sold") - F("costs"))))
    if "training" in of:
        found["scheduled"] = [
            [activity.pk, sum(scheduled_minutes(activity=activity, month=month))]
            for activity in here.filter(id__in=of["training"]).order_by("id")
        ]
    if "declared" in of:
        told = IncomeDeclaration.objects.filter(activity_id__in=of["declared"], month=month.first)
        pairs = told.values_list("person_id", "amount")
        found["declared"] = sorted([index[person], amount] for person, amount in pairs if person in index)
    given = Bonus.objects.filter(activity_id__in=activities, month=month.first).exclude(approved_by="")
    found["bonuses"] = sorted(
        [activity, index[person], amount]
        for activity, person, amount in given.values_list("activity_id", "person_id", "amount")
        if person in index
    )
    return {name: value for name, value in found.items() if value}


def _alimony(*, index: dict[int, int], clip: Clip, month: Month, establishment_id: int) -> list[list[Any]]:
    """Each order of the month, the later last: person, céntimos and case; of a percentage, no céntimos and it last.

    What another prison already took of the same month is taken off: the order is of one month.
    """
    orders = AlimonyOrder.objects.filter(person_id__in=these(index), period__overlap=(clip.first, clip.end))
    rows = list(orders.order_by("person_id", "period").values_list("person_id", "amount", "percent", "case_number"))
    fixed = [person for person, amount, *_ in rows if amount is not None]
    elsewhere = _elsewhere(fixed, month=month, establishment_id=establishment_id)
    given = _given("alimony", elsewhere, month=month, establishment_id=establishment_id, earlier=False)
    found: list[list[Any]] = []
    for person, amount, percent, case in rows:
        if amount is None:
            found.append([index[person], None, case, percent])
        else:
            found.append([index[person], max(amount - given.get((person, case), 0), 0), case])
    return found


def _elsewhere(people: list[int], *, month: Month, establishment_id: int) -> list[int]:
    """Who of these people was held in another prison too that month."""
    if not people:
        return []
    with scope.elevated():
        spells = CustodySpell.objects.filter(person_id__in=people, period__overlap=(month.first, month.end))
        return list(spells.exclude(establishment=establishment_id).values_list("person_id", flat=True).distinct())


def _given(
    kind: str, people: list[int], *, month: Month, establishment_id: int, earlier: bool = True
) -> dict[tuple[int, str], int]:
    """What closes gave to each case of these people: in the month in other prisons, and ``earlier`` anywhere."""
    if not people:
        return {}
    # Every prison that ever had them, whoever closes: the case is one.
    with scope.elevated(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT a.person_id, a.label, -sum(p.amount)::bigint FROM pay_account a "
            "JOIN pay_posting p ON p.account_id = a.id JOIN pay_entry e ON e.id = p.entry_id "
            "WHERE a.kind = %s AND a.person_id = ANY (%s) AND e.origin = 'close' "
            "AND (e.month < %s AND %s OR e.month = %s AND a.establishment_id <> %s) GROUP BY 1, 2",
            [kind, people, month.first, earlier, month.first, establishment_id],
        )
        return {(person, label): total for person, label, total in cursor.fetchall()}


def _reparations(*, index: dict[int, int], clip: Clip, month: Month, establishment_id: int) -> list[list[Any]]:
    """Each reparation running in the month: person, first and last day, what is left of it when known, its case."""
    debts = ReparationDebt.objects.filter(person_id__in=these(index), period__overlap=(clip.first, clip.end))
    found = sorted(
        [index[person], a, b, amount, case, person]
        for person, amount, case, a, b in debts.values_list("person_id", "amount", "case_number", clip.low, clip.high)
    )
    known = [person for *_, amount, _case, person in found if amount is not None]
    given = _given("reparation", known, month=month, establishment_id=establishment_id)
    return [
        [i, a, b, None if amount is None else max(amount - given.get((person, case), 0), 0), case]
        for i, a, b, amount, case, person in found
    ]
