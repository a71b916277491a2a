"""Addresses of the public window."""

from django.urls import path

from llamkay.web import public, verify

urlpatterns = [
    path("", public.home, name="home"),
    path("penales/", public.establishments, name="public-establishments"),
    path("penales/<str:code>/", public.establishment, name="public-establishment"),
    path("cifras/", public.figures, name="public-figures"),
    path("cifras/ninas-y-ninos/", public.children, name="public-children"),
    path("cifras/<slug:code>/", public.figure, name="public-figure"),
    path("verificar/", verify.ask, name="public-verify-ask"),
    path("verificar/<str:code>/", verify.paper, name="public-verify"),
    path("notas/", public.notes, name="public-notes"),
    path("notas/<int:year>/<int:number>/", public.note, name="public-note"),
    path("notas/<int:year>/<int:number>/texto/", public.note_text, name="public-note-text"),
]
