"""Addresses of the special bank account inside the office."""

from django.urls import path

from llamkay.apps.pay.bank_account import views

urlpatterns = [path("pagos/personas/<int:person>/cuenta-del-banco/", views.bank_account, name="bank_account")]
