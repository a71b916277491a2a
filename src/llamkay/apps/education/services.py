"""What may happen to monthly marks."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from llamkay.apps.activities.kinds import Kind
from llamkay.apps.activities.places.queries import placements
from llamkay.apps.activities.services import lock_activity
from llamkay.apps.education import acts, permissions
from llamkay.apps.education.models import MonthlyMark
from llamkay.apps.months.queries import is_closed
from llamkay.core.errors import Refused
from llamkay.core.values import Month
from llamkay.platform import clock
from llamkay.platform.months import month_name, month_title
from llamkay.platform.record import audit
from llamkay.platform.security.access import require

if TYPE_CHECKING:
    from llamkay.apps.activities.models import Activity


# The vigesimal scale of the Libro de Control de Evaluaciones (Directiva 06-2007-INPE, 5.4.b).
PASS_MARK, TOP_MARK = 11, 20


class MarksRefused(Refused):
    """Some marks do not fit; nothing was written. ``people`` maps each person to the reason."""

    def __init__(self, people: dict[int, str]) -> None:
        self.people = people
        super().__init__(" ".join(people.values()), reasons=[Refused(why) for why in people.values()])


@transaction.atomic
def enter_marks(*, actor: Any, activity: "Activity", month: Month, marks: Mapping[int, int | None]) -> int:
    """Write the marks of a class and month: person id → 0 to 20, ``None`` takes a mark away; all or nothing.

    Only people placed in the class in the month; a closed month is refused. Returns how many marks changed.
    """
    require(actor, permissions.ENTER, establishment_id=activity.establishment_id)
    if activity.kind != Kind.STUDY:
        raise Refused(_("{activity.name} no es una actividad de estudio: no lleva notas.").format(activity=activity))
    if month.first > clock.today():
        raise Refused(_("El mes de {month} todavía no empieza.").format(month=month_title(month)))
    # The class is the lock: two teachers writing at once wait for one another.
    lock_activity(activity)
    if is_closed(establishment_id=activity.establishment_id, month=month):
        raise Refused(_("El mes de {month} está cerrado: sus notas ya no cambian.").format(month=month_title(month)))
    students = set(
        placements(in_=activity, within=(month.first, month.end))
        .filter(person_id__in=list(marks))
        .values_list("person_id", flat=True)
    )
    refused = {}
    for person, mark in marks.items():
        if person not in students:
            refused[person] = _("La persona {person} no estuvo en {activity.name} en {month}.").format(
                person=person, activity=activity, month=month_title(month)
            )
        elif mark is not None and not 0 <= mark <= TOP_MARK:
            refused[person] = _("«{mark}» no es una nota: va de 0 a {most}.").format(mark=mark, most=TOP_MARK)
    if refused:
        raise MarksRefused(refused)
    before = dict(MonthlyMark.objects.filter(activity=activity, month=month.first).values_list("person_id", "mark"))
    changed = {person: mark for person, mark in marks.items() if before.get(person) != mark}
    if not changed:
        return 0
    MonthlyMark.objects.filter(
        activity=activity, month=month.first, person_id__in=[p for p, mark in changed.items() if mark is None]
    ).delete()
    MonthlyMark.objects.bulk_create(
        [
            MonthlyMark(activity=activity, person_id=person, month=month.first, mark=mark, passed=mark >= PASS_MARK)
            for person, mark in changed.items()
            if mark is not None
        ],
        update_conflicts=True,
        unique_fields=["activity", "person", "month"],
        update_fields=["mark", "passed"],
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
