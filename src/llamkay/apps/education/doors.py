"""The door to the marks of each month."""

from django.utils.translation import gettext_lazy as _

from llamkay.apps.education.permissions import VIEW
from llamkay.platform.screens.doors import Door, register

register(
    Door("education:list", _("Calificaciones"), VIEW, order=50, words=_("Las notas de cada mes, por aula.")),
)
