"""Addresses of this app inside the office."""

from django.urls import path

from llamkay.apps.statistics.figures import views
from llamkay.apps.statistics.releases import views as release_views
from llamkay.apps.statistics.returns import views as return_views
from llamkay.apps.statistics.revisions import views as revision_views

app_name = "statistics"

urlpatterns = [
    path("cifras/", views.figures, name="list"),
    path("cifras/informes/", return_views.returns, name="returns"),
    path("cifras/informes/nuevo/", return_views.report, name="report"),
    path("cifras/informes/importar/", return_views.import_file, name="import"),
    path("cifras/informes/importar/escribir/", return_views.import_write, name="import_write"),
    path("cifras/informes/plantilla/", return_views.template_file, name="template"),
    path("cifras/informes/lote/<uuid:batch>/", return_views.batch, name="batch"),
    path("cifras/informes/lote/<uuid:batch>/deshacer/", return_views.undo, name="undo"),
    path("cifras/informes/<int:pk>/", return_views.detail, name="return"),
    path("cifras/informes/<int:pk>/aceptar/", return_views.accept, name="accept"),
    path("cifras/informes/<int:pk>/retirar/", return_views.withdraw, name="withdraw"),
    path("cifras/revisiones/", revision_views.revisions, name="revisions"),
    path("cifras/revisiones/anunciar/", revision_views.announce, name="announce"),
    path("cifras/publicar/", release_views.releases, name="releases"),
    path("cifras/publicar/preparar/<str:month>/", release_views.prepare, name="release_prepare"),
    path("cifras/publicar/<int:pk>/", release_views.release, name="release"),
    path("cifras/publicar/<int:pk>/<slug:act>/", release_views.act, name="release_act"),
    path("cifras/<slug:code>/cambios/", views.changes, name="changes"),
    path("cifras/<slug:code>/", views.figure, name="detail"),
]
