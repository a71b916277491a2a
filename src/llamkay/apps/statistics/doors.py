"""The door to figures."""

from django.utils.translation import gettext_lazy as _

from llamkay.apps.statistics.permissions import VIEW
from llamkay.platform.screens.doors import Door, register

register(
    Door("statistics:list", _("Cifras"), VIEW, order=130, words=_("Las cifras, de dónde salen y a qué fecha.")),
)
