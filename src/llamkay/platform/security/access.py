"""Permission with a reason: every action is named once, every refusal says why and who can change it.

An app registers its actions; roles, which are data, list the actions they hold. A decision is never a bare yes or no.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from llamkay.platform.record import audit
from llamkay.platform.security.scope import EVERYTHING, Scope


@dataclass(frozen=True)
class Action:
    """Something a role may be allowed to do: its code, its name for people, and whether it touches sensitive data.

    One that does not ``reach`` shows nobody's rows by the place where it is held: the row security of whoever holds
    only such shows nothing.
    """

    code: str
    name: str
    sensitive: bool = False
    reach: bool = True


@dataclass(frozen=True)
class Decision:
    """Allowed or refused, with the reason in a sentence for the person at the screen, worded when it is read."""

    allowed: bool
    why: Callable[[], str] = str

    @property
    def reason(self) -> str:
        return self.why()

    def __bool__(self) -> bool:
        return self.allowed


_ALLOWED = Decision(True)
ACTIONS: dict[str, Action] = {}


def action(code: str, name: str, *, sensitive: bool = False, reach: bool = True) -> str:
    """Register an action once and return its code. Raises ``ValueError`` when the code is taken."""
    if code in ACTIONS:
        raise ValueError(f"the action {code} is already registered")
    ACTIONS[code] = Action(code, name, sensitive, reach)
    return code


def reaches(codes: Iterable[str]) -> bool:
    """Whether some of these actions shows rows by the place where it is held; one that nobody registers may."""
    return any(code not in ACTIONS or ACTIONS[code].reach for code in codes)


def decide(actor: Any, code: str, *, establishment_id: int | None = None) -> Decision:
    """Whether ``actor`` may do the action, in that establishment where one is given.

    ``actor`` needs ``is_authenticated`` and ``actions`` (code → Scope), as the staff account has.
    """
    known = ACTIONS[code]
    if not getattr(actor, "is_authenticated", False):
        return Decision(False, lambda: _("Ingrese con su usuario para continuar."))
    scope = actor.actions.get(code)
    if scope is None:
        return Decision(
            False,
            lambda: _(
                "Su función no permite «{known.name}». Pídalo a la dirección de su establecimiento o a la "
                "mesa de ayuda."
            ).format(known=known),
        )
    if establishment_id is not None and not scope.covers(establishment_id):
        return Decision(
            False,
            lambda: _("«{known.name}» no le corresponde en ese establecimiento: no está en su ámbito.").format(
                known=known
            ),
        )
    return _ALLOWED


def require(actor: Any, code: str, *, establishment_id: int | None = None) -> None:
    """Raise ``PermissionDenied`` with the reason unless the actor may do the action."""
    decision = decide(actor, code, establishment_id=establishment_id)
    if not decision:
        raise PermissionDenied(decision.reason)


def requires(code: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Guard a view by an action. The view map test fails on an office view without it."""
    if code not in ACTIONS:
        raise ValueError(f"the action {code} is not registered")

    def guard(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def guarded(request: Any, *args: Any, **kwargs: Any) -> Any:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if ACTIONS[code].sensitive and not decide(request.user, code):
                audit.log_access(actor=request.user.username, kind="denied", target=f"{code} {request.path}")
            require(request.user, code)
            return view(request, *args, **kwargs)

        guarded.required_action = code  # type: ignore[attr-defined]
        return guarded

    return guard


def public(view: Callable[..., Any]) -> Callable[..., Any]:
    """Mark a view as open to everyone, on purpose."""
    view.required_action = None  # type: ignore[attr-defined]
    return view


class Command:
    """The actor behind a command on the server: whoever can run it already holds the whole system."""

    username, is_authenticated = "sistema", True

    def __str__(self) -> str:
        return "El sistema"

    @property
    def actions(self) -> dict[str, Scope]:
        return dict.fromkeys(ACTIONS, EVERYTHING)
