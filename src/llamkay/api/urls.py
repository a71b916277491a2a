"""The API: one router a subject, one sentence an error, its description for the staff."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.urls import path
from ninja import NinjaAPI
from ninja.openapi.docs import DocsBase

from llamkay.api import activities, closes, errors, figures, notes, people, sheets


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


api = NinjaAPI(
    title="Llamkay",
    version="1",
    description="Trabajo, estudio y cuna en los establecimientos penitenciarios.",
    docs=PlainDocs(),
    docs_url="/docs",
    docs_decorator=login_required,
)
errors.install(api)
api.add_router("/people", people.router)
api.add_router("/activities", activities.router)
api.add_router("/sheets", sheets.router)
api.add_router("/closes", closes.router)
api.add_router("/figures", figures.router)
api.add_router("/notes", notes.router)

urlpatterns = [path("v1/", api.urls)]
