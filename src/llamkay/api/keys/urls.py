"""Addresses of the keys inside the office."""

from django.urls import path

from llamkay.api.keys import views

app_name = "keys"

urlpatterns = [
    path("llaves/", views.keys, name="list"),
    path("llaves/nueva/", views.new_key, name="new"),
    path("llaves/<int:pk>/anular/", views.revoke, name="revoke"),
]
