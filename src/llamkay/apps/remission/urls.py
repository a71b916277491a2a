"""Addresses of this app inside the office."""

from django.urls import path

from llamkay.apps.remission import views
from llamkay.apps.remission.requests import reader_views
from llamkay.apps.remission.requests import views as request_views

app_name = "remission"

urlpatterns = [
    path("redencion/certificados/", views.certificates, name="certificates"),
    path("redencion/certificados/<int:pk>/pdf/", views.certificate_pdf, name="certificate_pdf"),
    path("redencion/certificados/<int:pk>/expediente/", views.judge_file, name="judge_file"),
    path("redencion/certificados/<int:pk>/anular/", views.void, name="void_certificate"),
    path("redencion/computos/<int:pk>/", views.statement, name="statement"),
    path("redencion/computos/<int:pk>/hoja/", views.person_page, name="person_paper"),
    path("redencion/computos/<int:pk>/hoja-breve/", views.own_page, name="own_paper"),
    path("redencion/personas/<int:person>/computar/", views.compute, name="compute"),
    path("redencion/personas/<int:person>/proyeccion/", views.projection, name="projection"),
    path("redencion/personas/<int:person>/certificar/", views.certify, name="certify"),
    path("redencion/personas/<int:person>/anteriores/", views.prior_days, name="prior_days"),
    path("redencion/personas/<int:person>/anteriores/<int:pk>/", views.decide_prior, name="decide_prior"),
    path("redencion/personas/<int:person>/anteriores/<int:pk>/escaneo/", views.prior_scan, name="prior_scan"),
    path("redencion/solicitudes/", request_views.requests, name="requests"),
    path("redencion/solicitudes/por-cumplir/", request_views.completing, name="completing"),
    path("redencion/solicitudes/<int:pk>/", request_views.request_detail, name="request"),
    path("redencion/solicitudes/<int:pk>/<slug:act>/", request_views.request_act, name="request_act"),
    path("redencion/enviadas/", reader_views.sent_requests, name="sent_requests"),
    path("redencion/enviadas/<int:pk>/", reader_views.sent_request, name="sent_request"),
    path("redencion/enviadas/<int:pk>/expediente/", reader_views.sent_file, name="sent_file"),
    path("redencion/personas/<int:person>/recibir-solicitud/", request_views.take_over, name="take_over"),
    path("redencion/personas/<int:person>/solicitar/", request_views.file_request, name="file_request"),
]
