"""Count years again from the sheets alone: one grid of days an establishment, whatever its closes say.

The days go through the same count as the month close; nothing is decided, paid or written.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import numpy as np
from django.utils.translation import gettext as _

from llamkay.apps.activities import inputs as activities
from llamkay.apps.activities.corrections.queries import adjustments_at
from llamkay.apps.closing.inputs import every_identity
from llamkay.apps.education import inputs as education
from llamkay.apps.institutions.queries import every_establishment
from llamkay.apps.months.queries import closes
from llamkay.apps.people import inputs as people_inputs
from llamkay.apps.people.queries import led_to, people_by_ids
from llamkay.apps.remission.queries import counts_at
from llamkay.core.law import LawBook
from llamkay.core.remission.days import Kind
from llamkay.core.remission.month import KINDS, Marks, People, Terms, count, effective_minutes
from llamkay.core.values import Month
from llamkay.platform.database.bulk import Stretch
from llamkay.platform.security import scope

BLOCK = 200  # people counted at once: ten years of them stay within some tens of megabytes


@dataclass(frozen=True)
class Recount:
    """Days counted of each person, kind and month: ``people`` (p,) ids, ``days`` (p, 2, m) for ``months``."""

    people: np.ndarray
    months: tuple[Month, ...]
    days: np.ndarray


def recount(*, establishment_id: int, first: Month, last: Month, law: LawBook) -> Recount:
    """Count every day from ``first`` to ``last`` from the sheets as adjusted, with no minutes brought along.

    The holidays and the facts of each day are those known now. One reading of the sheets a year, and some queries. Of
    whoever was held elsewhere too the days of every prison are counted in their order, from the first sheet that names
    them, because minutes gathered in one prison complete a day in another; the days told are those of this one.
    """
    wanted = _months(first, last)
    with scope.elevated():  # the sheets of other prisons bear on those who came from there
        grid = Grid(establishment_id, wanted)
        began = activities.first_month_of(grid.elsewhere) if grid.elsewhere else None
        if began and began < first:
            grid = Grid(establishment_id, _months(began, last), only_here_from=first)
    terms = Terms.of(law, first=grid.stretch.first, days=grid.stretch.days)
    blocks = [grid.count(low, low + BLOCK, terms) for low in range(0, len(grid.people), BLOCK)]
    days = np.concatenate(blocks) if blocks else np.zeros((0, 2, len(wanted)), dtype=np.int32)
    return Recount(people=grid.people, months=tuple(wanted), days=days[:, :, -len(wanted) :])


def _months(first: Month, last: Month) -> list[Month]:
    months = [first]
    while months[-1] < last:
        months.append(months[-1].next())
    return months


class Grid:
    """The marks as one row a person and activity and one column a day, in the order of the people.

    The rows are those of an establishment and, of its people held elsewhere too, those of the other prisons; each row
    counts on the days on which its own prison held the person. ``only_here_from`` leaves out the establishment's rows
    of before of people who were never elsewhere.
    """

    def __init__(self, establishment_id: int, months: list[Month], *, only_here_from: Month | None = None) -> None:
        first, end = months[0].first, months[-1].end
        self.stretch = Stretch(first=first, days=(end - first).days)
        self.starts = [(month.first - first).days for month in months]
        self._read_marks(establishment_id, only_here_from)
        self._read_passed()
        self._read_activities()
        index = {person: i for i, person in enumerate(self.people.tolist())}
        self.persons = people_inputs.of_people(
            establishment_id=None,
            index=index,
            stretch=self.stretch,
            enrolments=activities.enrolments(index, self.stretch),
        )
        self._read_custody(establishment_id, index)

    def _read_marks(self, establishment_id: int, only_here_from: Month | None) -> None:
        months = activities.marks_of_years(establishment_id, self.stretch)
        self.elsewhere = people_inputs.held_elsewhere(_lead(months).tolist(), establishment_id)
        theirs = every_identity(self.elsewhere)
        since = (only_here_from.first - self.stretch.first).days if only_here_from else 0
        if since:
            months = [
                each if each.month >= since else each.only(np.isin(each.person, self.elsewhere)) for each in months
            ]
        if self.elsewhere:
            months += activities.marks_elsewhere(establishment_id, self.stretch, theirs)
        self.people = _lead(months)
        self.activities = np.unique(np.concatenate([_NOBODY, *(each.activity for each in months)]))
        keys = [self._key(each.person, each.activity) for each in months]
        self.rows = np.unique(np.concatenate([_NOBODY, *keys]))
        self.person, self.activity = np.divmod(self.rows, max(len(self.activities), 1))
        self.minutes = np.zeros((len(self.rows), self.stretch.days), dtype=np.int16)
        self.reasons = np.zeros((len(self.rows), self.stretch.days), dtype=np.uint8)
        until = dict(pairwise([*self.starts, self.stretch.days]))
        for each, key in zip(months, keys, strict=True):
            rows, days = np.searchsorted(self.rows, key), slice(each.month, until[each.month])
            size = days.stop - days.start
            self.minutes[rows, days], self.reasons[rows, days] = each.minutes[:, :size], each.reasons[:, :size]
        corrected = activities.corrections_of_months(establishment_id, self.stretch, elsewhere=theirs)
        self._correct(corrected, since)

    def _key(self, person: np.ndarray, activity: np.ndarray) -> np.ndarray:
        """The number of each person's row of an activity, in the order of the people."""
        people, of = np.searchsorted(self.people, person), np.searchsorted(self.activities, activity)
        keys: np.ndarray = people * len(self.activities) + of
        return keys

    def _correct(self, corrected: Sequence[tuple[int, int, date, int, int, int]], since: int) -> None:
        """Write the corrected cells, from the day ``since`` on those of everybody."""
        joined = led_to({person for person, *_cell in corrected})
        for signed, activity, month, day, minutes, reason in corrected:
            person, start = joined.get(signed, signed), (month - self.stretch.first).days
            if start < since and person not in self.elsewhere:
                continue
            if person in self.people and activity in self.activities:
                rows, found = _find(self.rows, self._key(np.array([person]), np.array([activity])))
                self.minutes[rows[found], start + day - 1] = minutes
                self.reasons[rows[found], start + day - 1] = reason

    def _read_custody(self, establishment_id: int, index: dict[int, int]) -> None:
        """The days on which this prison held each person; a row of whoever was elsewhere too counts where it is of."""
        self.here = np.zeros((len(self.people), self.stretch.days), dtype=np.bool_)
        for person, start, end in people_inputs.custody_of(index, self.stretch, establishment_id):
            self.here[person, start:end] = True
        prisons = np.array(activities.prisons_of(self.activities.tolist()), dtype=np.int64)
        theirs = np.flatnonzero(np.isin(self.people[self.person], self.elsewhere))
        moved = {person: index[person] for person in self.elsewhere if person in index}
        for place in np.unique(prisons[self.activity[theirs]]).tolist():
            held = np.zeros_like(self.here)
            for person, start, end in people_inputs.custody_of(moved, self.stretch, place):
                held[person, start:end] = True
            of = theirs[prisons[self.activity[theirs]] == place]
            away = ~held[self.person[of]]
            self.minutes[of] = np.where(away, 0, self.minutes[of])
            self.reasons[of] = np.where(away, 0, self.reasons[of])

    def _read_passed(self) -> None:
        """Which months of each row have a passing mark; work needs none."""
        self.passed = np.zeros((len(self.rows), len(self.starts)), dtype=bool)
        for month, activity, person in education.passed_by_month(self.activities.tolist(), self.stretch):
            people, known = _find(self.people, person)
            at, _ = _find(self.activities, activity)
            rows, found = _find(self.rows, people * len(self.activities) + at)
            self.passed[rows[known & found], self.starts.index(month)] = True

    def _read_activities(self) -> None:
        """What the activities and their marks are, each in the order of ``activities``."""
        known = activities.of_activities(self.activities.tolist(), self.stretch)
        self.kind = np.array([KINDS.index(item.kind) for item in known.activities], dtype=np.uint8)
        self.cell = np.array([item.place == "cell" for item in known.activities], dtype=bool)
        self.authorised = np.zeros((len(self.activities), self.stretch.days), dtype=bool)
        for activity, day in known.authorised:
            self.authorised[np.searchsorted(self.activities, activity), day] = True
        self.present, _paid, self.counts, self.expelled = known.meaning()

    def block(self, low: int, high: int) -> tuple[Marks, People]:
        """The marks of the people from ``low`` to ``high``, and what is known of them."""
        rows, size = slice(*np.searchsorted(self.person, [low, high])), min(high, len(self.people)) - low
        activity, kind = self.activity[rows], self.kind[self.activity[rows]]
        # What each mark means as bits of one number: one look at a table of marks instead of one for each question.
        meaning = np.packbits([self.present, self.counts, self.expelled], axis=0)[0].take(self.reasons[rows])
        present, counts, expelled = (meaning & bit > 0 for bit in (128, 64, 32))
        study = np.flatnonzero(kind == Kind.STUDY)
        passed = np.ones(meaning.shape, dtype=np.bool_)
        passed[study] = np.repeat(self.passed[rows][study], np.diff([*self.starts, self.stretch.days]), axis=1)
        marks = Marks(
            person=self.person[rows] - low,
            kind=kind,
            cell=self.cell[activity],
            minutes=effective_minutes(self.minutes[rows], present=present, expelled=expelled),
            counts=counts,
            expelled=expelled,
            authorised=self.authorised[activity],
            passed=passed,
        )
        return marks, People.of(self.persons, first=low, size=size, days=self.stretch.days)

    def count(self, low: int, high: int, terms: Terms) -> np.ndarray:
        """The days of the people from ``low`` to ``high``: (p, 2, m)."""
        credits = count(*self.block(low, high), terms).credits * self.here[low:high, None]
        return np.add.reduceat(credits, self.starts, axis=2, dtype=np.int32)


_NOBODY = np.empty(0, dtype=np.int64)


def _lead(months: list[activities.MonthMarks]) -> np.ndarray:
    """Rows signed under an identity that was joined are of the one that stands for it; everybody who stands."""
    signed = np.unique(np.concatenate([_NOBODY, *(each.person for each in months)]))
    joined = led_to(signed.tolist())
    for former, standing in joined.items():
        for each in months:
            each.person[each.person == former] = standing
    return np.array(sorted({joined.get(person, person) for person in signed.tolist()}), dtype=np.int64)


def _find(among: np.ndarray, keys: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Where each value stands among sorted ones, and whether it does."""
    at = np.minimum(np.searchsorted(among, keys), len(among) - 1)
    return at, among[at] == keys


@dataclass(frozen=True)
class Moved:
    """One person's month that counts another number of days today than its close says, and why."""

    establishment: str
    person: str
    month: str
    kind: str
    stood: int
    counts: int
    why: str


def moved(*, establishment_id: int, law: LawBook) -> tuple[int, list[Moved]]:
    """Count an establishment again from its first closed month to its last; how many months of people, whose moved.

    Nothing is written: what a close said stands until an adjustment or a new count says otherwise.
    """
    made = closes(at=establishment_id).defer("inputs").order_by("month")
    versions = {Month.of(close.month): close.law_version for close in made}
    if not versions:
        return 0, []
    first, last = min(versions), max(versions)
    again = recount(establishment_id=establishment_id, first=first, last=last, law=law)
    standing = list(
        counts_at(establishment_id)
        .order_by("person_id", "kind", "month", "-id")
        .distinct("person_id", "kind", "month")
        .values_list("person_id", "kind", "month", "days")
    )
    joined = led_to({person for person, *_ in standing})
    stood: Counter[tuple[int, str, Month]] = Counter()
    for person, kind, month, days in standing:
        stood[joined.get(person, person), kind, Month.of(month)] += days
    columns = [at for at, month in enumerate(again.months) if month in versions]
    counts = {
        (person, kind, again.months[at]): int(again.days[i, k, at])
        for i, person in enumerate(again.people.tolist())
        for k, kind in enumerate(KINDS)
        for at in columns
        if again.days[i, k, at]
    }
    keys = sorted(key for key in {*stood, *counts} if stood.get(key, 0) != counts.get(key, 0))
    codes = dict(people_by_ids({key[0] for key in keys}).values_list("pk", "code"))
    place = every_establishment().get(pk=establishment_id).code
    waiting = _waiting(establishment_id)
    found = [
        Moved(
            establishment=place,
            person=codes[person],
            month=str(month),
            kind=kind,
            stood=stood.get((person, kind, month), 0),
            counts=counts.get((person, kind, month), 0),
            why=_why(waiting.get(person), month, versions[month], law),
        )
        for person, kind, month in keys
    ]
    return sum(1 for key in stood if key[2] in versions), found


def _waiting(establishment_id: int) -> dict[int, Month]:
    """The earliest month of each person that an adjustment corrects and no close has applied yet."""
    rows = adjustments_at(establishment_id).filter(applied_in=None)
    found: dict[int, Month] = {}
    for person, month in rows.order_by("-row__sheet__month").values_list("row__person_id", "row__sheet__month"):
        found[person] = Month.of(month)
    return found


def _why(waiting: Month | None, month: Month, version: str, law: LawBook) -> str:
    if waiting and waiting <= month:
        return _("un ajuste de {waiting} espera el próximo cierre").format(waiting=waiting)
    if version != law.version:
        return _("se cerró con las normas {version}; hoy rigen en el sistema las {law.version}").format(
            version=version, law=law
        )
    return _("un dato de la persona o de la actividad cambió después del cierre")
