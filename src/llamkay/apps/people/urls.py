"""Addresses of this app inside the office."""

from django.urls import path

from llamkay.apps.people import views

app_name = "people"

urlpatterns = [
    path("personas/", views.people, name="list"),
    path("personas/ingreso/", views.admit, name="admit"),
    path("personas/papeles/", views.transfer_papers, name="transfer_papers"),
    path("personas/papeles/<int:pk>/", views.paper, name="paper"),
    path("personas/uniones/", views.join_list, name="joins"),
    path("personas/uniones/<int:pk>/", views.join, name="join"),
    path("personas/<int:pk>/", views.person, name="detail"),
    path("personas/<int:pk>/unir/", views.merge, name="merge"),
    path("personas/<int:pk>/es-otra/", views.propose_join, name="propose_join"),
    path("personas/<int:pk>/<slug:kind>/", views.act, name="act"),
]
