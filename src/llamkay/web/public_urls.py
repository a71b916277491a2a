"""Addresses of the public window."""

from django.urls import include, path

from llamkay.web import public, public_coordination, public_data, public_figures, public_products, verify

urlpatterns = [
    path("", public.home, name="home"),
    path("penales/", public.establishments, name="public-establishments"),
    path("penales/<str:code>/", public.establishment, name="public-establishment"),
    path("cifras/", public_figures.figures, name="public-figures"),
    path("cifras/ninas-y-ninos/", public_figures.children, name="public-children"),
    path("cifras/diccionario/", public_figures.dictionary, name="public-dictionary"),
    path("cifras/<slug:code>/", public_figures.figure, name="public-figure"),
    path("productos/", public_products.products, name="public-products"),
    path("productos/catalogo.pdf", public_products.catalogue, name="public-catalogue"),
    path("productos/<str:sku>/", public_products.product, name="public-product"),
    path("marcas/<slug:slug>/", public_products.brand, name="public-brand"),
    path("imagen/<str:code>/<str:size>/", public_products.picture, name="public-picture"),
    path("p/<str:sku>/<str:code>/", public_products.lot, name="public-lot"),
    path("01/<str:gtin>/10/<str:code>", public_products.lot, name="public-gs1"),
    path("el-diez-por-ciento/", public_products.ten_percent, name="public-ten-percent"),
    path("compromisos/", public_coordination.commitments, name="public-commitments"),
    path("contacto/", public.contact, name="public-contact"),
    path("datos/", public.data, name="public-data"),
    path("boletin/<str:month>.pdf", public_data.bulletin, name="public-bulletin"),
    path("boletin/<str:month>.xlsx", public_data.bulletin_sheets, name="public-bulletin-sheets"),
    path("datos/<str:month>/<str:moment>/<str:name>", public_data.file, name="public-data-file"),
    path("privacidad/", public.privacy, name="public-privacy"),
    path("accesibilidad/", public.accessibility, name="public-accessibility"),
    path("verificar/", verify.ask, name="public-verify-ask"),
    path("verificar/<str:code>/", verify.paper, name="public-verify"),
    path("", include("llamkay.apps.certificates.window_urls")),
    path("notas/", public.notes, name="public-notes"),
    path("notas/<int:year>/<int:number>/", public.note, name="public-note"),
    path("notas/<int:year>/<int:number>/texto/", public.note_text, name="public-note-text"),
]
