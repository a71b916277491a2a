"""Addresses of the office; each app brings its own."""

from typing import Any

from django.urls import URLResolver, include, path
from django.urls.resolvers import RoutePattern

from llamkay.web import kit, office

APPS = [
    "institutions",
    "people",
    "activities",
    "education",
    "remission",
    "pay",
    "nursery",
    "offline",
    "production",
    "workshops",
    "certificates",
    "plans",
    "intake",
    "statistics",
    "closing",
    "evaluation",
    "press",
    "coordination",
    "rights",
]


class Room(RoutePattern):
    """The addresses of an app, looked through only where one of them begins as the address does.

    Nineteen apps share «oficina/»; tried one after the other, hundreds of patterns stand before the last one's.
    """

    def __init__(self, module: Any) -> None:
        super().__init__("", is_endpoint=False)
        self.first = {str(one.pattern).partition("/")[0] for one in module.urlpatterns}
        # An address that begins with a value may begin as anything.
        self.any = any("<" in word or not word for word in self.first)

    def match(self, path: str) -> Any:
        return super().match(path) if self.any or path.partition("/")[0] in self.first else None


def _room(app: str) -> URLResolver:
    module, name, namespace = include(f"llamkay.apps.{app}.urls")
    return URLResolver(Room(module), module, {}, app_name=name, namespace=namespace)


urlpatterns = [
    path("", office.today, name="today"),
    path("kit/", kit.kit, name="kit"),
    *map(_room, APPS),
]
