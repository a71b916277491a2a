"""What the application role may do: everything the office does, nothing the books forbid."""

from django.apps import apps
from django.db import connections

from llamkay.platform.database import APPLICATION


def grant_application(sender, using, **_):
    """After migrating, give the application role its rights; history is written by triggers and never read by it."""
    connection = connections[using]
    append_only, events = set(), set()
    for model in apps.get_models(include_auto_created=True):
        if any("append_only" in trigger.name for trigger in getattr(model._meta, "triggers", [])):
            append_only.add(model._meta.db_table)
        if getattr(model, "pgh_tracked_model", None) is not None:
            events.add(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [APPLICATION])
        if not cursor.fetchone():
            return
        known = set(connection.introspection.table_names(cursor))
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {APPLICATION}")
        cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {APPLICATION}")
        cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {APPLICATION}")
        for table in sorted(append_only & known):
            cursor.execute(f'REVOKE UPDATE, DELETE ON "{table}" FROM {APPLICATION}')
        for table in sorted(events & known):
            cursor.execute(f'REVOKE SELECT, UPDATE, DELETE ON "{table}" FROM {APPLICATION}')
