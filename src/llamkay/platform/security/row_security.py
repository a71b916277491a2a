"""Row security as migration operations: which rows the application role may see and write."""

from django.db import migrations

# Each is evaluated once a statement, not once a row.
_ALL = "(SELECT llamkay_sees_all())"
_MINE = "ANY ((SELECT llamkay_scope())::bigint[])"


def by_establishment(column: str = "establishment_id") -> str:
    """Rows whose own column names an establishment in scope."""
    return f"{_ALL} OR {column} = {_MINE}"


def by_parent(parent: str, column: str, key: str = "id", *, also: str = "") -> str:
    """Rows whose parent row is visible: the parent's own policy decides. ``also`` is asked of ``p``, the parent."""
    return f"{_ALL} OR EXISTS (SELECT 1 FROM {parent} p WHERE p.{key} = {column}{f' AND ({also})' if also else ''})"


def secure_anew(table: str, condition: str, *, before: str, writing: str = "") -> migrations.RunSQL:
    """Bind a table that was bound ``before`` by another condition; ``writing`` is that of new rows, if another."""
    alter = "ALTER POLICY in_scope ON {table} USING ({reading}) WITH CHECK ({writing});"
    return migrations.RunSQL(
        alter.format(table=table, reading=condition, writing=writing or condition),
        alter.format(table=table, reading=before, writing=before),
    )


def secure(table: str, condition: str) -> migrations.RunSQL:
    """Bind a table by a condition for reading and writing alike; the owner is not bound."""
    return migrations.RunSQL(
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;"
        f"CREATE POLICY in_scope ON {table} USING ({condition}) WITH CHECK ({condition});",
        f"DROP POLICY in_scope ON {table}; ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;",
    )
