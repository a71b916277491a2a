"""Medicine: ordered for some days, given before a witness.

Two people sign a dose: the one at the machine, and a witness who types her own password on the same form, because one
old machine is all a room has and a signature left for later is a signature nobody gives.
"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from llamkay.apps.nursery import acts, permissions
from llamkay.apps.nursery.day import queries
from llamkay.apps.nursery.models import Child, MedicineDose, MedicineOrder
from llamkay.apps.nursery.record.services import act, record
from llamkay.core.errors import Refused
from llamkay.platform import clock
from llamkay.platform.security import scope
from llamkay.platform.security.access import decide, require

if TYPE_CHECKING:
    from llamkay.apps.institutions.models import Establishment


ORDER_LASTS = timedelta(days=31)


def order_medicine(
    *,
    actor: Any,
    child: Child,
    medicine: str,
    dose: str,
    times: Sequence[time],
    on: date,
    until: date,
    professional: str,
    consent: str,
) -> MedicineOrder:
    """A professional ordered a medicine, until a day (that one included), with the mother's consent."""
    if until < on:
        raise Refused(_("Termina antes de empezar: revise las fechas."))
    if on < child.born_on or until > on + ORDER_LASTS:
        raise Refused(_("Una indicación dura 31 días a más tardar y no es de antes de nacer: revise las fechas."))
    if not times:
        raise Refused(_("Escriba al menos una hora, por ejemplo 08:00, 16:00."))
    with act(actor, permissions.ENTER_HEALTH, child) as (child, stay):
        order = MedicineOrder.objects.create(
            child=child,
            medicine=medicine.strip(),
            dose=dose.strip(),
            times=sorted(set(times)),
            period=DateRange(on, until + timedelta(days=1)),
            professional=professional.strip(),
            consent=consent.strip(),
            entered_by=actor.username,
        )
        record(actor, acts.ORDER_MEDICINE, child, stay.establishment, f"Indicación de una medicina para {child.code}.")
    return order


def give_medicine(
    *, actor: Any, order: MedicineOrder, due_at: datetime, witness: Any, administered: bool = True, reason: str = ""
) -> MedicineDose:
    """A dose was given before a witness, or left out with its reason; never twice for one hour."""
    now = clock.now()
    with transaction.atomic(), scope.elevated():
        child = Child.objects.select_for_update(of=("self",)).get(pk=order.child_id)
        stay = child.stays.select_related("establishment").filter(moved=False).order_by("-period")[0]
        place = stay.establishment
        may_medicate(actor, place)
        if witness is None or witness.pk == actor.pk:
            raise Refused(_("Firma otra persona: su usuario y su contraseña no son correctos, o es usted misma."))
        if not decide(witness, permissions.ATTEND, establishment_id=place.pk) and not decide(
            witness, permissions.ENTER_HEALTH, establishment_id=place.pk
        ):
            raise Refused(_("{witness} no trabaja con los niños de este penal.").format(witness=witness))
        if not queries.rooms(witness, on=now.astimezone(clock.LIMA).date()).exists():
            raise Refused(_("{witness} no tiene turno en la cuna ahora: firma quien lo vio.").format(witness=witness))
        day = due_at.astimezone(clock.LIMA)
        if day.date() not in order.period or day.time().replace(tzinfo=None) not in order.times:
            raise Refused(_("Esa hora no es de la indicación."))
        if due_at - now > timedelta(hours=1):
            raise Refused(_("Todavía falta más de una hora."))
        if not administered and not reason.strip():
            raise Refused(_("Escriba por qué no se le dio."))
        if MedicineDose.objects.filter(order=order, due_at=due_at).exists():
            raise Refused(_("Esa dosis ya está anotada."))
        dose = MedicineDose.objects.create(
            order=order,
            due_at=due_at,
            at=now,
            administered=administered,
            reason=reason.strip(),
            by=actor.username,
            witness=witness.username,
            entered_at=now,
        )
        record(actor, acts.GIVE_MEDICINE, child, place, f"Una dosis de {child.code}, firmada por dos personas.")
    return dose


def may_medicate(actor: Any, place: "Establishment") -> None:
    """Health workers, and whoever runs the room; never only an inmate carer."""
    if decide(actor, permissions.ENTER_HEALTH, establishment_id=place.pk):
        return
    require(actor, permissions.ATTENDANCE, establishment_id=place.pk)
    require(actor, permissions.ATTEND, establishment_id=place.pk)
