"""What the door tells of whoever comes in and goes out."""

from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out

from llamkay.apps.institutions.sessions import services


def _came_in(sender: Any, request: Any, user: Any, **_: Any) -> None:
    services.opened(request=request, user=user)


def _went_out(sender: Any, request: Any, user: Any, **_: Any) -> None:
    services.left(session=request.session)


def connect() -> None:
    user_logged_in.connect(_came_in, dispatch_uid="institutions.sessions")
    user_logged_out.connect(_went_out, dispatch_uid="institutions.sessions")
