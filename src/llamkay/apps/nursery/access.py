"""Who may read which part of a child's file; every refusal is logged, and an emergency opens one part for an hour."""

from datetime import timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from llamkay.apps.nursery import permissions
from llamkay.apps.nursery.models import BreakGlass, Child
from llamkay.platform import clock
from llamkay.platform.record import audit
from llamkay.platform.security.access import decide

FULL, PARTIAL, NONE = "full", "partial", "none"
LASTS = timedelta(hours=1)

# Part of the file → its title, the action that reads all of it, the one that reads only its day or its state.
PARTS: dict[str, tuple[Any, str, str]] = {
    "ficha": (gettext_lazy("Ficha"), permissions.VIEW, ""),
    "documentos": (gettext_lazy("Documentos"), permissions.FAMILY, ""),
    "salud": (gettext_lazy("Salud"), permissions.HEALTH, permissions.HEALTH_DUE),
    "familia": (gettext_lazy("Familia y llegada"), permissions.FAMILY, ""),
    "salida": (gettext_lazy("Salida a los 3 años"), permissions.FAMILY, permissions.EXIT_DAY),
}


def level(user: Any, part: str, *, establishment_id: int | None = None) -> str:
    """What a function reads of a part: all of it, only its day or state, or nothing."""
    _title, whole, some = PARTS[part]
    if decide(user, whole, establishment_id=establishment_id):
        return FULL
    return PARTIAL if some and decide(user, some, establishment_id=establishment_id) else NONE


def levels(user: Any, child: Child) -> dict[str, str]:
    """Part → level for this child, with what the user has opened in an emergency."""
    opened = set(
        BreakGlass.objects.filter(child=child, by=user.username, until__gt=clock.now()).values_list("part", flat=True)
    )
    return {
        part: FULL if part in opened else level(user, part, establishment_id=child.establishment_id) for part in PARTS
    }


def read(user: Any, child: Child, part: str) -> tuple[str, dict[str, str]]:
    """The level of a part, logged, with those of the others; raises ``PermissionDenied`` when there is none."""
    found = levels(user, child)
    target = f"child:{child.pk}/{part}"
    if found[part] == NONE:
        audit.log_access(actor=user.username, kind="child_denied", target=target)
        raise PermissionDenied(
            _("Su función no permite ver «{part}» de un niño. La consulta quedó registrada.").format(
                part=PARTS[part][0]
            )
        )
    audit.log_access(actor=user.username, kind="child" if found[part] == FULL else "child_state", target=target)
    return found[part], found


def hidden(user: Any, child: int) -> None:
    """Log that somebody asked for a child who is of another prison or room; nothing of it was told."""
    audit.log_access(actor=user.username, kind="child_denied", target=f"child:{child}")


def menu(user: Any) -> dict[str, bool]:
    """What the menu of the nursery offers to a function, and the doors of its pages."""
    return {
        name: bool(decide(user, f"nursery.{name}"))
        for name in (
            "see_day",
            "health",
            "mothers_health",
            "admit",
            "export",
            "concerns",
            "report_concern",
            "exit_day",
            "family",
            "review_break_glass",
            "papers",
        )
    }
