"""The doors to the rights of whoever is recorded."""

from django.utils.translation import gettext_lazy as _

from llamkay.apps.rights.permissions import CONFIRM, RECEIVE, RETENTION
from llamkay.platform.screens.doors import Door, register

ROOM = "rights:requests"

register(
    Door(
        ROOM,
        _("Datos de las personas"),
        RECEIVE,
        order=95,
        aside=True,
        words=_("Pedidos de acceso, rectificación, cancelación y oposición, con su plazo."),
        tab=_("Pedidos"),
    ),
    Door(
        "rights:retention",
        _("Conservación"),
        CONFIRM,
        order=96,
        aside=True,
        words=_("Cuánto se conserva cada clase de registro, y por qué norma."),
        tab=_("Plazos"),
    ),
    Door(
        "rights:erasures",
        _("Borrados"),
        CONFIRM,
        order=1,
        room="rights:retention",
        words=_("Los que se propusieron, confirmaron y ejecutaron."),
        tab=_("Borrados"),
    ),
    Door(
        "rights:trial",
        _("Ensayo"),
        RETENTION,
        order=2,
        room="rights:retention",
        words=_("Qué se borraría hoy de una persona, y qué lo impide."),
        tab=_("Ensayo"),
    ),
    Door(
        "rights:holds",
        _("Retenciones"),
        RETENTION,
        order=3,
        room="rights:retention",
        words=_("Procesos que impiden borrar."),
        tab=_("Retenciones"),
    ),
)
