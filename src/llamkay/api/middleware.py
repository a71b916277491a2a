"""Whatever is asked of the API is answered as the API answers: JSON, and kept in no cache."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from llamkay.api.errors import UNKNOWN

ROOT = "/api/"


class JsonAlways:
    """An error that never reached an operation, such as a wrong method or address, becomes its sentence in JSON."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not request.path.startswith(ROOT):
            return response
        if response.status_code >= 400 and not response.headers.get("Content-Type", "").startswith("application/json"):
            response = _as_json(response)
        response.headers["Cache-Control"] = "no-store"
        return response


def _as_json(response: HttpResponse) -> JsonResponse:
    made = JsonResponse({"error": _sentence(response)}, status=response.status_code)
    for name in ("Allow", "Retry-After"):
        if name in response.headers:
            made.headers[name] = response.headers[name]
    return made


def _sentence(response: HttpResponse) -> str:
    by_status: dict[int, Any] = {
        400: _("El pedido lleva signos o datos que nadie escribe: revíselo."),
        403: _("No está permitido."),
        404: _(UNKNOWN),
        405: _("Esta dirección no admite ese método: admite {methods}.").format(
            methods=response.headers.get("Allow", "GET")
        ),
        429: _("Demasiados intentos: espere unos minutos."),
        500: _("Falló el sistema y no se hizo nada; avise a quien lo administra."),
        503: _("El sistema está ocupado: inténtelo de nuevo en un momento."),
    }
    return str(by_status.get(response.status_code, HTTPStatus(response.status_code).phrase))
