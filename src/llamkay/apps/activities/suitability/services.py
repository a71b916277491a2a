"""Requirements, limits of health, separations, exceptions; whoever is barred has no place without an exception."""

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from llamkay.apps.activities import acts, permissions
from llamkay.apps.activities.areas import require_answer
from llamkay.apps.activities.inbox.services import tell_of
from llamkay.apps.activities.kinds import ChangeKind, Limit
from llamkay.apps.activities.models import (
    Activity,
    FitnessLimit,
    Requirement,
    SeparationOrder,
    SuitabilityOverride,
)
from llamkay.apps.activities.suitability.facts import Frame
from llamkay.apps.activities.suitability.words import sentence
from llamkay.apps.people.queries import custody, is_held
from llamkay.core.errors import Refused
from llamkay.core.placement.suitability import RULES, STAGES, Severity
from llamkay.platform import clock
from llamkay.platform.record import audit
from llamkay.platform.record.acts import Verb
from llamkay.platform.security.access import require

if TYPE_CHECKING:
    from llamkay.apps.institutions.models import Establishment
    from llamkay.apps.people.models import Person


@transaction.atomic
def set_requirement(*, actor: Any, activity: Activity, **values: Any) -> Requirement:
    """Write what an activity asks for; those who already have a place keep it."""
    locked = Activity.objects.select_for_update(of=("self",)).select_related("establishment", "responsible")
    activity = locked.get(pk=activity.pk)
    require_answer(actor, permissions.MANAGE, activity)
    if set(values.get("stages", ())) - set(STAGES[1:]):
        raise Refused(_("Elija las etapas de la lista."), field="stages")
    youngest, oldest = values.get("youngest"), values.get("oldest")
    if youngest and oldest and youngest > oldest:
        raise Refused(_("La edad máxima va después de la mínima."), field="oldest")
    row, _made = Requirement.objects.update_or_create(activity=activity, defaults=values)
    _record(
        actor,
        acts.SET_REQUIREMENT,
        f"activity:{activity.pk}",
        activity.establishment,
        f"Cambió los requisitos de {activity.name}",
        details={"fields": sorted(values)},
    )
    return row


@transaction.atomic
def set_fitness(
    *, actor: Any, person: "Person", limits: Collection[str], start: date, end: date | None = None
) -> FitnessLimit | None:
    """Health limits what somebody may do from a day on, until another; nothing chosen ends what held."""
    place = _place(person, start)
    require(actor, permissions.FITNESS, establishment_id=place.pk)
    if set(limits) - set(Limit.values):
        raise Refused(_("Elija los límites de la lista."), field="limits")
    if end is not None and end <= start:
        raise Refused(_("Termina después de empezar: corrija las fechas."), field="end")
    rows = FitnessLimit.objects.select_for_update().filter(person=person)
    rows.filter(period__startswith__gte=start).delete()
    for running in rows.filter(period__contains=start):
        running.period = DateRange(running.period.lower, start)
        running.save(update_fields=["period"])
    made = None
    if limits:
        made = FitnessLimit.objects.create(
            person=person, limits=sorted(limits), period=DateRange(start, end), by=actor.username, at=clock.now()
        )
        tell_of(ChangeKind.HEALTH, person, on=start, what=made.words)
    words = "Anotó límites de salud para el trabajo" if limits else "Terminó los límites de salud para el trabajo"
    _record(actor, acts.SET_FITNESS, f"person:{person.pk}", place, f"{words}: {person.full_name}")
    return made


@transaction.atomic
def separate(
    *, actor: Any, person: "Person", other: "Person", start: date, end: date | None = None, act: str
) -> SeparationOrder:
    """Two people are kept apart from a day on: neither has a new place where the other has one."""
    place = _place(person, start)
    require(actor, permissions.SEPARATE, establishment_id=place.pk)
    if person.pk == other.pk:
        raise Refused(_("Son la misma persona: elija otra."), field="other")
    if not is_held(other, at=place, on=start):
        raise Refused(_("{other} no estaba en {place} ese día.").format(other=other, place=place), field="other")
    if not act.strip():
        raise Refused(_("Escriba la resolución o el acta."), field="act")
    if end is not None and end <= start:
        raise Refused(_("Termina después de empezar: corrija las fechas."), field="end")
    first, second = sorted((person, other), key=lambda who: who.pk)
    try:
        with transaction.atomic():
            made = SeparationOrder.objects.create(
                person=first,
                other=second,
                establishment=place,
                period=DateRange(start, end),
                act=act.strip()[:120],
                by=actor.username,
                at=clock.now(),
            )
    except IntegrityError as error:
        if getattr(error.__cause__, "sqlstate", "") != "23P01":
            raise
        raise Refused(_("Ya consta una separación de las dos en esas fechas."), field="start") from error
    # The log of each says that there is an order, and not from whom.
    for who in (person, other):
        _record(
            actor, acts.SEPARATE, f"person:{who.pk}", place, f"Orden de separación: {who.full_name}", reason=made.act
        )
    return made


@transaction.atomic
def override(
    *, actor: Any, person: "Person", activity: Activity, rules: Collection[str], act: str, reason: str, until: date
) -> SuitabilityOverride:
    """An exception for somebody whom some rules bar: with its act, its reason and until when a place may be given."""
    require(actor, permissions.OVERRIDE, establishment_id=activity.establishment_id)
    if not rules or set(rules) - set(RULES):
        raise Refused(_("Elija al menos una regla."), field="rules")
    if not act.strip() or not reason.strip():
        raise Refused(_("Una excepción lleva su acta y su motivo."), field="reason")
    if until < clock.today():
        raise Refused(_("La excepción ya habría vencido: elija un día por venir."), field="until")
    if not is_held(person, at=activity.establishment_id, on=clock.today()):
        raise Refused(_("{person} no está en el penal de la actividad.").format(person=person))
    made = SuitabilityOverride.objects.create(
        person=person,
        activity=activity,
        rules=sorted(rules),
        act=act.strip()[:80],
        reason=reason.strip()[:300],
        until=until,
        by=actor.username,
        at=clock.now(),
    )
    _record(
        actor,
        acts.OVERRIDE,
        f"person:{person.pk}",
        activity.establishment,
        f"Excepción de idoneidad: {person.full_name}, {activity.name}",
        reason=made.reason,
        details={"rules": made.rules, "act": made.act},
    )
    return made


def why_barred(found: Frame, person: int, activity: int) -> list[str]:
    """Every reason for which some rule bars a pair of a frame, in sentences, unless an exception covers it."""
    return [
        sentence(item, today=found.today)
        for item in found.judgement.findings(person, activity)
        if item.severity == Severity.BLOCK and not found.excepted(person, activity, item.rule)
    ]


def _place(person: "Person", on: date) -> "Establishment":
    spell = custody(of=person, on=on).select_related("establishment").first()
    if spell is None:
        raise Refused(_("{person} no estaba bajo custodia el {on:%d/%m/%Y}.").format(person=person, on=on))
    return spell.establishment


def _record(
    actor: Any,
    verb: Verb,
    target: str,
    place: "Establishment",
    words: str,
    *,
    reason: str = "",
    details: dict[str, Any] | None = None,
) -> None:
    audit.record(
        actor=actor.username,
        verb=verb,
        target=target,
        sentence=words,
        stream=place.code,
        reason=reason,
        details=details,
    )
