"""An accident is written, its days of rest change, safety kit is handed out; one transaction each."""

from datetime import date, time
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from llamkay.apps.activities.areas import require_write
from llamkay.apps.activities.places.queries import placements
from llamkay.apps.activities.sheets.elsewhere import follow
from llamkay.apps.people.hooks import Changed
from llamkay.apps.workshops import acts, permissions
from llamkay.apps.workshops.kinds import Kit, Severity
from llamkay.apps.workshops.models import Accident, KitIssue, Machine
from llamkay.core.errors import Refused
from llamkay.platform import clock
from llamkay.platform.database.locks import Space, lock
from llamkay.platform.record import audit
from llamkay.platform.record.acts import Verb
from llamkay.platform.security.access import require

if TYPE_CHECKING:
    from llamkay.apps.activities.models import Activity
    from llamkay.apps.people.models import Person


@transaction.atomic
def report(
    *,
    actor: Any,
    activity: "Activity",
    person: "Person",
    on: date,
    at: time,
    severity: str,
    what: str,
    done: str,
    kit_worn: str = "",
    machine: Machine | None = None,
    rest_from: date | None = None,
    back_on: date | None = None,
) -> Accident:
    """Somebody had an accident at work: what happened, what was done, and the days of rest, which reach the sheet."""
    require(actor, permissions.ACCIDENTS, establishment_id=activity.establishment_id)
    if severity not in Severity.values:
        raise Refused(_("Indique la gravedad."), field="severity")
    if not what.strip() or not done.strip():
        raise Refused(_("Escriba qué pasó y qué se hizo, sin diagnóstico."), field="what")
    if on > clock.today():
        raise Refused(_("El accidente es de un día que ya llegó."), field="on")
    if not placements(of=person, in_=activity, on=on).exists():
        raise Refused(_("{person} no tenía plaza en {activity} ese día.").format(person=person, activity=activity.name))
    if machine is not None and machine.activity_id != activity.pk:
        raise Refused(_("Esa máquina es de otro taller."), field="machine")
    lock(Space.ACCIDENTS, on.year)
    last = Accident.objects.filter(number__startswith=f"AT-{on.year}-").order_by("-number").first()
    number = int(last.number[-5:]) + 1 if last else 1
    made = Accident.objects.create(
        number=f"AT-{on.year}-{number:05d}",
        establishment=activity.establishment,
        activity=activity,
        person=person,
        machine=machine,
        on=on,
        at=at,
        severity=severity,
        what=what.strip()[:2000],
        kit_worn=kit_worn.strip()[:200],
        done=done.strip()[:2000],
        days_off=_rest(on, rest_from, back_on),
        by=actor.username,
        entered_at=clock.now(),
    )
    _record(actor, acts.ACCIDENT, made, f"Anotó el accidente de trabajo {made.number} de {person.full_name}")
    return made


@transaction.atomic
def change_rest(
    *, actor: Any, accident: Accident, rest_from: date | None, back_on: date | None, reason: str
) -> Accident:
    """The days of rest are others than was thought; the sheets not yet closed follow."""
    rows = Accident.objects.select_for_update(of=("self",)).select_related("establishment", "person")
    row = rows.get(pk=accident.pk)
    require(actor, permissions.ACCIDENTS, establishment_id=row.establishment_id)
    if not reason.strip():
        raise Refused(_("Escriba por qué cambia el descanso."), field="reason")
    before = row.days_off
    row.days_off = _rest(row.on, rest_from, back_on)
    if row.days_off == before:
        raise Refused(_("Ese ya era el descanso."), field="back_on")
    row.save(update_fields=["days_off"])
    _record(actor, acts.CHANGE_DAYS_OFF, row, f"Cambió el descanso por el accidente {row.number}", reason.strip())
    return row


def _rest(on: date, first: date | None, back: date | None) -> DateRange | None:
    if first is None and back is None:
        return None
    start = first or on
    if start < on or (back is not None and back <= start):
        raise Refused(_("El descanso empieza desde el accidente y termina después de empezar."), field="back_on")
    return DateRange(start, back)


@transaction.atomic
def give_kit(
    *,
    actor: Any,
    activity: "Activity",
    person: "Person",
    what: str,
    given_on: date,
    detail: str = "",
    renew_on: date | None = None,
) -> KitIssue:
    """Hand out safety kit; of the same kind that somebody already had in the workshop it is the renewal."""
    require_write(actor, permissions.KEEP, activity)
    if what not in Kit.values or (what == Kit.OTHER and not detail.strip()):
        raise Refused(_("Indique qué equipo se entrega."), field="what")
    if given_on > clock.today():
        raise Refused(_("La entrega es de un día que ya llegó."), field="given_on")
    if renew_on is not None and renew_on <= given_on:
        raise Refused(_("Se renueva después de entregado."), field="renew_on")
    if not placements(of=person, in_=activity, on=given_on).exists():
        raise Refused(_("{person} no tenía plaza en {activity} ese día.").format(person=person, activity=activity.name))
    values = {"activity": activity, "person": person, "what": what, "detail": detail.strip()[:80]}
    before = KitIssue.objects.select_for_update().filter(**values, renewed=None).first()
    made = KitIssue.objects.create(
        establishment=activity.establishment, given_on=given_on, renew_on=renew_on, by=actor.username, **values
    )
    if before is not None:
        before.renewed = made
        before.save(update_fields=["renewed"])
    audit.record(
        actor=actor.username,
        verb=acts.GIVE_KIT,
        target=f"person:{person.pk}",
        sentence=f"Entregó equipo de seguridad a {person.full_name}, {activity.name}: {made}",
        stream=activity.establishment.code,
        details={"kit": made.pk},
    )
    return made


def _record(actor: Any, verb: Verb, row: Accident, words: str, reason: str = "") -> None:
    audit.record(
        actor=actor.username,
        verb=verb,
        target=f"accident:{row.pk}",
        sentence=words,
        stream=row.establishment.code,
        reason=reason,
    )
    follow([Changed(actor, row.person, row.on)])
