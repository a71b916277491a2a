"""Every action of this app, named once."""

from django.utils.translation import gettext_lazy as _

from llamkay.platform.security.access import action

VIEW = action("workshops.view", _("ver herramientas, máquinas y entregas de seguridad"))
KEEP = action("workshops.keep", _("registrar herramientas, máquinas, su mantenimiento y equipo de seguridad"))
COUNT = action("workshops.count", _("contar las herramientas al salir y al volver"))
WRITE_OFF = action("workshops.write_off", _("dar de baja con acta una herramienta que falta"))
ACCIDENTS = action("workshops.accidents", _("anotar y ver accidentes de trabajo"), sensitive=True)
