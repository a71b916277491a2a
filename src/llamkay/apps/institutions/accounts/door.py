"""What somebody who is inside still owes before working: a password that nobody else knows, a second step."""

from typing import Any, NamedTuple

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.utils.translation import gettext as _

PROVED = "second_step"  # in a session: this account has its second step, and the door asked for it


class Owed(NamedTuple):
    """The page where something is done first, and why."""

    page: str
    why: str


def owed(request: Any) -> Owed | None:
    """What is owed before anything else; nothing when the office may be opened.

    The password is asked of every account, the second step of those whose functions want it. It is looked up once a
    session: the door asks whoever has it for a code.
    """
    user = request.user
    if user.temporary_until:
        return Owed("account_change_password", _("Elija antes una contraseña que solo usted conozca."))
    if not wants_second_step(user) or request.session.get(PROVED):
        return None
    if Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists():
        request.session[PROVED] = True
        return None
    return Owed("mfa_activate_totp", _("Su función se ejerce con verificación en dos pasos: actívela para continuar."))


def wants_second_step(user: Any) -> bool:
    """Whether a function of the account asks for a second step, where this house asks for it at all."""
    return bool(settings.SECOND_STEP_BY_FUNCTION and user.entry.second_step)
