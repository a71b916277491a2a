"""Every action of this app, named once."""

from django.utils.translation import gettext_lazy as _

from llamkay.platform.security.access import action

VIEW = action("education.view", _("ver notas mensuales"))
ENTER = action("education.enter", _("registrar notas mensuales"))
