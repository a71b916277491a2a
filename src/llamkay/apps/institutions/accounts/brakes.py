"""The door is slow to whoever guesses: each failure beyond the first few doubles the time before the next.

Counted by account and by address, by the password that is tried on one account after another, and the codes of the
second step apart. Six failures of one account from one address are locked by django-axes besides.
"""

import math
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any

from axes.models import AccessLog
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from llamkay.apps.institutions.accounts.tables import Brake

FORGOTTEN = timedelta(days=1)
FAMILIAR = timedelta(days=30)  # an address from which an account came in is no stranger's for so long


@dataclass(frozen=True)
class Rule:
    """``free`` failures cost nothing; the next waits ``first``, then twice as long each, at most ``longest``.

    After ``memory`` without a failure they are forgotten.
    """

    free: int
    first: timedelta
    longest: timedelta
    memory: timedelta

    def wait(self, failures: int) -> timedelta | None:
        """How long the next must wait after so many failures.

        >>> rule = Rule(5, timedelta(seconds=30), timedelta(hours=1), timedelta(days=1))
        >>> rule.wait(5), rule.wait(6).seconds, rule.wait(8).seconds, rule.wait(99).seconds
        (None, 30, 120, 3600)
        """
        if failures <= self.free:
            return None
        return min(self.longest, self.first * 2 ** min(failures - self.free - 1, 30))


_HALF_MINUTE, _HOUR = timedelta(seconds=30), timedelta(hours=1)
RULES = {
    "code.account": Rule(5, _HALF_MINUTE, _HOUR, FORGOTTEN),
    "code.address": Rule(20, _HALF_MINUTE, _HOUR, FORGOTTEN),
    "password.account": Rule(20, _HALF_MINUTE, timedelta(minutes=15), FORGOTTEN),
    "password.address": Rule(40, _HALF_MINUTE, timedelta(minutes=15), _HOUR),
    # Counted once for each account on which it was tried.
    "password.tried": Rule(5, timedelta(minutes=1), _HOUR, FORGOTTEN),
}
_ONCE = Rule(10**9, _HALF_MINUTE, _HALF_MINUTE, FORGOTTEN)

Key = tuple[str, str]


def account_of(typed: str) -> str:
    """The account that would be opened, whatever the capitals, spaces or signs that look alike."""
    return unicodedata.normalize("NFKC", typed).strip().lower()[:150]


def address_of(request: Any) -> str:
    """Where a request comes from; of a long address its network, since one client has many of those."""
    text = str(request.META.get("REMOTE_ADDR", ""))
    try:
        found = ip_address(text)
    except ValueError:
        return text[:64]
    if isinstance(found, IPv6Address):
        return str(ip_network(f"{found}/64", strict=False))
    return str(found)


def password_keys(request: Any, account: str, password: str) -> list[Key]:
    """What a sign-in with a password is counted by. Strangers to an account do not slow who often comes from there."""
    keys = [("password.address", address_of(request)), ("password.tried", password)]
    return keys if _familiar(request, account) else [("password.account", account), *keys]


def _familiar(request: Any, account: str) -> bool:
    came = AccessLog.objects.filter(username=account, attempt_time__gt=timezone.now() - FAMILIAR)
    return came.filter(ip_address=request.META.get("REMOTE_ADDR") or None).exists()


def code_keys(request: Any, user: Any) -> list[Key]:
    """What a code of the second step is counted by."""
    return [("code.account", str(user.pk)), ("code.address", address_of(request))]


def seconds_left(keys: Iterable[Key]) -> int:
    """How long these must still wait, in seconds; 0 when they need not."""
    now = timezone.now()
    held = Brake.objects.filter(key__in=[_hash(key) for key in keys], until__gt=now).values_list("until", flat=True)
    return max((math.ceil((until - now).total_seconds()) for until in held if until), default=0)


def failed(keys: Iterable[Key], *, account: str = "") -> None:
    """Count a failure. A password counts once for each account that it is tried on."""
    now = timezone.now()
    with transaction.atomic():
        old = Brake.objects.select_for_update(skip_locked=True).filter(at__lt=now - FORGOTTEN)
        Brake.objects.filter(pk__in=[row.pk for row in old[:1000]]).delete()
        for key in sorted(keys):
            kind, value = key
            if kind != "password.tried" or _count(("password.pair", f"{account}\n{value}"), _ONCE, now) == 1:
                _count(key, RULES[kind], now)


def passed(keys: Iterable[Key]) -> None:
    """Forget the failures of an account that came in; those of an address or a password stay."""
    Brake.objects.filter(key__in=[_hash(key) for key in keys if key[0].endswith(".account")]).delete()


def _count(key: Key, rule: Rule, now: datetime) -> int:
    Brake.objects.bulk_create([Brake(key=_hash(key), failures=0, at=now)], ignore_conflicts=True)
    row = Brake.objects.select_for_update().get(key=_hash(key))
    row.failures = 1 if row.at < now - rule.memory else row.failures + 1
    wait = rule.wait(row.failures)
    row.at, row.until = now, wait and now + wait
    row.save(update_fields=["failures", "at", "until"])
    return row.failures


def _hash(key: Key) -> str:
    """Nobody reads a password that failed, nor tries words on its hash, without the key of the server."""
    kind, value = key
    return salted_hmac(f"llamkay.brake.{kind}", value, algorithm="sha256").hexdigest()


def wait_words(seconds: int) -> str:
    """What is said to whoever must wait."""
    if seconds < 90:
        return _("Demasiados intentos equivocados: espere {n} segundos y vuelva a intentar.").format(n=seconds)
    return _("Demasiados intentos equivocados: espere {n} minutos y vuelva a intentar.").format(
        n=math.ceil(seconds / 60)
    )
