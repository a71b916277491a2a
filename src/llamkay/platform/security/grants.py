"""What the application role may do: everything the office does, nothing the books forbid."""

from typing import Any

from django.apps import apps
from django.db import connections
from django.db.backends.utils import CursorWrapper

from llamkay.platform.database.connection import APPLICATION

# django-pgtrigger lets any session pass its triggers by a setting; here only the owner of the tables may. Its
# migrations write their own function again, so ours is written after each migration.
_GUARDS_STAY_ON = """
    CREATE OR REPLACE FUNCTION public._pgtrigger_should_ignore(trigger_name name) RETURNS boolean AS $$
    BEGIN
        IF coalesce(current_setting('pgtrigger.ignore', true), '') = '' THEN
            RETURN false;
        END IF;
        RETURN trigger_name = ANY (current_setting('pgtrigger.ignore')::text[])
            AND pg_has_role(current_user, (SELECT relowner FROM pg_catalog.pg_class
                                           WHERE oid = 'public.platform_loggedaction'::regclass), 'USAGE');
    END;
    $$ LANGUAGE plpgsql STABLE
"""


def grant_application(sender: Any, using: str, **_: Any) -> None:
    """After migrating, give the application role its rights; history is written by triggers and never read by it.

    What ships with the program, ``shipped`` on its table, is written by the owner alone: a mark decides what is paid.
    """
    connection = connections[using]
    append_only, events, shipped = set(), set(), set()
    for model in apps.get_models(include_auto_created=True):
        if any("append_only" in trigger.name for trigger in getattr(model._meta, "triggers", [])):
            append_only.add(model._meta.db_table)
        if getattr(model, "pgh_tracked_model", None) is not None:
            events.add(model._meta.db_table)
        if getattr(model, "shipped", False):
            shipped.add(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [APPLICATION])
        if not cursor.fetchone():
            return
        cursor.execute(_GUARDS_STAY_ON)
        _read_no_temporary_tables(cursor)
        known = set(connection.introspection.table_names(cursor))
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {APPLICATION}")
        cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {APPLICATION}")
        cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {APPLICATION}")
        for table in sorted(append_only & known):
            cursor.execute(f'REVOKE UPDATE, DELETE ON "{table}" FROM {APPLICATION}')
        for table in sorted(shipped & known):
            cursor.execute(f'REVOKE INSERT, UPDATE, DELETE ON "{table}" FROM {APPLICATION}')
        for table in sorted(events & known):
            cursor.execute(f'REVOKE SELECT, UPDATE, DELETE ON "{table}" FROM {APPLICATION}')


def _read_no_temporary_tables(cursor: CursorWrapper) -> None:
    """A temporary table would stand before the table of the same name that a trigger reads or writes: name it last."""
    cursor.execute(
        "SELECT oid::regprocedure::text FROM pg_proc WHERE pronamespace = 'public'::regnamespace "
        "AND prorettype = 'trigger'::regtype AND proowner = (SELECT oid FROM pg_roles WHERE rolname = current_user)"
    )
    for (function,) in cursor.fetchall():
        cursor.execute(f"ALTER FUNCTION {function} SET search_path = public, pg_temp")
