"""Reads of rates and of the pay inputs of a month: what each activity pays and what its close still lacks."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from llamkay.apps.activities.kinds import PayBasis
from llamkay.apps.activities.places.queries import placements
from llamkay.apps.activities.queries import activities_at, activities_in
from llamkay.apps.activities.sheets.queries import rows_of
from llamkay.apps.months.queries import closes, first_open_day
from llamkay.apps.pay.inputs.services import GRADES
from llamkay.apps.pay.inputs.work import paid_days
from llamkay.apps.pay.models import Bonus, GradedPieces, GroupSale, IncomeDeclaration, Rate
from llamkay.apps.pay.rates.bands import bands_of
from llamkay.apps.pay.rates.services import RATED, late, paid_by
from llamkay.apps.people.queries import people_by_ids
from llamkay.core.values import Month
from llamkay.platform.database.search import InOrder, naming
from llamkay.platform.models import LoggedAction
from llamkay.platform.security.scope import Scope

if TYPE_CHECKING:
    from llamkay.apps.activities.models import Activity
    from llamkay.apps.institutions.models import Establishment
    from llamkay.apps.people.models import Person


UNITS = {
    "hour": gettext_lazy("por hora"),
    "day": gettext_lazy("por día"),
    "piece": gettext_lazy("por pieza"),
    "training": gettext_lazy("al mes"),
}
SORTS: Mapping[str, tuple[str | Combinable, ...]] = {
    "": ("establishment__order", InOrder("name")),
    "tarifa": (F("rate").desc(nulls_last=True), InOrder("name")),
}


def paid_activities(
    *, scope: Scope, month: Month, words: str = "", basis: str = "", lacking: bool = False, sort: str = ""
) -> "QuerySet[Activity]":
    """The activities that pay in a month, each with its last ``rate``, ``sold``, ``placed``, ``declared``,
    ``waiting`` bonuses and whether the month is ``closed``; ``lacking`` keeps those whose pay is not known yet."""
    rows = activities_in(scope).select_related("establishment", "company")
    rows = rows.filter(period__overlap=(month.first, month.end)).exclude(pay_basis=PayBasis.NONE)
    rates = Rate.objects.filter(activity=OuterRef("pk"), grade=1, band=0, period__overlap=(month.first, month.end))
    placed = placements(in_=OuterRef("pk"), within=(month.first, month.end))
    declarations = declared(OuterRef("pk"), month)
    sales = GroupSale.objects.filter(activity=OuterRef("pk"), month=month.first)
    bonuses = Bonus.objects.filter(activity=OuterRef("pk"), month=month.first, approved_by="")
    rows = rows.annotate(
        rate=Subquery(rates.order_by("-period").values("amount")[:1]),
        sold=Subquery(sales.values(left=F("sold") - F("costs"))),
        placed=_count(placed, "person"),
        declared=_count(declarations, "person"),
        waiting=_count(bonuses, "pk"),
        closed=Exists(closes(at=OuterRef("establishment"), since=month).order_by()),
    )
    if basis in PayBasis.values:
        rows = rows.filter(pay_basis=basis)
    if lacking:
        rows = rows.filter(
            Q(pay_basis__in=RATED, rate=None)
            | Q(pay_basis=PayBasis.SHARE, sold=None)
            | Q(pay_basis=PayBasis.DECLARED, declared__lt=F("placed"))
            | Q(waiting__gt=0),
            closed=False,
        )
    return naming(rows, words, "name", "code").order_by(*SORTS.get(sort, SORTS[""]))


def waiting_bonuses(establishment: "Establishment", month: Month) -> QuerySet[Bonus]:
    """The bonuses of a month of a prison that nobody has approved."""
    return Bonus.objects.filter(activity__in=activities_at(establishment), month=month.first, approved_by="")


def declared(activity: Any, month: Month) -> QuerySet[IncomeDeclaration]:
    """What was declared of a month of an activity, or of an ``OuterRef`` that stands for one."""
    return IncomeDeclaration.objects.filter(activity=activity, month=month.first)


def _count(rows: QuerySet[Any], column: str) -> Coalesce:
    counted = rows.order_by().values("activity").annotate(n=Count(column, distinct=True)).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def lacks(activity: Any) -> str:
    """What a row of ``paid_activities`` still lacks for its month, in a few words; empty where nothing."""
    if activity.closed:
        return ""
    if activity.pay_basis in RATED and activity.rate is None:
        return _("falta la tarifa")
    if activity.pay_basis == PayBasis.SHARE and activity.sold is None:
        return _("falta la venta")
    if activity.pay_basis == PayBasis.DECLARED and activity.declared < activity.placed:
        return _("faltan {n} de {all} declaraciones").format(n=activity.placed - activity.declared, all=activity.placed)
    return _("hay bonificaciones por aprobar") if activity.waiting else ""


def activity(*, scope: Scope, pk: int) -> "Activity | None":
    """An activity of the scope that pays."""
    rows = activities_in(scope).select_related("establishment", "company")
    return rows.filter(pk=pk).exclude(pay_basis=PayBasis.NONE).first()


def month_inputs(*, activity: "Activity", month: Month, today: date) -> dict[str, Any]:
    """Rates with their history, the inputs of one month, and what was done to them."""
    first = first_open_day(activity.establishment_id)
    written = list(Rate.objects.filter(activity=activity).order_by("band", "grade", "-period"))
    begun = [rate.period.lower for rate in written if late(rate, first)]
    paid = paid_days(activity.pk, since=min(begun)) if begun else set()
    rates = [
        {
            "rate": rate,
            "running": today in rate.period,
            "to_come": rate.period.lower > today,
            "late": late(rate, first),
            "removable": not late(rate, first) or not paid_by(rate, paid),
        }
        for rate in written
    ]
    bands = bands_of(activity) if activity.pay_basis in RATED else []
    declared = IncomeDeclaration.objects.filter(activity=activity, month=month.first).select_related("person")
    people = placed_people(activity, month)
    return {
        "rates": rates,
        "bands": bands,
        "banded": bool(bands) or any(rate.band for rate in written),
        "unit": UNITS.get(activity.pay_basis, ""),
        "sale": GroupSale.objects.filter(activity=activity, month=month.first).first(),
        "bonuses": Bonus.objects.filter(activity=activity, month=month.first).select_related("person").order_by("-id"),
        "declared": sorted(declared, key=lambda item: item.person.sort_name),
        "undeclared": people.exclude(declarations__activity=activity, declarations__month=month.first)
        if activity.pay_basis == PayBasis.DECLARED
        else people.none(),
        "people": people,
        "grades": _grades(activity, month) if activity.pay_basis == PayBasis.PIECE else [],
        "closed": first is not None and month.first < first,
        "open_since": first,
        "history": LoggedAction.objects.filter(target=f"activity:{activity.pk}", verb__startswith="pay.").order_by(
            "-id"
        )[:30],
    }


def placed_people(activity: "Activity", month: Month) -> "QuerySet[Person]":
    """Everybody with a place in the activity in a month, or a row on its sheet."""
    placed = placements(in_=activity, within=(month.first, month.end))
    rows = rows_of(activity, month)
    return people_by_ids(placed.values("person").union(rows.values("person"))).order_by("sort_name")


def _grades(activity: "Activity", month: Month) -> list[dict[str, Any]]:
    """Each day with pieces: how many were made and how many were told to be of each lower grade."""
    made = [0] * 31
    for row in rows_of(activity, month):
        made = [a + b for a, b in zip(made, row.pieces, strict=True)]
    pieces_of: dict[tuple[int, int], int] = {}
    graded = GradedPieces.objects.filter(row__sheet__activity=activity, row__sheet__month=month.first)
    for day, grade, pieces in graded.values_list("day", "grade", "pieces"):
        pieces_of[day, grade] = pieces_of.get((day, grade), 0) + pieces
    return [
        {"day": day, "made": made[day - 1], "graded": [pieces_of.get((day, grade), 0) for grade in GRADES]}
        for day in range(1, month.days + 1)
        if made[day - 1] or any((day, grade) in pieces_of for grade in GRADES)
    ]


def graded_day(*, activity: "Activity", month: Month, day: int) -> list[dict[str, Any]]:
    """The rows with pieces on a day, with what was told of their quality."""
    rows = rows_of(activity, month).select_related("person")
    graded = {
        (row, grade): pieces
        for row, grade, pieces in GradedPieces.objects.filter(
            row__sheet__activity=activity, row__sheet__month=month.first, day=day
        ).values_list("row_id", "grade", "pieces")
    }
    return [
        {
            "row": row,
            "person": row.person,
            "made": row.pieces[day - 1],
            "graded": [(grade, graded.get((row.pk, grade), 0)) for grade in GRADES],
        }
        for row in sorted(rows, key=lambda row: row.person.sort_name)
        if row.pieces[day - 1]
    ]
