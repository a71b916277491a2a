"""Addresses of this app inside the office."""

from django.urls import path

from llamkay.apps.certificates import views

app_name = "certificates"

urlpatterns = [
    path("certificados/", views.credential_list, name="list"),
    path("certificados/emisores/", views.issuers, name="issuers"),
    path("certificados/emisores/nuevo/", views.new_issuer, name="new_issuer"),
    path("certificados/emisores/<int:pk>/", views.issuer, name="issuer"),
    path("certificados/emisores/<int:pk>/firmantes/<int:signer>/retirar/", views.end_signer, name="end_signer"),
    path("certificados/emisores/<int:pk>/<slug:act>/", views.issuer_act, name="issuer_act"),
    path("certificados/persona/<int:person>/", views.propose, name="propose"),
    path("certificados/persona/<int:person>/<str:key>/", views.propose, name="propose_one"),
    path("certificados/<int:pk>/", views.credential, name="detail"),
    path("certificados/<int:pk>/pdf/", views.credential_pdf, name="pdf"),
    path("certificados/<int:pk>/cargo/", views.credential_receipt, name="receipt"),
    path("certificados/<int:pk>/<slug:act>/", views.credential_act, name="act"),
]
