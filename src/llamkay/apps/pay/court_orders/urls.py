"""Addresses of reparations and alimony inside the office."""

from django.urls import path

from llamkay.apps.pay.court_orders import views

urlpatterns = [
    path("pagos/obligaciones/", views.court_orders, name="court_orders"),
    path("pagos/obligaciones/cuotas/<int:pk>/terminar/", views.end_plan, name="end_court_plan"),
    path("pagos/obligaciones/<int:person>/", views.person_court_orders, name="person_court_orders"),
    path("pagos/obligaciones/<int:person>/<slug:act>/", views.propose, name="propose_court_order"),
    path("pagos/obligaciones/cambios/<int:pk>/<slug:act>/", views.decide_change, name="decide_court_order"),
]
