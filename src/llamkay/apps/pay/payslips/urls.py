"""Addresses of the first page and the papers of pay inside the office."""

from django.urls import path

from llamkay.apps.pay.payslips import views
from llamkay.apps.pay.views import home

urlpatterns = [
    path("libros/<slug:code>/papel/<slug:month>/", views.book, name="book_paper"),
    path("pagos/", home, name="home"),
    path("pagos/boletas/", views.payslip_months, name="payslips"),
    path("pagos/boletas/<int:pk>/imprimir/", views.print_month, name="print_payslips"),
    path("pagos/boletas/<int:pk>/personas/<int:person>/imprimir/", views.print_one, name="print_payslip"),
]
