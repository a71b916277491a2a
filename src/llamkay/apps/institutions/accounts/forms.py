"""The forms of the door: the account library's own, slow to whoever guesses; the second step with codes that serve
once and secrets that the database cannot tell."""

from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm, ReauthenticateForm
from allauth.core import context
from allauth.mfa import signals
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base.forms import AuthenticateForm as CodeForm
from allauth.mfa.base.forms import ReauthenticateForm as CodeAgainForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal.auth import (
    SECRET_SESSION_KEY,
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from llamkay.apps.institutions.accounts import brakes
from llamkay.apps.institutions.accounts.door import wants_second_step
from llamkay.platform import clock
from llamkay.platform.security.secrets import decrypt, encrypt, is_encrypted

LAST_STEP = "last_step"  # of the data of a second step: the half minute whose code was the last to serve


def _refuse_if_slow(keys: list[brakes.Key]) -> None:
    if seconds := brakes.seconds_left(keys):
        raise ValidationError(brakes.wait_words(seconds), code="slow")


class SlowLogin(LoginForm):  # type: ignore[misc]
    """The way in, with a user name and a password."""

    def clean(self) -> Any:
        if self.errors:
            return self.cleaned_data
        account = brakes.account_of(self.cleaned_data["login"])
        keys = brakes.password_keys(self.request or context.request, account, self.cleaned_data["password"])
        _refuse_if_slow(keys)
        try:
            cleaned = super().clean()
        except ValidationError:
            brakes.failed(keys, account=account)
            raise
        brakes.passed(keys)
        if self.user.password_lapsed:
            raise ValidationError(
                _("Su contraseña temporal venció el {day:%d/%m/%Y}: pida otra a quien administra el sistema.").format(
                    day=self.user.temporary_until.astimezone(clock.LIMA)
                ),
                code="lapsed",
            )
        return cleaned


class _OwnPassword:
    """A form that asks whoever is inside for their password again: it is guessed there as well as at the door."""

    user: Any

    def _slowly(self, password: str, check: Any) -> Any:
        account = str(self.user.username)
        keys = list({("password.account", account), *brakes.password_keys(context.request, account, password)})
        _refuse_if_slow(keys)
        try:
            found = check()
        except ValidationError:
            brakes.failed(keys, account=account)
            raise
        brakes.passed(keys)
        return found


class SlowReauthenticate(_OwnPassword, ReauthenticateForm):  # type: ignore[misc]
    """Say again who one is, before what changes how one enters."""

    def clean_password(self) -> Any:
        return self._slowly(self.cleaned_data["password"], super().clean_password)


class SlowChangePassword(_OwnPassword, ChangePasswordForm):  # type: ignore[misc]
    """Choose another password, knowing the present one."""

    def clean_oldpassword(self) -> Any:
        return self._slowly(self.cleaned_data.get("oldpassword", ""), super().clean_oldpassword)


class SecretsKept(DefaultMFAAdapter):  # type: ignore[misc]
    """How the account library keeps secrets: with a key that is not in the database; who may go without them."""

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Nobody turns off what their own function asks for."""
        return not wants_second_step(authenticator.user)

    def encrypt(self, text: str) -> str:
        return encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        return decrypt(encrypted_text)


class _Slowly:
    """Check a code one at a time for each account, each code once, slower after each failure."""

    user: Any
    cleaned_data: dict[str, Any]

    def clean_code(self) -> str:
        code, request = self.cleaned_data["code"], context.request
        keys = brakes.code_keys(request, self.user)
        with transaction.atomic():
            # Whoever sends many at once waits here, and finds what those before it left.
            rows = list(Authenticator.objects.select_for_update().filter(user=self.user).order_by("pk"))
            seconds = brakes.seconds_left(keys)
            used = None if seconds else next((row for row in rows if _serves(row, code)), None)
            if not seconds and used is None:
                brakes.failed(keys)
        if seconds:
            raise ValidationError(brakes.wait_words(seconds), code="slow")
        if used is None:
            if rows:
                self._emit_authentication_failed(rows[0])  # type: ignore[attr-defined]
            raise SecretsKept().validation_error("incorrect_code")
        brakes.passed(keys)
        used.user = self.user
        self.authenticator = used
        return str(code)


class SlowCode(_Slowly, CodeForm):  # type: ignore[misc]
    """The second step at the door."""


class SlowCodeAgain(_Slowly, CodeAgainForm):  # type: ignore[misc]
    """The second step of whoever says again who they are."""


class SlowActivation(ActivateTOTPForm):  # type: ignore[misc]
    """Turn the second step on. Until it is, its secret waits in the session, which is waiting in the database too."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        session = context.request.session
        if is_encrypted(waiting := session.get(SECRET_SESSION_KEY, "")):
            session[SECRET_SESSION_KEY] = decrypt(waiting)
        super().__init__(*args, **kwargs)
        session[SECRET_SESSION_KEY] = encrypt(self.secret)

    def clean_code(self) -> Any:
        keys = brakes.code_keys(context.request, self.user)
        _refuse_if_slow(keys)
        try:
            return super().clean_code()
        except ValidationError:
            brakes.failed(keys)
            raise


def _serves(row: Authenticator, code: str) -> bool:
    """Whether a code is good, and marks it as used; its row is locked."""
    if row.type == Authenticator.Type.RECOVERY_CODES:
        return bool(row.wrap().validate_code(code))
    step = _step(decrypt(row.data["secret"]), code)
    if step is None or step <= row.data.get(LAST_STEP, -1):
        return False
    row.data[LAST_STEP] = step
    row.save(update_fields=["data"])
    return True


def _step(secret: str, code: str) -> int | None:
    """The half minute of which a code is; nothing where it is of none that is taken now."""
    typed = "".join(code.split())
    for step in yield_hotp_counters_from_time():
        if typed == format_hotp_value(hotp_value(secret, step)):
            return int(step)
    return None


def code_spent(sender: Any, authenticator: Authenticator, **_: Any) -> None:
    """The code with which the second step was turned on has served: it does not open the door besides."""
    if authenticator.type == Authenticator.Type.TOTP:
        authenticator.data[LAST_STEP] = max(yield_hotp_counters_from_time())
        authenticator.save(update_fields=["data"])


signals.authenticator_added.connect(code_spent, dispatch_uid="institutions.code_spent")
