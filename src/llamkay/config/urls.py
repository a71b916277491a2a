"""The map of the house: the public window, the office, the API."""

from django.urls import include, path

from llamkay.apps.institutions.accounts import views as accounts
from llamkay.apps.institutions.sessions import views as sessions
from llamkay.apps.institutions.single_sign_on import door as single_sign_on

urlpatterns = [
    path("cuenta/ingresos/", sessions.own, name="sign_ins"),
    path("cuenta/ingresos/<int:pk>/fin/", sessions.end_own, name="end_own_session"),
    path("cuenta/institucion/", single_sign_on.enter, name="enter_by_institution"),
    path("cuenta/email/", accounts.own_email),  # before the form of the library, which changes it unseen
    path("cuenta/", include("allauth.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("api/", include("llamkay.api.urls")),
    path("oficina/", include("llamkay.api.keys.urls")),
    path("oficina/", include("llamkay.web.office_urls")),
    path("", include("llamkay.web.public_urls")),
]

handler400 = "llamkay.web.errors.bad_request"
handler403 = "llamkay.web.errors.forbidden"
handler404 = "llamkay.web.errors.not_found"
handler500 = "llamkay.web.errors.server_error"
