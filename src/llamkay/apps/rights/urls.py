"""Addresses of this app inside the office."""

from django.urls import path

from llamkay.apps.rights.requests import views as request_views
from llamkay.apps.rights.retention import views as retention_views

app_name = "rights"

urlpatterns = [
    path("derechos/", request_views.requests, name="requests"),
    path("derechos/nuevo/", request_views.new_request, name="new_request"),
    path("derechos/<int:pk>/", request_views.data_request, name="request"),
    path("derechos/<int:pk>/informe/", request_views.report, name="report"),
    path("derechos/<int:pk>/informe/papel/", request_views.report_paper, name="report_paper"),
    path("conservacion/", retention_views.retention, name="retention"),
    path("conservacion/plazo/", retention_views.new_term, name="new_term"),
    path("conservacion/plazo/<int:pk>/confirmar/", retention_views.confirm_term, name="confirm_term"),
    path("conservacion/retenciones/", retention_views.holds, name="holds"),
    path("conservacion/retenciones/nueva/", retention_views.new_hold, name="new_hold"),
    path("conservacion/retenciones/<int:pk>/levantar/", retention_views.lift, name="lift"),
    path("conservacion/ensayo/", retention_views.trial, name="trial"),
    path("conservacion/borrados/", retention_views.erasures, name="erasures"),
    path("conservacion/borrados/<int:pk>/", retention_views.erasure, name="erasure"),
    path("conservacion/borrados/<int:pk>/confirmar/", retention_views.confirm_erasure, name="confirm_erasure"),
]
