"""Every act of this app and the words that the log has for it, named once; what is read, what acts are about."""

from django.utils.translation import gettext_lazy as _

from llamkay.platform.record.acts import act, target

SAVE_GOOD = act("production.save_good", _("registrar un producto o material"), of_people=False)
SAVE_SITE = act("production.save_site", _("registrar un lugar de existencias"), of_people=False)
RECEIVE = act("production.receive", _("ingreso de existencias"))
MOVE = act("production.move", _("movimiento de existencias"))
REVERSE = act("production.reverse", _("revertir un movimiento de existencias"))
COUNT = act("production.count", _("conteo de existencias"))
RECALL = act("production.recall", _("detener un lote y lo hecho con él"))
FREE = act("production.free", _("liberar un lote detenido"))
SAVE_RECIPE = act("production.save_recipe", _("escribir una receta"), of_people=False)
USE_RECIPE = act("production.use_recipe", _("poner en uso una receta"), of_people=False)
OPEN_BATCH = act("production.open_batch", _("abrir un lote"))
COMPLETE = act("production.complete", _("registrar lo producido"))
END_BATCH = act("production.end_batch", _("terminar un lote"))
CANCEL_BATCH = act("production.cancel_batch", _("anular un lote"))
CHECK = act("production.check", _("revisar la calidad de un lote"))
HYGIENE = act("production.hygiene", _("control de higiene"))
REGISTRATION = act("production.registration", _("registro sanitario"), of_people=False)

target("good", _("Producto o material"))
target("lot", _("Lote"))
target("production_batch", _("Lote de producción"))
target("site", _("Lugar de existencias"))
target("stock", _("Existencias"))
