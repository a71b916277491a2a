"""The first page of pay: a door for each part that this member of staff may enter."""

from django.shortcuts import render
from django.urls import resolve, reverse
from django.utils.translation import gettext_lazy as _

from llamkay.apps.pay.permissions import VIEW
from llamkay.platform.security.access import decide, requires

# Address, title, what is behind it; in the order in which a month is paid.
DOORS = [
    (
        "pay:rates",
        _("Tarifas y datos del mes"),
        _("Cuánto paga cada actividad; ventas, calidades, bonos e ingresos declarados."),
    ),
    (
        "pay:payslips",
        _("Boletas"),
        _("La de cada persona, tres en una hoja, con su código."),
    ),
    (
        "pay:payouts",
        _("Pagos que salen"),
        _("A la familia, a la parte agraviada, por alimentos; entre dos personas."),
    ),
    (
        "pay:settlements",
        _("Liquidaciones"),
        _("Quienes salieron con dinero o deuda: se les paga o pasa a donde están. Lo no reclamado."),
    ),
    (
        "pay:companies",
        _("Empresas y convenios"),
        _("Lo que cada una debe por mes, sus pagos y las diferencias."),
    ),
    (
        "pay:levies",
        _("Deudas del 10 %"),
        _("Lo que debe quien trabaja por su cuenta, sus pagos y sus acuerdos en partes."),
    ),
    (
        "pay:books",
        _("Libros"),
        _("Diario, cuentas y saldos, cuadrados al céntimo."),
    ),
    (
        "pay:by_hand",
        _("Asientos a mano"),
        _("Cada asiento que no hizo un cierre, con su motivo y su documento."),
    ),
    (
        "pay:court_orders",
        _("Reparaciones y alimentos"),
        _("Cada expediente con lo descontado, lo entregado y lo que falta; cambios entre dos personas."),
    ),
    (
        "pay:holds",
        _("Retenciones judiciales"),
        _("Lo que un juzgado mandó retener."),
    ),
    (
        "pay:fair",
        _("Pago real por hora"),
        _("Lo que queda por hora trabajada en cada actividad, frente a las referencias."),
    ),
]


@requires(VIEW)
def home(request):
    doors = []
    for name, title, words in DOORS:
        address = reverse(name)
        if decide(request.user, resolve(address).func.required_action):
            doors.append({"url": address, "title": title, "words": words})
    return render(request, "pay/home.html", {"doors": doors})
