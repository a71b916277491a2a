"""The door to production, and the doors behind it in the order of a day."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from llamkay.apps.production.permissions import OWN_COMPANY, VIEW
from llamkay.platform.screens.doors import Door, register

ROOM = "production:home"


def _behind(name: str, label: Any, words: Any, *, action: str = VIEW, tab: Any = "") -> Door:
    return Door(name, label, action, words=words, room=ROOM, tab=tab or label)


register(
    Door(
        ROOM, _("Producción"), VIEW, order=75, words=_("Lo que se hace: materiales, lotes, revisión, ventas y marcas.")
    ),
    _behind(
        "production:batches", _("Lotes de producción"), _("Lo que se está haciendo y lo que salió."), tab=_("Lotes")
    ),
    _behind("production:stock", _("Existencias"), _("Qué hay, de quién, dónde y hasta cuándo.")),
    _behind(
        "production:goods",
        _("Productos y materiales"),
        _("El catálogo de lo que se compra y se hace."),
        tab=_("Productos"),
    ),
    _behind("production:recipes", _("Recetas"), _("De qué se hace cada producto, por versiones.")),
    _behind(
        "production:sites",
        _("Lugares de existencias"),
        _("Talleres, almacenes, tiendas y ferias; conteos."),
        tab=_("Lugares"),
    ),
    _behind("production:orders", _("Pedidos"), _("De la solicitud al pago; clientes.")),
    _behind("production:sales", _("Ventas"), _("Cada venta y su dinero, entre dos personas; reclamos.")),
    _behind("production:consignments", _("Consignaciones"), _("Lo que tienen tiendas y ferias y falta rendir.")),
    _behind("production:brands", _("Marcas"), _("De quién son, dónde se hacen, fotografías, quienes salieron.")),
    _behind("production:requests", _("Empresas"), _("Las que piden dar trabajo; convenios y sus obligaciones.")),
    _behind("production:exhibitions", _("Exposiciones"), _("Puestos, quiénes exponen y cuánto se vendió.")),
    _behind(
        "production:controls",
        _("Controles de higiene"),
        _("Horno, frío, manos, mesas y agua de cada día."),
        tab=_("Higiene"),
    ),
    _behind(
        "production:registrations",
        _("Registros sanitarios"),
        _("El de cada alimento y hasta cuándo rige."),
        tab=_("Registros"),
    ),
)
register(Door("production:own", _("Mi empresa"), OWN_COMPANY, order=5, words=_("Lo suyo y nada más.")))
