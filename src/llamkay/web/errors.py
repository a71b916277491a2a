"""Error pages: one clear sentence, what to do next."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from llamkay.platform.screens import refusals


def bad_request(request, exception=None):
    return render(request, "400.html", {}, status=400)


def forbidden(request, exception=None):
    return render(request, "403.html", {"reason": str(exception or "")}, status=403)


def stale_form(request, reason=""):
    """A form without the sign that it came from a page of this site: nearly always a page left open too long."""
    problem = _("Esta página estuvo abierta mucho tiempo o usted ingresó de nuevo en otra ventana: no se guardó nada.")
    back = _("Vuelva atrás, copie lo que escribió, recargue la página y envíelo otra vez.")
    return render(request, "400.html", {"reason": problem, "advice": back}, status=403)


def refused(request, refusal):
    """What was asked was refused and no form of the page shows why: the sentence is the page."""
    context = {
        "title": _("No se hizo"),
        "reason": refusals.sentence(refusal),
        "advice": _("Vuelva a la página anterior."),
    }
    return render(request, "400.html", context, status=refusals.status(refusal))


def only_sent(request):
    """An address that takes what a page sends, opened by itself: so it is after one signs in again, or goes back."""
    context = {
        "title": _("Esta dirección no es una página"),
        "reason": _("Aquí solo llega lo que se envía desde una página: no se guardó nada."),
        "advice": _("Vuelva a la página en la que estaba y envíelo otra vez."),
    }
    return render(request, "400.html", context, status=405)


def not_found(request, exception=None):
    return render(request, "404.html", status=404)


def server_error(request):
    error = sys.exc_info()[1]
    if isinstance(error, OperationalError | InterfaceError) and _away(getattr(error.__cause__, "sqlstate", None)):
        return database_away()
    return render(request, "500.html", status=500)


def _away(state):
    """Whether PostgreSQL is not there, or is ending or starting; a lock that took too long has another code."""
    return state is None or state.startswith(("08", "57P"))


def database_away():
    """A page that asks nothing of the database: it does not answer, and ``serve`` is starting it again."""
    return HttpResponse(render_to_string("away.html"), status=503, headers={"Retry-After": "3"})


def paper_not_made(request, error):
    """A paper that did not come in its time: the service fails, not who asked, and nothing waits any longer."""
    return render(request, "503.html", {"reason": str(error)}, status=503)
