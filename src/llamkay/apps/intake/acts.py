"""Every act of this app and the words that the log has for it, named once; what is read, what acts are about."""

from django.utils.translation import gettext_lazy as _

from llamkay.platform.record.acts import act, read, target

TRY = act("intake.try", _("probar la carga de un archivo"))
SETTLE = act("intake.settle", _("resolver de quién es una fila"))
WRITE = act("intake.write", _("escribir la carga de un archivo"))
UNDO = act("intake.undo", _("deshacer la carga de un archivo"))
DISCARD = act("intake.discard", _("descartar un archivo probado"))

read("load", _("vio una carga"))
read("loads", _("vio las cargas de archivos"))

target("loads", _("Cargas de archivos"))
target("load", _("Carga de un archivo"), page="intake:load", action="intake.load")
