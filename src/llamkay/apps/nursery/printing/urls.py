"""Addresses of the papers of the nursery."""

from django.urls import path

from llamkay.apps.nursery.printing import views

urlpatterns = [
    path("cuna/papeles/tabla/", views.month_table, name="paper_table"),
    path("cuna/papeles/raciones/", views.rations, name="paper_rations"),
    path("cuna/ninos/<int:pk>/papeles/expediente/", views.child_file, name="paper_case_file"),
    path("cuna/ninos/<int:pk>/papeles/crecimiento/", views.growth, name="paper_growth"),
    path("cuna/ninos/<int:pk>/papeles/aviso/", views.notice, name="paper_notice"),
]
