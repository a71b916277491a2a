"""Put the caller's scope in force for the whole request, in Python and in the database."""

import logging
from http import HTTPStatus

from django.conf import settings
from django.db import DataError
from django.utils import translation
from django.utils.translation import gettext as _

from llamkay.core.errors import Refused
from llamkay.platform.papers import PaperNotMade
from llamkay.platform.security import scope
from llamkay.web.errors import bad_request, only_sent, paper_not_made, refused

LOG = logging.getLogger("llamkay")
BEHIND_THE_DOOR = ("/oficina/", "/cuenta/", "/api/")
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


class ScopeMiddleware:
    """Nobody's rows without a login; a member of staff's establishments with one."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        user = request.user
        scope.enter(user.scope if user.is_authenticated else scope.NOTHING)
        return self.get_response(request)


class Refusals:
    """Whatever a view lets pass of a refusal is a page with its sentence, never a fault of ours."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED and request.method == "GET" and not response.content:
            page = only_sent(request)
            page.headers["Allow"] = response.headers["Allow"]
            return page
        return response

    def process_exception(self, request, exception):
        if isinstance(exception, DataError | OverflowError):
            # No form of ours should let it come so far: whoever asked is told, and whoever runs the site too.
            LOG.error("%s %s", request.method, request.path, exc_info=exception, extra={"request": request})
            exception = Refused(_("Un número o una fecha está fuera de lo que el sistema puede guardar: revíselos."))
        return refused(request, exception) if isinstance(exception, Refused) else None


class SpanishFirst:
    """Spanish, unless the caller chose another language with the switch; what a browser prefers is not a choice."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", language)
            return response


class PlainRequests:
    """A null character in an address or a form is nobody's text: refused before it reaches the database.

    Whatever is behind the door stays out of the caches of shared computers: the office, one's own account with its
    secrets, what a program reads.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        values = [request.path, *request.GET.keys()]
        values += [value for name in request.GET for value in request.GET.getlist(name)]
        if request.content_type in _FORMS and request.method == "POST":
            values += request.POST.keys()
            values += [value for name in request.POST for value in request.POST.getlist(name)]
            values += [file.name or "" for files in request.FILES.lists() for file in files[1]]
        if any("\x00" in value for value in values):
            return bad_request(request)
        response = self.get_response(request)
        if request.path.startswith(BEHIND_THE_DOOR):
            response.headers.setdefault("Cache-Control", "no-store")
        return response


class PapersInTime:
    """A paper that was not made is told in one sentence, wherever it was asked for."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        return paper_not_made(request, exception) if isinstance(exception, PaperNotMade) else None
