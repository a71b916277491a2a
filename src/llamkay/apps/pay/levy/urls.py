"""Addresses of the 10 % of own-account work inside the office."""

from django.urls import path

from llamkay.apps.pay.levy import views

urlpatterns = [
    path("pagos/deudas/", views.levies, name="levies"),
    path("pagos/deudas/recibo/<int:pk>/", views.receipt, name="levy_receipt"),
    path("pagos/deudas/<slug:code>/<int:person>/", views.levy, name="levy"),
    path("pagos/deudas/<slug:code>/<int:person>/<slug:act>/", views.levy_act, name="levy_act"),
]
