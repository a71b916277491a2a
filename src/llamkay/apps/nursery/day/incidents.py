"""Incidents, and what came after: told to the mother, done, known later. The first words are never written over."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, TypedDict

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from llamkay.apps.nursery import acts, permissions
from llamkay.apps.nursery.models import Child, Incident, IncidentAddition
from llamkay.apps.nursery.record.services import log_act
from llamkay.apps.nursery.separation.services import report_concern
from llamkay.core.errors import Refused
from llamkay.platform import clock
from llamkay.platform.record import audit
from llamkay.platform.security.access import decide, require
from llamkay.platform.security.scope import Scope

if TYPE_CHECKING:
    from llamkay.apps.institutions.models import Establishment


INFORMED = IncidentAddition.Kind.INFORMED
KNOWN_WITHIN = timedelta(days=90)
WORDS = {Incident.Kind.DENIED: "Se negó una toma o una visita como castigo."}


class IncidentWithMotherKnowsColumns(TypedDict):
    """What ``with_mother_knows`` adds to each incident."""

    mother_knows: bool


if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    IncidentWithMotherKnows = WithAnnotations[Incident, IncidentWithMotherKnowsColumns]


def with_mother_knows(rows: QuerySet[Incident]) -> "QuerySet[IncidentWithMotherKnows]":
    """The incidents, each with ``mother_knows``: whether the mother knows, at once or by a later line."""
    later = IncidentAddition.objects.filter(incident=OuterRef("pk"), kind=INFORMED)
    return rows.annotate(mother_knows=Q(mother_informed=True) | Exists(later))


def uninformed(scope: Scope) -> QuerySet[Incident]:
    """The incidents of a child whose mother does not know of it yet."""
    return with_mother_knows(scope.filter(Incident.objects.filter(child__isnull=False))).filter(mother_knows=False)


def may_add(actor: Any, establishment_id: int) -> bool:
    """Whoever reads the incidents and works with the children; an auditor reads them only."""
    return all(
        decide(actor, action, establishment_id=establishment_id)
        for action in (permissions.INCIDENTS, permissions.REPORT_CONCERN)
    )


def report(
    *,
    actor: Any,
    establishment: "Establishment",
    kind: str,
    at: datetime,
    place: str,
    what: str,
    child: Child | None,
    injury: str = "",
    done: str = "",
    mother_informed: bool = False,
    maltreatment: bool = False,
) -> Incident:
    """Anybody who works in the nursery writes what went wrong; what may be maltreatment starts the legal clock."""
    if not decide(actor, permissions.ATTEND, establishment_id=establishment.pk):
        require(actor, permissions.INCIDENTS, establishment_id=establishment.pk)
        require(actor, permissions.REPORT_CONCERN, establishment_id=establishment.pk)  # who reads alone writes nothing
    now = clock.now()
    if at > now:
        raise Refused(_("Esa hora todavía no llega."))
    if now - at > KNOWN_WITHIN:
        raise Refused(_("Eso fue hace más de 90 días: revise la fecha. Lo que se sabe tarde va como alerta."))
    with transaction.atomic():
        incident = Incident.objects.create(
            establishment=establishment,
            child=child,
            kind=kind,
            at=at,
            place=place.strip(),
            what=what.strip(),
            injury=injury.strip(),
            done=done.strip(),
            mother_informed=mother_informed,
            by=actor.username,
            entered_at=now,
        )
        log_act(actor, acts.INCIDENT, establishment, f"incident:{incident.pk}", "Se registró un incidente de la cuna.")
        if maltreatment or kind == Incident.Kind.DENIED:
            report_concern(
                actor=actor,
                establishment=establishment,
                about=child.code if child else _("La cuna"),
                what=f"{WORDS.get(Incident.Kind(kind), '')} {what.strip()}".strip(),
                seen_on=at.astimezone(clock.LIMA).date(),
                child=child,
                maltreatment=maltreatment,
            )
    return incident


def add(*, actor: Any, incident: Incident, kind: str, at: datetime, what: str) -> IncidentAddition:
    """A line more of an incident, with its hour and who wrote it; the mother is told once."""
    for action in (permissions.INCIDENTS, permissions.REPORT_CONCERN):
        require(actor, action, establishment_id=incident.establishment_id)
    now = clock.now()
    if at > now:
        raise Refused(_("Esa hora todavía no llega."))
    if at < incident.at:
        raise Refused(_("Eso es anterior al incidente: revise el día y la hora."))
    if not what.strip():
        raise Refused(_("Escriba qué se hizo o qué se supo, y quién."))
    with transaction.atomic():
        if kind == INFORMED and incident.child_id is None:
            raise Refused(_("Este incidente no es de un niño: no hay a qué madre decírselo."))
        if kind == INFORMED and with_mother_knows(Incident.objects.filter(pk=incident.pk)).get().mother_knows:
            raise Refused(_("Ya está anotado que la madre lo sabe."))
        made = IncidentAddition.objects.create(
            incident=incident, kind=kind, at=at, what=what.strip(), by=actor.username, entered_at=now
        )
        audit.record(
            actor=actor.username,
            verb=acts.INCIDENT_ADDITION,
            target=f"incident:{incident.pk}",
            sentence="Se anotó algo más de un incidente de la cuna.",
            stream=incident.establishment.code,
        )
    return made
