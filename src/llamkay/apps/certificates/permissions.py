"""Every action of this app, named once."""

from django.utils.translation import gettext_lazy as _

from llamkay.platform.security.access import action

VIEW = action("certificates.view", _("ver certificados de estudio y habilidad"))
PROPOSE = action("certificates.propose", _("proponer y entregar certificados de estudio y habilidad"))
SIGN = action("certificates.sign", _("firmar certificados por una entidad emisora"))
ISSUERS = action("certificates.issuers", _("registrar entidades emisoras y sus llaves"), reach=False)
