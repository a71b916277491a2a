"""Every act of this app and the words that the log has for it, named once; what is read, what acts are about."""

from django.utils.translation import gettext_lazy as _

from llamkay.platform.record.acts import act, read, target

CERTIFY = act("remission.certify", _("emitir certificado"))
CERTIFY_REQUEST = act("remission.certify_request", _("certificar para un expediente"))
COMPUTE = act("remission.compute", _("computar redención"))
COMPUTE_REQUEST = act("remission.compute_request", _("computar para un expediente"))
COUNCIL = act("remission.council", _("opinión del consejo técnico"))
DECIDE = act("remission.decide", _("decisión sobre un expediente"))
DECIDE_PRIOR = act("remission.decide_prior", _("decidir días anteriores"))
FILE_REQUEST = act("remission.file_request", _("abrir expediente"))
GIVE_READER = act("remission.give_reader", _("abrir un expediente al juzgado"))
NOTE_DEBT = act("remission.note_debt", _("anotar deuda en un expediente"))
PRIOR = act("remission.prior", _("registrar días anteriores"))
RECEIVE_PAPER = act("remission.receive_paper", _("recibir documento de un expediente"))
RELEASE = act("remission.release", _("libertad por un expediente"))
SEND = act("remission.send", _("enviar expediente"))
SETTLE = act("remission.settle", _("resolver expediente"))
TAKE_OVER = act("remission.take_over", _("recibir expediente de otro penal"))
TAKE_READER = act("remission.take_reader", _("quitar un expediente al juzgado"))
VOID = act("remission.void", _("anular certificado"))
WITHDRAW = act("remission.withdraw", _("retirar expediente"))

read("certificate", _("descargó un certificado"))
read("judge_file", _("descargó el expediente"))
read("sent_request", _("vio una solicitud que le fue enviada"))
read("remission", _("vio la redención"))

target("certificates", _("Certificados"))
target("certificate", _("Certificado"))
target("prior", _("Días certificados antes"))
target("request", _("Expediente"))
target("sent_requests", _("Expedientes enviados"))
target("requests", _("Expedientes"))
target("completing", _("Próximos a cumplir"))
