"""Every action of this app, named once."""

from llamkay.platform.access import action

VIEW = action("institutions.view", "ver establecimientos y autoridades")
MANAGE = action("institutions.manage", "cambiar establecimientos, autoridades y funciones")
