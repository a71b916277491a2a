"""Announce that the figures of a month will be revised, before they are."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from llamkay.apps.statistics import acts
from llamkay.apps.statistics.models import Revision, Snapshot
from llamkay.apps.statistics.permissions import ACCEPT
from llamkay.apps.statistics.revisions.queries import open_revision
from llamkay.apps.statistics.services import lock_returns
from llamkay.core.errors import Refused
from llamkay.core.values import Month
from llamkay.platform import clock
from llamkay.platform.record import audit
from llamkay.platform.security.access import require


def announce(*, actor: Any, month: Month, due: date, why: str, expected: str) -> Revision:
    """Tell the public that the figures of a month are provisional until a day, why, and by how much they may move.

    Raises ``Refused`` for a month without figures or already announced, and for a day that has come.
    """
    require(actor, ACCEPT)
    if not actor.actions[ACCEPT].everything:
        raise Refused(_("Una revisión se anuncia en la sede central."))
    if due <= clock.today():
        raise Refused(_("Una revisión se anuncia antes: elija un día que no haya llegado."), "due")
    if len(why.strip()) < 10 or not expected.strip():
        raise Refused(_("Escriba por qué se revisa y cuánto se espera que cambie."), "why")
    with transaction.atomic():
        lock_returns(None, month)
        if not Snapshot.objects.filter(month=month.first).exists():
            raise Refused(_("Todavía no hay cifras de {month}.").format(month=month), "month")
        if open_revision(month.first):
            raise Refused(_("La revisión de {month} ya está anunciada.").format(month=month), "month")
        made = Revision.objects.create(
            month=month.first,
            due=due,
            why=why.strip(),
            expected=expected.strip(),
            announced_by=actor.username,
            announced_at=clock.now(),
        )
        audit.record(
            actor=actor.username,
            verb=acts.ANNOUNCE_REVISION,
            target=f"revisions:{made.pk}",
            sentence=f"{actor} anunció que las cifras de {month} se revisan hasta el {due:%d/%m/%Y}.",
            stream="national",
        )
    return made
