"""Who need not come to the sessions of some days, said beforehand by the head, and taken back; one transaction each."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from llamkay.apps.activities import acts, permissions
from llamkay.apps.activities.areas import require_answer
from llamkay.apps.activities.kinds import SuspensionKind
from llamkay.apps.activities.models import Activity, Allocation, Suspension
from llamkay.apps.activities.places.services import lock_activities
from llamkay.apps.activities.places.suspension_services import BY_TIME, closed_days, dates
from llamkay.apps.activities.sheets.elsewhere import follow, timetable_days
from llamkay.apps.activities.sheets.queries import who_came
from llamkay.apps.months.queries import first_open_day
from llamkay.apps.people.hooks import Changed
from llamkay.core.errors import Refused
from llamkay.core.values import Month
from llamkay.platform import clock
from llamkay.platform.record import audit
from llamkay.platform.record.acts import Verb

ONE = timedelta(days=1)
MOST_DAYS = 31  # longer is a suspension of the place


def places_to_come(activity: Activity, on: date) -> QuerySet[Allocation]:
    """The places of an activity that run on a day or begin later, by name."""
    rows = Allocation.objects.filter(activity=activity, period__overlap=(on, None)).select_related("person")
    return rows.order_by("person__sort_name", "pk")


@transaction.atomic
def say_not_required(
    *,
    actor: Any,
    activity: Activity,
    places: Collection[int],
    start: date,
    last: date,
    reason: str,
    paid: bool = False,
) -> list[Suspension]:
    """From today on: some people need not come to the sessions from a day to another, both included; all or nobody.

    It is nobody's absence. Refused where a place does not hold all those days, is suspended, or somebody already came.
    """
    locked = lock_activities([activity.pk])[activity.pk]
    require_answer(actor, permissions.MANAGE, locked)
    _check(locked, start, last, reason, paid=paid)
    found = places_to_come(locked, start).filter(pk__in=list(places)).select_for_update(of=("self",))
    chosen = list(found)
    if not chosen or len(chosen) < len(set(places)):
        raise Refused(_("Elija a quiénes no se requiere: personas con plaza en esos días."), field="people")
    period = DateRange(start, last + ONE)
    _free(chosen, period)
    if came := who_came(locked, start) & {place.person_id for place in chosen} if start == clock.today() else set():
        names = "; ".join(place.person.full_name for place in chosen if place.person_id in came)
        raise Refused(_("Ya tienen marca de asistencia de hoy: {names}.").format(names=names), field="start")
    made = Suspension.objects.bulk_create(
        Suspension(
            allocation=place,
            period=period,
            kind=SuspensionKind.NOT_REQUIRED,
            paid=paid,
            reason=reason.strip()[:200],
            by=actor.username,
            at=clock.now(),
        )
        for place in chosen
    )
    _record(actor, acts.NOT_REQUIRED, locked, made, "Avisó que no se requiere", made[0].reason)
    follow([Changed(actor, place.person, start) for place in chosen])
    return made


@transaction.atomic
def required_again(*, actor: Any, activity: Activity, notices: Collection[int], why: str) -> None:
    """Those people are required after all: their days are as they were before. Of a notice that a closed month has
    used the days of that month stay; refused where it has no others."""
    locked = lock_activities([activity.pk])[activity.pk]
    require_answer(actor, permissions.MANAGE, locked)
    if not why.strip():
        raise Refused(_("Escriba por qué se retira el aviso."), field="why")
    rows = Suspension.objects.filter(
        pk__in=list(notices), allocation__activity=locked, kind=SuspensionKind.NOT_REQUIRED
    ).select_related("allocation__person")
    found = list(rows.select_for_update(of=("self",)).order_by("pk"))
    if not found or len(found) < len(set(notices)):
        raise Refused(_("Ese aviso ya no está: recargue la página."), field="notices")
    first = first_open_day(locked.establishment_id)
    if first and any(row.period.upper <= first for row in found):
        raise Refused(closed_days(first), field="notices")
    stays = {row.pk: DateRange(row.period.lower, first) for row in found if first and row.period.lower < first}
    for row in found:
        if row.pk in stays:
            row.period = DateRange(first, row.period.upper)  # what is taken back of it
    words, why = "Retiró el aviso de que no se requería", why.strip()
    whole = [row for row in found if row.pk not in stays]
    _record(actor, acts.REQUIRED_AGAIN, locked, whole, words, why, back=True)
    _record(actor, acts.REQUIRED_AGAIN, locked, [row for row in found if row.pk in stays], words, why)
    changes = [Changed(actor, row.allocation.person, row.period.lower) for row in found]
    Suspension.objects.filter(pk__in=[row.pk for row in whole]).delete()
    for pk, period in stays.items():
        Suspension.objects.filter(pk=pk).update(period=period)
    follow(changes)


def _check(activity: Activity, start: date, last: date, reason: str, *, paid: bool) -> None:
    if not reason.strip():
        raise Refused(_("Escriba por qué no se les requiere."), field="reason")
    if last < start:
        raise Refused(_("El último día no es anterior al primero: corrija las fechas."), field="last")
    if start < clock.today():
        raise Refused(_("Se avisa de antemano: desde hoy. Un día que pasó se marca en la planilla."), field="start")
    if (last - start).days >= MOST_DAYS:
        raise Refused(
            _("El aviso es de {most} días a lo más: por más tiempo, suspenda la plaza.").format(most=MOST_DAYS),
            field="last",
        )
    if paid and activity.pay_basis not in BY_TIME:
        raise Refused(
            _("{activity} se paga «{basis}»: sin venir no hay nada que pagar.").format(
                activity=activity.name, basis=activity.get_pay_basis_display().lower()
            ),
            field="paid",
        )
    met = {month: timetable_days(activity, month) for month in {Month.of(start), Month.of(last)}}
    days = [start + n * ONE for n in range((last - start).days + 1)]
    if not any(day in activity.period and day.day in met[Month.of(day)] for day in days):
        raise Refused(_("Esos días no tienen sesión según su horario."), field="start")


def _free(chosen: list[Allocation], period: DateRange) -> None:
    """Every place holds all of the days and is not kept back on any of them already."""
    for place in chosen:
        if period.lower < place.period.lower or (place.period.upper and period.upper > place.period.upper):
            raise Refused(
                _("La plaza de {person} no comprende todos esos días.").format(person=place.person), field="people"
            )
    held = Suspension.objects.filter(allocation__in=chosen, period__overlap=period)
    row = held.select_related("allocation__person").order_by("allocation__person__sort_name").first()
    if row is None:
        return
    words = (
        _("{person} ya consta como no requerida {dates}.")
        if row.kind == SuspensionKind.NOT_REQUIRED
        else _("{person} tiene la plaza suspendida {dates}.")
    )
    raise Refused(words.format(person=row.allocation.person, dates=dates(row)), field="people")


def _record(
    actor: Any, verb: Verb, activity: Activity, rows: list[Suspension], words: str, why: str, *, back: bool = False
) -> None:
    audit.record_each(
        {
            "actor": actor.username,
            "verb": verb,
            "target": f"person:{row.allocation.person_id}",
            "sentence": f"{words} a {row.allocation.person.full_name} en {activity.name}, {_days(row)}",
            "stream": activity.establishment.code,
            "reason": why,
            "details": {
                "allocation": row.allocation_id,
                "suspension": row.pk,
                **({audit.TAKES_BACK: "suspension"} if back else {}),
            },
        }
        for row in rows
    )


def _days(row: Suspension) -> str:
    first, last = row.period.lower, row.period.upper - ONE
    pay = "con pago" if row.paid else "sin pago"
    return f"el {first:%d/%m/%Y}, {pay}" if first == last else f"del {first:%d/%m/%Y} al {last:%d/%m/%Y}, {pay}"
