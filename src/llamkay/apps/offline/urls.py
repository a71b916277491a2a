"""Addresses of this app inside the office; the worker of the browser sees those below its own and no others."""

from django.urls import path

from llamkay.apps.offline import views

app_name = "offline"

urlpatterns = [
    path("sin-linea/", views.shell, name="shell"),
    path("sin-linea/obrero.js", views.worker, name="worker"),
    path("sin-linea/llevar/<slug:what>/<int:pk>/", views.take, name="take"),
    path("sin-linea/llevado/<uuid:code>/", views.taken, name="taken"),
    path("sin-linea/llevado/<uuid:code>/enviar/", views.send, name="send"),
    path("sin-linea/llevado/<uuid:code>/terminar/", views.end, name="end"),
    path("sin-linea/por-resolver/", views.waiting, name="waiting"),
    path("sin-linea/por-resolver/<slug:what>/<uuid:pk>/", views.settle, name="settle"),
]
