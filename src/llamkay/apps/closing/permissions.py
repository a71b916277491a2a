"""Every action of this app, named once."""

from django.utils.translation import gettext_lazy as _

from llamkay.platform.security.access import action

VIEW = action("closing.view", _("ver cierres de mes"))
CLOSE = action("closing.close", _("cerrar el mes"))
VERIFY = action("closing.verify", _("verificar cierres, libros y registro de actos"))
