"""A place is kept for somebody who does not come: suspended, back earlier or later, taken back."""

from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from llamkay.apps.activities import acts, permissions
from llamkay.apps.activities.areas import require_answer
from llamkay.apps.activities.kinds import PayBasis, SuspensionKind
from llamkay.apps.activities.models import Allocation, Suspension
from llamkay.apps.activities.places.services import lock_place
from llamkay.apps.activities.sheets.elsewhere import follow
from llamkay.apps.activities.sheets.queries import present_days
from llamkay.apps.months.queries import first_open_day
from llamkay.apps.people.hooks import Changed
from llamkay.core.errors import Refused
from llamkay.platform import clock
from llamkay.platform.months import days_by_month
from llamkay.platform.record import audit
from llamkay.platform.record.acts import Verb

ONE = timedelta(days=1)
# Where time is paid, a day without coming can be paid; a piece that nobody made cannot.
BY_TIME = (PayBasis.HOUR, PayBasis.DAY, PayBasis.TRAINING)


@transaction.atomic
def suspend(
    *,
    actor: Any,
    allocation: Allocation,
    kind: str,
    start: date,
    back_on: date | None = None,
    paid: bool = False,
    act: str = "",
    reason: str = "",
) -> Suspension:
    """Suspend a place from a day on; ``back_on`` is the day of return, open while not known.

    Refused where the person is marked as having come on one of those days.
    """
    locked = lock_place(allocation)
    activity = locked.activity
    require_answer(actor, permissions.MANAGE, activity)
    if kind not in SuspensionKind.values or kind == SuspensionKind.NOT_REQUIRED:
        raise Refused(_("Indique por qué se suspende la plaza."), field="kind")
    if kind == SuspensionKind.DISCIPLINE and not act.strip():
        raise Refused(_("Una medida disciplinaria lleva el número de su acta o resolución."), field="act")
    if paid and activity.pay_basis not in BY_TIME:
        raise Refused(
            _("{activity} se paga «{basis}»: sin venir no hay nada que pagar.").format(
                activity=activity.name, basis=activity.get_pay_basis_display().lower()
            ),
            field="paid",
        )
    period = _within(locked, start, back_on)
    _not_present(locked, period)
    made = Suspension(
        allocation=locked,
        period=period,
        kind=kind,
        paid=paid,
        act=act.strip()[:80],
        reason=reason.strip()[:200],
        by=actor.username,
        at=clock.now(),
    )
    _save(made)
    _record(actor, acts.SUSPEND_PLACE, made, f"Suspendió la plaza {dates(made)}")
    follow([Changed(actor, locked.person, start)])
    return made


@transaction.atomic
def change_return(*, actor: Any, suspension: Suspension, back_on: date | None) -> Suspension:
    """The day of return is another, earlier or later, or no longer known."""
    locked, made = _lock(actor, suspension)
    start, before = made.period.lower, made.period.upper
    if back_on == before:
        raise Refused(_("Ese ya era el día de regreso."), field="back_on")
    made.period = _within(locked, start, back_on)
    _not_closed(made, min(day for day in (before, back_on) if day))
    _not_present(locked, made.period)
    _save(made)
    _record(actor, acts.CHANGE_SUSPENSION, made, f"Cambió la suspensión: {dates(made)}")
    follow([Changed(actor, locked.person, start)])
    return made


@transaction.atomic
def take_back(*, actor: Any, suspension: Suspension, reason: str) -> None:
    """A suspension that should never have been is taken out; the days come back as they were. Refused where a closed
    sheet says some of them."""
    locked, made = _lock(actor, suspension)
    if not reason.strip():
        raise Refused(_("Escriba por qué se anula la suspensión."), field="reason")
    words, start = dates(made), made.period.lower
    _not_closed(made, start)
    _record(actor, acts.TAKE_BACK_SUSPENSION, made, f"Anuló la suspensión {words}", reason=reason.strip(), back=True)
    made.delete()
    follow([Changed(actor, locked.person, start)])


def dates(suspension: Suspension) -> str:
    """From when to when, and whether paid, in words; the last day is the one before the return."""
    pay = _("con pago") if suspension.paid else _("sin pago")
    period = suspension.period
    if suspension.kind == SuspensionKind.NOT_REQUIRED and period.upper == period.lower + ONE:
        return _("el {day:%d/%m/%Y}, {pay}").format(day=period.lower, pay=pay)
    if period.upper is None:
        return _("desde el {start:%d/%m/%Y}, {pay}").format(start=period.lower, pay=pay)
    return _("del {start:%d/%m/%Y} al {last:%d/%m/%Y}, {pay}; vuelve el {back:%d/%m/%Y}").format(
        start=period.lower, last=period.upper - ONE, back=period.upper, pay=pay
    )


def _lock(actor: Any, suspension: Suspension) -> tuple[Allocation, Suspension]:
    locked = lock_place(suspension.allocation)
    require_answer(actor, permissions.MANAGE, locked.activity)
    found = Suspension.objects.select_for_update().filter(pk=suspension.pk).first()
    if found is None:
        raise Refused(_("Esa suspensión ya no está: recargue la página."))
    found.allocation = locked
    return locked, found


def _within(place: Allocation, start: date, back_on: date | None) -> DateRange:
    if back_on is not None and back_on <= start:
        raise Refused(_("Vuelve después de empezar la suspensión: corrija el día de regreso."), field="back_on")
    upper = place.period.upper
    if start not in place.period or (upper and back_on and back_on > upper):
        raise Refused(
            _("La plaza de {person} va {words}: la suspensión debe caer dentro.").format(
                person=place.person, words=_span(place.period)
            ),
            field="start",
        )
    return DateRange(start, back_on)


def _span(period: DateRange) -> str:
    if period.upper is None:
        return _("desde el {start:%d/%m/%Y}").format(start=period.lower)
    return _("del {start:%d/%m/%Y} al {last:%d/%m/%Y}").format(start=period.lower, last=period.upper - ONE)


def _not_closed(made: Suspension, changed: date) -> None:
    """The days of a suspension from ``changed`` on would change, and a closed sheet stays as it was signed."""
    first = first_open_day(made.allocation.activity.establishment_id)
    if first is None or changed >= first:
        return
    if made.period.upper is None or made.period.upper > first:
        raise Refused(
            _(
                "Los días anteriores al {first:%d/%m/%Y} son de un mes cerrado y su planilla queda: ponga el regreso "
                "ese día o después; un día cerrado se corrige con un ajuste en su planilla."
            ).format(first=first)
        )
    raise Refused(closed_days(first))


def closed_days(first: date) -> str:
    """Why days that a closed sheet says are not changed, and how each is corrected."""
    return _(
        "Esos días son de un mes cerrado y su planilla queda: corrija cada día con un ajuste en ella. Lo que impide "
        "venir cambia desde el {first:%d/%m/%Y}."
    ).format(first=first)


def _not_present(place: Allocation, period: DateRange) -> None:
    days = [day for day in present_days(place.person_id, place.activity, since=period.lower) if day in period]
    if days:
        raise Refused(
            _(
                "{person} tiene marca de asistencia en {days}: corrija primero esas marcas o suspenda desde después."
            ).format(person=place.person, days=days_by_month(days)),
            field="start",
        )


def _save(made: Suspension) -> None:
    """Write it, and turn the database's refusal of an overlap into its sentence."""
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError as error:
        if getattr(error.__cause__, "sqlstate", "") != "23P01":
            raise
        rows = Suspension.objects.filter(allocation=made.allocation, period__overlap=made.period).exclude(pk=made.pk)
        if rows[0].kind == SuspensionKind.NOT_REQUIRED:
            raise Refused(
                _("{person} ya consta como no requerida {words}: retire antes ese aviso.").format(
                    person=made.allocation.person, words=dates(rows[0])
                )
            ) from error
        raise Refused(
            _("{person} ya tiene la plaza suspendida {words}: las suspensiones no se cruzan.").format(
                person=made.allocation.person, words=dates(rows[0])
            )
        ) from error


def _record(actor: Any, verb: Verb, made: Suspension, words: str, *, reason: str = "", back: bool = False) -> None:
    place = made.allocation
    audit.record(
        actor=actor.username,
        verb=verb,
        target=f"person:{place.person_id}",
        sentence=f"{words}: {place.person.full_name}, {place.activity.name}",
        stream=place.activity.establishment.code,
        reason=reason,
        details={
            "allocation": place.pk,
            "suspension": made.pk,
            **({audit.TAKES_BACK: "suspension"} if back else {}),
        },
    )
