"""Days certified before this system: entered by one person with their evidence, approved or refused by another."""

import hashlib
import json
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from llamkay.apps.people.queries import custody_on, identities
from llamkay.apps.remission import acts, permissions
from llamkay.apps.remission.models import DayCount, PriorDays
from llamkay.core.errors import Refused
from llamkay.platform import clock
from llamkay.platform.files.received import read_scan
from llamkay.platform.record import audit
from llamkay.platform.record.acts import Verb
from llamkay.platform.security import scope
from llamkay.platform.security.access import require

if TYPE_CHECKING:
    from llamkay.apps.people.models import Person


def enter(
    *,
    actor: Any,
    person: "Person",
    kind: str,
    first: date,
    last: date,
    days: int,
    book: str,
    folio: str,
    certificate: str = "",
    scan: Any = None,
) -> PriorDays:
    """Enter days of a book or paper of before, first and last day included; they count once somebody else approves.

    Raises ``Refused`` with one sentence: more days than the period has, a month that this system closed, a
    period that another entry covers, a scan that is no PDF.
    """
    place = _place(person)
    require(actor, permissions.ENTER_PRIOR, establishment_id=place.pk)
    if last < first:
        raise Refused(_("El último día es anterior al primero."))
    if last >= clock.today():
        raise Refused(_("El periodo llega hasta hoy o más: registre solo días ya cumplidos."))
    if days > (last - first).days + 1:
        raise Refused(
            _("El periodo tiene {most} días del calendario y usted registra {days}.").format(
                most=(last - first).days + 1, days=days
            )
        )
    with scope.elevated():
        closed = DayCount.objects.filter(
            person__in=identities(person), month__gte=first.replace(day=1), month__lte=last
        ).first()
    if closed:
        raise Refused(
            _(
                "El mes {closed.month:%m/%Y} ya se contó de sus planillas: ningún día cuenta dos veces. "
                "Acorte el periodo."
            ).format(closed=closed)
        )
    content, name = _scan(scan)
    try:
        with transaction.atomic():
            row = PriorDays.objects.create(
                person=person,
                kind=kind,
                period=DateRange(first, last + timedelta(days=1)),
                days=days,
                book=book,
                folio=folio,
                certificate=certificate,
                scan=content,
                scan_name=name,
                entered_by=actor.username,
                entered_at=clock.now(),
            )
            _record(actor, row, place, acts.PRIOR, f"{actor} registró {days} días anteriores de {person.code}.")
    except IntegrityError as error:
        raise Refused(_("Otro registro de la misma clase ya cubre días de ese periodo.")) from error
    return row


def decide(*, actor: Any, row: PriorDays, approve: bool, reason: str = "") -> PriorDays:
    """Approve or refuse an entry; whoever entered it cannot decide it. A refusal says why."""
    place = _place(row.person)
    require(actor, permissions.APPROVE_PRIOR, establishment_id=place.pk)
    with transaction.atomic():
        locked = PriorDays.objects.select_for_update(of=("self",)).get(pk=row.pk)
        if locked.state != PriorDays.State.ENTERED:
            raise Refused(_("El registro ya está {state}.").format(state=locked.get_state_display().lower()))
        if locked.entered_by == actor.username:
            raise Refused(_("Usted hizo este registro: lo decide otra persona."))
        if not approve and not reason.strip():
            raise Refused(_("Escriba por qué lo rechaza."))
        locked.state = PriorDays.State.APPROVED if approve else PriorDays.State.REFUSED
        locked.decided_by, locked.decided_at, locked.reason = actor.username, clock.now(), reason.strip()[:300]
        locked.save()
        done = "aprobó" if approve else "rechazó"
        _record(
            actor,
            locked,
            place,
            acts.DECIDE_PRIOR,
            f"{actor} {done} {locked.days} días anteriores de {row.person.code}.",
        )
    return locked


def _place(person: "Person") -> Any:
    held = custody_on(person, clock.today())
    if held is None:
        raise Refused(_("{person.code} no está bajo custodia hoy.").format(person=person))
    return held.establishment


def _scan(scan: Any) -> tuple[bytes | None, str]:
    if not scan:
        return None, ""
    return read_scan(scan, field="scan"), "".join(c for c in scan.name if c.isalnum() or c in " ._-")[-120:]


def _record(actor: Any, row: PriorDays, place: Any, verb: Verb, sentence: str) -> None:
    audit.record(
        actor=actor.username,
        verb=verb,
        target=f"person:{row.person_id}",
        sentence=sentence,
        stream=place.code,
        reason=row.reason,
        details={"prior": row.pk, "book": row.book, "folio": row.folio, "digest": digest(row)},
    )


def digest(row: PriorDays) -> str:
    """What was entered and what was decided, as one hash: the log of acts keeps it, and ``checks`` compares."""
    content = [
        row.person_id,
        row.kind,
        f"{row.period.lower:%Y-%m-%d}",
        f"{row.period.upper:%Y-%m-%d}",
        row.days,
        row.book,
        row.folio,
        row.certificate,
        hashlib.sha256(bytes(row.scan)).hexdigest() if row.scan else "",
        row.state,
    ]
    return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()
