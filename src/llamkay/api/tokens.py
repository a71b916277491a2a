"""Make, find and revoke keys."""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import timedelta
from functools import cached_property
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from llamkay.api import acts
from llamkay.api.models import ApiToken
from llamkay.apps.activities.areas import AREAS
from llamkay.apps.activities.permissions import SEE_ALL
from llamkay.apps.institutions.accounts.services import require_somebody_else
from llamkay.apps.institutions.models import User
from llamkay.apps.institutions.permissions import MANAGE
from llamkay.apps.institutions.services import require_national
from llamkay.core.errors import Refused
from llamkay.platform import clock
from llamkay.platform.record import audit
from llamkay.platform.security.access import ACTIONS, require
from llamkay.platform.security.scope import Scope

PREFIX, MAX_DAYS = "llk_", 366
WHOSE = frozenset({*AREAS, SEE_ALL})


def digest(text: str) -> str:
    """What is kept of a key: keys are long and random, so a plain hash cannot be searched back."""
    return hashlib.sha256(text.encode()).hexdigest()


@transaction.atomic
def issue_token(*, actor: Any, user: User, name: str, scopes: Iterable[str], days: int) -> tuple[ApiToken, str]:
    """Make a key of ``user`` limited to ``scopes`` and return it with its text, which is never seen again.

    Raises ``Refused`` for an action that does not exist or that the account does not hold.
    """
    require(actor, MANAGE)
    require_national(actor)
    require_somebody_else(actor, user, _("Nadie se da una llave a sí mismo; pídala a otra persona."))
    wanted = sorted(set(scopes))
    if not wanted:
        raise Refused(_("Una llave nombra al menos una acción, por ejemplo activities.view."), field="actions")
    if unknown := [code for code in wanted if code not in ACTIONS]:
        raise Refused(_("No hay una acción {code}.").format(code=unknown[0]), field="actions")
    if foreign := [code for code in wanted if code not in user.actions]:
        raise Refused(
            _("La cuenta {user.username} no puede «{name}»; una llave no puede más que su cuenta.").format(
                user=user, name=ACTIONS[foreign[0]].name
            ),
            field="actions",
        )
    if not 1 <= days <= MAX_DAYS:
        raise Refused(_("Una llave vale de 1 a {most} días, no {days}.").format(most=MAX_DAYS, days=days), field="days")
    text = PREFIX + secrets.token_urlsafe(32)
    now = clock.now()
    token = ApiToken.objects.create(
        user=user,
        name=name,
        sha256=digest(text),
        scopes=wanted,
        created_at=now,
        expires_at=now + timedelta(days=days),
    )
    audit.record(
        actor=actor.username,
        verb=acts.ISSUE_TOKEN,
        target=f"token:{token.pk}",
        sentence=f"Se creó la llave «{name}» de {user} para {', '.join(wanted)}, hasta el {token.expires_at:%d/%m/%Y}.",
        stream="national",
    )
    return token, text


@transaction.atomic
def revoke_token(*, actor: Any, token: ApiToken) -> ApiToken:
    """End a key now; again changes nothing."""
    require(actor, MANAGE)
    require_national(actor)
    locked = ApiToken.objects.select_for_update().get(pk=token.pk)
    if locked.revoked_at is None:
        locked.revoked_at = clock.now()
        locked.save(update_fields=["revoked_at"])
        audit.record(
            actor=actor.username,
            verb=acts.REVOKE_TOKEN,
            target=f"token:{locked.pk}",
            sentence=f"Se anuló la llave «{locked.name}» de {locked.user}.",
            stream="national",
        )
    return locked


class Caller:
    """Who calls with a key: the account, able to do what both the account and the key allow."""

    is_authenticated = True

    def __init__(self, token: ApiToken) -> None:
        self.user, self.scopes = token.user, frozenset(token.scopes)
        self.pk, self.username = token.user.pk, token.user.username

    def __str__(self) -> str:
        return str(self.user)

    @cached_property
    def actions(self) -> dict[str, Scope]:
        # What area the account answers for is nothing that a program does: it says whose sheets it may fill.
        named = self.scopes | WHOSE
        return {code: scope for code, scope in self.user.actions.items() if code in named}


def caller_of(text: str) -> Caller | None:
    """Whoever holds a key that stands today: known, not revoked, not expired, of an account that may enter."""
    now = clock.now()
    token = (
        ApiToken.objects.select_related("user")
        .filter(sha256=digest(text), revoked_at=None, expires_at__gt=now, user__is_active=True)
        .first()
    )
    if token is None:
        return None
    stale = Q(last_used_at=None) | Q(last_used_at__lt=now - timedelta(minutes=1))
    ApiToken.objects.filter(stale, pk=token.pk).update(last_used_at=now)
    return Caller(token)
