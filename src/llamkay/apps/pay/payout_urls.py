"""Addresses of this part of pay inside the office."""

from django.urls import path  # noqa: F401

urlpatterns: list = []
