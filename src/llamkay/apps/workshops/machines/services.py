"""Machines are registered, looked after, and taken out of service and back; one transaction each."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from llamkay.apps.activities.areas import require_answer, require_write
from llamkay.apps.workshops import acts, permissions
from llamkay.apps.workshops.models import Machine, MachineStop, Upkeep
from llamkay.core.errors import Refused
from llamkay.platform import clock
from llamkay.platform.record import audit
from llamkay.platform.record.acts import Verb

if TYPE_CHECKING:
    from llamkay.apps.activities.models import Activity

MOST_DAYS = 1095


@transaction.atomic
def keep_machine(
    *,
    actor: Any,
    activity: "Activity",
    number: str,
    name: str,
    every_days: int,
    since: date,
    machine: Machine | None = None,
) -> Machine:
    """Enter a machine with every how many days it is looked after, or write it again."""
    require_answer(actor, permissions.KEEP, activity)
    if not number.strip() or not name.strip():
        raise Refused(_("Escriba el número y el nombre de la máquina."), field="number")
    if not 1 <= every_days <= MOST_DAYS:
        raise Refused(_("El mantenimiento es cada 1 a 1095 días."), field="every_days")
    values = {
        "activity": activity,
        "number": number.strip().upper()[:20],
        "name": name.strip()[:80],
        "every_days": every_days,
        "since": since,
    }
    same = Machine.objects.filter(establishment=activity.establishment, number=values["number"])
    if (same.exclude(pk=machine.pk) if machine else same).exists():
        raise Refused(_("Otra máquina del penal ya tiene ese número."), field="number")
    if machine is None:
        made = Machine.objects.create(establishment=activity.establishment, **values)
    else:
        made = Machine.objects.select_for_update().get(pk=machine.pk)
        for field, value in values.items():
            setattr(made, field, value)
        made.save()
    _record(actor, acts.KEEP_MACHINE, made, f"Registró la máquina {made}")
    return made


@transaction.atomic
def look_after(*, actor: Any, machine: Machine, done_on: date, what: str, whose: str) -> Upkeep:
    """Upkeep that was done: the next is due so many days after it."""
    locked = _lock(machine)
    require_write(actor, permissions.KEEP, locked.activity)
    if not what.strip() or not whose.strip():
        raise Refused(_("Escriba qué se hizo y quién lo hizo."), field="what")
    if not locked.since <= done_on <= clock.today():
        raise Refused(_("El mantenimiento es de un día que ya pasó, con la máquina en el taller."), field="done_on")
    made = Upkeep.objects.create(
        machine=locked, done_on=done_on, what=what.strip()[:200], whose=whose.strip()[:120], by=actor.username
    )
    _record(actor, acts.UPKEEP, locked, f"Mantenimiento de {locked} el {done_on:%d/%m/%Y}: {made.what}")
    return made


@transaction.atomic
def stop(*, actor: Any, machine: Machine, on: date, reason: str) -> MachineStop:
    """A machine is out of service from a day on."""
    locked = _lock(machine)
    require_write(actor, permissions.KEEP, locked.activity)
    if not reason.strip():
        raise Refused(_("Escriba por qué sale de servicio."), field="reason")
    if MachineStop.objects.filter(machine=locked, period__overlap=(on, None)).exists():
        raise Refused(_("Ya está fuera de servicio desde ese día o después."), field="on")
    made = MachineStop.objects.create(
        machine=locked, period=DateRange(on, None), reason=reason.strip()[:200], by=actor.username
    )
    _record(actor, acts.STOP_MACHINE, locked, f"Sacó de servicio {locked} el {on:%d/%m/%Y}", made.reason)
    return made


@transaction.atomic
def run_again(*, actor: Any, machine: Machine, on: date) -> MachineStop:
    """A machine is in service again from a day on."""
    locked = _lock(machine)
    require_write(actor, permissions.KEEP, locked.activity)
    row = MachineStop.objects.filter(machine=locked, period__endswith=None).first()
    if row is None:
        raise Refused(_("La máquina no está fuera de servicio."))
    if on <= row.period.lower:
        raise Refused(_("Vuelve al servicio después de haber salido."), field="on")
    row.period = DateRange(row.period.lower, on)
    row.save(update_fields=["period"])
    _record(actor, acts.RUN_MACHINE, locked, f"Devolvió al servicio {locked} el {on:%d/%m/%Y}")
    return row


def _lock(machine: Machine) -> Machine:
    rows = Machine.objects.select_for_update(of=("self",))
    return rows.select_related("activity__establishment", "activity__responsible").get(pk=machine.pk)


def _record(actor: Any, verb: Verb, machine: Machine, words: str, reason: str = "") -> None:
    audit.record(
        actor=actor.username,
        verb=verb,
        target=f"machine:{machine.pk}",
        sentence=words,
        stream=machine.activity.establishment.code,
        reason=reason,
    )
