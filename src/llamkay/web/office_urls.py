"""Addresses of the office; each app brings its own."""

from django.urls import include, path

from llamkay.web import kit, office

APPS = [
    "institutions",
    "people",
    "activities",
    "education",
    "remission",
    "pay",
    "nursery",
    "offline",
    "production",
    "workshops",
    "certificates",
    "plans",
    "intake",
    "statistics",
    "closing",
    "evaluation",
    "press",
    "coordination",
    "rights",
]

urlpatterns = [
    path("", office.today, name="today"),
    path("kit/", kit.kit, name="kit"),
    *(path("", include(f"llamkay.apps.{app}.urls")) for app in APPS),
]
