"""The door to month closes."""

from django.utils.translation import gettext_lazy as _

from llamkay.apps.closing.permissions import VIEW
from llamkay.platform.screens.doors import Door, register

register(
    Door("closing:list", _("Cierres"), VIEW, order=120, words=_("Los meses por cerrar y los cerrados, con su sello.")),
)
