"""Addresses of the books inside the office."""

from django.urls import path

from llamkay.apps.pay.books import act_views as acts
from llamkay.apps.pay.books import views

urlpatterns = [
    path("pagos/libros/", views.books, name="books"),
    path("pagos/libros/a-mano/", views.by_hand, name="by_hand"),
    path("pagos/libros/asientos/<int:pk>/", views.entry, name="entry"),
    path("pagos/libros/asientos/<int:pk>/revertir/", acts.reverse_entry, name="reverse_entry"),
    path("pagos/libros/<slug:code>/", views.book, name="book"),
    path("pagos/libros/<slug:code>/cuentas/<int:pk>/", views.account, name="account"),
    path("pagos/libros/<slug:code>/diario/", views.journal, name="journal"),
    path("pagos/libros/<slug:code>/comprobacion/", views.trial_balance, name="trial_balance"),
    path("pagos/libros/<slug:code>/asiento/", acts.manual, name="manual_entry"),
    path("pagos/libros/<slug:code>/apertura/", acts.opening, name="opening_balance"),
    path("pagos/libros/<slug:code>/gasto/", acts.spend, name="spend"),
    path("pagos/libros/<slug:code>/cerrar-mes/", acts.lock, name="lock_month"),
    path("pagos/retenciones/", views.holds, name="holds"),
    path("pagos/retenciones/<int:pk>/levantar/", acts.lift_hold, name="lift_hold"),
    path("pagos/personas/<int:person>/estado-de-cuenta/", views.statement, name="person_statement"),
    path("pagos/personas/<int:person>/retener/", acts.hold, name="hold"),
]
