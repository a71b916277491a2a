"""The door to the loads of files."""

from django.utils.translation import gettext_lazy as _

from llamkay.apps.intake.permissions import LOAD
from llamkay.platform.screens.doors import Door, register

register(
    Door(
        "intake:list",
        _("Cargas de archivos"),
        LOAD,
        order=46,
        aside=True,
        words=_("Traer de una hoja de cálculo a las personas, sus etapas y movimientos, las actividades y las plazas."),
    )
)
