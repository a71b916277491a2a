"""Addresses of reparations and alimony inside the office."""

from django.urls import path

from llamkay.apps.pay.court_orders import views

urlpatterns = [
    path("pagos/obligaciones/", views.obligations, name="obligations"),
    path("pagos/obligaciones/<int:person>/", views.person_obligations, name="person_obligations"),
    path("pagos/obligaciones/<int:person>/<slug:act>/", views.propose, name="propose_obligation"),
    path("pagos/obligaciones/cambios/<int:pk>/<slug:act>/", views.decide_change, name="decide_obligation"),
]
