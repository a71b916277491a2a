"""Every action of this app, named once."""

from django.utils.translation import gettext_lazy as _

from llamkay.platform.security.access import action

VIEW = action("activities.view", _("ver actividades"))
MANAGE = action("activities.manage", _("crear actividades y asignar personas"))
VIEW_SHEET = action("activities.view_sheet", _("ver planillas"))
FILL_SHEET = action("activities.fill_sheet", _("llenar y entregar planillas"))
APPROVE_SHEET = action("activities.approve_sheet", _("aprobar o devolver planillas"))
ADJUST = action("activities.adjust", _("ajustar un día cerrado"))
AUTHORISE = action("activities.authorise", _("registrar actas del consejo para domingos y feriados"))
