"""Writes of sessions: opened at the door, seen once a minute, ended by somebody, by rest or by their hours.

When a session began and when it was last seen stand in the session itself, which every page reads anyhow: a page costs
no query more, but once a minute.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from llamkay.apps.institutions import acts
from llamkay.apps.institutions.permissions import MANAGE
from llamkay.apps.institutions.sessions.devices import device
from llamkay.apps.institutions.sessions.tables import OpenSession
from llamkay.platform.record import audit
from llamkay.platform.security.access import require

if TYPE_CHECKING:
    from llamkay.apps.institutions.models import User

BEGAN, SEEN, ROW, KEY = "began", "seen", "open_session", "open_session_key"
MINUTE = 60  # seconds within which a session that was seen is not written again


@transaction.atomic
def opened(*, request: Any, user: "User") -> OpenSession:
    """Somebody has come in: the session is listed, and those of theirs that no longer stand are forgotten."""
    now, session = timezone.now(), request.session
    OpenSession.objects.filter(user=user).exclude(key__in=Session.objects.values("session_key")).delete()
    row, _made = OpenSession.objects.update_or_create(
        key=session.session_key,
        defaults={
            "user": user,
            "began_at": now,
            "seen_at": now,
            "address": request.META.get("REMOTE_ADDR") or None,
            "browser": request.META.get("HTTP_USER_AGENT", "")[:300],
        },
    )
    session[BEGAN] = session[SEEN] = int(now.timestamp())
    session[ROW], session[KEY] = row.pk, row.key
    return row


def over(*, request: Any) -> str:
    """Why a session may not go on, as a sentence; empty while it may. One that may is seen, at most once a minute."""
    session, entry, now = request.session, request.user.entry, int(timezone.now().timestamp())
    if BEGAN not in session:  # it was open before sessions were listed
        opened(request=request, user=request.user)
    if now - session[SEEN] > entry.idle.total_seconds():
        return _("Pasaron {n} minutos sin que usara el sistema y su sesión terminó. Ingrese de nuevo.").format(
            n=entry.idle_minutes
        )
    if now - session[BEGAN] > entry.longest.total_seconds():
        return _("Su sesión llegó a las {n} horas que puede durar. Ingrese de nuevo.").format(n=entry.longest_hours)
    if now - session[SEEN] >= MINUTE:
        session[SEEN] = now
        OpenSession.objects.filter(pk=session[ROW]).update(seen_at=timezone.now())
    return ""


def follow(*, session: Any) -> None:
    """A session whose key has changed, as with a new password, stays the same in the list."""
    if KEY in session and session.session_key and session.session_key != session[KEY]:
        OpenSession.objects.filter(pk=session[ROW]).update(key=session.session_key)
        session[KEY] = session.session_key


def left(*, session: Any) -> None:
    """Somebody goes out by the door."""
    OpenSession.objects.filter(pk=session.get(ROW)).delete()


def end_all(*, user: "User", but: int | None = None) -> int:
    """End every session of an account, but one; returns how many. Whoever calls it records why."""
    rows = list(OpenSession.objects.select_for_update().filter(user=user).exclude(pk=but or 0))
    for row in rows:
        _end(row)
    return len(rows)


@transaction.atomic
def end_session(*, actor: Any, session: OpenSession) -> None:
    """End a session of one's own, or of an account that one administers: its browser is led to the door."""
    own = actor.pk == session.user_id
    if not own:
        require(actor, MANAGE)
    if not OpenSession.objects.select_for_update().filter(pk=session.pk).exists():
        return
    _end(session)
    audit.record(
        actor=actor.username,
        verb=acts.END_SESSION,
        target=f"user:{session.user_id}",
        sentence=f"Se terminó una sesión de {session.user}: {device(session.browser)}.",
        stream="national",
    )


def _end(row: OpenSession) -> None:
    import_module(settings.SESSION_ENGINE).SessionStore(row.key).delete()
    row.delete()
