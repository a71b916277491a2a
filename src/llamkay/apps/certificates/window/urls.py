"""Addresses of the pages that strangers open: a certificate, the keys and lists of an issuer."""

from django.urls import path

from llamkay.apps.certificates.window import views as window

urlpatterns = [
    path("c/", window.ask, name="credential-ask"),
    path("c/<str:code>/", window.credential, name="credential"),
    path("emisores/<slug:slug>/did.json", window.keys, name="issuer-keys"),
    path("emisores/<slug:slug>/estado.json", window.status, name="issuer-status"),
    path("emisores/<slug:slug>/<slug:name>.jwt", window.status_list, name="issuer-list"),
]
