"""Losing a place for what somebody did: proposed by the head of the area with her answer, decided by another."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from llamkay.apps.activities import acts, permissions
from llamkay.apps.activities.areas import require_answer
from llamkay.apps.activities.models import Allocation, EndReason, PlaceRemoval
from llamkay.apps.activities.places.services import end_place, lock_place
from llamkay.core.errors import Refused
from llamkay.platform import clock
from llamkay.platform.record import audit
from llamkay.platform.record.acts import Verb
from llamkay.platform.security.access import require

SHORTEST = 10  # letters of a reason, an answer, a decision


def _words(text: str, field: str, sentence: str) -> str:
    if len(text.strip()) < SHORTEST:
        raise Refused(sentence, field=field)
    return text.strip()


@transaction.atomic
def propose_removal(
    *, actor: Any, allocation: Allocation, ending: str, on: date, reason: str, answer: str
) -> PlaceRemoval:
    """Propose that somebody lose a place from a day on, with why and what she answers; she keeps it until decided."""
    place = lock_place(allocation)
    require_answer(actor, permissions.MANAGE, place.activity)
    why = EndReason.objects.filter(code=ending, failure=True).first()
    if why is None:
        raise Refused(_("Elija el motivo de la lista."), field="ending")
    if on not in place.period or on == place.period.lower:
        raise Refused(_("Elija un día en que todavía tenga la plaza, después del primero."), field="on")
    if place.place_removals.filter(state=PlaceRemoval.State.PROPOSED).exists():
        raise Refused(_("Ya hay una separación por decidir de {person}.").format(person=place.person))
    made = PlaceRemoval.objects.create(
        allocation=place,
        ending=why,
        on=on,
        reason=_words(reason, "reason", _("Escriba el motivo y el documento que lo prueba.")),
        answer=_words(answer, "answer", _("Escriba qué responde la persona, o que no quiso responder.")),
        proposed_by=actor.username,
        proposed_at=clock.now(),
    )
    _record(actor, acts.PROPOSE_REMOVAL, made, f"Propuso quitar la plaza ({why})", reason=made.reason)
    return made


@transaction.atomic
def decide_removal(*, actor: Any, removal: PlaceRemoval, remove: bool, decision: str) -> PlaceRemoval:
    """Decide a proposal of another: the place ends on its day, or stays."""
    place = lock_place(removal.allocation)
    row = PlaceRemoval.objects.select_for_update(of=("self",)).select_related("ending").get(pk=removal.pk)
    row.allocation = place
    require(actor, permissions.DECIDE_PLACE, establishment_id=place.activity.establishment_id)
    if row.state != PlaceRemoval.State.PROPOSED:
        raise Refused(_("Ya se decidió: recargue la página."))
    if row.proposed_by == actor.username:
        raise Refused(_("La propuso usted: la decide otra persona."))
    row.decision = _words(decision, "decision", _("Escriba la decisión, con su acta o resolución."))
    row.state = PlaceRemoval.State.DECIDED if remove else PlaceRemoval.State.REJECTED
    row.decided_by, row.decided_at = actor.username, clock.now()
    row.save()
    if remove:
        if row.on not in place.period:
            raise Refused(_("La plaza ya terminó antes de ese día: no queda qué decidir; recházela."))
        end_place(actor, place, place.activity, row.on, ending=row.ending, reason=row.decision)
    _record(
        actor,
        acts.DECIDE_REMOVAL,
        row,
        "Decidió quitar la plaza" if remove else "Decidió que conserva la plaza",
        reason=row.decision,
    )
    return row


def _record(actor: Any, verb: Verb, removal: PlaceRemoval, words: str, *, reason: str) -> None:
    place = removal.allocation
    audit.record(
        actor=actor.username,
        verb=verb,
        target=f"person:{place.person_id}",
        sentence=f"{words}: {place.person.full_name}, {place.activity.name}",
        stream=place.activity.establishment.code,
        reason=reason,
        details={"removal": removal.pk, "allocation": place.pk},
    )
