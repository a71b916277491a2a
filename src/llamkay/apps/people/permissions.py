"""Every action of this app, named once."""

from llamkay.platform.access import action

VIEW = action("people.view", "ver personas", sensitive=True)
MANAGE = action("people.manage", "registrar ingresos, traslados y salidas", sensitive=True)
VIEW_LEGAL = action("people.view_legal", "ver la situación jurídica", sensitive=True)
MERGE = action("people.merge", "unir identidades provisionales", sensitive=True)
