"""Addresses of the money of people who left inside the office."""

from django.urls import path

from llamkay.apps.pay.settlements import views

urlpatterns = [
    path("pagos/liquidaciones/", views.liquidations, name="liquidations"),
    path("pagos/no-reclamado/", views.unclaimed, name="unclaimed"),
    path("pagos/liquidaciones/<slug:code>/<int:person>/", views.liquidation, name="liquidation"),
    path("pagos/liquidaciones/<slug:code>/<int:person>/<slug:act>/", views.liquidation_act, name="liquidation_act"),
]
