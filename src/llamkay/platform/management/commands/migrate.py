"""``migrate``, with the operations that only add run together: Django's own command otherwise."""

from typing import Any

from django.core.management.commands import migrate
from django.db.migrations.executor import MigrationExecutor

from llamkay.platform.database.batched import together


class _Together(MigrationExecutor):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for migration in self.loader.disk_migrations.values():
            vars(migration)["operations"] = together(migration.operations)


class Command(migrate.Command):
    """Django's command; its executor groups operations (decision 8)."""

    def handle(self, *args: Any, **options: Any) -> None:
        names = vars(migrate)
        plain, names["MigrationExecutor"] = names["MigrationExecutor"], _Together
        try:
            super().handle(*args, **options)
        finally:
            names["MigrationExecutor"] = plain
