"""The doors to the workshops."""

from django.utils.translation import gettext_lazy as _

from llamkay.apps.workshops.permissions import ACCIDENTS, OUTSIDE, OWN_WORK, VIEW
from llamkay.platform.screens.doors import Door, register

ROOM = "workshops:tools"

register(
    Door(
        ROOM,
        _("Herramientas"),
        VIEW,
        order=40,
        aside=True,
        words=_("Herramientas contadas al salir y al volver, máquinas y equipo de seguridad."),
        tab=_("Herramientas"),
    ),
    Door(
        "workshops:machines",
        _("Máquinas"),
        VIEW,
        order=1,
        room=ROOM,
        tab=_("Máquinas"),
        words=_("El mantenimiento de cada máquina y las que están fuera de servicio."),
    ),
    Door(
        "workshops:kit",
        _("Equipo de seguridad"),
        VIEW,
        order=2,
        room=ROOM,
        tab=_("Equipo de seguridad"),
        words=_("Qué se entregó, a quién y cuándo se renueva."),
    ),
    Door(
        "workshops:own_entries",
        _("Cuenta propia"),
        OWN_WORK,
        order=3,
        room=ROOM,
        tab=_("Cuenta propia"),
        words=_("Material y piezas de quienes trabajan por su cuenta."),
    ),
    Door(
        "workshops:permits",
        _("Trabajo externo"),
        OUTSIDE,
        order=43,
        aside=True,
        words=_("Quién está autorizada a trabajar fuera, sus salidas y regresos."),
    ),
    Door(
        "workshops:accidents",
        _("Accidentes de trabajo"),
        ACCIDENTS,
        order=42,
        aside=True,
        words=_("Lo que pasó, lo que se hizo y los días de descanso."),
    ),
)
