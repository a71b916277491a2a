"""What a kitchen owes: its controls of the day, its sanitary registrations, its labels."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from llamkay.apps.activities.areas import require_write
from llamkay.apps.production import acts
from llamkay.apps.production.bakery import rules
from llamkay.apps.production.kinds import HygieneKind
from llamkay.apps.production.models import Good, HygieneRecord, SanitaryRegistration
from llamkay.apps.production.permissions import CHECK
from llamkay.core.errors import Refused
from llamkay.platform import clock
from llamkay.platform.record import audit
from llamkay.platform.security.access import require

if TYPE_CHECKING:
    from llamkay.apps.activities.models import Activity

MEASURED = (HygieneKind.OVEN, HygieneKind.COLD, HygieneKind.WATER)


@transaction.atomic
def record_control(
    *, actor: Any, activity: "Activity", kind: str, tenths: int | None = None, well: bool = True, action: str = ""
) -> HygieneRecord:
    """Enter a control of the day; a value outside its limits is not well, and what is not well says what was done."""
    require_write(actor, CHECK, activity)
    of = HygieneKind(kind)
    if (of in MEASURED) != (tenths is not None):
        text = _("Escriba lo que midió.") if of in MEASURED else _("Ese control no se mide: diga si está bien.")
        raise Refused(text, field="value")
    if tenths is not None and not rules.within(of, tenths, on=clock.today()):
        well = False
    if not well and not action.strip():
        raise Refused(_("No está bien: escriba qué se hizo."), field="action")
    made = HygieneRecord.objects.create(
        establishment=activity.establishment,
        activity=activity,
        on=clock.today(),
        at=clock.now(),
        kind=of,
        tenths=tenths,
        well=well,
        action=action.strip()[:200],
        by=actor.username,
    )
    state = "bien" if well else f"mal: {action.strip()}"
    audit.record(
        actor=actor.username,
        verb=acts.HYGIENE,
        target=f"activity:{activity.pk}",
        sentence=f"{actor} registró en {activity.name} {audit.spanish(lambda: of.label).lower()}: {state}.",
        stream=activity.establishment.code,
    )
    return made


@transaction.atomic
def register_food(*, actor: Any, good: Good, number: str, first: date, last: date, holder: str) -> SanitaryRegistration:
    """Enter the sanitary registration of a food, in force from the first to the last day."""
    require(actor, CHECK, establishment_id=good.establishment_id)
    if not good.food:
        raise Refused(_("{good} no es un alimento.").format(good=good), field="good")
    if not number.strip() or not holder.strip():
        raise Refused(_("Escriba el número y a nombre de quién está."), field="number")
    if last < first:
        raise Refused(_("El último día va después del primero."), field="last")
    period = DateRange(first, last + timedelta(days=1))
    try:
        with transaction.atomic():
            made = SanitaryRegistration.objects.create(
                establishment=good.establishment,
                good=good,
                number=number.strip()[:40],
                period=period,
                holder=holder.strip()[:120],
            )
    except IntegrityError as error:
        raise Refused(_("{good} ya tiene un registro en esos días.").format(good=good), field="first") from error
    audit.record(
        actor=actor.username,
        verb=acts.REGISTRATION,
        target=f"good:{good.pk}",
        sentence=f"{actor} registró el registro sanitario {made.number} de {good}.",
        stream=good.establishment.code,
    )
    return made
