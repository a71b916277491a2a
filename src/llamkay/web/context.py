"""What every page knows: the navigation of the caller, the demonstration banner."""

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.module_loading import import_string

from llamkay.platform.access import decide

# Label, address, action that opens it; in the order of the day's work.
OFFICE = [
    ("Hoy", "today", None),
    ("Planillas", "activities:sheets", "activities.view_sheet"),
    ("Actividades", "activities:list", "activities.view"),
    ("Personas", "people:list", "people.view"),
    ("Cierres", "closing:list", "closing.view"),
    ("Cifras", "statistics:list", "statistics.view"),
    ("Notas", "press:list", "press.view"),
]


def office(request):
    """``navigation`` for staff pages, ``demo`` for the banner, ``demo_logins`` for the login page."""
    user = getattr(request, "user", None)
    entries = []
    if user is not None and user.is_authenticated and request.path.startswith("/oficina/"):
        for label, name, action in OFFICE:
            if action and not decide(user, action):
                continue
            try:
                url = reverse(name)
            except NoReverseMatch:
                continue
            current = request.path == url if name == "today" else request.path.startswith(url)
            entries.append({"label": label, "url": url, "current": current})
    return {
        "public_navigation": _public(request),
        "navigation": entries,
        "demo": settings.DEMO,
        "demo_logins": SimpleLazyObject(_demo_logins),
    }


def _demo_logins():
    """Who can enter the demonstration, read only where a page shows it; nobody outside of a demonstration."""
    if not settings.DEMO:
        return []
    try:
        return import_string("llamkay.demo.demo_logins")()
    except ImportError:
        return []


PUBLIC = [
    ("Inicio", "home"),
    ("Penales", "public-establishments"),
    ("Cifras", "public-figures"),
    ("Notas", "public-notes"),
]


def _public(request):
    entries = []
    for label, name in PUBLIC:
        url = reverse(name)
        current = request.path == url if name == "home" else request.path.startswith(url)
        entries.append({"label": label, "url": url, "current": current})
    return entries
