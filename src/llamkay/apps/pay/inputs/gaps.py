"""What keeps the paid work of a month from being worth anything, found before the close runs into it."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from llamkay.apps.activities.kinds import PayBasis
from llamkay.apps.activities.queries import activities_at, paid_reasons, scheduled_minutes
from llamkay.apps.activities.sheets.queries import rows_of_month
from llamkay.apps.pay.inputs.month import bands_within
from llamkay.apps.pay.models import Band, GradedPieces, GroupSale, Rate
from llamkay.core.values import Month
from llamkay.platform.database.search import InOrder

if TYPE_CHECKING:
    from llamkay.apps.activities.models import Activity
    from llamkay.apps.institutions.models import Establishment


# Own work pays 10 % of what it declares, and a minimum where nobody declares.
_UNRATED = (PayBasis.NONE, PayBasis.DECLARED)
_ASKING = (PayBasis.SHARE, PayBasis.TRAINING)  # these need more than a rate


@dataclass(frozen=True)
class Gap:
    """One thing that an activity lacks for its month to be paid, in a sentence that names it and says the cure."""

    activity_id: int
    text: str


def gaps(*, establishment: "Establishment", month: Month) -> list[Gap]:
    """What the close of a month would refuse for want of a rate, a sale or a timetable, by the name of the activity.

    Only what the sheets of the month hold is looked at: an activity without paid work needs no rate.
    """
    sheets = activities_at(establishment).filter(sheets__month=month.first)
    paid = list(sheets.exclude(pay_basis__in=_UNRATED).order_by(InOrder("name")))
    if not paid:
        return []
    found = _Work(paid, month)
    return [Gap(activity.pk, text) for activity in paid for text in found.lacks(activity)]


def unrated_training(*, establishment: "Establishment", month: Month) -> list[Gap]:
    """The days of a month on which a training activity with marks has no subsidy and nobody attended: what was attended
    on the others is paid, and the month can close."""
    sheets = activities_at(establishment).filter(sheets__month=month.first, pay_basis=PayBasis.TRAINING)
    activities = list(sheets.order_by(InOrder("name")))
    found = _Work(activities, month)
    text = _("{name} no tiene tarifa del {first:%d/%m/%Y} al {last:%d/%m/%Y}; nadie asistió en esos días.")
    return [
        Gap(activity.pk, text.format(name=activity.name, first=first, last=last))
        for activity in activities
        if (attended := {found.days[at] for at in found.attended(activity)})
        for first, last in found.unrated(activity)
        if not any(first <= day <= last for day in attended)
    ]


class _Work:
    """The paid work on the sheets of some activities in a month, and what says its worth."""

    def __init__(self, activities: "list[Activity]", month: Month) -> None:
        self.month, self.days = month, month.dates()
        ids = [activity.pk for activity in activities]
        self.rates: dict[tuple[int, int, int], list[Any]] = {}
        rates = Rate.objects.filter(activity__in=ids, period__overlap=(month.first, month.end))
        for activity, band, grade, period in rates.values_list("activity", "band", "grade", "period"):
            self.rates.setdefault((activity, band, grade), []).append(period)
        self.bands: dict[tuple[int, int], dict[int, int]] = {}  # (activity, person) → day, from 0, → band
        for activity, person, band, low, high in bands_within(ids, month):
            of = self.bands.setdefault((activity, person), {})
            of.update(dict.fromkeys(range((low - month.first).days, (high - month.first).days), band))
        banded = {activity for activity, _person in self.bands}
        self.graded: dict[int, list[tuple[int, int, int]]] = {}
        graded = GradedPieces.objects.filter(row__sheet__activity__in=ids, row__sheet__month=month.first)
        columns = ("row__sheet__activity", "row", "day", "grade", "pieces")
        sorted_out = set()
        for activity, row, day, grade, pieces in graded.order_by("day", "grade").values_list(*columns):
            sorted_out.add(activity)
            self.graded.setdefault(row, []).append((day, grade, pieces))
        # Nobody's marks are read where every day has its rate and nothing else can be missing.
        asking = sorted_out | banded
        read = [a.pk for a in activities if a.pay_basis in _ASKING or a.pk in asking or not self._always_rated(a)]
        self.rows: dict[int, list[Mapping[str, Any]]] = {pk: [] for pk in ids}
        rows = rows_of_month(month).filter(sheet__activity__in=read).order_by("id")
        for row in rows.values("id", "person", "sheet__activity", "minutes", "reasons", "pieces") if read else ():
            self.rows[row["sheet__activity"]].append(row)
        self.paid = set(paid_reasons()) if read else set()
        shares = [activity.pk for activity in activities if activity.pay_basis == PayBasis.SHARE]
        sales = GroupSale.objects.filter(activity__in=shares, month=month.first)
        self.sold = set(sales.values_list("activity", flat=True)) if shares else set()

    def lacks(self, activity: "Activity") -> Iterator[str]:
        """Each thing that the activity lacks, as a sentence."""
        kind = {PayBasis.PIECE: self._pieces, PayBasis.SHARE: self._share, PayBasis.TRAINING: self._training}
        yield from kind.get(activity.pay_basis, self._units)(activity)

    def _units(self, activity: "Activity") -> Iterator[str]:
        least = 1 if activity.pay_basis == PayBasis.HOUR else 0
        yield from self._rate(activity, self.attended(activity, least=least))
        yield from self._bands(activity, self._worked(activity, least))

    def attended(self, activity: "Activity", *, least: int = 1) -> set[int]:
        """The days, from 0, on which the mark of somebody in no band is paid, with so many minutes at least."""
        return {at for at, band in self._worked(activity, least) if not band}

    def _worked(self, activity: "Activity", least: int) -> set[tuple[int, int]]:
        """The days, from 0, on which somebody's mark is paid, with the band that they were in."""
        return {
            (at, self._band(activity, row, at))
            for row in self.rows[activity.pk]
            for at in range(len(self.days))
            if row["reasons"][at] in self.paid and row["minutes"][at] >= least
        }

    def _band(self, activity: "Activity", row: Mapping[str, Any], at: int) -> int:
        return self.bands.get((activity.pk, row["person"]), {}).get(at, 0)

    def _bands(self, activity: "Activity", worked: set[tuple[int, int]]) -> Iterator[str]:
        """For each band, the first day of its paid work on which it has no rate."""
        bare = sorted((band, at) for at, band in worked if band and not self._rated(activity, 1, self.days[at], band))
        first = dict(reversed(bare))
        for band, at in sorted(first.items()):
            yield _(
                "{name} no tiene tarifa de la banda «{band}» el {day:%d/%m/%Y}, y ese día tiene trabajo pagado de "
                "quien está en ella: regístrela."
            ).format(name=activity.name, band=Band(band).label, day=self.days[at])

    def _pieces(self, activity: "Activity") -> Iterator[str]:
        worked, grades, excess = set(), set(), False
        for row in self.rows[activity.pk]:
            lesser: Counter[int] = Counter()
            for day, grade, pieces in self.graded.get(row["id"], ()):
                lesser[day - 1] += pieces
                band = self._band(activity, row, day - 1)
                if grade and not self._rated(activity, grade, self.days[day - 1], band):
                    grades.add((grade, band))
            left = [row["pieces"][at] - lesser[at] for at in range(len(self.days))]
            excess = excess or min(left) < 0
            worked |= {(at, self._band(activity, row, at)) for at, count in enumerate(left) if count > 0}
        if excess:
            yield _("{name}: hay más piezas clasificadas que piezas en la planilla. Corrija la clasificación.").format(
                name=activity.name
            )
        yield from self._rate(activity, {at for at, band in worked if not band})
        yield from self._bands(activity, worked)
        for grade, band in sorted(grades):
            text = (
                _("{name} no tiene tarifa de la banda «{band}» para la calidad {grade}: regístrela.")
                if band
                else _("{name} no tiene tarifa para la calidad {grade}: regístrela.")
            )
            yield text.format(name=activity.name, grade=grade, band=Band(band).label)

    def _rate(self, activity: "Activity", worked: set[int]) -> Iterator[str]:
        for first, last in self.unrated(activity):
            days = [day for at in sorted(worked) if first <= (day := self.days[at]) <= last]
            if not days:
                continue
            text = _("{name} no tiene tarifa el {day:%d/%m/%Y}, y ese día tiene trabajo pagado: regístrela.").format(
                name=activity.name, day=days[0]
            )
            if first < last:
                text += " " + _("Le falta del {first:%d/%m/%Y} al {last:%d/%m/%Y}.").format(first=first, last=last)
            yield text

    def unrated(self, activity: "Activity") -> Iterator[tuple[date, date]]:
        """The stretches of the month, both ends included, that no rate of the first grade covers."""
        bare = [day for day in self.days if not self._rated(activity, 1, day)]
        while bare:
            n = next((n for n in range(1, len(bare)) if (bare[n] - bare[0]).days > n), len(bare))
            yield bare[0], bare[n - 1]
            bare = bare[n:]

    def _share(self, activity: "Activity") -> Iterator[str]:
        hours = self._minutes(activity) > 0
        if hours and activity.pk not in self.sold:
            yield _("{name} reparte lo que vende y no consta su venta del mes: regístrela.").format(name=activity.name)
        if not hours and activity.pk in self.sold:
            yield _("{name} tiene una venta y nadie tiene horas: revise la planilla.").format(name=activity.name)

    def _training(self, activity: "Activity") -> Iterator[str]:
        worked = self._worked(activity, 1)
        if not worked:
            return
        yield from self._rate(activity, {at for at, band in worked if not band})
        yield from self._bands(activity, worked)
        if not sum(scheduled_minutes(activity=activity, month=self.month)):
            yield _("{name} no tiene horario en el mes: regístrelo.").format(name=activity.name)

    def _minutes(self, activity: "Activity") -> int:
        rows = self.rows[activity.pk]
        return sum(
            row["minutes"][at] for row in rows for at in range(len(self.days)) if row["reasons"][at] in self.paid
        )

    def _always_rated(self, activity: "Activity") -> bool:
        return all(self._rated(activity, 1, day) for day in self.days)

    def _rated(self, activity: "Activity", grade: int, day: date, band: int = 0) -> bool:
        return any(day in period for period in self.rates.get((activity.pk, band, grade), ()))
