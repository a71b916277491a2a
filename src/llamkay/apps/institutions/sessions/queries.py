"""Reads of the sessions that stand open."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.contrib.sessions.models import Session
from django.utils import timezone

from llamkay.apps.institutions.sessions.devices import device
from llamkay.apps.institutions.sessions.tables import OpenSession

if TYPE_CHECKING:
    from llamkay.apps.institutions.models import User


@dataclass(frozen=True)
class Inside:
    """An open session as a person reads it; ``here`` is the one that asks."""

    pk: int
    device: str
    address: str
    began_at: datetime
    seen_at: datetime
    here: bool


def open_sessions(user: "User", *, here: int | None = None) -> list[Inside]:
    """The sessions of an account that would still open a page, the last seen first."""
    now, rest = timezone.now(), user.entry.idle
    rows = OpenSession.objects.filter(
        user=user,
        key__in=Session.objects.filter(expire_date__gt=now).values("session_key"),
        seen_at__gt=now - rest,
        began_at__gt=now - user.entry.longest,
    )
    return [
        Inside(row.pk, device(row.browser), row.address or "", row.began_at, row.seen_at, row.pk == here)
        for row in rows
    ]
