"""The door to pay."""

from django.utils.translation import gettext_lazy as _

from llamkay.apps.pay.permissions import VIEW
from llamkay.platform.screens.doors import Door, register

register(
    Door("pay:home", _("Pagos"), VIEW, order=70, words=_("Tarifas, boletas, pagos, empresas y los libros.")),
)
