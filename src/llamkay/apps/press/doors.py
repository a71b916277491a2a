"""The door to press notes."""

from django.utils.translation import gettext_lazy as _

from llamkay.apps.press.permissions import VIEW
from llamkay.platform.screens.doors import Door, register

register(
    Door("press:list", _("Notas"), VIEW, order=140, aside=True, words=_("Las notas de prensa y las cifras que citan.")),
)
