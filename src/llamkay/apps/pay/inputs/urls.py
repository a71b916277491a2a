"""Addresses of rates and pay inputs inside the office."""

from django.urls import path

from llamkay.apps.pay.inputs import views
from llamkay.apps.pay.rates import views as rate_fair_views

urlpatterns = [
    path("pagos/tarifas/", views.rates, name="rates"),
    path("pagos/por-hora/", rate_fair_views.fair, name="fair"),
    path("pagos/actividades/<int:pk>/", views.inputs, name="inputs"),
    path("pagos/actividades/<int:pk>/calidades/<int:day>/", views.grades, name="grades"),
    path("pagos/actividades/<int:pk>/ingresos/cargar/", views.import_incomes, name="import_incomes"),
    path("pagos/actividades/<int:pk>/ingresos/plantilla/", views.income_template, name="income_template"),
    path("pagos/actividades/<int:pk>/registrar/<slug:act>/", views.input_act, name="input_act"),
]
