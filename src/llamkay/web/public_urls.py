"""Addresses of the public window."""

from django.urls import path

from llamkay.web import public

urlpatterns = [
    path("", public.home, name="home"),
    path("penales/", public.establishments, name="public-establishments"),
    path("penales/<str:code>/", public.establishment, name="public-establishment"),
    path("cifras/", public.figures, name="public-figures"),
    path("cifras/<slug:code>/", public.figure, name="public-figure"),
    path("notas/", public.notes, name="public-notes"),
    path("notas/<int:year>/<int:number>/", public.note, name="public-note"),
    path("notas/<int:year>/<int:number>/texto/", public.note_text, name="public-note-text"),
]
