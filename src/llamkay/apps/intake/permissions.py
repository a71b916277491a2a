"""Every action of this app, named once; what each row may do is asked of the app that it is written in."""

from django.utils.translation import gettext_lazy as _

from llamkay.platform.security.access import action

LOAD = action(
    "intake.load", _("cargar un archivo de personas, etapas, movimientos, actividades o plazas"), sensitive=True
)
