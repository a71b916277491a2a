"""Every action of this app, named once."""

from django.utils.translation import gettext_lazy as _

from llamkay.platform.security.access import action

VIEW = action("production.view", _("ver marcas, existencias y lotes"))
STOCK = action("production.stock", _("registrar existencias, traslados y conteos"))
MAKE = action("production.make", _("abrir lotes y registrar lo que se produce"))
RECIPES = action("production.recipes", _("escribir recetas y productos"))
CHECK = action("production.check", _("revisar la calidad y llevar el control de higiene"))
RECALL = action("production.recall", _("detener y liberar lotes"))
