"""Every action of this app, named once."""

from django.utils.translation import gettext_lazy as _

from llamkay.platform.security.access import action

VIEW = action("statistics.view", _("ver cifras y sus cortes"))
REPORT = action("statistics.report", _("enviar el informe mensual"))
ACCEPT = action("statistics.accept", _("aceptar informes mensuales"))
PREPARE = action("statistics.prepare_release", _("preparar lo que se publica de niñas, niños y gestantes"))
SIGN = action("statistics.sign_release", _("firmar lo que se publica de niñas, niños y gestantes"))
