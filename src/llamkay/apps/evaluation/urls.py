"""Addresses of this app inside the office."""

from django.urls import path

from llamkay.apps.evaluation import views

app_name = "evaluation"

urlpatterns = [
    path("evaluacion/", views.home, name="home"),
    path("evaluacion/carolina-del-norte/", views.north_carolina, name="north_carolina"),
    path("evaluacion/lo-que-hallaron-otros/", views.literature, name="literature"),
    path("evaluacion/programas/nuevo/", views.programme, name="programme"),
    path("evaluacion/ya-no-puede-volver/", views.ending, name="ending"),
    path("evaluacion/protocolos/", views.protocols, name="protocols"),
    path("evaluacion/protocolos/nuevo/", views.write, name="write"),
    path("evaluacion/protocolos/<int:pk>/", views.protocol, name="protocol"),
    path("evaluacion/protocolos/<int:pk>/cambiar/", views.rewrite, name="rewrite"),
    path("evaluacion/protocolos/<int:pk>/analizar/", views.analyse, name="analyse"),
    path("evaluacion/protocolos/<int:pk>/<slug:act>/", views.act, name="act"),
    path("evaluacion/analisis/", views.runs, name="runs"),
    path("evaluacion/analisis/<int:pk>/", views.report, name="report"),
    path("evaluacion/analisis/<int:pk>/papel/", views.paper, name="paper"),
    path("evaluacion/analisis/<int:pk>/datos/", views.package, name="package"),
    path("evaluacion/analisis/<int:pk>/publicar/", views.publish, name="publish"),
]
