"""Every action of this app, named once."""

from llamkay.platform.access import action

VIEW = action("closing.view", "ver cierres de mes")
CLOSE = action("closing.close", "cerrar el mes")
VERIFY = action("closing.verify", "verificar cierres, libros y registro de actos")
