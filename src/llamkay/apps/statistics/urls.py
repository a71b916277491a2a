"""Addresses of this app inside the office."""

from django.urls import path  # noqa: F401

app_name = "statistics"

urlpatterns: list = []
