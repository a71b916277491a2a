"""What may happen to monthly marks."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from llamkay.apps.activities.areas import require_write
from llamkay.apps.activities.kinds import Kind
from llamkay.apps.activities.places.queries import placements
from llamkay.apps.activities.services import lock_activity
from llamkay.apps.education import acts, permissions
from llamkay.apps.education.models import MonthlyMark
from llamkay.apps.education.scales import Mark, parse_mark
from llamkay.apps.months.queries import is_closed
from llamkay.apps.people.queries import people_by_ids
from llamkay.core.errors import Refused
from llamkay.core.values import Month
from llamkay.platform import clock
from llamkay.platform.months import month_name, month_title
from llamkay.platform.record import audit
from llamkay.platform.screens.refusals import words

if TYPE_CHECKING:
    from llamkay.apps.activities.models import Activity


class MarksRefused(Refused):
    """Some marks do not fit; nothing was written. ``people`` maps each person to the reason."""

    def __init__(self, people: dict[int, str]) -> None:
        self.people = people
        super().__init__(" ".join(people.values()), reasons=[Refused(why) for why in people.values()])


Entry = Mark | int | str | None  # an int or a text is read by the scale of the level


@transaction.atomic
def enter_marks(*, actor: Any, activity: "Activity", month: Month, marks: Mapping[int, Entry]) -> int:
    """Write the marks of a class and month by person; ``None`` or nothing takes one away; all or nothing.

    Only people placed in the class in the month; a closed or coming month is refused. Returns how many marks changed.
    Raises ``MarksRefused`` with everybody whose mark does not fit.
    """
    require_write(actor, permissions.ENTER, activity)
    if activity.kind != Kind.STUDY:
        raise Refused(_("{activity.name} no es una actividad de estudio: no lleva notas.").format(activity=activity))
    if month.first > clock.today():
        raise Refused(_("El mes de {month} todavía no empieza.").format(month=month_title(month)))
    # The class is the lock: two teachers writing at once wait for one another.
    lock_activity(activity)
    if is_closed(establishment_id=activity.establishment_id, month=month):
        raise Refused(_("El mes de {month} está cerrado: sus notas ya no cambian.").format(month=month_title(month)))
    read = _read(activity, month, marks)
    before = {
        person: (mark, letter)
        for person, mark, letter in MonthlyMark.objects.filter(activity=activity, month=month.first).values_list(
            "person_id", "mark", "letter"
        )
    }
    changed = {
        person: mark
        for person, mark in read.items()
        if before.get(person) != ((mark.number, mark.letter) if mark else None)
    }
    if not changed:
        return 0
    MonthlyMark.objects.filter(
        activity=activity, month=month.first, person_id__in=[p for p, mark in changed.items() if mark is None]
    ).delete()
    MonthlyMark.objects.bulk_create(
        [
            MonthlyMark(
                activity=activity,
                person_id=person,
                month=month.first,
                mark=mark.number,
                letter=mark.letter,
                passed=mark.passed,
            )
            for person, mark in changed.items()
            if mark is not None
        ],
        update_conflicts=True,
        unique_fields=["activity", "person", "month"],
        update_fields=["mark", "letter", "passed"],
    )
    audit.record(
        actor=actor.username,
        verb=acts.ENTER_MARKS,
        target=f"activity:{activity.pk}",
        sentence=f"Registró {len(changed)} {'nota' if len(changed) == 1 else 'notas'} de {activity.name}, "
        f"{month_name(month)}",
        stream=activity.establishment.code,
        details={"month": str(month), "people": sorted(changed)},
    )
    return len(changed)


def _read(activity: "Activity", month: Month, marks: Mapping[int, Entry]) -> dict[int, Mark | None]:
    """The marks by the scale of the class; raises ``MarksRefused`` with everybody whose mark does not fit."""
    placed = placements(in_=activity, within=(month.first, month.end)).filter(person_id__in=list(marks))
    students = {person.pk: person.full_name for person in people_by_ids(placed.values("person"))}
    read, refused = {}, {}
    for person, mark in marks.items():
        if person not in students:
            refused[person] = _("La persona {person} no estuvo en {activity.name} en {month}.").format(
                person=person, activity=activity, month=month_title(month)
            )
            continue
        try:
            read[person] = mark if isinstance(mark, Mark) else parse_mark(str(_plain(mark)), level=activity.level)
        except Refused as error:
            refused[person] = f"{students[person]}: {words(error)}."
    if refused:
        raise MarksRefused(refused)
    return read


def _plain(mark: int | str | None) -> int | str:
    return "" if mark is None else mark
