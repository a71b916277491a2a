"""Somebody is authorised to work outside, leaves and comes back each day, and may be revoked."""

from collections.abc import Mapping, Sequence
from datetime import date, time, timedelta
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from llamkay.apps.activities.kinds import Place
from llamkay.apps.activities.places.queries import placements
from llamkay.apps.activities.places.services import end_for
from llamkay.apps.activities.sheets.cells import mark_from_record
from llamkay.apps.people.hooks import Leaving
from llamkay.apps.people.queries import elsewhere, is_held
from llamkay.apps.people.writing import lock_people
from llamkay.apps.workshops import acts, permissions
from llamkay.apps.workshops.models import DayOut, OutsidePermit
from llamkay.apps.workshops.outside.queries import judged, law
from llamkay.apps.workshops.outside.words import BY_PAPER, CONDITIONS
from llamkay.core.errors import Refused
from llamkay.core.law import NoRuleInForce
from llamkay.platform import clock
from llamkay.platform.database.bulk import these
from llamkay.platform.record import audit
from llamkay.platform.record.acts import Verb
from llamkay.platform.security.access import require

if TYPE_CHECKING:
    from llamkay.apps.activities.models import Activity
    from llamkay.apps.people.models import Person


@transaction.atomic
def authorise(
    *,
    actor: Any,
    person: "Person",
    activity: "Activity",
    employer: str,
    address: str,
    act: str,
    start: date,
    end: date,
    leaves_at: time,
    back_by: time,
    fines_paid: bool = False,
    reparation_paid: bool = False,
    declarations: bool = False,
    agrees: bool = False,
    pilot: str = "",
    verified: str = "",
) -> OutsidePermit:
    """By an act somebody works outside from one day to before another, if the law's conditions are met.

    What is not met refuses, except that the law is applied, for which the resolution of the ``pilot`` plan stands; what
    cannot be told needs ``verified``: who looked, and at which paper. What was found of each is kept.
    """
    require(actor, permissions.AUTHORISE_OUTSIDE, establishment_id=activity.establishment_id)
    lock_people([person.pk])
    _check(person, activity, start, end)
    if leaves_at >= back_by:
        raise Refused(_("La hora de regreso va después de la de salida."), field="back_by")
    if not act.strip() or not employer.strip() or not address.strip():
        raise Refused(_("Escriba el acta, quién da el trabajo y dónde es."), field="act")
    papers = {"fines_paid": fines_paid, "reparation_paid": reparation_paid, "declarations": declarations}
    try:
        found = judged(person, on=start, agrees=agrees, **papers)
    except NoRuleInForce as error:
        raise Refused(
            _("Ese día no hay norma que permita el trabajo asistido externo: rige desde el 13/02/2026."), field="start"
        ) from error
    barred = [str(CONDITIONS[each.code]) for each in found if each.met is False and each.code not in BY_PAPER]
    if barred:
        raise Refused(_("No se cumple que {conditions}.").format(conditions="; ".join(barred)))
    if any(each.met is False for each in found) and not pilot.strip():
        raise Refused(_("La ley todavía no se aplica: escriba la resolución del plan piloto."), field="pilot")
    unknown = [str(CONDITIONS[each.code]) for each in found if each.met is None]
    if unknown and not verified.strip():
        raise Refused(
            _("No consta que {conditions}: escriba quién lo verificó y con qué papel.").format(
                conditions="; ".join(unknown)
            ),
            field="verified",
        )
    made = OutsidePermit(
        person=person,
        activity=activity,
        establishment=activity.establishment,
        employer=employer.strip()[:120],
        address=address.strip()[:160],
        act=act.strip()[:120],
        pilot=pilot.strip()[:120],
        verified=verified.strip()[:300],
        conditions={each.code: each.met for each in found} | {"law": law(start).id},
        period=DateRange(start, end),
        leaves_at=leaves_at,
        back_by=back_by,
        by=actor.username,
        at=clock.now(),
    )
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError as error:
        if getattr(error.__cause__, "sqlstate", "") != "23P01":
            raise
        raise Refused(_("{person} ya tiene una autorización en esas fechas.").format(person=person)) from error
    _record(actor, acts.AUTHORISE_OUTSIDE, made, f"Autorizó el trabajo externo de {person.full_name}", made.act)
    return made


def _check(person: "Person", activity: "Activity", start: date, end: date) -> None:
    if activity.place != Place.OUTSIDE:
        raise Refused(_("Elija una actividad que se realiza en el exterior."), field="activity")
    if end <= start:
        raise Refused(_("Termina después de empezar: corrija las fechas."), field="end")
    if not is_held(person, at=activity.establishment_id, on=start):
        raise Refused(_("{person} no está en el penal de la actividad.").format(person=person), field="person")
    if not placements(of=person, in_=activity, on=start).exists():
        raise Refused(
            _("{person} no tiene plaza en {activity} ese día.").format(person=person, activity=activity.name),
            field="start",
        )


@transaction.atomic
def go_out(*, actor: Any, permit: OutsidePermit) -> DayOut:
    """Somebody authorised leaves now."""
    row, now = _lock(permit), clock.now()
    require(actor, permissions.GATE, establishment_id=row.establishment_id)
    on = now.date()
    if on not in row.period or row.revoked_on:
        raise Refused(_("{person} no tiene autorización vigente.").format(person=row.person))
    if elsewhere([row.person_id], first=on, end=date.fromordinal(on.toordinal() + 1)):
        raise Refused(_("{person} está hoy en otra parte, según el registro.").format(person=row.person))
    if row.outings.filter(back_at=None).exists():
        raise Refused(_("{person} tiene una salida sin regreso.").format(person=row.person))
    if row.outings.filter(on=on).exists():
        raise Refused(_("{person} ya salió y volvió hoy.").format(person=row.person))
    made = DayOut.objects.create(permit=row, on=on, left_at=now.time().replace(microsecond=0), out_by=actor.username)
    _record(actor, acts.GO_OUT, row, f"Salió a trabajar {row.person.full_name}, {made.left_at:%H:%M}")
    return made


@transaction.atomic
def come_in(*, actor: Any, outing: DayOut, at: time, late_why: str = "") -> DayOut:
    """Somebody is back, at an hour of the day on which they left; late only with what they say. The sheet is filled."""
    row = DayOut.objects.select_for_update(of=("self",)).select_related(
        "permit__person", "permit__activity__establishment", "permit__establishment"
    ).get(pk=outing.pk)  # fmt: skip
    permit = row.permit
    require(actor, permissions.GATE, establishment_id=permit.establishment_id)
    if row.back_at is not None:
        raise Refused(_("Su regreso ya estaba anotado."))
    if at <= row.left_at:
        raise Refused(_("Volvió después de salir, a las {at:%H:%M}.").format(at=row.left_at), field="at")
    row.back_at, row.in_by, row.late_why = at, actor.username, late_why.strip()[:200]
    if row.late and not row.late_why:
        raise Refused(
            _("Debía volver a las {at:%H:%M}: escriba por qué llegó tarde.").format(at=permit.back_by), field="late_why"
        )
    row.save(update_fields=["back_at", "in_by", "late_why"])
    marked = mark_from_record(
        actor=actor, activity=permit.activity, person=permit.person, on=row.on, minutes=row.minutes
    )
    words = f"Volvió {permit.person.full_name} a las {at:%H:%M}" + (", tarde" if row.late else "")
    words += "" if marked else "; la planilla de ese mes no está abierta"
    _record(actor, acts.COME_IN, permit, words, row.late_why)
    return row


@transaction.atomic
def revoke(*, actor: Any, permit: OutsidePermit, on: date, act: str, why: str, ending: str) -> OutsidePermit:
    """The authorisation is taken away by an act, and the place outside ends with it for a coded reason."""
    row = _lock(permit)
    require(actor, permissions.AUTHORISE_OUTSIDE, establishment_id=row.establishment_id)
    if row.revoked_on:
        raise Refused(_("Esa autorización ya estaba revocada."))
    if not act.strip() or not why.strip():
        raise Refused(_("Una revocación lleva su acta y su motivo."), field="why")
    if on not in row.period:
        raise Refused(_("La autorización no regía ese día."), field="on")
    row.revoked_on, row.revoked_act, row.revoked_why = on, act.strip()[:120], why.strip()[:200]
    row.period = DateRange(row.period.lower, max(on, date.fromordinal(row.period.lower.toordinal() + 1)))
    row.save(update_fields=["revoked_on", "revoked_act", "revoked_why", "period"])
    for place in placements(of=row.person, in_=row.activity, on=on):
        end_for(actor=actor, allocation=place, end=on, ending=ending, reason=f"{row.revoked_act}: {row.revoked_why}")
    _record(actor, acts.REVOKE_OUTSIDE, row, f"Revocó el trabajo externo de {row.person.full_name}", row.revoked_why)
    return row


def end_on_leaving(leavings: Sequence[Leaving]) -> None:
    """An authorisation to work outside ends the day its person leaves the prison; one that nobody had used is taken out
    where it had not begun. Three statements for many."""
    of = {leaving.person.pk: leaving for leaving in leavings}
    first = min(leaving.on for leaving in leavings)
    rows = OutsidePermit.objects.select_for_update(of=("self",)).filter(period__overlap=(first, None))
    rows = rows.annotate(used=Exists(DayOut.objects.filter(permit=OuterRef("pk"))))
    rows = rows.filter(person__in=these(of)).select_related("person", "establishment").order_by("pk")
    here = [
        row
        for row in rows
        if row.establishment_id == of[row.person_id].establishment.pk
        and (row.period.upper or date.max) > of[row.person_id].on
    ]
    gone = [row for row in here if row.period.lower >= of[row.person_id].on and not row.used]
    cut = [row for row in here if row not in gone]
    lines = [
        _line(of[row.person_id].actor, acts.END_OUTSIDE, row, f"Terminó el trabajo externo de {row.person.full_name}")
        for row in [*gone, *cut]
    ]
    for row in cut:
        row.period = DateRange(row.period.lower, max(of[row.person_id].on, row.period.lower + timedelta(days=1)))
    OutsidePermit.objects.filter(pk__in=[row.pk for row in gone]).delete()
    OutsidePermit.objects.bulk_update(cut, ["period"])
    audit.record_each(lines)


def ended_by_leaving(left: Mapping[int, date]) -> list[str]:
    """The authorisations that ended the day on which some people left."""
    rows = OutsidePermit.objects.filter(person__in=these(left), revoked_on=None).select_related("person").order_by("pk")
    words = _("{person}: terminó su autorización de trabajo externo.")
    return [words.format(person=row.person) for row in rows if row.period.upper == left[row.person_id]]


def _lock(permit: OutsidePermit) -> OutsidePermit:
    rows = OutsidePermit.objects.select_for_update(of=("self",))
    return rows.select_related("person", "activity__establishment", "establishment").get(pk=permit.pk)


def _record(actor: Any, verb: Verb, permit: OutsidePermit, words: str, reason: str = "") -> None:
    audit.record_each([_line(actor, verb, permit, words, reason)])


def _line(actor: Any, verb: Verb, permit: OutsidePermit, words: str, reason: str = "") -> audit.Line:
    return {
        "actor": actor.username,
        "verb": verb,
        "target": f"person:{permit.person_id}",
        "sentence": f"{words}: {permit.employer}",
        "stream": permit.establishment.code,
        "reason": reason,
        "details": {"permit": permit.pk},
    }
