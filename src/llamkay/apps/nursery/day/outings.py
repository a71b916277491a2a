"""Outings: children taken out of the nursery with named adults, and back."""

from collections.abc import Sequence
from datetime import time
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from llamkay.apps.nursery import acts, permissions
from llamkay.apps.nursery.day import places, queries
from llamkay.apps.nursery.models import Child, Nursery, Outing
from llamkay.apps.nursery.record.services import log_act
from llamkay.core.errors import Refused
from llamkay.platform import clock
from llamkay.platform.security.access import require


def take_out(*, actor: Any, nursery: Nursery, where: str, adults: str, due: time, children: Sequence[Child]) -> Outing:
    """Children leave the nursery until an hour of today with named adults; two at least, so that none is alone with a
    child."""
    require(actor, permissions.PLACE, establishment_id=nursery.establishment_id)
    typed = [" ".join(name.split()) for name in adults.replace(" y ", ",").split(",")]
    names = list({name.casefold(): name for name in typed if len(name) > 2}.values())
    if len(names) < 2:
        raise Refused(_("Salen con dos adultos distintos al menos: escriba sus nombres, separados por comas."))
    if not children:
        raise Refused(_("Elija a los niños que salen."))
    _check_adults(nursery, children, len(names))
    now, due_at = clock.now(), queries.moment(clock.today(), due)
    if due_at <= now:
        raise Refused(_("Vuelven hoy, después de esta hora: revise a qué hora."))
    with transaction.atomic():
        outing = Outing.objects.create(
            nursery=nursery, where=where.strip(), adults=", ".join(names), left_at=now, due_at=due_at, by=actor.username
        )
        outing.children.set(children)
        sentence = f"{len(children)} niños salieron de {nursery.name}."
        log_act(actor, acts.OUTING, nursery.establishment, f"nursery:{nursery.pk}", sentence)
    return outing


def _check_adults(nursery: Nursery, children: Sequence[Child], adults: int) -> None:
    """Refuse more children than so many adults may look after, by the strictest of the rooms of their ages."""
    among = places.open_rooms([nursery.pk])[nursery.pk]
    rooms = [places.room_for(child, among, on=clock.today()) for child in children]
    limit = min((room.children_per_adult for room in rooms if room), default=None)
    if limit is not None and len(children) > limit * adults:
        text = _("Son {n} niños y {adults} adultos: a esas edades cada adulto cuida a {limit}. Que vayan más adultos.")
        raise Refused(text.format(n=len(children), adults=adults, limit=limit), field="adults")


def come_back(*, actor: Any, outing: Outing) -> Outing:
    """The children of an outing are back."""
    require(actor, permissions.PLACE, establishment_id=outing.nursery.establishment_id)
    with transaction.atomic():
        outing = Outing.objects.select_for_update(of=("self",)).get(pk=outing.pk)
        if outing.back_at:
            raise Refused(_("Ya habían vuelto."))
        outing.back_at = clock.now()
        outing.save()
        place = outing.nursery.establishment
        log_act(actor, acts.BACK, place, f"nursery:{outing.nursery_id}", f"Volvieron a {outing.nursery.name}.")
    return outing
