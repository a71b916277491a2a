"""Every action of this app, named once."""

from llamkay.platform.access import action

VIEW = action("production.view", "ver marcas y productos")
