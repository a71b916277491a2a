"""One sentence for whatever went wrong."""

from functools import partial
from math import ceil
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, RequestDataTooBig
from django.db import DataError
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, Throttled
from ninja.errors import ValidationError as BadRequest

from llamkay.core.errors import Refused
from llamkay.platform.screens import refusals

UNKNOWN = gettext_noop("No existe, o no está en su ámbito.")
NO_KEY = gettext_noop(
    "Falta una llave válida: envíe «Authorization: Bearer» con una llave vigente, o ingrese a la oficina."
)
NO_JSON = gettext_noop("El cuerpo del pedido no es JSON bien escrito.")
TOO_MANY = gettext_noop("Demasiados pedidos desde su dirección: espere un minuto.")
TOO_BIG = gettext_noop("El pedido es demasiado grande.")
OUT_OF_RANGE = gettext_noop("Un dato está fuera de lo que el sistema puede guardar: revise números y fechas.")

# What is said of a value by the kind of fault that was found in it; others say that its form is another.
_FAULTS = {
    "missing": gettext_noop("falta"),
    "extra_forbidden": gettext_noop("nadie lo conoce: revise cómo se llama"),
    "int_type": gettext_noop("debe ser un número entero, sin comillas"),
    "int_parsing": gettext_noop("debe ser un número entero, con cifras de 0 a 9"),
    "int_from_float": gettext_noop("debe ser un número entero"),
    "int_parsing_size": gettext_noop("es un número demasiado grande"),
    "greater_than_equal": gettext_noop("es menor que {ge}"),
    "less_than_equal": gettext_noop("es mayor que {le}"),
    "string_type": gettext_noop("debe ser un texto"),
    "string_too_long": gettext_noop("tiene más de {max_length} letras"),
    "string_pattern_mismatch": gettext_noop("no tiene la forma debida"),
    "literal_error": gettext_noop("debe ser uno de estos: {expected}"),
    "list_type": gettext_noop("debe ser una lista"),
    "too_long": gettext_noop("tiene más de {max_length} elementos"),
    "model_attributes_type": gettext_noop("debe ser un objeto"),
    "dict_type": gettext_noop("debe ser un objeto"),
    "whole_number": gettext_noop("debe ser un número entero, con cifras de 0 a 9"),
    "null_character": gettext_noop("contiene un carácter nulo"),
}


def install(api: NinjaAPI) -> None:
    """Answer every error as ``{"error": sentence}``."""

    def say(*kinds: type[Exception], status: Any, sentence: Any) -> None:
        def answer(request: Any, error: Any) -> Any:
            text = sentence(error) if callable(sentence) else _(sentence)
            number = status(error) if callable(status) else status
            return api.create_response(request, {"error": text}, status=number)

        for kind in kinds:
            api.add_exception_handler(kind, answer)

    say(AuthenticationError, status=401, sentence=NO_KEY)
    say(PermissionDenied, status=403, sentence=str)
    say(Http404, ObjectDoesNotExist, status=404, sentence=UNKNOWN)
    say(Refused, status=refusals.status, sentence=refusals.sentence)
    say(BadRequest, status=422, sentence=_first_fault)
    say(DataError, OverflowError, status=422, sentence=OUT_OF_RANGE)
    say(RequestDataTooBig, status=413, sentence=TOO_BIG)
    api.add_exception_handler(Throttled, partial(_too_many, api))
    say(HttpError, status=lambda error: error.status_code, sentence=_of_http)


def _too_many(api: NinjaAPI, request: Any, error: Any) -> Any:
    answer = api.create_response(request, {"error": _(TOO_MANY)}, status=429)
    answer["Retry-After"] = str(ceil(error.wait or 60))
    return answer


def _of_http(error: HttpError) -> str:
    """The library has one of these of its own, in English: a body that is not JSON."""
    return _(NO_JSON) if error.status_code == 400 else str(error)


def _first_fault(error: BadRequest) -> str:
    fault = error.errors[0]
    place = ".".join(str(part) for part in fault["loc"] if part not in ("query", "path", "body", "payload"))
    cause = fault.get("ctx", {}).get("error")
    words = _FAULTS.get(str(cause) if cause else fault["type"], gettext_noop("no tiene la forma debida"))
    values = dict(fault.get("ctx", {}))
    if "expected" in values:
        values["expected"] = values["expected"].replace(" or ", " o ")
    fault_words = _(words).format(**values)
    return _("El dato «{place}» no se entiende: {said}.").format(place=place, said=fault_words)
