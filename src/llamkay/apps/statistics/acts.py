"""Every act of this app and the words that the log has for it, named once; what is read, what acts are about."""

from django.utils.translation import gettext_lazy as _

from llamkay.platform.record.acts import act, target

ACCEPT = act("statistics.accept", _("aceptar informe"))
REPORT = act("statistics.report", _("enviar informe"))
WITHDRAW = act("statistics.withdraw", _("retirar informe"))
PREPARE_RELEASE = act("statistics.prepare_release", _("preparar publicación de niños"))
SIGN_RELEASE = act("statistics.sign_release", _("firmar publicación de niños"))
ANNOUNCE_REVISION = act("statistics.announce_revision", _("anunciar revisión de cifras"))
REFUSE_RELEASE = act("statistics.refuse_release", _("no firmar publicación de niños"))
WITHDRAW_RELEASE = act("statistics.withdraw_release", _("retirar publicación de niños"))

target("returns", _("Informes"))
target("figure", _("Cifra"))
target("figures", _("Cifras"))
target("return", _("Informe"), page="statistics:return", action="statistics.view")
target("revisions", _("Revisiones anunciadas"))
target("release", _("Publicación de niños"), page="statistics:release", action="statistics.view")
