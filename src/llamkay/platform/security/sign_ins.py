"""The sign-ins of an account, good and failed, as django-axes keeps them."""

from dataclasses import dataclass
from datetime import datetime

from axes.models import AccessFailureLog, AccessLog

SHOWN = 50


@dataclass(frozen=True)
class SignIn:
    """One attempt to enter: when, from where, with what, whether it succeeded, when it was left."""

    at: datetime
    address: str
    browser: str
    good: bool
    left: datetime | None = None


def of(username: str) -> list[SignIn]:
    """The last sign-ins of an account, the newest first."""
    good = AccessLog.objects.filter(username=username).order_by("-attempt_time")[:SHOWN]
    failed = AccessFailureLog.objects.filter(username=username).order_by("-attempt_time")[:SHOWN]
    found = [SignIn(row.attempt_time, row.ip_address or "", row.user_agent, True, row.logout_time) for row in good]
    found += [SignIn(row.attempt_time, row.ip_address or "", row.user_agent, False) for row in failed]
    return sorted(found, key=lambda each: each.at, reverse=True)[:SHOWN]
