"""``export_openapi``: write the description of the API."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand


def document() -> str:
    """The OpenAPI description as text, the same every time."""
    from llamkay.api.urls import api

    return json.dumps(api.get_openapi_schema(), ensure_ascii=False, indent=1, sort_keys=True, default=str) + "\n"


class Command(BaseCommand):
    help = "Write the OpenAPI description of the API."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("file", nargs="?", default="docs/openapi.json", type=Path)

    def handle(self, *args, file, **options):
        file.write_text(document())
        self.stdout.write(f"{file}")
