"""The first time that an identity enters, it is tied to its account for good."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from allauth.socialaccount.models import SocialAccount
from django.db import transaction
from django.utils.translation import gettext as _

from llamkay.apps.institutions import acts
from llamkay.core.errors import Refused
from llamkay.platform.record import audit

if TYPE_CHECKING:
    from llamkay.apps.institutions.models import User


def identity_of(data: Mapping[str, Any], *, claim: str) -> str:
    """The user name that the identity server gives in a claim, of the signed token before the rest; empty for none."""
    for part in (data.get("id_token"), data.get("userinfo")):
        if isinstance(part, Mapping) and isinstance(part.get(claim), str):
            return str(part[claim])
    return ""


@transaction.atomic
def link(*, user: "User", login: Any, request: Any) -> None:
    """Tie an identity to the account of its user name.

    Raises ``Refused`` where the account is tied to another identity already: a user name may have been given anew to
    somebody else.
    """
    if SocialAccount.objects.filter(user=user, provider=login.account.provider).exists():
        raise Refused(_("Esa cuenta ya ingresa con otra identidad de su institución: avise a quien administra."))
    login.connect(request, user)
    audit.record(
        actor=user.username,
        verb=acts.LINK_IDENTITY,
        target=f"user:{user.pk}",
        sentence=f"La cuenta «{user.username}» de {user} quedó unida a su identidad de la institución.",
        stream="national",
    )


@transaction.atomic
def unlink(*, actor: Any, user: "User") -> None:
    """Untie the identities of an account, so that the next one of its user name is tied; whoever calls it may."""
    gone, _kinds = SocialAccount.objects.filter(user=user).delete()
    if gone:
        audit.record(
            actor=actor.username,
            verb=acts.UNLINK_IDENTITY,
            target=f"user:{user.pk}",
            sentence=f"La cuenta «{user.username}» de {user} dejó de estar unida a una identidad de la institución.",
            stream="national",
        )
