"""What every page knows: the navigation of the caller, the demonstration banner."""

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from llamkay.apps.institutions.queries import staff_names
from llamkay.platform import clock
from llamkay.platform.security.access import decide

# Label, address, action that opens it; in the order of the day's work.
OFFICE = [
    (_("Hoy"), "today", None),
    (_("Planillas"), "activities:sheets", "activities.view_sheet"),
    (_("Actividades"), "activities:list", "activities.view"),
    (_("Personas"), "people:list", "people.view"),
    (_("Calificaciones"), "education:list", "education.view"),
    (_("Redención"), "remission:requests", "remission.view"),
    (_("Pagos"), "pay:home", "pay.view"),
    (_("Cuna"), "nursery:home", "nursery.view"),
    (_("Hoy en la cuna"), "nursery:day", "nursery.see_day"),
    (_("Alertar por un niño"), "nursery:new_concern", "nursery.attend"),
    (_("Aperturas"), "nursery:break_glass", "nursery.review_break_glass"),
    (_("Incidentes de datos"), "institutions:data_incidents", "institutions.data_incidents"),
    (_("Cierres"), "closing:list", "closing.view"),
    (_("Cifras"), "statistics:list", "statistics.view"),
    (_("Notas"), "press:list", "press.view"),
    (_("Establecimientos"), "institutions:list", "institutions.view"),
    (_("Usuarios"), "institutions:users", "institutions.manage"),
    (_("Registro"), "institutions:log", "institutions.read_log"),
]

# A door that stands inside another one for whoever has that: here only for the rest.
OTHERWISE = {"nursery:day": "nursery.view", "nursery:new_concern": "nursery.view"}


def office(request):
    """Navigation, ``staff`` (the names of accounts), ``printed_at`` that heads a paper, the demonstration's banner."""
    user = getattr(request, "user", None)
    entries = []
    if user is not None and user.is_authenticated and request.path.startswith("/oficina/"):
        for label, name, action in OFFICE:
            if action and not decide(user, action):
                continue
            if name in OTHERWISE and decide(user, OTHERWISE[name]):
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
        "staff": SimpleLazyObject(staff_names),
        "printed_at": clock.now(),
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
    (_("Inicio"), "home"),
    (_("Penales"), "public-establishments"),
    (_("Cifras"), "public-figures"),
    (_("Notas"), "public-notes"),
]


def _public(request):
    entries = []
    for label, name in PUBLIC:
        url = reverse(name)
        current = request.path == url if name == "home" else request.path.startswith(url)
        entries.append({"label": label, "url": url, "current": current})
    return entries
