"""Every action of this app, named once."""

from django.utils.translation import gettext_lazy as _

from llamkay.platform.security.access import action

TAKE = action("offline.take", _("llevar una planilla o el día de la cuna para seguir sin conexión"))
END = action("offline.end", _("terminar lo que alguien tiene sin conexión en un equipo"))
SETTLE = action("offline.settle", _("resolver las marcas hechas sin conexión que no se pudieron anotar"))
