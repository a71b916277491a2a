"""How full each sheet of a month is, against what its timetable asks and against the month before; what is unusual."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from numpy.typing import NDArray

from llamkay.apps.activities.inputs import sheet_rows
from llamkay.apps.activities.kinds import Kind, PayBasis, SheetState
from llamkay.apps.activities.places.queries import placements
from llamkay.apps.activities.queries import authorised_days, reasons_by_number, rest_days, scheduled_minutes, with_rotas
from llamkay.apps.activities.sheets.queries import sheets_at
from llamkay.apps.education.queries import marked_in
from llamkay.apps.people.queries import custody
from llamkay.core.remission.month import SheetRows
from llamkay.core.values import Month
from llamkay.platform import clock
from llamkay.platform.database.search import InOrder

if TYPE_CHECKING:
    from llamkay.apps.activities.models import Sheet
    from llamkay.apps.institutions.models import Establishment

_Array = NDArray[Any]
# A third of its people without a mark, or half of its cells, is no longer somebody's illness: somebody must say why.
FEW_PEOPLE, FEW_CELLS = 1 / 3, 1 / 2
# Against the month before: less than half of the marks for each person, where there were enough to compare.
FALL, ENOUGH = 1 / 2, 5


@dataclass(frozen=True)
class Filling:
    """One sheet of a month: what it should hold, what it holds, and what the month before held."""

    sheet: "Sheet"
    people: int
    expected: int  # people of whom the timetable asks something
    came: int  # people who came on some day
    due: int  # days of people that the timetable asks to be marked
    marked: int  # of them, those that have a mark
    present: int  # marks of somebody who came, on any day
    pieces: int
    unmarked: int  # people of whom nothing is written
    pieceless: int  # people who came to piece work and made nothing
    ungraded: int  # people who came to class and have no mark of study
    before: int | None = None  # marks of the month before, of somebody who came; nothing without a sheet
    people_before: int = 0
    unpaid: bool = False  # paid by the clock, people came, and nobody has an hour that is paid

    @property
    def share(self) -> float | None:
        """How full it is, 0 to 1; nothing where the timetable asks for no mark."""
        return self.marked / self.due if self.due else None

    @property
    def percent(self) -> int | None:
        """The share in hundredths, as it is shown."""
        return percent(self.marked, self.due)

    @property
    def by_piece(self) -> bool:
        """Whether its people are paid by what they make."""
        return bool(self.sheet.activity.pay_basis == PayBasis.PIECE)

    @property
    def change(self) -> int | None:
        """Marks of somebody who came, more or fewer than the month before."""
        return None if self.before is None else self.present - self.before

    @cached_property
    def unusual(self) -> list[str]:
        """What is emptier than it should be, each in a sentence; nothing of a sheet that is as it should be."""
        return list(self._unusual())

    def _unusual(self) -> Iterator[str]:
        if self.expected and self.unmarked == self.expected:
            yield _("Nadie tiene marcas.")
        elif self.unmarked and self.unmarked >= FEW_PEOPLE * self.expected:
            text = ngettext(
                "%(n)s persona no tiene ninguna marca.", "%(n)s personas no tienen ninguna marca.", self.unmarked
            )
            yield text % {"n": self.unmarked}
        elif self.share is not None and self.share < FEW_CELLS:
            yield _("Falta más de la mitad de las marcas.")
        if self.pieceless and self.pieceless >= FEW_PEOPLE * self.came:
            text = ngettext(
                "%(n)s persona vino y no tiene piezas.", "%(n)s personas vinieron y no tienen piezas.", self.pieceless
            )
            yield text % {"n": self.pieceless}
        if self.ungraded and self.ungraded >= FEW_PEOPLE * self.came:
            text = ngettext(
                "%(n)s estudiante vino y no tiene nota: sus días no se computarán.",
                "%(n)s estudiantes vinieron y no tienen nota: sus días no se computarán.",
                self.ungraded,
            )
            yield text % {"n": self.ungraded}
        if self.unpaid:
            yield _("Es trabajo pagado y no pagaría nada.")
        if self._fell:
            yield _("Tiene menos de la mitad de las asistencias por persona que el mes anterior.")

    @property
    def _fell(self) -> bool:
        if not self.before or not self.people or not self.came:
            return False
        once = self.before / max(self.people_before, 1)
        return once >= ENOUGH and self.present / self.people < FALL * once


@dataclass(frozen=True)
class MonthSheets:
    """The sheets of a month of a prison, those still to be handed in first, and who is on some and marked on none."""

    sheets: list[Filling]
    without: list[int]

    @property
    def unusual(self) -> dict[int, str]:
        """Sheet → what is unusual of it, in sentences."""
        return {each.sheet.pk: " ".join(each.unusual) for each in self.sheets if each.unusual}

    def totals(self) -> dict[str, Any]:
        """What the foot of the table of sheets says."""
        due, marked = sum(each.due for each in self.sheets), sum(each.marked for each in self.sheets)
        before = [each.before for each in self.sheets if each.before is not None]
        return {
            "due": due,
            "marked": marked,
            "percent": percent(marked, due),
            "present": sum(each.present for each in self.sheets),
            "pieces": sum(each.pieces for each in self.sheets),
            "before": sum(before) if before else None,
            "submitted": sum(each.sheet.state == SheetState.SUBMITTED for each in self.sheets),
        }


def percent(marked: int, due: int) -> int | None:
    """How full, as it is shown: 100 only where nothing is missing, 0 only where nothing is there.

    >>> percent(999, 1000), percent(1, 1000), percent(0, 10), percent(10, 10), percent(0, 0)
    (99, 1, 0, 100, None)
    """
    if not due:
        return None
    return min(max(round(100 * marked / due), int(marked > 0)), 99 if marked < due else 100)


def month_sheets(establishment: "Establishment", month: Month) -> MonthSheets:
    """Every sheet of the month, in a number of queries that does not grow."""
    sheets = list(
        sheets_at(establishment)
        .filter(month=month.first)
        .select_related("activity__responsible")
        .order_by(InOrder("activity__name"))
    )
    rows = sheet_rows(establishment_id=establishment.pk, month=month)
    due = _due(sheets, rows, establishment, month)
    meaning = np.zeros((2, 256), dtype=np.bool_)
    for number, reason in reasons_by_number().items():
        meaning[:, number] = number and reason.present, number and reason.paid
    there, paid = meaning
    work = _Month(rows, due, there, paid, marked_in([sheet.activity_id for sheet in sheets], month))
    earlier = _came(establishment, month.previous(), there)
    order = list(SheetState.values)
    found = [work.filling(sheet, earlier.get(sheet.activity_id)) for sheet in sheets]
    marked = set(rows.person[(rows.reasons > 0).any(axis=1)].tolist())
    without = sorted(set(rows.person[due.any(axis=1)].tolist()) - marked)
    return MonthSheets(sorted(found, key=lambda each: order.index(each.sheet.state)), without)


@dataclass(frozen=True)
class _Month:
    """The rows of a month, which of their cells the timetable asks to be marked, which marks are of somebody who came
    and which are paid, and (class, person) of the marks of study."""

    rows: SheetRows
    due: _Array
    there: _Array
    paid: _Array
    graded: set[tuple[int, int]]

    def filling(self, sheet: "Sheet", before: tuple[int, int] | None) -> Filling:
        """How full one sheet is; ``before`` is the month before, as marks and people."""
        activity = sheet.activity
        at = np.flatnonzero(self.rows.activity == activity.pk)
        reasons, due, pieces = self.rows.reasons[at], self.due[at], self.rows.pieces[at]
        came, worth = self.there[reasons], self.paid[reasons]
        if activity.pay_basis == PayBasis.HOUR:
            worth &= self.rows.minutes[at] > 0
        present, expected, written = came.any(axis=1), due.any(axis=1), (reasons > 0).any(axis=1)
        students = self.rows.person[at][present].tolist() if activity.kind == Kind.STUDY else []
        clocked = activity.pay_basis in (PayBasis.HOUR, PayBasis.DAY)
        by_piece = activity.pay_basis == PayBasis.PIECE
        return Filling(
            sheet=sheet,
            people=len(at),
            expected=int(expected.sum()),
            came=int(present.sum()),
            due=int(due.sum()),
            marked=int((due & (reasons > 0)).sum()),
            present=int(came.sum()),
            pieces=int(pieces.sum()),
            unmarked=int((expected & ~written).sum()),
            pieceless=int((present & ~(pieces > 0).any(axis=1)).sum()) if by_piece else 0,
            ungraded=sum((activity.pk, person) not in self.graded for person in students),
            before=before[0] if before else None,
            people_before=before[1] if before else 0,
            unpaid=bool(clocked and present.any() and not worth.any()),
        )


def _due(sheets: "Iterable[Sheet]", rows: SheetRows, establishment: "Establishment", month: Month) -> _Array:
    """Which cells ask for a mark: the day is over and may count, its timetable has hours, the person was there with a
    place."""
    inside, days = (month.first, month.end), month.dates()
    activities = {sheet.activity_id: sheet.activity for sheet in sheets}
    with_rotas(activities.values())
    rest, allowed = rest_days(month), authorised_days(activities)
    today = clock.today()
    expected = {
        pk: np.array(
            [
                day in activity.period
                and bool(minutes)
                and day < today  # the marks of today may still come
                and (day.day not in rest or (pk, day) in allowed)
                for day, minutes in zip(days, scheduled_minutes(activity=activity, month=month), strict=True)
            ]
        )
        for pk, activity in activities.items()
    }
    of_person: dict[int, list[int]] = {}
    of_place: dict[tuple[int, int], int] = {}
    for row, (person, activity) in enumerate(zip(rows.person.tolist(), rows.activity.tolist(), strict=True)):
        of_person.setdefault(person, []).append(row)
        of_place[activity, person] = row
    placed, held = (np.zeros((len(rows.row), len(days)), dtype=np.bool_) for _each in range(2))
    columns = ("person_id", "period__startswith", "period__endswith")
    places = placements(within=inside).filter(activity__establishment=establishment)
    for activity, person, low, high in places.values_list("activity_id", *columns):
        if (activity, person) in of_place:
            placed[of_place[activity, person], _span(low, high, inside)] = True
    for person, low, high in custody(at=establishment.pk, within=inside).values_list(*columns):
        for row in of_person.get(person, ()):
            held[row, _span(low, high, inside)] = True
    if not len(rows.row):
        return placed
    due: _Array = placed & held & np.stack([expected[activity] for activity in rows.activity.tolist()])
    return due


def _span(low: date | None, high: date | None, inside: tuple[date, date]) -> slice:
    first, end = inside
    return slice((max(low or first, first) - first).days, (min(high or end, end) - first).days)


def _came(establishment: "Establishment", month: Month, there: _Array) -> dict[int, tuple[int, int]]:
    """Activity → marks of somebody who came in a month, and people on its sheet."""
    rows = sheet_rows(establishment_id=establishment.pk, month=month)
    marks = there[rows.reasons].sum(axis=1)
    return {
        int(activity): (int(marks[here].sum()), int(here.sum()))
        for activity in set(rows.activity.tolist())
        for here in [rows.activity == activity]
    }
