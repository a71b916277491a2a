"""Addresses of this app inside the office."""

from django.urls import path

from llamkay.apps.closing import views

app_name = "closing"

urlpatterns = [
    path("cierres/", views.months, name="list"),
    path("cierres/<str:code>/<str:month>/", views.month, name="detail"),
    path("cierres/<str:code>/<str:month>/cerrar/", views.close, name="close"),
    path("cierres/<str:code>/<str:month>/aprobar/", views.approve, name="approve"),
    path("cierres/<str:code>/<str:month>/comparacion/", views.comparison, name="comparison"),
]
