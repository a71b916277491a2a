"""Every action of this app, named once: reading each part of a child's file is an action of its own."""

from django.utils.translation import gettext_lazy as _

from llamkay.platform.security.access import action

VIEW = action("nursery.view", _("ver la cuna y sus niños"), sensitive=True)
ATTENDANCE = action("nursery.attendance", _("ver la asistencia de los niños"), sensitive=True)
SEE_DAY = action("nursery.see_day", _("ver el día de la cuna"), sensitive=True)
ATTEND = action("nursery.attend", _("anotar el día de su sala en la cuna"), sensitive=True)
HEALTH = action("nursery.health", _("ver la salud de los niños"), sensitive=True)
HEALTH_DUE = action("nursery.health_due", _("ver si un niño tiene atenciones pendientes"), sensitive=True)
MOTHERS_HEALTH = action("nursery.mothers_health", _("ver la salud de las madres y gestantes"), sensitive=True)
FAMILY = action("nursery.family", _("ver la familia y el plan de salida de los niños"), sensitive=True)
EXIT_DAY = action("nursery.exit_day", _("ver la fecha de salida de los niños"), sensitive=True)
INCIDENTS = action("nursery.incidents", _("ver los incidentes de la cuna"), sensitive=True)
INJURIES = action("nursery.injuries", _("ver las lesiones de los niños"), sensitive=True)
CONCERNS = action("nursery.concerns", _("leer las alertas por un niño"), sensitive=True)
REPORT_CONCERN = action("nursery.report_concern", _("alertar por un niño"), sensitive=True)
ANSWER_CONCERN = action("nursery.answer_concern", _("comunicar y cerrar las alertas por un niño"), sensitive=True)
ADMIT = action("nursery.admit", _("registrar niños, sus documentos y su familia"), sensitive=True)
DECIDE = action("nursery.decide", _("decidir la permanencia y la salida de un niño"), sensitive=True)
PLACE = action("nursery.place", _("dar y terminar el lugar en la cuna"), sensitive=True)
ENTER_HEALTH = action("nursery.enter_health", _("registrar la salud de los niños"), sensitive=True)
PREPARE_EXIT = action("nursery.prepare_exit", _("preparar y seguir la salida de los niños"), sensitive=True)
EXPORT = action("nursery.export", _("descargar la lista de niños"), sensitive=True)
OPEN = action("nursery.open", _("abrir por urgencia una parte del expediente de un niño"), sensitive=True)
REVIEW = action("nursery.review_break_glass", _("revisar lo abierto por urgencia"), sensitive=True)
PAPERS = action("nursery.papers", _("imprimir la tabla de madres y niños y las raciones"), sensitive=True)
ANSWER_ADDRESSED = action(
    "nursery.answer_addressed", _("responder las derivaciones dirigidas a su institución"), sensitive=True, reach=False
)
HAND_OVER = action("nursery.hand_over", _("imprimir el expediente de un niño para entregarlo"), sensitive=True)
