"""``migrate``, with the operations that may go together as one step: Django's own command otherwise."""

from typing import Any

from django.core.management.commands import migrate
from django.db.migrations.executor import MigrationExecutor

from llamkay.platform.database.batched import settings_names_kept, together


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
            with settings_names_kept():
                super().handle(*args, **options)
        finally:
            names["MigrationExecutor"] = plain
