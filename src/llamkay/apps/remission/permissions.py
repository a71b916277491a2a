"""Every action of this app, named once."""

from django.utils.translation import gettext_lazy as _

from llamkay.platform.security.access import action

VIEW = action("remission.view", _("ver el cómputo de redención"), sensitive=True)
COMPUTE = action("remission.compute", _("computar la redención y emitir certificados"), sensitive=True)
ENTER_PRIOR = action("remission.enter_prior", _("registrar días certificados antes del sistema"), sensitive=True)
APPROVE_PRIOR = action("remission.approve_prior", _("aprobar días certificados antes del sistema"), sensitive=True)
FILE_REQUEST = action("remission.file_request", _("recibir solicitudes de libertad y sus papeles"), sensitive=True)
COUNCIL = action("remission.council", _("registrar lo que el consejo técnico acordó de una solicitud"), sensitive=True)
READ_SENT = action(
    "remission.read_sent", _("ver las solicitudes que le fueron enviadas para resolver"), sensitive=True, reach=False
)
DECIDE = action("remission.decide", _("resolver una solicitud o enviarla al juzgado"), sensitive=True)
