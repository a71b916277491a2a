"""Places in activities, past and present."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from llamkay.apps.activities import permissions
from llamkay.apps.activities.areas import may_answer
from llamkay.apps.activities.places.batch_services import Ending, keeping, write_endings
from llamkay.apps.activities.places.checks import Checks, Wanted
from llamkay.apps.activities.places.queries import end_reasons, placements
from llamkay.apps.activities.places.services import give_places, lock_activities, name_endings, without_removal
from llamkay.apps.activities.queries import activities
from llamkay.apps.intake.columns import plain
from llamkay.apps.intake.readers.base import Reader, days_between
from llamkay.apps.intake.reading import Row
from llamkay.apps.people.bulk.verdicts import Outcome, Verdict
from llamkay.apps.people.writing import lock_people
from llamkay.core.errors import Refused
from llamkay.platform import clock
from llamkay.platform.database.bulk import these
from llamkay.platform.screens.refusals import sentence

if TYPE_CHECKING:
    from llamkay.apps.activities.models import Activity, Allocation, EndReason, PlaceRequest
    from llamkay.apps.people.models import Person


def suits_on(one: Wanted) -> date | None:
    """Whoever still has a place must suit it today, or on the first day to come; what is over is written as it was."""
    today = clock.today()
    if one.until is not None and one.until <= today:
        return None
    return max(one.start, today)


def reason_words() -> "dict[str, EndReason]":
    """The reasons of an end by every way to write them."""
    with override("es"):
        return {plain(text): row for row in end_reasons() for text in (row.pk, row.name)}


class PlaceReader(Reader):
    """Rows of places: those given, those that end, those that were."""

    def judge(self) -> None:
        self.today, people = clock.today(), self.people()
        rows = list(self._understood(people))
        self.wanted: dict[int, Wanted] = {row.number: wanted for row, wanted in rows}
        self.endings: dict[int, Ending] = {}
        self.accepted: dict[int, tuple[Wanted, PlaceRequest | None]] = {}
        if self.job.writing:
            locked = lock_activities({one.activity.pk for one in self.wanted.values()})
            lock_people({one.person.pk for one in self.wanted.values()})
            self.wanted = {
                number: Wanted(locked[one.activity.pk], one.person, one.start, one.end)
                for number, one in self.wanted.items()
            }
        known = self._known()
        fresh = [one for number, one in self.wanted.items() if number not in known]
        checks = Checks(fresh, suits_on=suits_on)
        for row, _wanted in sorted(rows, key=lambda pair: (pair[1].start, pair[0].number)):
            try:
                self.take(row, self._one(row, known.get(row.number), checks))
            except Refused as refusal:
                self.take(row, Verdict(Outcome.REFUSED, sentence(refusal), column=refusal.field))
        self._keep()

    def _understood(self, people: "dict[int, Person]") -> Iterable[tuple[Row, Wanted]]:
        """The rows of which person, activity and days are understood."""
        named: dict[str, list[Activity]] = defaultdict(list)
        for activity in activities(scope=self.job.scope, actor=self.job.actor):
            for text in {plain(activity.code), plain(activity.name)}:
                named[text].append(activity)
        endings = reason_words()
        for row in self.table.rows:
            start, end = row.values.get("start"), self.end(row)
            self.lines[row.number].adds = days_between(start, end)
            text = row.values.get("activity", "")
            place = self.place(row) if row.values.get("place") else self.job.establishment
            found = [one for one in named[plain(text)] if place is None or one.establishment_id == place.pk]
            if text and len(found) != 1:
                words = (
                    _("hay varias con ese nombre: escriba su código") if found else _("no es una actividad del penal")
                )
                self.table.fault(row, "activity", words)
            elif text and not (may := may_answer(self.job.actor, permissions.MANAGE, found[0])):
                self.table.fault(row, "activity", may.reason)
            if row.values.get("ending") and plain(row.values["ending"]) not in endings:
                self.table.fault(row, "ending", _("no es un motivo de la lista"))
            if row.values.get("ending") and end is None:
                self.table.fault(row, "last", _("tiene un motivo de término y no dice hasta cuándo"))
            if not row.faults and start and row.number in people:
                yield row, Wanted(found[0], people[row.number], start, end)
        self.reasons = endings

    def _known(self) -> "dict[int, Allocation]":
        """Row → the place that already stands for the same person, activity and first day."""
        ids = these(one.person.pk for one in self.wanted.values())
        rows = placements().filter(person__in=ids).select_related("activity__establishment", "person")
        if self.job.writing:
            rows = rows.select_for_update(of=("self",))
        of = {(row.person_id, row.activity_id, row.period.lower): row for row in rows}
        keys = {number: (one.person.pk, one.activity.pk, one.start) for number, one in self.wanted.items()}
        return {number: of[key] for number, key in keys.items() if key in of}

    def _one(self, row: Row, known: "Allocation | None", checks: Checks) -> Verdict:
        one = self.wanted[row.number]
        reason = self.reasons.get(plain(row.values.get("ending", "")))
        if known is None:
            if one.end is not None and one.end > self.today and reason is not None:
                without_removal(reason)
            self.accepted[row.number] = one, checks.accept(one)
            return Verdict(
                Outcome.NEW, _("Se le da la plaza.") if suits_on(one) else _("Se registra la plaza que tuvo.")
            )
        if one.end is None or one.end == known.period.upper:
            return Verdict(Outcome.SAME, _("Ya consta igual."))
        if reason is not None:
            without_removal(reason)
        self.endings[row.number] = Ending(known, one.end, reason)
        return Verdict(Outcome.CHANGED, _("Su plaza termina ese día."))

    def _keep(self) -> None:
        """Refuse the ends that something keeps."""
        held = keeping(list(self.endings.values()))
        for row in self.table.rows:
            ending = self.endings.get(row.number)
            if ending is not None and ending.place.pk in held:
                self.take(row, Verdict(Outcome.REFUSED, held[ending.place.pk], column="end"))

    def write(self) -> dict[str, Any]:
        good = [row.number for row in self.table.rows if not row.faults]
        chosen = [number for number in good if number in self.accepted]
        places = give_places(actor=self.job.actor, accepted=[self.accepted[number] for number in chosen])
        texts = {row.number: row.values.get("ending", "") for row in self.table.rows}
        name_endings(
            (place, reason)
            for number, place in zip(chosen, places, strict=True)
            if (reason := self.reasons.get(plain(texts[number])))
        )
        ends = [self.endings[number] for number in good if number in self.endings]
        before = write_endings(self.job.actor, ends)
        return {
            "places": [place.pk for place in places],
            "places_ended": {str(one.place.pk): one.end.isoformat() for one in ends},
            "place_ends": before,
        }
