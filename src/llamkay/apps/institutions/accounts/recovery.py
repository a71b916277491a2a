"""Whoever lost the telephone and the codes gets in again by two people: one asks, another confirms."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from llamkay.apps.institutions import acts
from llamkay.apps.institutions.accounts.services import national_administration, require_somebody_else
from llamkay.apps.institutions.models import SecondStepRecovery, User
from llamkay.apps.institutions.permissions import MANAGE
from llamkay.apps.institutions.services import NATIONAL, SYSTEM, System, require_national
from llamkay.apps.institutions.sessions.services import end_all
from llamkay.core.errors import Refused
from llamkay.platform import clock
from llamkay.platform.record import audit
from llamkay.platform.security.access import require


def pending(user: User) -> SecondStepRecovery | None:
    """The recovery of an account that waits for a second person."""
    return SecondStepRecovery.objects.filter(user=user, decided_at=None).first()


@transaction.atomic
def ask(*, actor: Any, user: User, reason: str) -> SecondStepRecovery:
    """Ask that the second step of an account be taken away, saying how one made sure whose it is.

    Nothing is taken away until somebody else confirms it. Raises ``Refused`` where there is none, or it was asked.
    """
    _may(actor, user)
    if not reason.strip():
        raise Refused(_("Escriba cómo comprobó que es esa persona."), field="reason")
    user = User.objects.select_for_update().get(pk=user.pk)
    if not Authenticator.objects.filter(user=user).exists():
        raise Refused(_("Esa cuenta no tiene la verificación en dos pasos."))
    if pending(user):
        raise Refused(_("Ya se pidió, y espera que otra persona lo confirme."))
    recovery = SecondStepRecovery.objects.create(
        user=user, asked_by=actor.username, asked_at=timezone.now(), reason=reason.strip()
    )
    audit.record(
        actor=actor.username,
        verb=acts.ASK_RECOVERY,
        target=f"user:{user.pk}",
        sentence=f"Se pidió quitar la verificación en dos pasos de la cuenta «{user.username}» de {user}.",
        stream=NATIONAL,
        reason=recovery.reason,
    )
    return recovery


@transaction.atomic
def decide(*, actor: Any, recovery: SecondStepRecovery, confirm: bool, reason: str) -> SecondStepRecovery:
    """Confirm what somebody else asked, or refuse it, saying why; with the second step end the open sessions."""
    recovery = SecondStepRecovery.objects.select_for_update(of=("self",)).select_related("user").get(pk=recovery.pk)
    _may(actor, recovery.user)
    if recovery.asked_by == actor.username:
        raise PermissionDenied(_("Usted lo pidió: lo confirma otra persona que administre el sistema."))
    if recovery.decided_at is not None:
        raise Refused(_("Otra persona ya lo decidió: recargue la página."))
    if not reason.strip():
        raise Refused(_("Escriba cómo lo comprobó usted, o por qué no se acepta."), field="reason")
    recovery.decided_by, recovery.decided_at, recovery.confirmed = actor.username, timezone.now(), confirm
    recovery.save(update_fields=["decided_by", "decided_at", "confirmed"])
    user = recovery.user
    if confirm:
        Authenticator.objects.filter(user=user).delete()
        end_all(user=user)
    words = "Se quitó" if confirm else "No se aceptó quitar"
    audit.record(
        actor=actor.username,
        verb=acts.REMOVE_SECOND_STEP if confirm else acts.REFUSE_RECOVERY,
        target=f"user:{user.pk}",
        sentence=f"{words} la verificación en dos pasos de la cuenta «{user.username}» de {user}; "
        f"lo pidió {recovery.asked_by}.",
        stream=NATIONAL,
        reason=reason.strip(),
    )
    return recovery


@transaction.atomic
def by_the_server(*, user: User, reason: str) -> SecondStepRecovery:
    """The hand of whoever runs the server: it asks, or confirms what an administrator asked.

    Where nobody else could confirm, it does both, and the record says so.
    """
    found = pending(user)
    if found is not None:
        return decide(actor=SYSTEM, recovery=found, confirm=True, reason=reason)
    found = ask(actor=SYSTEM, user=user, reason=reason)
    if national_administration(on=clock.today()).exclude(user=user).exists():
        return found
    return decide(actor=_Alone(), recovery=found, confirm=True, reason=reason)


class _Alone(System):
    """Whoever runs the server, where no second person administers the system."""

    username = "sistema (sin otra persona)"


def _may(actor: Any, user: User) -> None:
    require(actor, MANAGE)
    require_national(actor)
    require_somebody_else(actor, user, _("La suya la cambia usted en «Verificación en dos pasos»."))
