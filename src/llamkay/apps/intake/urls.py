"""Addresses of this app inside the office."""

from django.urls import path

from llamkay.apps.intake import views

app_name = "intake"

urlpatterns = [
    path("cargas/", views.loads, name="list"),
    path("cargas/nueva/", views.new, name="new"),
    path("cargas/plantilla/<slug:kind>/", views.template, name="template"),
    path("cargas/<int:pk>/", views.load, name="load"),
    path("cargas/<int:pk>/fila/<int:row>/", views.doubt, name="doubt"),
    path("cargas/<int:pk>/<slug:act>/", views.load_act, name="load_act"),
]
