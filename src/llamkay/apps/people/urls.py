"""Addresses of this app inside the office."""

from django.urls import path

from llamkay.apps.people import views

app_name = "people"

urlpatterns = [
    path("personas/", views.people, name="list"),
    path("personas/ingreso/", views.admit, name="admit"),
    path("personas/<int:pk>/", views.person, name="detail"),
    path("personas/<int:pk>/unir/", views.merge, name="merge"),
    path("personas/<int:pk>/<slug:kind>/", views.act, name="act"),
]
