"""Every action of this app, named once."""

from llamkay.platform.access import action

VIEW = action("remission.view", "ver el cómputo de redención", sensitive=True)
