"""The office shell: what waits for you today."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.template.loader import get_template
from django.urls import NoReverseMatch, reverse
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from llamkay.apps.activities import queries as activities
from llamkay.apps.closing import queries as closing
from llamkay.apps.institutions.data_incidents import services as incidents
from llamkay.apps.nursery import worklist as nursery
from llamkay.apps.pay.companies import queries as companies
from llamkay.apps.pay.court_orders import queries as obligations
from llamkay.apps.pay.levy import queries as dues
from llamkay.apps.pay.payouts import queries as payouts
from llamkay.apps.pay.settlements import queries as liquidations
from llamkay.apps.press.models import Note
from llamkay.apps.remission.requests import queries as requests
from llamkay.apps.statistics.releases import queries as release_queries
from llamkay.core.values import Month
from llamkay.platform import clock
from llamkay.platform.months import working_month
from llamkay.platform.security.access import decide
from llamkay.web.context import OFFICE

# What each door of the office is for, said to whoever has nothing waiting.
DOORS = {
    "activities:sheets": gettext_lazy("Las planillas de control de cada mes: llenarlas, entregarlas, aprobarlas."),
    "activities:list": gettext_lazy("Los talleres y aulas, con las personas que tienen plaza."),
    "people:list": gettext_lazy("Buscar a una persona por su nombre, código o documento."),
    "education:list": gettext_lazy("Las notas de cada mes, por aula."),
    "remission:requests": gettext_lazy("Solicitudes de libertad, cómputos y certificados."),
    "pay:home": gettext_lazy("Tarifas, boletas, pagos, empresas y los libros."),
    "nursery:home": gettext_lazy("Los niños que viven con su madre: lo que les falta y quién responde."),
    "nursery:day": gettext_lazy("Quiénes llegaron, las tomas, las medicinas, los conteos de cada sala."),
    "nursery:new_concern": gettext_lazy("Avisar, en reserva si quiere, de algo que le preocupa de un niño."),
    "nursery:openings": gettext_lazy("Lo que se abrió por urgencia del expediente de un niño, para revisarlo."),
    "institutions:data_incidents": gettext_lazy(
        "Los incidentes de seguridad de datos personales y las horas que quedan."
    ),
    "closing:list": gettext_lazy("Los meses por cerrar y los cerrados, con su sello."),
    "statistics:list": gettext_lazy("Las cifras, de dónde salen y a qué fecha."),
    "press:list": gettext_lazy("Las notas de prensa y las cifras que citan."),
    "institutions:list": gettext_lazy("Los penales del país, sus nombres y sus autoridades en cualquier fecha."),
    "institutions:users": gettext_lazy("Las cuentas del personal: abrirlas, darles y quitarles funciones."),
    "institutions:log": gettext_lazy("Quién hizo qué, cuándo y por qué, línea por línea."),
}


# What may wait for each function, in the order of the day.
AWAITED = {
    "activities.fill_sheet": gettext_lazy("las planillas por llenar"),
    "activities.approve_sheet": gettext_lazy("las planillas por aprobar"),
    "closing.close": gettext_lazy("los meses por cerrar"),
    "nursery.answer_concern": gettext_lazy("las alertas por un niño"),
    "nursery.enter_health": gettext_lazy("las atenciones atrasadas de los niños"),
    "nursery.attend": gettext_lazy("las medicinas que pasaron su hora"),
    "institutions.data_incidents": gettext_lazy("los incidentes de seguridad de datos"),
    "nursery.review_openings": gettext_lazy("las aperturas por urgencia"),
    "remission.file_request": gettext_lazy("las solicitudes de libertad por tramitar"),
    "pay.confirm": gettext_lazy("los pagos por confirmar"),
    "pay.companies": gettext_lazy("los pagos vencidos de las empresas"),
    "pay.dues": gettext_lazy("las deudas del 10 % sin acuerdo"),
    "press.draft": gettext_lazy("las notas en borrador"),
    "press.approve": gettext_lazy("las notas por aprobar"),
}


@login_required
def today(request):
    user = request.user
    context = {
        "greeting": greeting(clock.now().hour),
        "tasks": waiting(user),
        "doors": _doors(user),
        "awaited": get_text_list([str(words) for action, words in AWAITED.items() if decide(user, action)], _("y")),
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
    tasks: list[dict[str, Any]] = incidents.waiting(user) + nursery.waiting(user, today=clock.today())
    if decide(user, "activities.view_sheet"):
        scope = user.actions["activities.view_sheet"]
        for month in dict.fromkeys((working_month(), Month.of(clock.today()))):
            tasks += activities.waiting(user=user, scope=scope, month=month)
    if decide(user, "closing.close"):
        tasks += closing.waiting(scope=user.actions["closing.close"], until=Month.of(clock.today()).previous())
    if decide(user, "remission.file_request"):
        tasks += requests.waiting(scope=user.actions["remission.file_request"], today=clock.today())
    for action, each in (
        ("pay.confirm", payouts.to_confirm),
        ("pay.confirm", liquidations.to_confirm),
        ("pay.confirm", obligations.to_approve),
        ("pay.prepare", payouts.to_send),
        ("pay.prepare", liquidations.to_prepare),
    ):
        if decide(user, action):
            tasks += each(scope=user.actions[action])
    for action, each in (("pay.companies", companies), ("pay.dues", dues)):
        if decide(user, action):
            tasks += each.waiting(scope=user.actions[action], today=clock.today())
    return tasks + release_queries.waiting(user, today=clock.today()) + _drafts(user)


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


# The pieces that screens are made of: each is a template of ``kit/``.
PIECES = (
    "letra colores botones estados formularios errores filtros tablas paginas resumen tareas "
    "cifra historia avisos vacio planilla pestanas detalles impresion"
).split()

# Name and value as the style sheet has them, the colour it stands beside, and what it is for.
COLOURS = [
    ("ink", "#1e2150", "wool", gettext_lazy("Texto, bordes, barra superior")),
    ("ink-soft", "#474a72", "wool", gettext_lazy("Texto menor")),
    ("wool", "#f7f3ea", "", gettext_lazy("Fondo de la página")),
    ("wool-deep", "#ece4d3", "ink", gettext_lazy("Cabeza de tabla, botón secundario")),
    ("paper", "#fffdf8", "ink", gettext_lazy("Tablas y paneles")),
    ("line", "#cfc5af", "", gettext_lazy("Líneas que solo adornan")),
    ("terracotta", "#a43e22", "paper", gettext_lazy("La acción principal")),
    ("terracotta-deep", "#7d2d17", "paper", gettext_lazy("La misma, al pasar por encima")),
    ("green", "#2a6a3c", "paper", gettext_lazy("Hecho, vigente")),
    ("ochre", "#7f5700", "paper", gettext_lazy("Por hacer, atención")),
    ("red", "#a8201a", "paper", gettext_lazy("Error, lo que no vuelve atrás")),
    ("sky", "#3b4a9c", "paper", gettext_lazy("Aviso")),
    ("govuk-link-colour", "#2b3a8f", "wool", gettext_lazy("Enlaces")),
    ("govuk-focus-colour", "#f2b632", "ink", gettext_lazy("Dónde está el teclado")),
]


@login_required
def kit(request):
    """Every piece of the screens, with how it is written."""
    values = {name: value for name, value, _beside, _use in COLOURS}
    colours = [
        {"name": name, "value": value, "beside": beside, "use": use, "contrast": contrast(value, values.get(beside))}
        for name, value, beside, use in COLOURS
    ]
    sources = {name: get_template(f"kit/{name}.html").template.source.strip() for name in PIECES}
    context = {"sources": sources, "colours": colours, "reasons": activities.reasons_by_number().values()}
    return render(request, "kit.html", context)


def contrast(one: str, other: str | None) -> str:
    """How far two colours stand apart, 1 to 21 (WCAG 2.2, contrast ratio); empty without a second one.

    >>> contrast("#ffffff", "#000000")
    '21.0'
    """
    if not other:
        return ""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return f"{(lighter + 0.05) / (darker + 0.05):.1f}"


def _luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
