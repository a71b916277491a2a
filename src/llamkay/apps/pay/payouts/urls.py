"""Addresses of the money that leaves inside the office."""

from django.urls import path

from llamkay.apps.pay.payouts import views

urlpatterns = [
    path("pagos/salidas/", views.payouts, name="payouts"),
    path("pagos/salidas/enviar/", views.send, name="send_payouts"),
    path("pagos/salidas/<int:pk>/recibo/", views.receipt, name="receipt"),
    path("pagos/salidas/<int:pk>/<slug:act>/", views.payout_act, name="payout_act"),
    path("pagos/lotes/<int:pk>/", views.batch, name="batch"),
    path("pagos/lotes/<int:pk>/archivo/", views.batch_file, name="batch_file"),
    path("pagos/personas/<int:person>/salidas/", views.person_payouts, name="person_payouts"),
    path("pagos/personas/<int:person>/salidas/preparar/", views.prepare, name="prepare_payout"),
    path("pagos/personas/<int:person>/salidas/quien-recibe/", views.enter_beneficiary, name="enter_beneficiary"),
    path("pagos/quien-recibe/<int:pk>/<slug:act>/", views.beneficiary_act, name="beneficiary_act"),
]
