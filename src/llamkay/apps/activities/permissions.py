"""Every action of this app, named once."""

from django.utils.translation import gettext_lazy as _

from llamkay.platform.security.access import action

VIEW = action("activities.view", _("ver actividades"))
MANAGE = action("activities.manage", _("crear actividades y asignar personas"))
REQUEST = action("activities.request", _("anotar solicitudes de plaza"))
DECIDE_PLACE = action("activities.decide_place", _("anotar lo que decide el consejo sobre las plazas"))
PROGRAMMES = action("activities.programmes", _("mantener los programas nacionales"))
OVERRIDE = action("activities.override", _("hacer excepciones de idoneidad, con acta"))
SEPARATE = action("activities.separate", _("anotar a quiénes se mantiene separadas"), sensitive=True)
FITNESS = action("activities.fitness", _("anotar límites de salud para el trabajo, sin la causa"), sensitive=True)
INBOX = action("activities.inbox", _("atender lo que cambió para quien tiene plaza"))
EXCLUDE = action("activities.exclude", _("anotar las horas en que alguien no va a su actividad"), sensitive=True)
MOVEMENTS = action("activities.movements", _("ver los movimientos del día y los libros de registro"))
CLOSE_DAY = action("activities.close_day", _("cerrar el día"))
VIEW_SHEET = action("activities.view_sheet", _("ver planillas"))
FILL_SHEET = action("activities.fill_sheet", _("llenar y entregar planillas"))
APPROVE_SHEET = action("activities.approve_sheet", _("aprobar o devolver planillas"))
ADJUST = action("activities.adjust", _("pedir el ajuste de un día cerrado"))
CONFIRM_ADJUSTMENT = action("activities.confirm_adjustment", _("confirmar el ajuste que otra persona pidió"))
AUTHORISE = action("activities.authorise", _("registrar actas del consejo para domingos y feriados"))
SEE_ALL = action("activities.see_all", _("ver las actividades y planillas de todos"))
ANSWER_WORK = action("activities.answer_work", _("responder por las actividades de trabajo"))
ANSWER_STUDY = action("activities.answer_study", _("responder por las de estudio, cultura y tratamiento"))
ANSWER_NURSERY = action("activities.answer_nursery", _("responder por las actividades de la cuna"))
