"""Every action of this app, named once."""

from django.utils.translation import gettext_lazy as _

from llamkay.platform.security.access import action

VIEW = action("people.view", _("ver personas"), sensitive=True)
MANAGE = action("people.manage", _("registrar ingresos, traslados y salidas"), sensitive=True)
VIEW_LEGAL = action("people.view_legal", _("ver la situación jurídica"), sensitive=True)
MERGE = action("people.merge", _("unir identidades provisionales"), sensitive=True)
