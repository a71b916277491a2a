"""Every action of this app, named once."""

from llamkay.platform.access import action

VIEW = action("pay.view", "ver ingresos y su distribución", sensitive=True)
MANAGE_RATES = action("pay.manage_rates", "fijar tarifas")
