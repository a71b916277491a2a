"""Every act of this app and the words that the log has for it, named once."""

from django.utils.translation import gettext_lazy as _

from llamkay.platform.record.acts import act, target

TAKE = act("offline.take", _("llevar para seguir sin conexión"))
SEND = act("offline.send", _("enviar lo marcado sin conexión"))
END = act("offline.end", _("terminar lo llevado sin conexión"))
SETTLE = act("offline.settle", _("resolver una marca hecha sin conexión"))

target("taking", _("Lo que se llevó para seguir sin conexión"))
