"""The API: one router a subject, one sentence an error, its description for the staff."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.openapi.docs import DocsBase

from llamkay.api import activities, closes, errors, figures, notes, people, public, sheets
from llamkay.api.access import may_read_the_description


class PlainDocs(DocsBase):
    """The description as a page of the office: no script, no foreign server."""

    def render_page(self, request, api, **kwargs):
        paths = api.get_openapi_schema()["paths"]
        operations = [
            {"path": where, "method": method.upper(), "summary": one["summary"], "parameters": one["parameters"]}
            for where, methods in paths.items()
            for method, one in methods.items()
        ]
        return render(request, "office/api.html", {"operations": operations})


def _for_the_staff(view: Callable[..., Any]) -> Callable[..., Any]:
    """Who came through the door or holds a key; a reader with a browser is led to the door, a program told why not."""

    @wraps(view)
    def guarded(request: Any, *args: Any, **kwargs: Any) -> Any:
        if may_read_the_description(request):
            return view(request, *args, **kwargs)
        if "Authorization" not in request.headers and "text/html" in request.headers.get("Accept", ""):
            return redirect_to_login(request.get_full_path())
        return api.create_response(request, {"error": _(errors.NO_KEY)}, status=401)

    return guarded


api = NinjaAPI(
    title="Llamkay",
    version="1",
    description=(
        'Trabajo, estudio y cuna en los establecimientos penitenciarios. Todo error es JSON: {"error": "frase"}. '
        "Una dirección que no existe da 404 y un método que no admite, 405 con la cabecera Allow. "
        "Lo que está bajo /public/ se lee sin llave: hasta 60 pedidos por minuto desde una dirección (después, 429 con "
        "la cabecera Retry-After) y cien filas por página."
    ),
    docs=PlainDocs(),
    docs_url="/docs",
    docs_decorator=_for_the_staff,
)
errors.install(api)
api.add_router("/people", people.router)
api.add_router("/activities", activities.router)
api.add_router("/sheets", sheets.router)
api.add_router("/closes", closes.router)
api.add_router("/figures", figures.router)
api.add_router("/notes", notes.router)
api.add_router("/public", public.router)

urlpatterns = [path("v1/", api.urls)]
