"""Every action of this app, named once."""

from llamkay.platform.access import action

VIEW = action("education.view", "ver notas mensuales")
ENTER = action("education.enter", "registrar notas mensuales")
