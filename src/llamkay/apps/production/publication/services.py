"""What is published of the agreements and the number of workshops: gathered, looked at, and written once a day."""

import hashlib
import json
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from llamkay.apps.production import acts
from llamkay.apps.production.models import AgreementPublication
from llamkay.apps.production.permissions import PUBLISH
from llamkay.apps.production.publication.queries import Document, gathered
from llamkay.core.errors import CHANGED, Refused
from llamkay.platform import clock
from llamkay.platform.record import audit
from llamkay.platform.security.access import require


def seal(document: Document) -> str:
    """What tells one document from another."""
    return hashlib.sha256(json.dumps(document, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


@transaction.atomic
def publish(*, actor: Any, seen: str, on: date | None = None) -> AgreementPublication:
    """Publish what stands today; ``seen`` is the seal of what was looked at.

    Raises ``Refused`` when something changed since it was looked at, and twice a day.
    """
    require(actor, PUBLISH)
    if not actor.actions[PUBLISH].everything:
        raise Refused(_("La publicación es de todo el país: la hace quien tiene esta función en la sede central."))
    day = on or clock.today()
    document = gathered(day)
    if seal(document) != seen:
        raise Refused(_("Los convenios cambiaron desde que los miró: revíselos otra vez."), code=CHANGED)
    try:
        with transaction.atomic():
            made = AgreementPublication.objects.create(
                day=day, document=document, hash=seen, by=actor.username, at=clock.now()
            )
    except IntegrityError as error:
        raise Refused(_("Hoy ya se publicó.")) from error
    audit.record(
        actor=actor.username,
        verb=acts.PUBLISH,
        target="publication",
        sentence=f"{actor} publicó {len(document['agreements'])} convenios y el número de talleres de "
        f"{len(document['workshops'])} establecimientos.",
        stream="national",
        details={"hash": made.hash},
    )
    return made
