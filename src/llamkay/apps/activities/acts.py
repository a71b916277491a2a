"""Every act of this app and the words that the log has for it, named once; what is read, what acts are about."""

from django.utils.translation import gettext_lazy as _

from llamkay.platform.record.acts import act, read, target

ADJUST = act("activities.adjust", _("pedir ajuste de un día cerrado"))
ALLOCATE = act("activities.allocate", _("asignar plaza"))
APPROVE_SHEET = act("activities.approve_sheet", _("aprobar planilla"))
AUTHORISE = act("activities.authorise", _("acta de domingo o feriado"))
CHANGE = act("activities.change", _("cambiar actividad"))
CONFIRM_ADJUSTMENT = act("activities.confirm_adjustment", _("confirmar ajuste"))
CREATE = act("activities.create", _("crear actividad"))
UNDO_ALLOCATION = act("activities.undo_allocation", _("anular plaza"))
END_ALLOCATION = act("activities.end_allocation", _("terminar plaza"))
ENROL = act("activities.enrol", _("inscribir en el libro"))
FOLLOW_FACT = act("activities.follow_fact", _("llevar a la planilla lo que pasó en otra parte"))
IMPORT_SHEET = act("activities.import_sheet", _("cargar planilla de un archivo"))
OPEN_SHEETS = act("activities.open_sheets", _("abrir planillas"))
RECALL_SHEET = act("activities.recall_sheet", _("recuperar planilla"))
REOPEN_SHEET = act("activities.reopen_sheet", _("reabrir planilla"))
REJECT_ADJUSTMENT = act("activities.reject_adjustment", _("rechazar ajuste"))
RETURN_SHEET = act("activities.return_sheet", _("devolver planilla"))
SAVE_CELLS = act("activities.save_cells", _("llenar planilla"))
SUBMIT_SHEET = act("activities.submit_sheet", _("entregar planilla"))
UNDO_IMPORT = act("activities.undo_import", _("deshacer carga"))

read("activity", _("vio la actividad"))
read("sheet", _("vio la planilla"))

target("adjustments", _("Ajustes de días cerrados"))
target("activities", _("Actividades"))
target("sheets", _("Planillas"))
target("activity", _("Actividad"), page="activities:detail", action="activities.view")
target("sheet", _("Planilla"), page="activities:sheet", action="activities.view_sheet")
