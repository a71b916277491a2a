"""Addresses of this app inside the office."""

from django.urls import path

from llamkay.apps.education import views

app_name = "education"

urlpatterns = [
    path("notas-de-estudio/", views.class_list, name="list"),
    path("notas-de-estudio/<int:pk>/", views.marks, name="marks"),
]
