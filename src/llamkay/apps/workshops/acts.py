"""Every act of this app and the words that the log has for it, named once; what is read, what acts are about."""

from django.utils.translation import gettext_lazy as _

from llamkay.platform.record.acts import act, read, target

KEEP_TOOL = act("workshops.keep_tool", _("registrar herramienta"), of_people=False)
COUNT_OUT = act("workshops.count_out", _("entregar herramientas"))
COUNT_IN = act("workshops.count_in", _("recibir herramientas"))
TOOL_FOUND = act("workshops.tool_found", _("herramienta que apareció"), of_people=False)
WRITE_OFF = act("workshops.write_off", _("dar de baja una herramienta"), of_people=False)
KEEP_MACHINE = act("workshops.keep_machine", _("registrar máquina"), of_people=False)
UPKEEP = act("workshops.upkeep", _("mantenimiento de una máquina"), of_people=False)
STOP_MACHINE = act("workshops.stop_machine", _("sacar de servicio una máquina"), of_people=False)
RUN_MACHINE = act("workshops.run_machine", _("devolver al servicio una máquina"), of_people=False)
ACCIDENT = act("workshops.accident", _("accidente de trabajo"))
CHANGE_DAYS_OFF = act("workshops.change_days_off", _("cambiar el descanso por un accidente"))
GIVE_KIT = act("workshops.give_kit", _("entregar equipo de seguridad"))
AUTHORISE_OUTSIDE = act("workshops.authorise_outside", _("autorizar trabajo externo"))
REVOKE_OUTSIDE = act("workshops.revoke_outside", _("revocar trabajo externo"))
END_OUTSIDE = act("workshops.end_outside", _("terminar trabajo externo por salida del penal"))
GO_OUT = act("workshops.go_out", _("salida a trabajar"))
COME_IN = act("workshops.come_in", _("regreso del trabajo"))
OWN_ENTRY = act("workshops.own_entry", _("material o piezas por cuenta propia"))
ADMIT_CUSTOMER = act("workshops.admit_customer", _("permiso de un cliente de quien trabaja por su cuenta"))
REVOKE_CUSTOMER = act("workshops.revoke_customer", _("revocar el permiso de un cliente"))
VOID_OWN_ENTRY = act("workshops.void_own_entry", _("anular material o piezas por cuenta propia"))

read("outside", _("vio quién trabaja fuera"))
read("own_work", _("vio o imprimió el trabajo propio de una persona"))
read("tools", _("vio herramientas y quién las tuvo"))
read("accidents", _("vio accidentes de trabajo"))
read("kit", _("vio el equipo de seguridad entregado"))

target("tools", _("Herramientas"))
target("machines", _("Máquinas"))
target("accidents", _("Accidentes de trabajo"))
target("outside", _("Trabajo externo"))
target("own_work", _("Trabajo por cuenta propia"))
target("kit", _("Equipo de seguridad"))
target("tool", _("Herramienta"), page="workshops:tool", action="workshops.view")
target("machine", _("Máquina"), page="workshops:machine", action="workshops.view")
target("accident", _("Accidente de trabajo"), page="workshops:accident", action="workshops.accidents")
