"""``/salud/``: whether the site can work, for whoever watches over it; it says nothing of anybody."""

from collections.abc import Callable
from importlib.metadata import version
from typing import Any

from django.db import Error, connection
from django.http import HttpRequest, HttpResponseBase, JsonResponse

ADDRESS = "/salud/"


class Health:
    """Answered before sessions and scope, so that it also answers when the database does not."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return _health() if request.path == ADDRESS else self.get_response(request)


def _health() -> JsonResponse:
    state: dict[str, Any] = {"version": version("llamkay"), "database": "answers"}
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        connection.close()
        state["database"] = "does not answer"
    status = 200 if state["database"] == "answers" else 503
    return JsonResponse(state, status=status, headers={"Cache-Control": "no-store"})
