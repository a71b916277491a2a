"""Whoever was given a password chooses another before working; passwords are checked a few at a time."""

from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from llamkay.platform.security.passwords import TooManySignIns


class TemporaryPassword:
    """Every page of the office leads to the change of password while somebody else knows the present one."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.path.startswith("/oficina/") and getattr(request.user, "temporary_password", False):
            return redirect("account_change_password")
        return self.get_response(request)


class SignInsInTurn:
    """So many sign in at once that the machine would do nothing else: come again in a moment."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if not isinstance(exception, TooManySignIns):
            return None
        reason = _("Muchas personas están ingresando en este momento: espere unos segundos e ingrese de nuevo.")
        response = render(request, "account/busy.html", {"reason": reason}, status=503)
        response.headers["Retry-After"] = "3"
        return response
