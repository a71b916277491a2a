"""Addresses of savings inside the office."""

from django.urls import path

from llamkay.apps.pay.savings import views

urlpatterns = [
    path("pagos/personas/<int:person>/ahorro/", views.savings, name="savings"),
    path("pagos/personas/<int:person>/ahorro/<slug:act>/", views.savings_act, name="savings_act"),
]
