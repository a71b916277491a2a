"""Whoever the identity server names enters the account of that user name, if there is one; nobody gets a new one."""

from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.providers.oauth2.views import OAuth2LoginView
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from requests import RequestException

from llamkay.apps.institutions.queries import account_named
from llamkay.apps.institutions.single_sign_on.services import identity_of, link
from llamkay.core.errors import Refused

PROVIDER = "institucion"


@require_POST
def enter(request: Any) -> HttpResponse:
    """Leave for the identity server; where it does not answer, or says that it is another one (OpenID Connect
    Discovery 1.0, 4.3), the password still opens the door."""
    if not settings.OIDC_URL:
        raise Http404
    try:
        there = OpenIDConnectOAuth2Adapter(request, PROVIDER)
        if str(there.openid_config.get("issuer")).rstrip("/") != settings.OIDC_URL.rstrip("/"):
            return _closed(request, _("El servidor de identidad dice ser otro. Ingrese con su usuario y contraseña."))
        answer: HttpResponse = OAuth2LoginView.adapter_view(there)(request)
    except RequestException:
        return _closed(request, _("El servidor de identidad no responde. Ingrese con su usuario y contraseña."))
    return answer


class StaffIdentities(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """What the account library asks when somebody comes back from the identity server."""

    def is_open_for_signup(self, request: Any, sociallogin: Any) -> bool:
        return False

    def pre_social_login(self, request: Any, sociallogin: Any) -> None:
        if sociallogin.is_existing:
            return
        name = identity_of(sociallogin.account.extra_data, claim=settings.OIDC_CLAIM)
        user = account_named(name) if name else None
        try:
            if user is None:
                raise Refused(_("No hay una cuenta activa para «{name}»: pídala a quien administra.").format(name=name))
            link(user=user, login=sociallogin, request=request)
        except Refused as refusal:
            raise ImmediateHttpResponse(_closed(request, str(refusal))) from refusal

    def on_authentication_error(self, request: Any, provider: Any, *args: Any, **kwargs: Any) -> None:
        raise ImmediateHttpResponse(
            _closed(
                request, _("El servidor de identidad no confirmó su ingreso. Vuelva a intentarlo, o use su contraseña.")
            )
        )


def _closed(request: Any, reason: str) -> HttpResponse:
    return render(request, "socialaccount/closed.html", {"reason": reason}, status=403)
