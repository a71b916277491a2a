"""Put the caller's scope in force for the whole request, in Python and in the database."""

from llamkay.platform import scope


class ScopeMiddleware:
    """Nobody's rows without a login; a member of staff's establishments with one."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        user = request.user
        scope.enter(user.scope if user.is_authenticated else scope.NOTHING)
        return self.get_response(request)
