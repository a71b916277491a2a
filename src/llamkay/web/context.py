"""What every page knows: the navigation of the caller, the demonstration banner."""

from functools import lru_cache, partial
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.module_loading import import_string
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from llamkay.apps.institutions.accounts.door import wants_second_step
from llamkay.apps.institutions.queries import staff_names
from llamkay.platform import clock
from llamkay.platform.screens import doors

MANY = 14  # doors: of more, what is seldom asked for goes behind «Más» first
LINE = 145  # letters, with three for each gap, that a line of the navigation holds beside «Más»


def office(request):
    """Navigation, what of it is behind «Más», ``staff`` (names of accounts), ``printed_at`` of a paper, the banner.

    Made once for each request, whatever number of templates draw its page.
    """
    user = getattr(request, "user", None)
    made = getattr(request, "_office", None)
    if made is None or made[0] is not user:
        made = request._office = user, _office(request, user)
    return made[1]


def _office(request, user):
    shown, more = [], []
    if user is not None and user.is_authenticated and request.path.startswith("/oficina/"):
        opened = doors.navigation(user)
        shown, more = _line(opened, frozenset(filter(partial(_stands, request.path), opened)), get_language())
    return {
        "public_navigation": SimpleLazyObject(lambda: _public(request)),
        "navigation": shown,
        "more_navigation": more,
        "staff": SimpleLazyObject(staff_names),
        "printed_at": clock.now(),
        "demo": settings.DEMO,
        "single_sign_on": settings.OIDC_URL and (settings.OIDC_NAME or _("mi institución")),
        "demo_logins": SimpleLazyObject(lambda: _of_the_demonstration("demo_logins", [])),
        "demo_code": SimpleLazyObject(lambda: _of_the_demonstration("demo_code", {})),
        "wants_second_step": user is not None and user.is_authenticated and wants_second_step(user),
    }


def _of_the_demonstration(name, otherwise):
    """Who can enter the demonstration, read only where a page shows it; nobody outside of a demonstration."""
    if not settings.DEMO:
        return otherwise
    try:
        return import_string(f"llamkay.demo.{name}")()
    except ImportError:
        return otherwise


PUBLIC = [
    (_("Inicio"), "home"),
    (_("Penales"), "public-establishments"),
    (_("Cifras"), "public-figures"),
    (_("Productos"), "public-products"),
    (_("Notas"), "public-notes"),
    (_("Compromisos"), "public-commitments"),
    (_("Evaluación"), "public-evaluations"),
]


def _stands(path: str, door: doors.Door) -> bool:
    """Whether the page of an address stands behind a door."""
    return path == door.url if door.name == "today" else path.startswith(door.url)


@lru_cache(maxsize=1024)
def _line(
    opened: tuple[doors.Door, ...], current: frozenset[doors.Door], language: str
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """What of the doors stands in one line, and what behind «Más», in a language: the same doors, the same line."""
    entries = [{"label": str(door.label), "url": door.url, "current": door in current} for door in opened]
    letters = [len(entry["label"]) + 3 for entry in entries]
    stay = [n for n, door in enumerate(opened) if len(opened) <= MANY or door in current or not door.aside]
    over = sum(letters[n] for n in stay) - LINE
    for n in [n for n in stay[:0:-1] if opened[n] not in current]:
        if over > 0:
            stay.remove(n)
            over -= letters[n]
    return [entries[n] for n in stay], [entry for n, entry in enumerate(entries) if n not in stay]


def _public(request):
    entries = []
    for label, name in PUBLIC:
        url = reverse(name)
        current = request.path == url if name == "home" else request.path.startswith(url)
        entries.append({"label": label, "url": url, "current": current})
    return entries
