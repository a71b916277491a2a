"""Every action of this app, named once."""

from llamkay.platform.access import action

VIEW = action("nursery.view", "ver la cuna y sus niños", sensitive=True)
