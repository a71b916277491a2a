"""Every action of this app, named once."""

from django.utils.translation import gettext_lazy as _

from llamkay.platform.access import action

VIEW = action("pay.view", _("ver ingresos y su distribución"), sensitive=True)
MANAGE_RATES = action("pay.manage_rates", _("fijar tarifas"))
