"""Addresses of what an hour pays inside the office."""

from django.urls import path

from llamkay.apps.pay.rates import views

urlpatterns = [
    path("pagos/por-hora/", views.fair, name="fair"),
]
