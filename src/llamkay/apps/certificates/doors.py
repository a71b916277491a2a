"""The door to certificates of study and of skill."""

from django.utils.translation import gettext_lazy as _

from llamkay.apps.certificates.permissions import ISSUERS, VIEW
from llamkay.platform.screens.doors import Door, register

register(
    Door(
        "certificates:list",
        _("Certificados"),
        VIEW,
        order=55,
        aside=True,
        words=_("De estudio y de habilidad: lo que la persona se lleva, sin decir dónde."),
    ),
    Door(
        "certificates:issuers",
        _("Entidades emisoras"),
        ISSUERS,
        order=95,
        words=_("Quién emite certificados, quién firma y con qué llaves."),
    ),
)
