"""A prison in numbers, for whoever answers for it: today's people, work, study and children, and the month's sheets."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from llamkay.apps.activities.kinds import Kind, SheetState
from llamkay.apps.activities.permissions import VIEW_SHEET
from llamkay.apps.activities.places.queries import placements
from llamkay.apps.activities.sheets.queries import sheet_counts
from llamkay.apps.closing.permissions import CLOSE
from llamkay.apps.institutions.hooks import population
from llamkay.apps.months.queries import working_month
from llamkay.apps.nursery.permissions import VIEW as VIEW_NURSERY
from llamkay.apps.nursery.record.queries import children
from llamkay.apps.people.permissions import VIEW as VIEW_PEOPLE
from llamkay.platform.months import month_title
from llamkay.platform.security.access import decide


@dataclass(frozen=True)
class Number:
    """A figure of the first page: its value, what it counts, more words, and the page that opens it."""

    value: Any
    label: str
    url: str
    more: str = ""


def of_prison(user: Any, *, today: date) -> list[Number]:
    """The numbers of the one prison of whoever closes its months; nothing for those who see several, or close none."""
    scope = user.actions.get(CLOSE)
    if scope is None or scope.everything or len(scope.ids) != 1:
        return []
    (place,) = scope.ids
    held, found = population([place], today).get(place, 0), []
    if decide(user, VIEW_PEOPLE):
        found.append(Number(held, _("personas en el penal"), reverse("people:list")))
    for kind, label in ((Kind.WORK, _("trabajan")), (Kind.STUDY, _("estudian"))):
        here = placements(on=today).filter(activity__establishment=place, activity__kind=kind)
        count = here.order_by().values("person").distinct().count()
        share = _("%(share)s %% de ellas") % {"share": round(100 * count / held)} if held else ""
        found.append(Number(count, label, f"{reverse('activities:list')}?clase={kind}", share))
    if decide(user, VIEW_NURSERY):
        inside = children(user.actions[VIEW_NURSERY], on=today).count()
        found.append(Number(inside, _("niñas y niños con su madre"), reverse("nursery:home")))
    if decide(user, VIEW_SHEET):
        month = working_month(scope)
        counts = sheet_counts(scope=scope, month=month)
        done = counts[SheetState.APPROVED] + counts[SheetState.CLOSED]
        label = _("planillas aprobadas de %(month)s") % {"month": month_title(month)}
        url = f"{reverse('activities:sheets')}?mes={month}"
        found.append(Number(_("%(done)s de %(all)s") % {"done": done, "all": sum(counts.values())}, label, url))
    return found
