"""Addresses of growth, problems and pregnancy."""

from django.urls import path

from llamkay.apps.nursery.health import views

urlpatterns = [
    path("cuna/salud/", views.home, name="health"),
    path("cuna/ninos/<int:pk>/curva/<slug:name>/", views.curve, name="curve"),
    path("cuna/ninos/<int:pk>/control/<int:visit>/", views.correct, name="correct_visit"),
    path("cuna/problemas/<int:pk>/<slug:step>/", views.step, name="problem_step"),
    path("cuna/gestantes/", views.pregnancies, name="pregnancies"),
    path("cuna/gestantes/nueva/", views.new_pregnancy, name="new_pregnancy"),
    path("cuna/gestantes/<int:pk>/", views.pregnancy, name="pregnancy"),
    path("cuna/gestantes/<int:pk>/<slug:act>/", views.pregnancy_act, name="pregnancy_act"),
    path("cuna/derivaciones/", views.referrals, name="referrals"),
    path("cuna/derivaciones/nueva/", views.new_referral, name="new_referral"),
    path("cuna/derivaciones/<int:pk>/", views.referral, name="referral"),
    path("cuna/derivaciones/<int:pk>/<slug:step>/", views.referral_step, name="referral_step"),
]
