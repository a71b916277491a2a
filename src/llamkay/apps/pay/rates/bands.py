"""The band of a place from a day on: kept with its history, and never changed in a month that is closed."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from llamkay.apps.activities.places.queries import placements
from llamkay.apps.months.queries import first_open_day
from llamkay.apps.months.services import lock_months
from llamkay.apps.pay import acts
from llamkay.apps.pay.models import Band, PlaceBand
from llamkay.apps.pay.permissions import MANAGE_RATES
from llamkay.apps.pay.rates.services import AHEAD, RATED
from llamkay.core.errors import Refused
from llamkay.platform import clock
from llamkay.platform.record import audit
from llamkay.platform.security.access import require

if TYPE_CHECKING:
    from llamkay.apps.activities.models import Activity, Allocation


@transaction.atomic
def set_band(*, actor: Any, place: "Allocation", band: int, start: date, reason: str) -> PlaceBand | None:
    """From a day on a place is paid by the rate of a band, until the next change that is already written; ``PLAIN``
    gives it the plain rate again. The days before keep what they had."""
    activity = place.activity
    require(actor, MANAGE_RATES, establishment_id=activity.establishment_id)
    lock_months(activity.establishment)
    locked = placements().select_for_update(of=("self",)).select_related("person").filter(pk=place.pk).first()
    if locked is None:
        raise Refused(_("Esa asignación ya no está: recargue la página."))
    _check(activity, locked, band, start, reason)
    spells = PlaceBand.objects.filter(allocation=locked)
    running = spells.filter(period__contains=start).first()
    if band == (running.band if running else Band.PLAIN):
        raise Refused(
            _("{person} ya está así ese día: «{band}».").format(person=locked.person, band=Band(band).label),
            field="band",
        )
    following = spells.filter(period__startswith__gt=start).order_by("period").first()
    if running and running.period.lower == start:
        running.delete()
    elif running:
        running.period = DateRange(running.period.lower, start)
        running.save(update_fields=["period"])
    made = None
    if band:
        made = PlaceBand.objects.create(
            allocation=locked,
            band=band,
            period=DateRange(start, following.period.lower if following else None),
            reason=reason.strip()[:200],
            by=actor.username,
            at=clock.now(),
        )
    name = audit.spanish(lambda: Band(band).label)
    words = f"{actor} puso a {locked.person.full_name} en «{name}» de {activity.name}"
    audit.record(
        actor=actor.username,
        verb=acts.SET_BAND,
        target=f"person:{locked.person_id}",
        sentence=f"{words} desde el {start:%d/%m/%Y}.",
        stream=activity.establishment.code,
        reason=reason.strip(),
        details={"allocation": locked.pk, "band": int(band)},
    )
    return made


def _check(activity: "Activity", place: "Allocation", band: int, start: date, reason: str) -> None:
    if activity.pay_basis not in RATED:
        raise Refused(
            _("{name} paga «{basis}»: no lleva tarifa.").format(
                name=activity.name, basis=activity.get_pay_basis_display()
            )
        )
    if band not in Band.values:
        raise Refused(_("Elija la banda."), field="band")
    if not reason.strip():
        raise Refused(_("Escriba por qué cambia de banda."), field="reason")
    if start not in place.period:
        raise Refused(
            _("{person} no tiene su plaza el {start:%d/%m/%Y}.").format(person=place.person, start=start), field="start"
        )
    first = first_open_day(activity.establishment_id)
    if first and start < first:
        raise Refused(
            _("El {start:%d/%m/%Y} es de un mes cerrado: la banda cambia desde el {first:%d/%m/%Y} o después.").format(
                start=start, first=first
            ),
            field="start",
        )
    if start > clock.today() + AHEAD:
        raise Refused(_("Ese día está a más de un año."), field="start")


def bands_of(activity: "Activity") -> list[PlaceBand]:
    """The bands of the places of an activity, each with its history, by name and day; one query."""
    rows = PlaceBand.objects.filter(allocation__activity=activity).select_related("allocation__person")
    return list(rows.order_by("allocation__person__sort_name", "allocation_id", "period"))
