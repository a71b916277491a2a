"""Every act of this app and the words that the log has for it, named once; what is read, what acts are about."""

from django.utils.translation import gettext_lazy as _

from llamkay.platform.record.acts import act, read, target

ADD_ISSUER = act("certificates.add_issuer", _("registrar entidad emisora"), of_people=False)
ADD_OFFICE = act("certificates.add_office", _("habilitar entidad emisora"), of_people=False)
ADD_SIGNER = act("certificates.add_signer", _("nombrar a quien firma"), of_people=False)
DECLINE = act("certificates.decline", _("no firmar certificado"))
END_SIGNER = act("certificates.end_signer", _("retirar a quien firma"), of_people=False)
HAND_OVER = act("certificates.hand_over", _("entregar certificado"))
ISSUE = act("certificates.issue", _("firmar certificado"))
LOSE_KEY = act("certificates.lose_key", _("dar una llave por perdida"), of_people=False)
PROPOSE = act("certificates.propose", _("proponer certificado"))
RESTORE = act("certificates.restore", _("levantar suspensión de certificado"))
REVOKE = act("certificates.revoke", _("anular certificado de estudio o habilidad"))
ROTATE = act("certificates.rotate", _("cambiar llave de emisor"), of_people=False)
SUSPEND = act("certificates.suspend", _("suspender certificado"))

read("credential", _("vio un certificado de estudio o habilidad"))

target("credential", _("Certificado de estudio o habilidad"))
target("credentials", _("Certificados de estudio y habilidad"))
target("issuer", _("Entidad emisora"))
