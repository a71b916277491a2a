"""Every act of this app and the words that the log has for it, named once; what is read, what acts are about."""

from django.utils.translation import gettext_lazy as _

from llamkay.platform.record.acts import act, read, target

ABSENCE = act("people.absence", _("salida temporal"))
ABSENCE_END = act("people.absence_end", _("regreso de salida"))
ADMIT = act("people.admit", _("ingreso"))
COMPLETE = act("people.complete", _("completar datos de una persona"))
CONVICTION = act("people.conviction", _("condena o cargo"))
DOCUMENT = act("people.document", _("documento de identidad"))
EVALUATION = act("people.evaluation", _("evaluación"))
ISOLATION = act("people.isolation", _("aislamiento"))
JOIN_CONFIRM = act("people.join_confirm", _("confirmar que dos personas son una"))
JOIN_PROPOSE = act("people.join_propose", _("proponer que dos personas son una"))
JOIN_REFUSE = act("people.join_refuse", _("no unir dos identidades"))
JOIN_UNDO = act("people.join_undo", _("separar dos identidades unidas"))
LEGAL_STATUS = act("people.legal_status", _("situación jurídica"))
MERGE = act("people.merge", _("unir identidades"))
PAVILION = act("people.pavilion", _("pabellón"))
RELEASE = act("people.release", _("egreso"))
RENAME = act("people.rename", _("corrección de nombres, sexo o nacimiento"))
STAGE = act("people.stage", _("etapa"))
TAKE_BACK = act("people.take_back", _("anular un registro de una persona"))
TRANSFER = act("people.transfer", _("traslado"))
TRANSFER_PAPER = act("people.transfer_paper", _("papel de un traslado"))

read("compare", _("comparó dos identidades"))
read("transfer_papers", _("vio los papeles de un traslado"))
read("legal", _("vio la situación jurídica"))

target("people", _("Personas"))
target("person", _("Persona"), page="people:detail", action="people.view")
