"""Every act of this app and the words that the log has for it, named once; what is read, what acts are about."""

from django.utils.translation import gettext_lazy as _

from llamkay.platform.record.acts import act, read, target

ISSUE_TOKEN = act("api.issue_token", _("crear llave"), of_people=False)
REVOKE_TOKEN = act("api.revoke_token", _("anular llave"), of_people=False)

read("api", _("por la interfaz de programas"))

target("keys", _("Llaves de la API"))
target("token", _("Llave"))
