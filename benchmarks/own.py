"""An empty database of one's own for a measurement."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def own_database(data: Path | None = None, **environment: str) -> Iterator[None]:
    """Django as the owner of the tables, on ``data`` or a new folder; its server stops before that folder goes."""
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        here = data or Path(folder)
        os.environ |= {
            "LLAMKAY_DATA": str(here),
            "DJANGO_SETTINGS_MODULE": "llamkay.config.settings",
            "LLAMKAY_DATABASE_AS": "owner",
        } | environment
        import django

        django.setup()
        from django.db import connections

        from llamkay.platform.database import embedded

        try:
            yield
        finally:
            connections.close_all()
            embedded.leave(here.resolve(), os.getpid())


def migrate() -> None:
    """Its tables."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
