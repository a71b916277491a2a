"""The office shell: what waits for you today."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from llamkay.apps.activities import queries as activities
from llamkay.apps.activities.screens import working_month
from llamkay.apps.closing import queries as closing
from llamkay.apps.press.models import Note
from llamkay.core.values import Month
from llamkay.platform import clock
from llamkay.platform.access import decide
from llamkay.web.context import OFFICE

# What each door of the office is for, said to whoever has nothing waiting.
DOORS = {
    "activities:sheets": gettext_lazy("Las planillas de control de cada mes: llenarlas, entregarlas, aprobarlas."),
    "activities:list": gettext_lazy("Los talleres y aulas, con las personas que tienen plaza."),
    "people:list": gettext_lazy("Buscar a una persona por su nombre, código o documento."),
    "education:list": gettext_lazy("Las notas de cada mes, por aula."),
    "closing:list": gettext_lazy("Los meses por cerrar y los cerrados, con su sello."),
    "statistics:list": gettext_lazy("Las cifras, de dónde salen y a qué fecha."),
    "press:list": gettext_lazy("Las notas de prensa y las cifras que citan."),
    "institutions:list": gettext_lazy("Los penales del país, sus nombres y sus autoridades en cualquier fecha."),
    "institutions:users": gettext_lazy("Las cuentas del personal: abrirlas, darles y quitarles funciones."),
    "institutions:log": gettext_lazy("Quién hizo qué, cuándo y por qué, línea por línea."),
}


@login_required
def today(request):
    user = request.user
    context = {
        "greeting": greeting(clock.now().hour),
        "tasks": waiting(user),
        "doors": _doors(user),
        "day": clock.today(),
    }
    return render(request, "office/today.html", context)


def greeting(hour: int) -> str:
    """As people greet one another in Lima at that hour."""
    if hour < 12:
        return _("Buenos días")
    return _("Buenas tardes") if hour < 19 else _("Buenas noches")


def waiting(user: Any) -> list[dict[str, Any]]:
    """Everything that asks something of this member of staff today, each from its own app, the sheets first."""
    tasks: list[dict[str, Any]] = []
    if decide(user, "activities.view_sheet"):
        scope = user.actions["activities.view_sheet"]
        tasks += activities.waiting(user=user, scope=scope, month=working_month())
    if decide(user, "closing.close"):
        tasks += closing.waiting(scope=user.actions["closing.close"], until=Month.of(clock.today()).previous())
    return tasks + _drafts(user)


def _drafts(user: Any) -> list[dict[str, Any]]:
    """Press notes that wait for a decision, for whoever takes it."""
    if not (decide(user, "press.approve") or decide(user, "press.draft")):
        return []
    count = Note.objects.filter(state=Note.State.DRAFT).count()
    try:
        return (
            [{"text": _("Notas en borrador por revisar"), "url": reverse("press:list"), "count": count}]
            if count
            else []
        )
    except NoReverseMatch:
        return []


def _doors(user: Any) -> list[dict[str, Any]]:
    """The doors that this member of staff may open, each with what is behind it."""
    found = []
    for label, name, action in OFFICE:
        if name not in DOORS or not decide(user, action):
            continue
        try:
            found.append({"label": label, "url": reverse(name), "words": DOORS[name]})
        except NoReverseMatch:
            continue
    return found
