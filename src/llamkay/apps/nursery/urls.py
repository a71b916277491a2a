"""Addresses of this app inside the office."""

from django.urls import path

from llamkay.apps.nursery.day import urls as day_urls
from llamkay.apps.nursery.health import urls as health_urls
from llamkay.apps.nursery.printing import urls as paper_urls
from llamkay.apps.nursery.record import views
from llamkay.apps.nursery.safeguarding import review_views
from llamkay.apps.nursery.safeguarding import views as concern_views

app_name = "nursery"

urlpatterns = [
    path("cuna/", views.home, name="home"),
    path("cuna/ninos/", views.children, name="list"),
    path("cuna/ninos/nuevo/", views.register, name="register"),
    path("cuna/ninos/descargar/", views.export, name="export"),
    path("cuna/ninos/<int:pk>/", views.child, name="child"),
    path("cuna/ninos/<int:pk>/parte/<slug:part>/", views.part, name="part"),
    path("cuna/ninos/<int:pk>/abrir/<slug:part>/", views.open_part, name="open_break_glass"),
    path("cuna/ninos/<int:pk>/documento/<slug:kind>/", views.document, name="document"),
    path("cuna/ninos/<int:pk>/registrar/<slug:kind>/", views.act, name="act"),
    path("cuna/tres-anios/", views.birthdays, name="birthdays"),
    path("cuna/alertas/", concern_views.concerns, name="concerns"),
    path("cuna/alertas/nueva/", concern_views.new_concern, name="new_concern"),
    path("cuna/alertas/<int:pk>/", concern_views.concern, name="concern"),
    path("cuna/aperturas/", concern_views.openings, name="break_glass"),
    path("cuna/accesos/", review_views.access_review, name="access_review"),
    path("cuna/aperturas/<int:pk>/", concern_views.review_break_glass, name="review_break_glass"),
    *day_urls.urlpatterns,
    *health_urls.urlpatterns,
    *paper_urls.urlpatterns,
]
