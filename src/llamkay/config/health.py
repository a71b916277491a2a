"""Addresses for whoever watches over the site: does it live, may it be sent work, its numbers. Nothing of anybody.

``/salud/`` is 200 while the process and its database answer; ``/salud/listo/`` also wants the tables of this version
and space on the disk, so that a proxy sends nobody to a site that could not save. ``/metricas/`` is for a token or for
a program of this machine.
"""

import shutil
from collections.abc import Callable
from ipaddress import ip_address
from typing import Any

from django.db import Error, connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse

from llamkay import __version__
from llamkay.platform.database import readiness
from llamkay.platform.database.connection import data_folder
from llamkay.platform.operation import metrics
from llamkay.platform.operation.folders import NONE_LEFT

ADDRESS, READY, METRICS = "/salud/", "/salud/listo/", "/metricas/"
_NO_STORE = {"Cache-Control": "no-store"}


class Health:
    """Answered before sessions and scope, so that it also answers when the database does not."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path in (ADDRESS, READY):
            return _state(ready=request.path == READY)
        if request.path == METRICS and _may_read(request):
            return HttpResponse(metrics.text(), content_type=metrics.KIND, headers=_NO_STORE)
        return self.get_response(request)


def _state(*, ready: bool) -> JsonResponse:
    state: dict[str, Any] = {"version": __version__, "database": "answers"}
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        if ready:
            state["tables"] = "of this version" if readiness.tables_are_ours() else "of another version"
            state["disk"] = "has space" if shutil.disk_usage(data_folder()).free > NONE_LEFT else "is full"
    except Error:
        connection.close()
        state["database"] = "does not answer"
    good = not {"does not answer", "of another version", "is full"} & set(state.values())
    return JsonResponse(state, status=200 if good else 503, headers=_NO_STORE)


def _may_read(request: HttpRequest) -> bool:
    """By the token, or from this machine with no proxy between: whoever else asks finds no such page."""
    token = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if metrics.opened_by(token):
        return True
    try:
        own = ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        own = False
    return own and not request.META.get("llamkay.forwarded")
