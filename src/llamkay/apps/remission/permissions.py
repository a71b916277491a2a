"""Every action of this app, named once."""

from llamkay.platform.access import action

VIEW = action("remission.view", "ver el cómputo de redención", sensitive=True)
COMPUTE = action("remission.compute", "computar la redención y emitir certificados", sensitive=True)
ENTER_PRIOR = action("remission.enter_prior", "registrar días certificados antes del sistema", sensitive=True)
APPROVE_PRIOR = action("remission.approve_prior", "aprobar días certificados antes del sistema", sensitive=True)
FILE_REQUEST = action("remission.file_request", "recibir solicitudes de libertad y sus papeles", sensitive=True)
COUNCIL = action("remission.council", "registrar lo que el consejo técnico acordó de una solicitud", sensitive=True)
DECIDE = action("remission.decide", "resolver una solicitud o enviarla al juzgado", sensitive=True)
