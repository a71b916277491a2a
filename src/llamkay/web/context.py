"""What every page knows: the navigation of the caller, the demonstration banner."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from llamkay.apps.institutions.accounts.door import wants_second_step
from llamkay.apps.institutions.queries import staff_names
from llamkay.platform import clock
from llamkay.platform.screens import doors

MANY = 14  # doors: of more, what is seldom asked for goes behind «Más» first
LINE = 145  # letters, with three for each gap, that a line of the navigation holds beside «Más»


def office(request):
    """Navigation, what of it is behind «Más», ``staff`` (names of accounts), ``printed_at`` of a paper, the banner."""
    user = getattr(request, "user", None)
    entries = []
    if user is not None and user.is_authenticated and request.path.startswith("/oficina/"):
        for door in doors.navigation(user):
            current = request.path == door.url if door.name == "today" else request.path.startswith(door.url)
            entries.append({"label": door.label, "url": door.url, "current": current, "aside": door.aside})
    shown, more = _line(entries)
    return {
        "public_navigation": _public(request),
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


def _line(entries: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """What of the doors stands in one line, and what behind «Más»."""
    more = [entry for entry in entries if len(entries) > MANY and entry["aside"] and not entry["current"]]
    shown = [entry for entry in entries if entry not in more]
    for entry in [entry for entry in shown[:0:-1] if not entry["current"]]:
        if sum(len(str(each["label"])) + 3 for each in shown) > LINE:
            shown.remove(entry)
            more.append(entry)
    return shown, [entry for entry in entries if entry in more]


def _public(request):
    entries = []
    for label, name in PUBLIC:
        url = reverse(name)
        current = request.path == url if name == "home" else request.path.startswith(url)
        entries.append({"label": label, "url": url, "current": current})
    return entries
