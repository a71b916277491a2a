"""``migrate``, by the prepared file on an empty database, with the operations that may go together as one step."""

from typing import Any

from django.core.management.base import CommandParser
from django.core.management.commands import migrate
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from llamkay.platform.database import prepared
from llamkay.platform.database.batched import settings_names_kept, together


class _Together(MigrationExecutor):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for migration in self.loader.disk_migrations.values():
            vars(migration)["operations"] = together(migration.operations)


class Command(migrate.Command):
    """Django's command; an empty database is loaded from a file, and the executor groups operations (decision 8)."""

    def add_arguments(self, parser: CommandParser) -> None:
        """Django's own, and ``--each``: run the migrations though a file stands for them."""
        super().add_arguments(parser)
        parser.add_argument("--each", action="store_true", help="Run each migration, on an empty database too.")

    def handle(self, *args: Any, **options: Any) -> None:
        whole = not (options["app_label"] or options["plan"] or options["check_unapplied"] or options["fake"])
        if whole and not options["each"]:
            prepared.load(connections[options["database"]])
        names = vars(migrate)
        plain, names["MigrationExecutor"] = names["MigrationExecutor"], _Together
        try:
            with settings_names_kept():
                super().handle(*args, **options)
        finally:
            names["MigrationExecutor"] = plain
