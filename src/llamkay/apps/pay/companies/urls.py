"""Addresses of companies inside the office."""

from django.urls import path

from llamkay.apps.pay.companies import views

urlpatterns = [
    path("pagos/empresas/", views.companies, name="companies"),
    path("pagos/convenios/nuevo/", views.agreement_form, name="new_agreement"),
    path("pagos/convenios/<int:pk>/", views.agreement_form, name="agreement"),
    path("pagos/convenios/<int:pk>/documento/", views.agreement_scan, name="agreement_scan"),
    path("pagos/empresas/<int:company>/<slug:code>/", views.company, name="company"),
    path("pagos/empresas/<int:company>/<slug:code>/pago/", views.payment, name="company_payment"),
    path("pagos/empresas/<int:company>/<slug:code>/aplicar/", views.match_again, name="match_company"),
    path("pagos/empresas/<int:company>/<slug:code>/anular/<int:pk>/", views.undo_payment, name="undo_company_payment"),
    path("pagos/empresas/<int:company>/<slug:code>/mes/<slug:month>/", views.statement, name="statement"),
]
