"""The door to what waits to be settled after a time without a line."""

from django.utils.translation import gettext_lazy as _

from llamkay.apps.offline.permissions import SETTLE
from llamkay.platform.screens.doors import Door, register

register(
    Door(
        "offline:waiting",
        _("Marcas sin conexión"),
        SETTLE,
        order=40,
        words=_("Lo que se marcó sin línea y no se pudo anotar: otra persona había marcado otra cosa."),
        room="activities:list",
        tab=_("Marcas sin conexión"),
    ),
)
