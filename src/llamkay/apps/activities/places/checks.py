"""What keeps somebody from a place, or a place from ending: asked of one or of many in the same number of queries."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from llamkay.apps.activities.models import Activity, Allocation, PlaceRequest, SeparationOrder, SheetRow
from llamkay.apps.activities.suitability.facts import Frame, frame
from llamkay.apps.activities.suitability.services import why_barred
from llamkay.apps.people.queries import custody, people_by_ids
from llamkay.core.errors import Refused
from llamkay.core.placement.states import WAITING, State
from llamkay.core.values import Month
from llamkay.platform.database.bulk import these
from llamkay.platform.months import month_title

if TYPE_CHECKING:
    from llamkay.apps.people.models import Person

ONE = timedelta(days=1)


@dataclass(frozen=True)
class Wanted:
    """A place that somebody is to have, from a day to before another; without one, as long as the activity lasts."""

    activity: Activity
    person: "Person"
    start: date
    end: date | None = None

    @property
    def until(self) -> date | None:
        """The first day without it."""
        return self.end or self.activity.period.upper


@dataclass(frozen=True)
class _Taken:
    period: DateRange
    person: int
    place: int  # the number of its row; above every row, those accepted here


class Checks:
    """Who may have which place. Each that is accepted counts for those asked about after it.

    ``suits_on`` is the day on which the rules of suitability are asked, or none where what is written down is long
    over; left out, the first day of the place. Who calls has locked the activities and the people.
    """

    def __init__(self, wanted: Sequence[Wanted], *, suits_on: Callable[[Wanted], date | None] | None = None) -> None:
        self.suits_on = suits_on or (lambda one: one.start)
        people, activities = ({one.person.pk for one in wanted}, {one.activity.pk: one.activity for one in wanted})
        first = min((one.start for one in wanted), default=date.min)
        self.held: dict[int, list[tuple[int, DateRange]]] = defaultdict(list)
        spells = custody().filter(person__in=these(people)).order_by()
        for person, place, period in spells.values_list("person_id", "establishment_id", "period"):
            self.held[person].append((place, period))
        self.taken: dict[int, list[_Taken]] = defaultdict(list)
        rows = Allocation.objects.filter(activity__in=list(activities), period__overlap=(first, None)).order_by()
        for activity, *row in rows.values_list("activity_id", "period", "person_id", "pk"):
            self.taken[activity].append(_Taken(*row))
        waiting = PlaceRequest.objects.filter(
            person__in=these(people), activity__in=list(activities), state__in=WAITING
        ).select_for_update()
        self.requests = {(row.person_id, row.activity_id): row for row in waiting}
        self.names: dict[int, Person] = {one.person.pk: one.person for one in wanted}
        self.frames = self._frames(wanted)
        self.apart = self._apart(people) if len(people) > 1 else {}

    def _frames(self, wanted: Sequence[Wanted]) -> dict[date, tuple[Frame, dict[int, int], dict[int, int]]]:
        days: dict[date, list[Wanted]] = defaultdict(list)
        for one in wanted:
            if (day := self.suits_on(one)) is not None:
                days[day].append(one)
        found = {}
        for day, some in days.items():
            people = sorted({one.person.pk for one in some})
            activities = list({one.activity.pk: one.activity for one in some}.values())
            places = {person: n for n, person in enumerate(people)}, {row.pk: n for n, row in enumerate(activities)}
            found[day] = (frame(people, activities, on=day), *places)
        return found

    @staticmethod
    def _apart(people: Iterable[int]) -> dict[int, list[tuple[int, DateRange]]]:
        """Who is kept apart from whom, of those asked about together: the facts of each know only who has a place."""
        found: dict[int, list[tuple[int, DateRange]]] = defaultdict(list)
        rows = SeparationOrder.objects.filter(person__in=these(people), other__in=these(people))
        for one, other, period in rows.values_list("person_id", "other_id", "period"):
            found[one].append((other, period))
            found[other].append((one, period))
        return found

    def accept(self, one: Wanted) -> PlaceRequest | None:
        """The approved request that the place answers, if there is one. Raises ``Refused`` where something bars it."""
        activity, person, start, until = one.activity, one.person, one.start, one.until
        if one.end is not None and one.end <= start:
            raise Refused(_("La asignación termina después de empezar: corrija las fechas."))
        within_activity(activity, one.end)
        if start not in activity.period:
            raise Refused(
                _("{locked.name} no funciona el {start:%d/%m/%Y}: elija un día entre sus fechas.").format(
                    locked=activity, start=start
                )
            )
        if person.merged_into_id:
            raise Refused(_("Esta identidad se unió a otra: asigne a la persona principal."))
        if not any(at == activity.establishment_id and start in period for at, period in self.held[person.pk]):
            raise Refused(
                _(
                    "{person} no estaba en {locked.establishment} el {start:%d/%m/%Y}. Revise la fecha o su ingreso."
                ).format(person=person, locked=activity, start=start)
            )
        beside = [row for row in self.taken[activity.pk] if _overlap(row.period, start, until)]
        if any(row.person == person.pk for row in beside):
            raise Refused(_("{person} ya está en {locked.name} en esas fechas.").format(person=person, locked=activity))
        request = self.requests.get((person.pk, activity.pk))
        if request is not None and request.state != State.APPROVED:
            raise Refused(
                _("{person} tiene una solicitud «{state}»: primero la aprueba el consejo, o retírela.").format(
                    person=person, state=request.get_state_display().lower()
                )
            )
        self._suits(one, beside)
        if most_at_once((row.period for row in beside), since=start) >= activity.capacity:
            last = max(beside, key=lambda row: row.place)
            raise full(activity, self._name(last.person))
        above = 2**62 + len(self.taken[activity.pk])
        self.taken[activity.pk].append(_Taken(DateRange(start, until), person.pk, above))
        return request

    def _suits(self, one: Wanted, beside: Iterable[_Taken]) -> None:
        day = self.suits_on(one)
        if day is None:
            return
        found, people, activities = self.frames[day]
        barred = why_barred(found, people[one.person.pk], activities[one.activity.pk])
        new = {row.person for row in beside if row.place > 2**61}
        if any(other in new and day in period for other, period in self.apart.get(one.person.pk, ())):
            barred.append(_("se le mantiene separada de alguien a quien se da plaza en el mismo acto"))
        if barred:
            raise Refused(
                _(
                    "{person} no es idónea para {activity}: {why}. Si corresponde, el consejo hace una excepción."
                ).format(person=one.person, activity=one.activity.name, why="; ".join(barred)),
                code="unsuitable",
            )

    def _name(self, person: int) -> Any:
        """Who has that number, looked up once: the last of a full activity is told to many."""
        if person not in self.names:
            self.names |= {row.pk: row for row in people_by_ids([person])}
        return self.names.get(person, "")


def _overlap(period: DateRange, start: date, end: date | None) -> bool:
    return (period.upper is None or period.upper > start) and (
        end is None or period.lower is None or period.lower < end
    )


def full(activity: Activity, last: Any) -> Refused:
    """That every place of an activity is taken, the last by whom."""
    return Refused(
        _(
            "{activity.name} tiene sus {activity.capacity} plazas ocupadas: la última la recibió {last}. "
            "Termine una asignación o amplíe las plazas."
        ).format(activity=activity, last=last),
        code="full",
    )


def most_at_once(periods: Iterable[DateRange], *, since: date) -> int:
    """How many of the periods hold on the day from ``since`` on that most of them hold."""
    changes: Counter[date] = Counter()
    for period in periods:
        if period.upper is None or period.upper > since:
            changes[max(period.lower or since, since)] += 1
            if period.upper is not None:
                changes[period.upper] -= 1
    running = most = 0
    for day in sorted(changes):
        running += changes[day]
        most = max(most, running)
    return most


def within_activity(activity: Activity, end: date | None) -> None:
    """Refuse a place that would last longer than its activity."""
    last = activity.period.upper
    if end and last and end > last:
        raise Refused(
            _("{activity} termina el {last:%d/%m/%Y}: la asignación no puede durar más.").format(
                activity=activity.name, last=last - ONE
            ),
            field="end",
        )


def marked(places: Mapping[Allocation, date]) -> dict[int, Refused]:
    """Place → why it cannot end before a day: a day of it from that one on is marked on a sheet; one query."""
    if not places:
        return {}
    of: dict[tuple[int, int], list[tuple[Allocation, date]]] = defaultdict(list)
    for place, first in places.items():
        of[place.activity_id, place.person_id].append((place, first))
    rows = SheetRow.objects.filter(
        sheet__activity__in={place.activity_id for place in places},
        person__in=these(place.person_id for place in places),
        sheet__month__gte=min(places.values()).replace(day=1),
    ).select_related("sheet")
    found: dict[int, Refused] = {}
    for row in rows.order_by("sheet__month"):
        month = Month.of(row.sheet.month)
        for place, first in of.get((row.sheet.activity_id, row.person_id), ()):
            days = [
                day
                for day, on in enumerate(month.dates(), start=1)
                if on >= first and on in place.period and (row.reasons[day - 1] or row.pieces[day - 1])
            ]
            if days and place.pk not in found:
                found[place.pk] = Refused(
                    _(
                        "{person}: la planilla de {month} tiene marcas hasta el día {day}. Bórrelas primero o elija "
                        "una fecha posterior."
                    ).format(person=place.person, month=month_title(month), day=days[-1]),
                    field="end",
                )
    return found
