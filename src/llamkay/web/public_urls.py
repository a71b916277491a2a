"""Addresses of the public window."""

from django.urls import path

from llamkay.web import public

urlpatterns = [
    path("", public.home, name="home"),
]
