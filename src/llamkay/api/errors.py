"""One sentence for whatever went wrong."""

from typing import Any

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.http import Http404
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError
from ninja.errors import ValidationError as BadRequest

from llamkay.core.errors import Refused
from llamkay.platform.screens import refusals

UNKNOWN = "No existe, o no está en su ámbito."
NO_KEY = "Falta una llave válida: envíe «Authorization: Bearer» con una llave vigente, o ingrese a la oficina."


def install(api: NinjaAPI) -> None:
    """Answer every error as ``{"error": sentence}``."""

    def say(*kinds: type[Exception], status: Any, sentence: Any) -> None:
        def answer(request: Any, error: Any) -> Any:
            text = sentence(error) if callable(sentence) else sentence
            number = status(error) if callable(status) else status
            return api.create_response(request, {"error": text}, status=number)

        for kind in kinds:
            api.add_exception_handler(kind, answer)

    say(AuthenticationError, status=401, sentence=NO_KEY)
    say(PermissionDenied, status=403, sentence=str)
    say(Http404, ObjectDoesNotExist, status=404, sentence=UNKNOWN)
    say(Refused, status=refusals.status, sentence=refusals.sentence)
    say(BadRequest, status=422, sentence=_first_fault)
    api.add_exception_handler(
        HttpError, lambda request, error: api.create_response(request, {"error": str(error)}, status=error.status_code)
    )


def _first_fault(error: BadRequest) -> str:
    fault = error.errors[0]
    place = ".".join(str(part) for part in fault["loc"] if part not in ("query", "path", "body", "payload"))
    return f"El dato «{place}» no se entiende: {fault['msg']}."
