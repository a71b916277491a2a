"""The door to people in custody."""

from django.utils.translation import gettext_lazy as _

from llamkay.apps.people.permissions import VIEW
from llamkay.platform.screens.doors import Door, register

register(
    Door(
        "people:list",
        _("Personas"),
        VIEW,
        order=40,
        words=_("Buscar a una persona por su nombre, código o documento."),
    )
)
