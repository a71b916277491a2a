"""Addresses of this app inside the office."""

from django.urls import path

from llamkay.apps.production.bakery import views as bakery
from llamkay.apps.production.making import views as making
from llamkay.apps.production.recipes import views as recipes
from llamkay.apps.production.stock import views as stock

app_name = "production"

urlpatterns = [
    path("produccion/", stock.home, name="home"),
    path("produccion/existencias/", stock.stock, name="stock"),
    path("produccion/existencias/ingreso/", stock.receive, name="receive"),
    path("produccion/existencias/valor/", stock.value, name="value"),
    path("produccion/productos/", stock.goods, name="goods"),
    path("produccion/productos/nuevo/", stock.good, name="new_good"),
    path("produccion/productos/<int:pk>/", stock.good, name="good"),
    path("produccion/lugares/", stock.sites, name="sites"),
    path("produccion/lugares/nuevo/", stock.site, name="new_site"),
    path("produccion/lugares/<int:pk>/", stock.site, name="site"),
    path("produccion/lugares/<int:pk>/conteo/", stock.count, name="count"),
    path("produccion/lote/<int:pk>/", stock.lot, name="lot"),
    path("produccion/lote/<int:pk>/mover/", stock.move, name="move"),
    path("produccion/lote/<int:pk>/revision/", making.check, name="check"),
    path("produccion/lote/<int:pk>/etiqueta/", bakery.lot_label, name="label"),
    path("produccion/lote/<int:pk>/<str:step>/", stock.recall, name="recall"),
    path("produccion/movimientos/<int:pk>/revertir/", stock.reverse_movement, name="reverse_movement"),
    path("produccion/recetas/", recipes.recipes, name="recipes"),
    path("produccion/recetas/nueva/", recipes.edit, name="new_recipe"),
    path("produccion/recetas/<int:pk>/", recipes.recipe, name="recipe"),
    path("produccion/recetas/<int:pk>/cambiar/", recipes.edit, name="edit_recipe"),
    path("produccion/recetas/<int:pk>/usar/", recipes.use, name="use_recipe"),
    path("produccion/lotes/", making.batches, name="batches"),
    path("produccion/lotes/nuevo/", making.new, name="new_batch"),
    path("produccion/lotes/<int:pk>/", making.batch, name="batch"),
    path("produccion/lotes/<int:pk>/sale/", making.complete, name="complete"),
    path("produccion/lotes/<int:pk>/<str:step>/", making.end, name="end_batch"),
    path("produccion/higiene/", bakery.controls, name="controls"),
    path("produccion/higiene/nuevo/", bakery.control, name="new_control"),
    path("produccion/registros-sanitarios/", bakery.registrations, name="registrations"),
    path("produccion/registros-sanitarios/nuevo/", bakery.registration, name="new_registration"),
]
