"""Writes of the half-yearly review: a function stays, or it is taken away."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from llamkay.apps.institutions import acts
from llamkay.apps.institutions.accounts.services import require_somebody_else, take_away
from llamkay.apps.institutions.models import Grant, GrantReview
from llamkay.apps.institutions.permissions import REVIEW_ACCESS
from llamkay.apps.institutions.reviews.terms import review_by
from llamkay.apps.institutions.services import NATIONAL, require_national
from llamkay.core.errors import Refused
from llamkay.platform import clock
from llamkay.platform.record import audit
from llamkay.platform.security.access import require


@transaction.atomic
def review(*, actor: Any, grant: Grant, stays: bool, reason: str = "") -> GrantReview:
    """Say that an account still needs a function, or take it away from today on, with a reason; never of one's own.

    Raises ``Refused`` where nobody would be left to administer the system.
    """
    require(actor, REVIEW_ACCESS, establishment_id=grant.establishment_id)
    if grant.establishment_id is None:
        require_national(actor, REVIEW_ACCESS)
    require_somebody_else(actor, grant.user, _("Nadie revisa sus propias funciones: lo hace otra persona."))
    if not stays and not reason.strip():
        raise Refused(_("Escriba por qué ya no la necesita."), field="reason")
    grant = (
        Grant.objects.select_for_update(of=("self",)).select_related("user", "role", "establishment").get(pk=grant.pk)
    )
    today = clock.today()
    if grant.period.upper is not None and grant.period.upper <= today:
        raise Refused(_("Esa función ya terminó: recargue la página."))
    found = GrantReview.objects.create(
        user=grant.user,
        role=grant.role,
        establishment=grant.establishment,
        at=clock.now(),
        by=actor.username,
        stays=stays,
        reason=reason.strip(),
    )
    place = grant.establishment.name if grant.establishment else "todo el país"
    words = "sigue" if stays else "ya no sigue"
    audit.record(
        actor=actor.username,
        verb=acts.REVIEW_GRANT,
        target=f"user:{grant.user_id}",
        sentence=f"Se revisó la función «{grant.role.name}» de {grant.user} en {place}: {words}.",
        stream=grant.establishment.code if grant.establishment else NATIONAL,
        reason=reason.strip(),
    )
    if stays:
        grant.review_by = review_by(today)
        grant.save(update_fields=["review_by"])
    else:
        take_away(actor=actor, grant=grant, on=today)
    return found
