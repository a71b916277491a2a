"""Whether a database may be worked with: its tables are those of this version, and the login is not their owner."""

from collections.abc import Iterable
from functools import cache

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from llamkay.core.errors import Refused


def missing_migrations() -> list[str]:
    """The migrations of this version that the database lacks."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _backwards in plan]


def tables_are_ours() -> bool:
    """Whether the tables are exactly those of this version, in one query: for whoever asks every few seconds."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations")
        applied = set(cursor.fetchall())
    ours, apps = _known()
    return ours <= applied and not any(app in apps and (app, name) not in ours for app, name in applied)


@cache
def _known() -> tuple[set[tuple[str, str]], set[str]]:
    """The migrations of this version and its apps: its files do not change while the process lives."""
    loader = MigrationLoader(None)
    return set(loader.disk_migrations), set(loader.migrated_apps)


def applied_migrations() -> list[str]:
    """The migrations that the database has."""
    return sorted(f"{app}.{name}" for app, name in MigrationExecutor(connection).loader.applied_migrations)


def unknown_of(names: Iterable[str]) -> list[str]:
    """Those of our own apps that this version does not know."""
    loader = MigrationExecutor(connection).loader
    known = {f"{app}.{name}" for app, name in loader.disk_migrations}
    known |= {f"{app}.{name}" for each in loader.disk_migrations.values() for app, name in each.replaces}
    return sorted(name for name in names if name.split(".", 1)[0] in loader.migrated_apps and name not in known)


def refuse_newer_tables() -> None:
    """Refuse a database whose tables this version does not know."""
    if unknown := unknown_of(applied_migrations()):
        raise Refused(
            f"the tables were made by a newer version of the program ({unknown[-1]}, {len(unknown)} in all): "
            "install that version"
        )


def refuse_other_tables() -> None:
    """Refuse a database whose tables are of another version, with what to do."""
    refuse_newer_tables()
    if missing := missing_migrations():
        raise Refused(
            f"the tables lack {len(missing)} of the changes of this version, the first {missing[0]}: "
            "run «llamkay prepare»"
        )


def refuse_the_owner() -> None:
    """Refuse a login that row security does not bind: the owner of the tables, or one that may pass it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user, rolsuper OR rolbypassrls, EXISTS ("
            " SELECT 1 FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace"
            " AND pg_has_role(current_user, relowner, 'USAGE')) FROM pg_roles WHERE rolname = current_user"
        )
        login, passes, owns = cursor.fetchone()
    if passes or owns:
        why = "passes row security" if passes else "owns the tables"
        raise Refused(
            f"DATABASE_URL names «{login}», which {why}, so that nothing keeps one prison's people from another's: "
            "give the application a login of its own, and the owner's in DATABASE_OWNER_URL"
        )
