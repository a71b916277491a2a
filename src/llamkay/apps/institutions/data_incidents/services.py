"""Security incidents of personal data: reporting one, writing its facts, telling the authority and the people, closing.

The log says that each was done and by whom, never what the incident was: that stays in its own row.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from llamkay.apps.institutions import acts
from llamkay.apps.institutions.models import DataIncident, Establishment
from llamkay.apps.institutions.permissions import INCIDENTS, REPORT_INCIDENT
from llamkay.core.errors import Refused
from llamkay.core.law import LawBook
from llamkay.platform import clock
from llamkay.platform.law import every_law
from llamkay.platform.record import audit
from llamkay.platform.record.acts import Verb
from llamkay.platform.security import scope
from llamkay.platform.security.access import require
from llamkay.platform.security.scope import Scope

WORDS = 15  # letters that a reason has at least
LONG = timedelta(days=3650)


@lru_cache(maxsize=1)
def _book() -> LawBook:
    return LawBook.of(tuple(found for found in every_law() if found["_file"].startswith("pe/privacy/")))


def hours_of(at: datetime) -> int:
    """Within how many natural hours an incident known at that moment is told."""
    return int(_book().value("privacy.incident.notice", on=at.astimezone(clock.LIMA).date()).value["hours"])


def report(
    *,
    actor: Any,
    establishment: Establishment | None,
    what: str,
    known_at: datetime,
    data: Sequence[str],
    codes: Sequence[str] = (),
) -> DataIncident:
    """Anybody of the staff may report one, of a prison of theirs or of the central offices; the hours run already."""
    _require(actor, REPORT_INCIDENT, establishment.pk if establishment else None)
    now = clock.now()
    _past(known_at)
    if now - known_at > LONG:
        raise Refused(_("Revise el año en que se supo: es de hace más de diez años."))
    if len(what.strip()) < WORDS:
        raise Refused(_("Escriba qué pasó con una frase entera: dónde, con qué datos, cómo se notó."))
    if not data:
        raise Refused(_("Marque al menos una clase de datos; si no está seguro, la que más se parezca."))
    with transaction.atomic(), scope.elevated():
        incident = DataIncident.objects.create(
            establishment=establishment,
            what=what.strip(),
            known_at=known_at,
            data=list(data),
            codes=list(codes),
            reported_at=now,
            reported_by=actor.username,
            hours=hours_of(known_at),
        )
        _log(actor, acts.REPORT_INCIDENT, incident, f"{actor} reportó un incidente de seguridad de datos.")
    return incident


def write_facts(
    *,
    actor: Any,
    incident: DataIncident,
    nature: str,
    categories: str,
    people: int | None,
    consequences: str,
    measures: str,
) -> DataIncident:
    """The facts that the authority asks for, as far as they are known; they may be completed until it is closed."""
    with _open(actor, incident) as incident:
        incident.nature, incident.categories, incident.people = nature.strip(), categories.strip(), people
        incident.consequences, incident.measures = consequences.strip(), measures.strip()
        incident.save()
        _log(actor, acts.INCIDENT_FACTS, incident, f"Se escribieron los hechos del incidente {incident.pk}.")
    return incident


def tell_authority(*, actor: Any, incident: DataIncident, at: datetime, reference: str) -> DataIncident:
    """The authority was told, once its facts are written: when, and with which number."""
    _past(at)
    with _open(actor, incident) as incident:
        if incident.authority_at:
            raise Refused(
                _("Ya está registrado el aviso a la autoridad: {it}.").format(it=incident.authority_reference)
            )
        if incident.lacking:
            raise Refused(
                _("Antes escriba los hechos; falta: {parts}.").format(parts=", ".join(map(str, incident.lacking)))
            )
        _not_before(incident, at)
        if not reference.strip():
            raise Refused(_("Escriba el número de registro del aviso."))
        incident.authority_at, incident.authority_reference = at, reference.strip()
        incident.save()
        _log(actor, acts.INCIDENT_AUTHORITY, incident, f"El incidente {incident.pk} se comunicó a la autoridad.")
    return incident


def tell_people(*, actor: Any, incident: DataIncident, at: datetime, how: str, words: str) -> DataIncident:
    """Those affected were told, in plain words: when, by what way, and what they were told."""
    _past(at)
    with _open(actor, incident) as incident:
        if incident.people_notified_at:
            raise Refused(_("Ya está registrado el aviso a las personas afectadas."))
        _not_before(incident, at)
        if not how.strip() or len(words.strip()) < WORDS:
            raise Refused(_("Escriba cómo se les avisó y, en palabras sencillas, qué se les dijo."))
        incident.people_notified_at, incident.people_notified_how, incident.people_notified = (
            at,
            how.strip(),
            words.strip(),
        )
        incident.save()
        _log(actor, acts.INCIDENT_PEOPLE, incident, f"Se avisó a los afectados por el incidente {incident.pk}.")
    return incident


def close(*, actor: Any, incident: DataIncident, outcome: str, not_notified_why: str = "") -> DataIncident:
    """What came of it; where the authority or the people were not told, why it was not due."""
    if len(outcome.strip()) < WORDS:
        raise Refused(_("Escriba con una frase entera cómo terminó y qué cambió para que no se repita."))
    with _open(actor, incident) as incident:
        notified = incident.authority_at and incident.people_notified_at
        if not notified and len(not_notified_why.strip()) < WORDS:
            raise Refused(
                _("Falta avisar a la autoridad o a los afectados: avíseles o escriba por qué no correspondía.")
            )
        incident.closed_at, incident.closed_by, incident.outcome = clock.now(), actor.username, outcome.strip()
        incident.not_notified_why = "" if notified else not_notified_why.strip()
        incident.save()
        _log(actor, acts.CLOSE_INCIDENT, incident, f"Se cerró el incidente {incident.pk}.")
    return incident


def printed(*, actor: Any, incident: DataIncident) -> None:
    """The paper for the authority left."""
    _require(actor, INCIDENTS, incident.establishment_id)
    with transaction.atomic():
        _log(actor, acts.PRINT_INCIDENT, incident, f"{actor} imprimió el aviso del incidente {incident.pk}.")
    audit.log_access(actor=actor.username, kind="incident", target=f"data_incident:{incident.pk}")


def visible(scope_: Scope) -> QuerySet[DataIncident]:
    """The incidents in scope: the open ones first, by when their hours end. Those of the whole country only for it."""
    rows = scope_.filter(DataIncident.objects.select_related("establishment"))
    return rows.order_by(F("closed_at").desc(nulls_first=True), "known_at", "id")


def owed(incident: DataIncident) -> bool:
    """Whether somebody must still be told."""
    return incident.closed_at is None and not (incident.authority_at and incident.people_notified_at)


def hours_left(incident: DataIncident, *, now: datetime) -> int:
    """Whole hours left, or passed with a minus."""
    return int((incident.due_at - now).total_seconds() / 3600)


def clock_words(incident: DataIncident, *, now: datetime) -> str:
    """The hours left or passed, in words."""
    if incident.due_at < now:
        late = -hours_left(incident, now=now)
        if late == 0:
            return _("Venció hace menos de una hora")
        return ngettext("Venció hace {n} hora", "Venció hace {n} horas", late).format(n=late)
    left = hours_left(incident, now=now)
    if left >= 1:
        return ngettext("Queda {n} hora", "Quedan {n} horas", left).format(n=left)
    return _("Queda menos de una hora")


@contextmanager
def _open(actor: Any, incident: DataIncident) -> Iterator[DataIncident]:
    """An act on an open incident, locked, by whoever answers for it."""
    with transaction.atomic(), scope.elevated():
        incident = DataIncident.objects.select_for_update(of=("self",)).get(pk=incident.pk)
        _require(actor, INCIDENTS, incident.establishment_id)
        if incident.closed_at:
            raise Refused(_("El incidente ya se cerró."))
        yield incident


def _require(actor: Any, action: str, establishment_id: int | None) -> None:
    """Permission there; what is of no prison belongs to whoever has the whole country."""
    require(actor, action, establishment_id=establishment_id)
    if establishment_id is None and not actor.actions[action].everything:
        raise PermissionDenied(_("Eso es de la sede central: elija un establecimiento de su ámbito."))


def _past(at: datetime) -> None:
    if at > clock.now():
        raise Refused(_("Esa hora todavía no llega: revise el día y la hora."))


def _not_before(incident: DataIncident, at: datetime) -> None:
    if at < incident.known_at:
        raise Refused(_("No pudo avisarse antes de conocerse el incidente: revise el día y la hora."))


def _log(actor: Any, verb: Verb, incident: DataIncident, sentence: str) -> None:
    audit.record(
        actor=actor.username,
        verb=verb,
        target=f"data_incident:{incident.pk}",
        sentence=sentence,
        stream=incident.establishment.code if incident.establishment else "national",
    )
