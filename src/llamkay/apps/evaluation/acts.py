"""Every act of this app and the words that the log has for it, named once; what acts are about."""

from django.utils.translation import gettext_lazy as _

from llamkay.platform.record.acts import act, target

ADD_PROGRAMME = act("evaluation.add_programme", _("nombrar un programa que se evalúa"))
RECORD_ENDING = act("evaluation.record_ending", _("registrar fallecimiento o expulsión después de la libertad"))
WRITE_PROTOCOL = act("evaluation.write_protocol", _("escribir protocolo de evaluación"))
SIGN_PROTOCOL = act("evaluation.sign_protocol", _("firmar protocolo de evaluación"))
WITHDRAW_PROTOCOL = act("evaluation.withdraw_protocol", _("retirar protocolo de evaluación"))
RUN = act("evaluation.run", _("analizar protocolo firmado"))
PUBLISH = act("evaluation.publish", _("publicar evaluación"))

target("programme", _("Programa que se evalúa"))
target("protocol", _("Protocolo de evaluación"), page="evaluation:protocol", action="evaluation.view")
target("evaluation", _("Evaluación"), page="evaluation:report", action="evaluation.view")
