"""PostgreSQL, embedded by default or any server by address, with two logins: the owner and the application.

The owner creates tables and may do anything; the application may only do what the office does, and row security
binds it. Nothing here knows what the tables mean.
"""

import os
from collections.abc import Iterable, Sequence
from itertools import chain
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode
from zlib import crc32

import psycopg
from psycopg import sql
from psycopg.types.array import ListDumper

from llamkay.core.errors import Refused
from llamkay.platform.database.locks import Space

OWNER, APPLICATION = "llamkay_owner", "llamkay_app"


class _Numbers(ListDumper):
    """Lists of whole numbers, which are the ids of everybody in a prison, written at once."""

    def dump(self, obj: list[Any]) -> Any:
        if obj and set(map(type, obj)) == {int}:
            return b"{%s}" % ",".join(map(str, obj)).encode()
        return super().dump(obj)


psycopg.adapters.register_dumper(list, _Numbers)


def data_folder() -> Path:
    """Where the embedded database and generated files live: ``LLAMKAY_DATA`` or the user's data folder."""
    configured = os.environ.get("LLAMKAY_DATA")
    if configured:
        return Path(configured).expanduser().resolve()
    base = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(base) / "llamkay"


def start_embedded() -> tuple[str, str]:
    """Start (or join) the embedded server; returns the socket folder and the port as text."""
    from llamkay.platform.database import embedded

    host, port = embedded.join(data_folder())
    _ensure_roles(host, str(port))
    return host, str(port)


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
    without them the embedded server is started. Raises ``Refused`` when only the owner's is there and the
    office is asked for: row security would bind nobody.
    """
    url, owner = os.environ.get("DATABASE_URL"), os.environ.get("DATABASE_OWNER_URL")
    if role == "owner" and (url or owner):
        return _of_address(owner or url or "", "DATABASE_OWNER_URL" if owner else "DATABASE_URL")
    if url:
        return _of_address(url, "DATABASE_URL")
    if owner:
        raise Refused("DATABASE_URL is missing: the address of the application's login, beside DATABASE_OWNER_URL")
    host, port = start_embedded()
    user = OWNER if role == "owner" else APPLICATION
    return _settings({"host": host, "port": port, "user": user, "dbname": "llamkay"})


def _of_address(url: str, name: str) -> dict[str, Any]:
    """The settings of an address; whatever libpq knows is honoured, and what it does not know is refused."""
    try:
        parameters = {key: str(value) for key, value in psycopg.conninfo.conninfo_to_dict(url).items()}
    except psycopg.ProgrammingError as error:
        raise Refused(f"{name} cannot be read: {str(error).strip()}") from None
    if not (parameters.get("dbname") or parameters.get("service")):
        raise Refused(f"{name} must look like postgresql://user:password@host:5432/name")
    if parameters.pop("client_encoding", "UTF8").upper() not in ("UTF8", "UTF-8", "AUTO"):
        raise Refused(f"{name} asks for another encoding: the text of the house is UTF-8")
    return _settings(parameters)


LIMITS = "-c lock_timeout=20000 -c statement_timeout=120000 -c timezone=America/Lima"
_DJANGO = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD", "dbname": "NAME"}


def _settings(parameters: dict[str, str]) -> dict[str, Any]:
    named = {django: parameters.get(key, "") for key, django in _DJANGO.items()}
    rest = {key: value for key, value in parameters.items() if key not in _DJANGO}
    # What an address says of the session stands after ours, so that it counts.
    rest["options"] = f"{LIMITS} {rest.get('options', '')}".rstrip()
    return {
        "ENGINE": "django.db.backends.postgresql",
        **named,
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": rest,
    }


def parameters_of(settings: dict[str, Any]) -> dict[str, str]:
    """What libpq must know to connect as a Django connection does, our own limits of the session left out."""
    named = {key: str(settings.get(django) or "") for key, django in _DJANGO.items()}
    rest = {key: str(value) for key, value in settings.get("OPTIONS", {}).items()}
    rest["options"] = rest.get("options", "").removeprefix(LIMITS).strip()
    return {key: value for key, value in (named | rest).items() if value}


def url_of(settings: dict[str, Any], *, name: str | None = None) -> str:
    """The address of a Django connection, for child processes; ``name`` is another database of the same server."""
    parameters = parameters_of(settings) | ({"dbname": name} if name else {})
    login = quote(parameters.pop("user", ""), safe="")
    if password := parameters.pop("password", ""):
        login += ":" + quote(password, safe="")
    database = quote(parameters.pop("dbname", ""), safe="")
    return f"postgresql://{login}@/{database}?{urlencode(parameters, quote_via=quote, safe='')}"


def tool(name: str) -> Path:
    """The path of a PostgreSQL program (``pg_dump``, ``pg_restore``, ``psql``): those that came with the embedded."""
    from llamkay.platform.database import embedded

    return embedded.programs() / name


def copy_rows(cursor: Any, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Write rows by ``COPY`` inside the caller's transaction and return how many; one statement for any number.

    PostgreSQL refuses ``COPY`` into a table whose row security binds the caller: the rows then pass through a
    temporary table, and each is checked by the policy as it is inserted. That table stays as long as the connection and
    is emptied with each transaction: to make it costs as much as some hundred rows.
    """
    rows = iter(rows)
    first = next(rows, None)
    if first is None:
        return 0
    rows = chain((first,), rows)
    target, names = sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
    name = f"copy_{table}_{crc32(' '.join(columns).encode()):08x}"
    staging = sql.Identifier("pg_temp", name)
    cursor.execute("SELECT row_security_active(%s), to_regclass(%s) IS NOT NULL", [table, f'pg_temp."{name}"'])
    bound, made = cursor.fetchone()
    if not bound:
        return _copy(cursor, target, names, rows)
    raw = cursor.cursor if hasattr(cursor, "cursor") else cursor
    if made:  # emptied again: rows of this transaction may stand in it, and in a fresh file the order is that of ours
        raw.execute(sql.SQL("TRUNCATE {}").format(staging))
    else:
        raw.execute(
            sql.SQL("CREATE TEMPORARY TABLE {} ON COMMIT DELETE ROWS AS SELECT {} FROM {} WITH NO DATA").format(
                sql.Identifier(name), names, target
            )
        )
    count = _copy(cursor, staging, names, rows)
    raw.execute(sql.SQL("INSERT INTO {} ({}) SELECT {} FROM {}").format(target, names, names, staging))
    return count


def _copy(cursor: Any, target: sql.Composable, names: sql.Composable, rows: Iterable[Sequence[Any]]) -> int:
    count = 0
    with cursor.copy(sql.SQL("COPY {} ({}) FROM STDIN").format(target, names)) as copy:
        for row in rows:
            copy.write_row(row)
            count += 1
    return count
