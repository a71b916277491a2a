"""Every action of this app, named once."""

from llamkay.platform.access import action

VIEW = action("remission.view", "ver el cómputo de redención", sensitive=True)
COMPUTE = action("remission.compute", "computar la redención y emitir certificados", sensitive=True)
ENTER_PRIOR = action("remission.enter_prior", "registrar días certificados antes del sistema", sensitive=True)
APPROVE_PRIOR = action("remission.approve_prior", "aprobar días certificados antes del sistema", sensitive=True)
