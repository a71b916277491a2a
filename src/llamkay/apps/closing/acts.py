"""Every act of this app and the words that the log has for it, named once; what is read, what acts are about."""

from django.utils.translation import gettext_lazy as _

from llamkay.platform.record.acts import act, target

CLOSE = act("closing.close", _("cerrar mes"))
FOLLOW = act("closing.follow", _("contar de nuevo un mes por los minutos que se traían"))
EXPLAIN = act("closing.explain", _("explicar una planilla vacía"))

target("closes", _("Cierres"))
target("close", _("Cierre"))
target("days", _("Días computados"))
