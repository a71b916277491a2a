"""What the door asks for before the office opens, how long a session lasts, and passwords a few at a time."""

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from llamkay.apps.institutions.accounts.door import owed
from llamkay.apps.institutions.sessions import services as sessions
from llamkay.platform.security.passwords import TooManySignIns


class SessionsInTime:
    """A session that rested too long, or that reached its hours, ends with the next page that is asked for."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.user.is_authenticated and (why := sessions.over(request=request)):
            logout(request)
            request.session["why_out"] = why
            if request.path.startswith("/oficina/"):
                return redirect_to_login(request.get_full_path() if request.method == "GET" else "/oficina/")
        response = self.get_response(request)
        sessions.follow(session=request.session)
        return response


class FirstTheDoor:
    """Every page of the office leads to what its reader still owes: a password of their own, a second step."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.path.startswith("/oficina/") and request.user.is_authenticated and (first := owed(request)):
            messages.info(request, first.why)
            return redirect(first.page)
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
