"""Every action of this app, named once."""

from django.utils.translation import gettext_lazy as _

from llamkay.platform.security.access import action

RECEIVE = action("rights.receive", _("recibir pedidos sobre datos propios y entregar su respuesta"), sensitive=True)
ANSWER = action("rights.answer", _("responder pedidos sobre datos propios y ver todo lo que se tiene"), sensitive=True)
RETENTION = action("rights.retention", _("fijar plazos de conservación, retener y proponer borrar"), sensitive=True)
CONFIRM = action("rights.confirm", _("confirmar plazos y borrados que propuso otra persona"), sensitive=True)
