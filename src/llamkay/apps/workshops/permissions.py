"""Every action of this app, named once."""

from django.utils.translation import gettext_lazy as _

from llamkay.platform.security.access import action

VIEW = action("workshops.view", _("ver herramientas, máquinas y entregas de seguridad"))
KEEP = action("workshops.keep", _("registrar herramientas, máquinas, su mantenimiento y equipo de seguridad"))
COUNT = action("workshops.count", _("contar las herramientas al salir y al volver"))
WRITE_OFF = action("workshops.write_off", _("dar de baja con acta una herramienta que falta"))
OUTSIDE = action("workshops.outside", _("ver quién trabaja fuera y sus regresos"), sensitive=True)
AUTHORISE_OUTSIDE = action("workshops.authorise_outside", _("autorizar y revocar el trabajo externo"), sensitive=True)
GATE = action("workshops.gate", _("anotar salidas y regresos del trabajo externo"), sensitive=True)
OWN_WORK = action("workshops.own_work", _("anotar material y piezas de quien trabaja por su cuenta"), sensitive=True)
OWN_HISTORY = action("workshops.own_history", _("imprimir para ella su trabajo propio e ingresos"), sensitive=True)
CUSTOMERS = action("workshops.customers", _("registrar y revocar permisos de clientes"), sensitive=True)
ACCIDENTS = action("workshops.accidents", _("anotar y ver accidentes de trabajo"), sensitive=True)
