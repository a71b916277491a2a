"""The door to requests for release, counts and certificates."""

from django.utils.translation import gettext_lazy as _

from llamkay.apps.remission.permissions import READ_SENT, VIEW
from llamkay.platform.screens.doors import Door, register

register(
    Door(
        "remission:requests",
        _("Redención"),
        VIEW,
        order=60,
        words=_("Solicitudes de libertad, cómputos y certificados."),
    ),
    Door(
        "remission:sent_requests",
        _("Solicitudes enviadas"),
        READ_SENT,
        order=61,
        words=_("Las solicitudes que le fueron enviadas para resolver, con su expediente."),
    ),
)
