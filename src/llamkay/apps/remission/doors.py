"""The door to requests for release, counts and certificates."""

from django.utils.translation import gettext_lazy as _

from llamkay.apps.remission.permissions import VIEW
from llamkay.platform.screens.doors import Door, register

register(
    Door(
        "remission:requests",
        _("Redención"),
        VIEW,
        order=60,
        words=_("Solicitudes de libertad, cómputos y certificados."),
    )
)
