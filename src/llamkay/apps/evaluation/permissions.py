"""Every action of this app, named once. None shows a person: they open counts of the whole country."""

from django.utils.translation import gettext_lazy as _

from llamkay.platform.security.access import action

VIEW = action("evaluation.view", _("ver evaluaciones de programas"), reach=False)
WRITE = action("evaluation.write", _("escribir protocolos de evaluación"), reach=False)
SIGN = action("evaluation.sign", _("firmar protocolos y publicar evaluaciones"), reach=False)
RUN = action("evaluation.run", _("analizar un protocolo firmado"), reach=False)
