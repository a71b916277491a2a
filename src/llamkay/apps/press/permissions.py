"""Every action of this app, named once."""

from llamkay.platform.access import action

VIEW = action("press.view", "ver notas de prensa")
DRAFT = action("press.draft", "redactar notas de prensa")
APPROVE = action("press.approve", "aprobar y numerar notas de prensa")
