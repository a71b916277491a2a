"""Addresses of this app inside the office."""

from django.urls import path

from llamkay.apps.press import views

app_name = "press"

urlpatterns = [
    path("notas/", views.notes, name="list"),
    path("notas/nueva/", views.new, name="new"),
    path("notas/importar/", views.import_text, name="import"),
    path("notas/importar/guardar/", views.import_keep, name="import_keep"),
    path("notas/importar/varias/", views.import_several, name="import_several"),
    path("notas/importar/varias/guardar/", views.keep_several, name="keep_several"),
    path("notas/contradicciones/", views.contradictions, name="contradictions"),
    path("notas/correcciones/<int:pk>/<slug:act>/", views.correction, name="correction"),
    path("notas/<int:pk>/corregir/", views.correct, name="correct"),
    path("notas/<int:pk>/", views.note, name="detail"),
    path("notas/<int:pk>/editar/", views.edit, name="edit"),
    path("notas/<int:pk>/cifras/", views.figure, name="figure_new"),
    path("notas/<int:pk>/cifras/<slug:name>/", views.figure, name="figure"),
    path("notas/<int:pk>/cifras/<slug:name>/quitar/", views.remove, name="figure_remove"),
    path("notas/<int:pk>/enviar/", views.send, name="send"),
    path("notas/<int:pk>/retirar/", views.take_back, name="take_back"),
    path("notas/<int:pk>/devolver/", views.send_back, name="send_back"),
    path("notas/<int:pk>/aprobar/", views.approve, name="approve"),
    path("notas/<int:pk>/publicar/", views.publish, name="publish"),
    path("notas/<int:pk>/anular/", views.void, name="void"),
    path("notas/<int:pk>/descartar/", views.discard, name="discard"),
]
