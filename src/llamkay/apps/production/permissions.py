"""Every action of this app, named once."""

from django.utils.translation import gettext_lazy as _

from llamkay.platform.security.access import action

VIEW = action("production.view", _("ver marcas, existencias y lotes"))
STOCK = action("production.stock", _("registrar existencias, traslados y conteos"))
MAKE = action("production.make", _("abrir lotes y registrar lo que se produce"))
RECIPES = action("production.recipes", _("escribir recetas y productos"))
CHECK = action("production.check", _("revisar la calidad y llevar el control de higiene"))
RECALL = action("production.recall", _("detener y liberar lotes"))
SELL = action("production.sell", _("registrar pedidos, consignaciones, ventas y exposiciones"))
CONFIRM_SALE = action("production.confirm_sale", _("confirmar el dinero de las ventas"))
BRANDS = action("production.brands", _("registrar marcas, fotografías y consentimientos"), sensitive=True)
RELEASE_PICTURE = action("production.release_picture", _("publicar y retirar fotografías"))
PARTNERS = action("production.partners", _("llevar las solicitudes y obligaciones de las empresas"))
PUBLISH = action("production.publish", _("publicar los convenios y el número de talleres"))
OWN_COMPANY = action("production.own_company", _("ver lo de su empresa"), reach=False)
