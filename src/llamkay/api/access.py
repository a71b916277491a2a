"""Who may call: a key, or for reading the session of the office. Either puts only that action's scope in force."""

from typing import Any

from ninja.security import HttpBearer, SessionAuth

from llamkay.api.tokens import caller_of
from llamkay.apps.institutions.accounts.door import owed
from llamkay.platform.security import scope
from llamkay.platform.security.access import ACTIONS, require


def _admit(caller: Any, action: str) -> Any:
    require(caller, action)
    scope.enter(caller.actions[action])
    return caller


def _inside(request: Any) -> bool:
    """Whether somebody came through the door and owes nothing more there."""
    return bool(request.user.is_authenticated and owed(request) is None)


def may_read_the_description(request: Any) -> bool:
    """Whether the staff asks: by the session of the office, or with any key that stands."""
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    return _inside(request) or (scheme.lower() == "bearer" and caller_of(token.strip()) is not None)


class ByKey(HttpBearer):
    """``Authorization: Bearer llk_…``."""

    openapi_description = "Llave creada con «llamkay manage create_api_token»."

    def __init__(self, action: str) -> None:
        super().__init__()
        self.action = action

    def authenticate(self, request: Any, token: str) -> Any:
        caller = caller_of(token)
        return caller and _admit(caller, self.action)


class BySession(SessionAuth):
    """The session of the office, for reading."""

    def __init__(self, action: str) -> None:
        super().__init__()
        self.action = action

    def authenticate(self, request: Any, key: str | None) -> Any:
        if request.method not in ("GET", "HEAD") or not _inside(request):
            return None
        return _admit(request.user, self.action)


_GUARDING: set[str] = set()


def asked_of_programs() -> list[str]:
    """The actions that some operation asks for: what a key may be limited to, in the order of their codes."""
    return sorted(_GUARDING)


def reading(action: str) -> list[Any]:
    """Guard a read by an action."""
    if action not in ACTIONS:
        raise ValueError(f"the action {action} is not registered")
    _GUARDING.add(action)
    return [ByKey(action), BySession(action)]


def writing(action: str) -> list[Any]:
    """Guard a change by an action: with a key only."""
    return reading(action)[:1]
