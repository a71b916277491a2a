"""Addresses of the money of people who left inside the office."""

from django.urls import path

from llamkay.apps.pay.settlements import views

urlpatterns = [
    path("pagos/liquidaciones/", views.settlements, name="settlements"),
    path("pagos/no-reclamado/", views.unclaimed, name="unclaimed"),
    path("pagos/liquidaciones/<slug:code>/<int:person>/", views.settlement, name="settlement"),
    path("pagos/liquidaciones/<slug:code>/<int:person>/<slug:act>/", views.settlement_act, name="settlement_act"),
]
