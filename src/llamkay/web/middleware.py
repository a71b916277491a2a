"""Put the caller's scope in force for the whole request, in Python and in the database."""

from django.conf import settings
from django.utils import translation

from llamkay.platform import scope


class ScopeMiddleware:
    """Nobody's rows without a login; a member of staff's establishments with one."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        user = request.user
        scope.enter(user.scope if user.is_authenticated else scope.NOTHING)
        return self.get_response(request)


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
