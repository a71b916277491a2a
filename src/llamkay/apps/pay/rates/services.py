"""What an activity pays from a day on: one rate a day and grade, never changed in a month that is closed.

A day of a closed month that had no rate, because nobody worked on it, may still get one: a correction can need it.
Until a close has paid by it, it may be corrected or taken back, with why.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from llamkay.apps.activities.kinds import PayBasis
from llamkay.apps.months.queries import first_open_day
from llamkay.apps.months.services import lock_months
from llamkay.apps.pay import acts
from llamkay.apps.pay.inputs.work import paid_days
from llamkay.apps.pay.models import Band, Rate
from llamkay.apps.pay.permissions import MANAGE_RATES
from llamkay.apps.remission.counts.statements import law_today
from llamkay.core.errors import Refused
from llamkay.core.pay.earnings import least_subsidy
from llamkay.core.values import Month, format_amount
from llamkay.platform import clock
from llamkay.platform.record import audit
from llamkay.platform.record.acts import Verb
from llamkay.platform.security.access import require

if TYPE_CHECKING:
    from llamkay.apps.activities.models import Activity


RATED = (PayBasis.HOUR, PayBasis.DAY, PayBasis.PIECE, PayBasis.TRAINING)
MOST, GRADES, AHEAD = 1_000_000, 5, timedelta(days=366)


@transaction.atomic
def set_rate(
    *,
    actor: Any,
    activity: "Activity",
    amount: int,
    start: date,
    grade: int = 1,
    band: int = Band.PLAIN,
    reason: str = "",
) -> Rate:
    """Pay this from a day on, until the next rate that is already written; the rate before ends there.

    Raises ``Refused`` with one sentence: a closed month that paid by a rate, one of a closed month changed without
    ``reason``, an amount out of bounds, a basis without a rate, a training subsidy below half the minimum wage.
    """
    require(actor, MANAGE_RATES, establishment_id=activity.establishment_id)
    _check(activity, amount, start, grade)
    if band not in Band.values:
        raise Refused(_("Elija la banda."), field="band")
    lock_months(activity.establishment)
    rates = Rate.objects.filter(activity=activity, grade=grade, band=band)
    before = rates.filter(period__contains=start).first()
    _check_start(activity, start, before, reason)
    following = rates.filter(period__startswith__gt=start).order_by("period").first()
    period = DateRange(start, following.period.lower if following else None)
    if before and before.period.lower == start:
        before.amount = amount
        before.save()
        made = before
    else:
        if before:
            before.period = DateRange(before.period.lower, start)
            before.save()
        made = Rate.objects.create(activity=activity, grade=grade, band=band, amount=amount, period=period)
    of_grade = f" (calidad {grade})" if activity.pay_basis == PayBasis.PIECE else ""
    of_grade += f" (banda «{audit.spanish(lambda: Band(band).label)}»)" if band else ""
    text = f"fijó la tarifa de {activity.name}{of_grade}: S/ {format_amount(amount)} desde el {start:%d/%m/%Y}"
    _record(actor, activity, acts.SET_RATE, text, reason)
    return made


@transaction.atomic
def remove_rate(*, actor: Any, rate: Rate, reason: str = "") -> None:
    """Take back a rate that no close has paid by; of an open month, the one before goes on in its place."""
    activity = rate.activity
    require(actor, MANAGE_RATES, establishment_id=activity.establishment_id)
    lock_months(activity.establishment)
    _check_start(activity, rate.period.lower, rate, reason)
    same = Rate.objects.filter(activity=activity, grade=rate.grade, band=rate.band)
    before = same.filter(period__endswith=rate.period.lower).first()
    start, until = rate.period.lower, rate.period.upper
    Rate.objects.get(pk=rate.pk).delete()
    if before and not late(rate, first_open_day(activity.establishment_id)):
        before.period = DateRange(before.period.lower, until)
        before.save()
    text = f"retiró la tarifa de {activity.name} de S/ {format_amount(rate.amount)} desde el {start:%d/%m/%Y}"
    _record(actor, activity, acts.REMOVE_RATE, text, reason)


def late(rate: Rate, first: date | None) -> bool:
    """Whether a rate begins in a closed month; ``first`` is the first day that no closed month has used."""
    return first is not None and rate.period.lower < first


def paid_by(rate: Rate, days: Iterable[date]) -> bool:
    """Whether a rate ruled on one of the days that closes have paid."""
    return any(day in rate.period for day in days)


def _check(activity: "Activity", amount: int, start: date, grade: int) -> None:
    if activity.pay_basis not in RATED:
        raise Refused(
            _("{name} paga «{basis}»: no lleva tarifa.").format(
                name=activity.name, basis=activity.get_pay_basis_display()
            )
        )
    if not 1 <= grade <= GRADES or (grade > 1 and activity.pay_basis != PayBasis.PIECE):
        raise Refused(_("Solo las piezas tienen calidades, de la primera a la quinta."))
    if not 1 <= amount <= MOST:
        raise Refused(
            _("S/ {amount} está fuera de lo que una tarifa admite: de S/ 0.01 a S/ {most}.").format(
                amount=format_amount(amount), most=format_amount(MOST)
            )
        )
    if activity.pay_basis == PayBasis.TRAINING:
        least = least_subsidy(law=law_today(), month=Month.of(start), weekly_minutes=sum(activity.timetable))
        if amount < least:
            raise Refused(
                _(
                    "La subvención de capacitación no baja de la mitad de la remuneración mínima en proporción al "
                    "horario: S/ {least} al mes, y usted escribe S/ {amount} (D.Leg. 1343, arts. 26 a 29)."
                ).format(least=format_amount(least), amount=format_amount(amount))
            )


def _check_start(activity: "Activity", start: date, ruling: Rate | None, reason: str) -> None:
    """``ruling`` is the rate of that day, by which a closed month may have paid."""
    first = first_open_day(activity.establishment_id)
    if first and start < first and ruling:
        if paid_by(ruling, paid_days(activity.pk, since=ruling.period.lower)):
            raise Refused(
                _(
                    "El {start:%d/%m/%Y} es de un mes cerrado, que ya pagó con su tarifa: la nueva rige desde el "
                    "{first:%d/%m/%Y} o después."
                ).format(start=start, first=first)
            )
        if not reason.strip():
            raise Refused(
                _("El {start:%d/%m/%Y} es de un mes cerrado: escriba por qué cambia su tarifa.").format(start=start),
                field="reason",
            )
    if start > clock.today() + AHEAD:
        raise Refused(
            _("El {start:%d/%m/%Y} está a más de un año: fije la tarifa más cerca de esa fecha.").format(start=start)
        )
    if start not in activity.period:
        raise Refused(
            _("{name} no funciona el {start:%d/%m/%Y}: revise sus fechas.").format(name=activity.name, start=start)
        )


def _record(actor: Any, activity: "Activity", verb: Verb, text: str, reason: str) -> None:
    audit.record(
        actor=actor.username,
        verb=verb,
        target=f"activity:{activity.pk}",
        sentence=f"{actor} {text}.",
        stream=activity.establishment.code,
        reason=reason.strip(),
    )
