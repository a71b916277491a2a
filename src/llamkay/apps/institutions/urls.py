"""Addresses of this app inside the office."""

from django.urls import path

from llamkay.apps.institutions import views

app_name = "institutions"

urlpatterns = [
    path("establecimientos/", views.establishments, name="list"),
    path("establecimientos/<str:code>/", views.establishment, name="detail"),
    path("establecimientos/<str:code>/autoridades/nueva/", views.appoint, name="appoint"),
]
