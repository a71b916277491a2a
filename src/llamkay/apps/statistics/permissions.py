"""Every action of this app, named once."""

from llamkay.platform.access import action

VIEW = action("statistics.view", "ver cifras y sus cortes")
REPORT = action("statistics.report", "enviar el informe mensual")
ACCEPT = action("statistics.accept", "aceptar informes mensuales")
