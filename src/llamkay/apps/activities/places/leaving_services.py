"""What ends when people leave their establishments: places, requests, excluded hours, entries in the registers."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TypeVar

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _
from django.utils.translation import override

from llamkay.apps.activities.exclusions.services import end_exclusions
from llamkay.apps.activities.inbox.services import Change, tell_each
from llamkay.apps.activities.kinds import ChangeKind
from llamkay.apps.activities.models import Allocation, Enrolment
from llamkay.apps.activities.places.request_services import lapse_on_leaving
from llamkay.apps.activities.places.services import cut_suspensions
from llamkay.apps.people.hooks import Leaving
from llamkay.apps.people.kinds import Exit
from llamkay.platform.database.bulk import these

_Row = TypeVar("_Row", Allocation, Enrolment)
WHY = "Salida del establecimiento"


def end_on_leaving(leavings: Sequence[Leaving]) -> None:
    """Every place of people in the establishments that they leave ends the day they leave; what had not begun is taken
    out. A number of queries that does not grow with the people.

    The registers of work and of education go along to another prison; whoever leaves custody is entered anew on
    coming back (Reglamento arts. 175 and 176: who works, and who studies, in the establishment).
    """
    of = {leaving.person.pk: leaving for leaving in leavings}
    first = min(leaving.on for leaving in leavings)
    rows = Allocation.objects.filter(person__in=these(of), period__overlap=(first, None)).select_related("activity")
    here = [row for row in rows if row.activity.establishment_id == of[row.person_id].establishment.pk]
    places = _ended(Allocation, here, of)
    tell_each(ChangeKind.LEFT, [_change(place, of[place.person_id]) for place in places])
    for place in places:
        place.ending_id, place.end_reason = of[place.person_id].exit, WHY
    Allocation.objects.bulk_update(places, ["period", "ending", "end_reason"])
    cut_suspensions(places)
    lapse_on_leaving(leavings, WHY)
    end_exclusions(leavings)
    free = {pk: leaving for pk, leaving in of.items() if leaving.exit != Exit.TRANSFER}
    entries = list(Enrolment.objects.filter(person__in=these(free), period__overlap=(first, None))) if free else []
    Enrolment.objects.bulk_update(_ended(Enrolment, entries, free), ["period"])


@override("es")  # kept in Spanish, whoever acts
def _change(place: Allocation, leaving: Leaving) -> Change:
    left = _("{exit} el {on:%d/%m/%Y}").format(exit=Exit(leaving.exit).label, on=leaving.on)
    return Change(place.activity_id, leaving.person, leaving.on, left)


def _ended(model: type[_Row], rows: Sequence[_Row], of: Mapping[int, Leaving]) -> list[_Row]:
    """The rows that run on the day somebody leaves, with that as their end; those that had not begun are deleted."""
    late = [row.pk for row in rows if row.period.lower >= of[row.person_id].on]
    model.objects.filter(pk__in=late).delete()
    found = []
    for row in rows:
        on = of[row.person_id].on
        if row.period.lower < on and (row.period.upper is None or row.period.upper > on):
            row.period = DateRange(row.period.lower, on)
            found.append(row)
    return found


def ended_by_leaving(left: Mapping[int, date]) -> list[str]:
    """The places and the entries in the registers that ended because some people left, each on a day."""
    found = []
    places = Allocation.objects.filter(person__in=these(left), ending__in=list(Exit.values))
    for place in places.select_related("person", "activity"):
        if place.period.upper == left[place.person_id]:
            words = _("{person}: terminó su plaza en {activity}.")
            found.append(words.format(person=place.person, activity=place.activity.name))
    for entry in Enrolment.objects.filter(person__in=these(left)).select_related("person"):
        if entry.period.upper == left[entry.person_id]:
            found.append(
                _("{person}: terminó su inscripción, folio {folio}.").format(person=entry.person, folio=entry.folio)
            )
    return found
