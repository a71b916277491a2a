"""Addresses of this app inside the office."""

from django.urls import path

app_name = "activities"

urlpatterns: list = [path("planillas/", lambda request: None, name="sheets")]
