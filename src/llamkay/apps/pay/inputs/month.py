"""What the pay of a month rests on besides its sheets: rates, sales, grades, declarations, bonuses, courts' orders."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date

from django.db import connection
from django.db.models import F
from django.utils.translation import gettext as _

from llamkay.apps.activities.queries import activities_by_ids, scheduled_minutes
from llamkay.apps.months.queries import closes
from llamkay.apps.pay.models import (
    AlimonyOrder,
    Band,
    Bonus,
    GradedPieces,
    GroupSale,
    IncomeDeclaration,
    PlaceBand,
    Rate,
    ReparationDebt,
)
from llamkay.apps.people.queries import custody, former_identities
from llamkay.core.pay.month import (
    Alimony,
    Banded,
    BandRate,
    BonusOf,
    Declared,
    Graded,
    NoRate,
    PaidActivity,
    PayInputs,
    RateSpan,
    Reparation,
    Sale,
    Scheduled,
)
from llamkay.core.remission.month import SheetRows
from llamkay.core.values import Month
from llamkay.platform.database.bulk import Stretch, these
from llamkay.platform.months import month_name
from llamkay.platform.security import scope

REJECTED = 99  # after every grade that is paid


def of_month(
    *,
    establishment_id: int,
    month: Month,
    rows: SheetRows,
    index: Mapping[int, int],
    before: PayInputs | None = None,
) -> PayInputs:
    """Everything the pay of a month needs to know of the activities on the rows and of the people of ``index``.

    A fixed number of queries; what a basis of pay asks for is read where some activity pays by it. ``before`` is what a
    closed month was closed with: how each activity paid, for whom and by which timetable stay those of then.
    """
    stretch = Stretch.of(month)
    ids = sorted(set(rows.activity.tolist()))
    here = activities_by_ids(ids).order_by("id")
    then = {item.id: item for item in before.activities} if before else {}
    now = map(PaidActivity._make, here.values_list("id", "pay_basis", "company_id"))
    activities = tuple(then.get(item.id, item) for item in now)
    timetables = dict(before.scheduled) if before else {}
    of: dict[str, list[int]] = {}
    for item in activities:
        of.setdefault(item.basis, []).append(item.id)
    rates = Rate.objects.filter(activity_id__in=ids, period__overlap=(stretch.first, stretch.end))
    bonuses = Bonus.objects.filter(activity_id__in=ids, month=month.first).exclude(approved_by="")
    return PayInputs(
        activities=activities,
        rates=tuple(
            sorted(
                map(
                    RateSpan._make,
                    rates.filter(band=Band.PLAIN).values_list(
                        "activity_id", "amount", stretch.low, stretch.high, "grade"
                    ),
                )
            )
        ),
        band_rates=tuple(
            sorted(
                map(
                    BandRate._make,
                    rates.exclude(band=Band.PLAIN).values_list(
                        "activity_id", "band", "amount", stretch.low, stretch.high, "grade"
                    ),
                )
            )
        ),
        banded=_banded(ids, month, index),
        alimony=_alimony(index=index, stretch=stretch, month=month, establishment_id=establishment_id),
        reparations=_reparations(index=index, stretch=stretch, month=month, establishment_id=establishment_id),
        graded=_graded(rows, establishment_id, month) if "piece" in of else (),
        sales=_sales(of["share"], month.first) if "share" in of else (),
        scheduled=tuple(
            Scheduled(
                activity.pk, timetables.get(activity.pk) or sum(scheduled_minutes(activity=activity, month=month))
            )
            for activity in (here.filter(id__in=of["training"]) if "training" in of else ())
        ),
        declared=_declared(of["declared"], month.first, index) if "declared" in of else (),
        bonuses=tuple(
            sorted(
                BonusOf(activity, index[person], amount)
                for activity, person, amount in bonuses.values_list("activity_id", "person_id", "amount")
                if person in index
            )
        ),
    )


def _banded(activities: list[int], month: Month, index: Mapping[int, int]) -> tuple[Banded, ...]:
    """Who was in a band of these activities, and on which days of the month."""
    found = []
    for activity, person, band, low, high in bands_within(activities, month):
        if person in index:
            found.append(Banded(activity, index[person], band, (low - month.first).days, (high - month.first).days))
    return tuple(sorted(found))


def bands_within(activities: Iterable[int], month: Month) -> list[tuple[int, int, int, date, date]]:
    """(activity, person, band, first day, first day without) within a month, by day; one query."""
    rows = PlaceBand.objects.filter(
        allocation__activity_id__in=list(activities), period__overlap=(month.first, month.end)
    )
    columns = ("allocation__activity_id", "allocation__person_id", "band", "period", "allocation__period")
    found = []
    for activity, person, band, spell, place in rows.order_by("period", "pk").values_list(*columns):
        low = max(day for day in (spell.lower, place.lower, month.first) if day)
        high = min(day for day in (spell.upper, month.end) if day)
        if low < high:
            found.append((activity, person, band, low, high))
    return found


def _graded(rows: SheetRows, establishment_id: int, month: Month) -> tuple[Graded, ...]:
    """What was sorted out of the pieces of each row and day.

    A closed month is sorted no more: where a correction left fewer pieces, the rejected and the lowest go first.
    """
    graded = GradedPieces.objects.filter(row_id__in=these(rows.row.tolist()))
    found = sorted(map(Graded._make, graded.values_list("row_id", "day", "grade", "pieces")))
    if not found or not closes(at=establishment_id, month=month).exists():
        return tuple(found)
    left: dict[tuple[int, int], int] = {}
    at_row = {row: at for at, row in enumerate(rows.row.tolist())}
    lines = []
    for line in sorted(found, key=lambda line: line.grade or REJECTED):
        room = left.get((line.row, line.day), int(rows.pieces[at_row[line.row], line.day - 1]))
        lines.append(line._replace(pieces=min(line.pieces, room)))
        left[line.row, line.day] = room - lines[-1].pieces
    return tuple(sorted(line for line in lines if line.pieces))


def _sales(activities: list[int], month: date) -> tuple[Sale, ...]:
    sales = GroupSale.objects.filter(activity_id__in=activities, month=month)
    return tuple(sorted(map(Sale._make, sales.values_list("activity_id", F("sold") - F("costs")))))


def _declared(activities: list[int], month: date, index: Mapping[int, int]) -> tuple[Declared, ...]:
    pairs = IncomeDeclaration.objects.filter(activity_id__in=activities, month=month).values_list("person_id", "amount")
    return tuple(sorted(Declared(index[person], amount) for person, amount in pairs if person in index))


def _alimony(*, index: Mapping[int, int], stretch: Stretch, month: Month, establishment_id: int) -> tuple[Alimony, ...]:
    """Each order of the month, the later last.

    What another prison already took of the same month is taken off an amount: the order is of one month.
    """
    orders = AlimonyOrder.objects.filter(person_id__in=these(index), period__overlap=(stretch.first, stretch.end))
    rows = list(orders.order_by("person_id", "period").values_list("person_id", "amount", "percent", "case_number"))
    fixed = [person for person, amount, *_ in rows if amount is not None]
    elsewhere = _elsewhere(fixed, month=month, establishment_id=establishment_id)
    paid = _paid_elsewhere("alimony", elsewhere, month=month, establishment_id=establishment_id, ever=False)
    return tuple(
        Alimony(
            index[person],
            None if amount is None else max(amount - paid.get((person, case), 0), 0),
            percent,
            case,
        )
        for person, amount, percent, case in rows
    )


def _elsewhere(people: list[int], *, month: Month, establishment_id: int) -> list[int]:
    """Who of these people was held in another prison too that month."""
    if not people:
        return []
    with scope.elevated():
        spells = custody(within=(month.first, month.end)).filter(person_id__in=people)
        return list(spells.exclude(establishment=establishment_id).values_list("person_id", flat=True).distinct())


def _paid_elsewhere(
    kind: str, people: list[int], *, month: Month, establishment_id: int, ever: bool = True
) -> dict[tuple[int, str], int]:
    """What closes gave to each case of these people: in other prisons in the month or, with ``ever``, in any, and here
    before it; then, too, what they put into it by hand from what is theirs. So a debt is never paid twice, in whatever
    order the prisons close, and whatever the identity under which it was paid."""
    if not people:
        return {}
    found: Counter[tuple[int, str]] = Counter()
    # Every prison that ever had them, whoever closes: the case is one.
    with scope.elevated(), connection.cursor() as cursor:
        joined = former_identities(people)
        cursor.execute(
            "SELECT a.person_id, a.label, -sum(p.amount)::bigint FROM pay_account a "
            "JOIN pay_posting p ON p.account_id = a.id JOIN pay_entry e ON e.id = p.entry_id "
            "LEFT JOIN pay_entry u ON u.id = e.undoes_id WHERE a.kind = %s AND a.person_id = ANY (%s) AND ("
            "e.origin = 'close' AND (a.establishment_id <> %s AND (%s OR e.month = %s) OR %s AND e.month < %s) "
            "OR %s AND (e.origin = 'manual' OR u.origin = 'manual') AND EXISTS ("
            "SELECT 1 FROM pay_posting o JOIN pay_account w ON w.id = o.account_id "
            "WHERE o.entry_id = e.id AND w.kind IN ('available', 'savings'))) GROUP BY 1, 2",
            [kind, [*people, *joined], establishment_id, ever, month.first, ever, month.first, ever],
        )
        for person, label, total in cursor.fetchall():
            found[joined.get(person, person), label] += total
    return found


def _reparations(
    *, index: Mapping[int, int], stretch: Stretch, month: Month, establishment_id: int
) -> tuple[Reparation, ...]:
    """Each reparation running in the month, with what is left of it when known."""
    debts = ReparationDebt.objects.filter(person_id__in=these(index), period__overlap=(stretch.first, stretch.end))
    found = sorted(debts.values_list("person_id", stretch.low, stretch.high, "case_number", "amount"))
    known = [person for person, *_, amount in found if amount is not None]
    paid = _paid_elsewhere("reparation", known, month=month, establishment_id=establishment_id)
    return tuple(
        Reparation(
            index[person],
            start,
            end,
            None if amount is None else max(amount - paid.get((person, case), 0), 0),
            case,
        )
        for person, start, end, case, amount in found
    )


def lacking(lack: NoRate) -> str:
    """What an activity lacks for its month to be paid, as a sentence that names it and says the cure."""
    name = activities_by_ids([lack.activity]).get().name
    sentence = {
        "rate": _(
            "la actividad {activity} no tiene tarifa el {day:%d/%m/%Y} y la planilla tiene trabajo pagado "
            "ese día; registre la tarifa y cierre de nuevo"
        ),
        "band_rate": _(
            "la actividad {activity} no tiene tarifa de la banda «{band}» el {day:%d/%m/%Y} y la planilla tiene "
            "trabajo pagado de quien está en ella; registre la tarifa y cierre de nuevo"
        ),
        "grade_rate": _("la actividad {activity} no tiene tarifa para la calidad {grade}; regístrela"),
        "pieces": _("hay más piezas clasificadas que piezas en la planilla; corrija la clasificación"),
        "sale": _("la actividad {activity} reparte lo que vende y no consta su venta de {month}; regístrela"),
        "hours": _("la actividad {activity} tiene una venta en {month} y nadie tiene horas; revise la planilla"),
        "training": _("la actividad {activity} no tiene horario en {month}; regístrelo"),
    }[lack.lack]
    month = month_name(lack.month) if lack.month else ""
    return sentence.format(activity=name, day=lack.day, grade=lack.grade, month=month, band=Band(lack.band).label)
