"""Every action of this app, named once."""

from django.utils.translation import gettext_lazy as _

from llamkay.platform.access import action

VIEW = action("nursery.view", _("ver la cuna y sus niños"), sensitive=True)
