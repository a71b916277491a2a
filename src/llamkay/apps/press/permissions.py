"""Every action of this app, named once."""

from django.utils.translation import gettext_lazy as _

from llamkay.platform.security.access import action

VIEW = action("press.view", _("ver notas de prensa"))
DRAFT = action("press.draft", _("redactar notas de prensa"))
APPROVE = action("press.approve", _("revisar y aprobar notas de prensa"))
PUBLISH = action("press.publish", _("publicar y numerar notas de prensa"))
