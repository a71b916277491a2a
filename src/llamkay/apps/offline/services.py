"""A day is taken along, comes back mark by mark, and what could not be written is settled; one transaction each."""

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from llamkay.apps.offline import acts, permissions
from llamkay.apps.offline.kinds import WAITING, State
from llamkay.apps.offline.models import DayEntry, SheetEntry, Taking, TakingEnd
from llamkay.apps.offline.packages import Package
from llamkay.apps.offline.parts import DAYS, SHEETS, Part, part_of
from llamkay.apps.offline.written import Sending
from llamkay.core.errors import CHANGED, Refused
from llamkay.platform import clock
from llamkay.platform.database.locks import Space, lock
from llamkay.platform.record import audit
from llamkay.platform.record.acts import Verb
from llamkay.platform.security import scope
from llamkay.platform.security.access import require

if TYPE_CHECKING:
    from datetime import datetime

    from llamkay.apps.institutions.models import Establishment

SHIFT = timedelta(hours=12)  # for so long a device shows what it took along


def take_sheet(*, actor: Any, sheet: Any) -> Taking:
    """Take along the roll call of today of a sheet; raises unless the actor may fill it."""
    return _take(actor, sheet.activity.establishment, SHEETS, sheet=sheet)


def take_room(*, actor: Any, room: Any) -> Taking:
    """Take along the day of a room of the nursery; raises unless the actor may write it now."""
    return _take(actor, room.nursery.establishment, DAYS, room=room)


@transaction.atomic
def _take(actor: Any, place: "Establishment", part: Part[Any], **what: Any) -> Taking:
    require(actor, permissions.TAKE, establishment_id=place.pk)
    (thing,) = what.values()
    part.check_takeable(actor, thing)
    now = clock.now()
    taking = Taking.objects.create(
        establishment=place,
        day=now.date(),
        by=actor.username,
        at=now,
        until=now + SHIFT,
        key=secrets.token_bytes(32),
        **what,
    )
    _record(actor, acts.TAKE, taking, f"Llevó sin conexión {_of(taking)}, hasta las {taking.until:%H:%M}.")
    return taking


def _of(taking: Taking) -> str:
    what: Any = taking.sheet.activity if taking.sheet else taking.room
    return f"{'la planilla' if taking.sheet_id else 'la sala'} {what.name} del {taking.day:%d/%m/%Y}"


def _record(actor: Any, verb: Verb, taking: Taking, sentence: str, reason: str = "", **details: Any) -> None:
    audit.record(
        actor=actor.username,
        verb=verb,
        target=f"sheet:{taking.sheet_id}" if taking.sheet_id else f"room:{taking.room_id}",
        sentence=sentence,
        stream=taking.establishment.code,
        reason=reason,
        details={"taking": str(taking.code), **details},
    )


def package(taking: Taking) -> Package | None:
    """What the device may show now; nothing once the shift is over or somebody ended it."""
    return part_of(taking).package(taking) if left_of(taking) else None


def left_of(taking: Taking) -> timedelta:
    """How long the device may still show it."""
    return timedelta() if hasattr(taking, "end") else max(taking.until - clock.now(), timedelta())


@transaction.atomic
def end(*, actor: Any, taking: Taking, why: str) -> None:
    """Let a device show no more what was taken along; what was marked on it is still sent and written.

    A device without a line learns of it when it has one. Raises ``Refused`` without a reason and where it was over.
    """
    require(actor, permissions.END, establishment_id=taking.establishment_id)
    if not (reason := why.strip()[:200]):
        raise Refused(_("Escriba por qué: queda en el registro de actos."), field="why")
    lock(Space.TAKINGS, taking.pk)
    if not left_of(Taking.objects.get(pk=taking.pk)):
        raise Refused(_("Ya había terminado."), code=CHANGED)
    TakingEnd.objects.create(taking=taking, by=actor.username, at=clock.now(), why=reason)
    _record(actor, acts.END, taking, f"Terminó lo que {taking.by} tenía sin conexión: {_of(taking)}.", reason)


@transaction.atomic
def receive(*, actor: Any, taking: Taking, sending: Sending) -> dict[UUID, tuple[str, str]]:
    """Write what came from a device by the rules of the sheet or of the day: each entry once, however often it is sent.

    Returns state and sentence of each. What may not be written, also because the actor's function is over, waits for
    somebody; of who is no longer on the sheet or in the nursery only the log keeps it. Raises ``PermissionDenied`` for
    what another took along and ``Refused`` for what is of another taking.
    """
    if taking.by != actor.username:
        raise PermissionDenied(_("Lo llevó otra persona: lo envía ella."))
    part = part_of(taking)
    # Whoever lost the function meanwhile still hands over what they marked; what is written down is in Spanish.
    with scope.elevated(), translation.override("es"):
        lock(Space.TAKINGS, taking.pk)
        table: Any = SheetEntry if taking.sheet_id else DayEntry
        known = {entry.pk: entry for entry in table.objects.filter(pk__in=[each.id for each in sending.entries])}
        if any(entry.taking_id != taking.pk for entry in known.values()):
            raise Refused(_("Una marca del envío es de otro equipo."))
        there = part.there(taking)
        fresh = [each for each in sending.entries if each.id not in known]
        strangers = [each for each in fresh if each.about not in there]
        made = [part.entry_of(taking, each, sending.skew) for each in fresh if each.about in there]
        part.apply(actor=actor, taking=taking, entries=made, moved=sending.moved)
        table.objects.bulk_create(made)
        if fresh:
            waits = sum(entry.waits for entry in made)
            done = (
                f"{len(made) - waits} anotadas o ya puestas, {waits} por resolver, {len(strangers)} de quien ya no está"
            )
            sentence = f"Envió {len(fresh)} marcas hechas sin conexión de {_of(taking)}: {done}."
            _record(
                actor, acts.SEND, taking, sentence, gone=[[each.about, each.value, each.hour] for each in strangers]
            )
    gone = (State.REFUSED, _("ya no está en lo que se llevó; quedó en el registro de actos"))
    answers = {entry.pk: (entry.state, part.against(entry) or entry.why) for entry in (*known.values(), *made)}
    return answers | {each.id: gone for each in strangers}


def stands(entry: SheetEntry | DayEntry) -> str:
    """What stands now where an entry waits, in a few words."""
    return part_of(entry.taking).stands(entry)[:500].strip()


@transaction.atomic
def settle(
    *, actor: Any, entry: SheetEntry | DayEntry, mine: bool, why: str, stood: str, at: "datetime | None" = None
) -> None:
    """Decide an entry that waits: what was marked without a line holds, or what stands there; both stay in the history.

    ``stood`` is what stood there when the person decided, as ``stands`` says it; ``at`` the hour of a line of the
    nursery. Raises ``Refused`` without a reason, where somebody else was faster, and with whatever the sheet or the day
    refuses.
    """
    taking = entry.taking
    require(actor, permissions.SETTLE, establishment_id=taking.establishment_id)
    if not why.strip():
        raise Refused(_("Escriba por qué: queda en el historial."), field="why")
    locked: Any = type(entry).objects.select_for_update(of=("self",)).get(pk=entry.pk)
    if locked.state not in WAITING:
        raise Refused(_("Otra persona ya resolvió esta marca."), code=CHANGED)
    reason = why.strip()[:200]
    part = part_of(taking)
    part.hold(actor, locked)
    if stands(locked) != stood:
        raise Refused(_("Lo anotado cambió mientras usted decidía: mírelo otra vez."), code=CHANGED)
    if mine:
        part.prefer(actor=actor, entry=locked, why=reason, at=at)
    locked.state = State.MINE if mine else State.THEIRS
    locked.settled_by, locked.settled_at, locked.settled_why = actor.username, clock.now(), reason
    locked.save()
    verdict = "vale lo marcado sin conexión" if mine else "vale lo que ya estaba"
    _record(actor, acts.SETTLE, taking, f"Resolvió una marca hecha sin conexión de {_of(taking)}: {verdict}.", reason)
