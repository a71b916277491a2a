"""Every action of this app, named once."""

from llamkay.platform.access import action

VIEW = action("activities.view", "ver actividades")
MANAGE = action("activities.manage", "crear actividades y asignar personas")
VIEW_SHEET = action("activities.view_sheet", "ver planillas")
FILL_SHEET = action("activities.fill_sheet", "llenar y entregar planillas")
APPROVE_SHEET = action("activities.approve_sheet", "aprobar o devolver planillas")
ADJUST = action("activities.adjust", "ajustar un día cerrado")
AUTHORISE = action("activities.authorise", "registrar actas del consejo para domingos y feriados")
