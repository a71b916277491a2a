"""The door to pay, and the doors behind it in the order in which a month is paid."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from llamkay.apps.pay.permissions import PAYSLIPS, VIEW
from llamkay.platform.screens.doors import Door, register

ROOM = "pay:home"


def _behind(name: str, label: Any, words: Any, *, action: str = VIEW, tab: Any = "") -> Door:
    return Door(name, label, action, words=words, room=ROOM, tab=tab)


register(
    Door(ROOM, _("Pagos"), VIEW, order=70, words=_("Tarifas, boletas, pagos, empresas y los libros.")),
    _behind(
        "pay:rates",
        _("Tarifas y datos del mes"),
        _("Cuánto paga cada actividad; ventas, calidades, bonos e ingresos declarados."),
        tab=_("Tarifas y datos"),
    ),
    _behind(
        "pay:payslips",
        _("Boletas"),
        _("La de cada persona, tres en una hoja, con su código."),
        action=PAYSLIPS,
    ),
    _behind(
        "pay:payouts",
        _("Pagos que salen"),
        _("A la familia, a la parte agraviada, por alimentos; entre dos personas."),
    ),
    _behind(
        "pay:settlements",
        _("Liquidaciones"),
        _("Quienes salieron con dinero o deuda: se les paga o pasa a donde están. Lo no reclamado."),
    ),
    _behind(
        "pay:companies",
        _("Empresas y convenios"),
        _("Lo que cada una debe por mes, sus pagos y las diferencias."),
        tab=_("Empresas"),
    ),
    _behind(
        "pay:levies",
        _("Deudas del 10 %"),
        _("Lo que debe quien trabaja por su cuenta, sus pagos y sus acuerdos en partes."),
        tab=_("El 10 %"),
    ),
    _behind(
        "pay:books",
        _("Libros"),
        _("Diario, cuentas y saldos, cuadrados al céntimo."),
    ),
    _behind(
        "pay:by_hand",
        _("Asientos a mano"),
        _("Cada asiento que no hizo un cierre, con su motivo y su documento."),
    ),
    _behind(
        "pay:court_orders",
        _("Reparaciones, alimentos y multas"),
        _("Cada expediente con lo descontado, lo entregado y lo que falta; cambios entre dos personas."),
    ),
    _behind(
        "pay:holds",
        _("Retenciones judiciales"),
        _("Lo que un juzgado mandó retener."),
    ),
    _behind(
        "pay:fair",
        _("Pago real por hora"),
        _("Lo que queda por hora trabajada en cada actividad, frente a las referencias."),
        tab=_("Pago por hora"),
    ),
)
