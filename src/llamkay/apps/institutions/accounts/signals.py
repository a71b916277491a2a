"""What the pages of the account library do to one's own account, in the log like every other change."""

from typing import Any

from allauth.account.signals import password_changed
from allauth.mfa import signals
from allauth.mfa.models import Authenticator

from llamkay.apps.institutions import acts
from llamkay.apps.institutions.accounts import services
from llamkay.apps.institutions.sessions.services import ROW


def _own_password_chosen(sender: Any, request: Any, user: Any, **_: Any) -> None:
    services.own_password_chosen(user=user, here=request.session.get(ROW))


def _added(sender: Any, user: Any, authenticator: Authenticator, **_: Any) -> None:
    if authenticator.type == Authenticator.Type.TOTP:  # its first codes come with it
        services.own_second_step_changed(
            user=user, verb=acts.TAKE_OWN_STEP, words="activó su verificación en dos pasos, que no tenía"
        )


def _removed(sender: Any, user: Any, authenticator: Authenticator, **_: Any) -> None:
    if authenticator.type == Authenticator.Type.TOTP:
        services.own_second_step_changed(
            user=user, verb=acts.DROP_OWN_STEP, words="desactivó su verificación en dos pasos, que tenía"
        )


def _reset(sender: Any, user: Any, **_: Any) -> None:
    services.own_second_step_changed(
        user=user, verb=acts.NEW_CODES, words="generó otros códigos de reserva; los de antes ya no sirven"
    )


def connect() -> None:
    password_changed.connect(_own_password_chosen, dispatch_uid="institutions")
    signals.authenticator_added.connect(_added, dispatch_uid="institutions.second_step")
    signals.authenticator_removed.connect(_removed, dispatch_uid="institutions.second_step")
    signals.authenticator_reset.connect(_reset, dispatch_uid="institutions.second_step")
