"""Backups that are proved: what a file holds is restored into a scratch database and compared, and then sealed.

A file is what ``pg_dump`` writes, followed by a seal: what every table held, and a code over all its bytes by the key
of the house. Encrypted, the whole is an «age» file. Nothing half made ever bears the name of a backup.
"""

import hashlib
import hmac
import json
import os
import re
import secrets
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, BinaryIO

import psycopg
import pyrage
from psycopg import sql

from llamkay.core.errors import Refused
from llamkay.platform.database import connection as database

MAGIC, AGE = b"\nLLAMKAY-SEAL-1\n", b"age-encryption.org/"
TAIL = 32 + 8  # what stands after the text of a seal: its SHA-256, its length
SCRATCH = "llamkay_proof_"
HOLDER = "llamkay proof"  # the name of the connection by which a proof holds its database, and with which it ends
_SESSION = "SET datestyle = ISO; SET intervalstyle = iso_8601; SET extra_float_digits = 1; SET bytea_output = hex; " \
    "SET timezone = UTC; SET statement_timeout = 0; SET search_path = public"  # fmt: skip


@dataclass(frozen=True)
class Seal:
    """What a backup says of itself."""

    made_at: str
    version: str
    server: int
    migrations: tuple[str, ...]
    tables: Mapping[str, str]
    """Of each table its number of rows and a sum over their texts; of each sequence where it stands."""
    structure: str
    size: int
    sha256: str
    code: str = ""

    def signed_by(self, key: bytes) -> str:
        text = json.dumps({name: value for name, value in asdict(self).items() if name != "code"}, sort_keys=True)
        return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


# --- What a database holds ------------------------------------------------------------------------------------------

# PostgreSQL words a rule that it reads back with its casts and brackets in other places: they are left out.
_STRUCTURE = """
SELECT md5(coalesce(string_agg(line, E'\\n' ORDER BY line COLLATE "C"), '')) FROM (
  SELECT translate(regexp_replace(line, '::(character varying|text)(\\[\\])?', '', 'g'), '()', '') AS line FROM (
  SELECT format('column %s.%s %s %s', attrelid::regclass, attname, format_type(atttypid, atttypmod), attnotnull) AS line
  FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
  WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND attnum > 0 AND NOT attisdropped
  UNION ALL SELECT format('constraint %s %s', conrelid::regclass, pg_get_constraintdef(oid)) FROM pg_constraint
  WHERE connamespace = 'public'::regnamespace
  UNION ALL SELECT format('trigger %s %s', pg_get_triggerdef(pg_trigger.oid), tgenabled) FROM pg_trigger
  JOIN pg_class ON pg_class.oid = tgrelid WHERE NOT tgisinternal AND relnamespace = 'public'::regnamespace
  UNION ALL SELECT format('policy %s %s %s %s %s %s', tablename, policyname, cmd, roles, qual, with_check)
  FROM pg_policies WHERE schemaname = 'public'
  UNION ALL SELECT format('index %s', indexdef) FROM pg_indexes WHERE schemaname = 'public'
  UNION ALL SELECT format('function %s', pg_get_functiondef(oid)) FROM pg_proc
  WHERE pronamespace = 'public'::regnamespace AND prokind IN ('f', 'p')
  UNION ALL SELECT format('right %s %s %s', table_name, grantee, privilege_type)
  FROM information_schema.role_table_grants WHERE table_schema = 'public'
  UNION ALL SELECT format('walls %s %s %s', relname, relrowsecurity, relforcerowsecurity) FROM pg_class
  WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
) AS said) AS lines
"""


def whole(db: psycopg.Connection[Any]) -> tuple[dict[str, str], str]:
    """Every table and sequence with what it holds, and the structure around them, as one session sees them."""
    db.execute(_SESSION)
    found: dict[str, str] = {}
    names = db.execute(
        "SELECT relname, relkind::text FROM pg_class WHERE relnamespace = 'public'::regnamespace "
        "AND relkind IN ('r', 'p', 'S') ORDER BY relname"
    ).fetchall()
    for name, kind in names:
        table = sql.Identifier("public", name)
        if kind == "S":
            query = sql.SQL("SELECT last_value, is_called FROM {}").format(table)
        else:
            query = sql.SQL(
                "SELECT count(*), coalesce(sum(('x' || left(md5(t::text), 16))::bit(64)::bigint::numeric), 0) FROM {} t"
            ).format(table)
        found[name] = " ".join(map(str, db.execute(query).fetchone() or ()))
    structure = db.execute(_STRUCTURE).fetchone()
    return found, str(structure[0]) if structure else ""


def _differences(here: Mapping[str, str], there: Mapping[str, str]) -> list[str]:
    return sorted(name for name in here.keys() | there.keys() if here.get(name) != there.get(name))


# --- PostgreSQL's programs ------------------------------------------------------------------------------------------


def _connect(parameters: Mapping[str, str], name: str | None = None) -> psycopg.Connection[Any]:
    chosen: dict[str, Any] = {**parameters, **({"dbname": name} if name else {})}
    return psycopg.connect(**chosen, autocommit=True)


def words_of(parameters: Mapping[str, str], name: str | None = None) -> tuple[str, dict[str, str]]:
    """How a program is told where to connect: all in its arguments but the password, which stands in none."""
    chosen = {**parameters, **({"dbname": name} if name else {})}
    secret = {variable: chosen.pop(key) for key, variable in (("password", "PGPASSWORD"),) if key in chosen}
    return psycopg.conninfo.make_conninfo(**chosen), os.environ | secret


def run_program(program: str, *arguments: str, environment: Mapping[str, str]) -> None:
    done = subprocess.run(
        [database.tool(program), *arguments], capture_output=True, text=True, check=False, env=environment
    )
    if done.returncode:
        raise _failed(program, done.stderr)


def _failed(program: str, output: str) -> Refused:
    lines = [line for line in output.strip().splitlines() if line.strip()] or ["failed"]
    message = next((line for line in lines if "error:" in line or "ERROR:" in line or "FATAL:" in line), lines[0])
    return Refused(f"{program}: {message.removeprefix(f'{program}: error: ')}")


@contextmanager
def scratch(parameters: Mapping[str, str]) -> Iterator[str]:
    """A database for one proof, on the same server; whatever a killed proof left there is removed first.

    A proof that was killed holds nothing any more, though a program that it had started may go on in its database.
    """
    name = f"{SCRATCH}{secrets.token_hex(6)}"
    with _connect(parameters) as db:
        left = db.execute(
            "SELECT datname FROM pg_database d WHERE starts_with(datname, %s) AND pg_has_role(datdba, 'USAGE')"
            " AND NOT EXISTS (SELECT 1 FROM pg_stat_activity a WHERE a.datname = d.datname AND application_name = %s)",
            [SCRATCH, HOLDER],
        ).fetchall()
        for (old,) in left:
            with suppress(psycopg.Error):  # of another login, say
                drop(db, old)
        try:
            db.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'").format(sql.Identifier(name)))
        except psycopg.errors.InsufficientPrivilege:
            login = parameters.get("user", "the owner")
            raise Refused(
                f"a backup is proved in a database of its own, and «{login}» may make none: run «ALTER ROLE {login} "
                "CREATEDB»"
            ) from None
        try:
            # Held, so that no other command takes it for one that was left.
            with _connect({**parameters, "application_name": HOLDER}, name):
                yield name
        finally:
            with suppress(psycopg.Error):
                drop(db, name)


def drop(db: psycopg.Connection[Any], name: str) -> None:
    """Remove a database, whoever is connected to it.

    While the server's own autovacuum is at work in it, PostgreSQL refuses FORCE to anybody but its superuser, for that
    worker has no role; without FORCE it ends the worker by itself and waits.
    """
    words, there = sql.SQL("DROP DATABASE IF EXISTS {} ").format(sql.Identifier(name)), sql.SQL("WITH (FORCE)")
    try:
        db.execute(words + there)
    except psycopg.errors.InsufficientPrivilege:
        db.execute(words)


# --- Making ---------------------------------------------------------------------------------------------------------


def make(
    file: Path, settings: dict[str, Any], *, key: bytes, made_at: str, version: str, migrations: list[str],
    recipients: list[str],
) -> Seal:  # fmt: skip
    """Write, prove, seal and, where there are recipients, encrypt; only then the file gets its name.

    Raises ``Refused`` with what went wrong; a former file of that name stays as it was.
    """
    readers = [recipient(line) for line in recipients]
    parameters = database.parameters_of(settings)
    for old in file.parent.glob(f".{file.name}.*.part"):
        _remove_if_left(old)
    with beside(file) as plain, _connect(parameters) as db:
        db.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        (moment,) = db.execute("SELECT pg_export_snapshot()").fetchone() or ("",)
        dump(plain, parameters, f"--snapshot={moment}")
        tables, structure = whole(db)
        db.execute("ROLLBACK")
        with scratch(parameters) as name:
            restore_into(plain, parameters, name)
            with _connect(parameters, name) as proof:
                _compare(whole(proof), tables, structure)
        seal = Seal(
            made_at, version, db.info.server_version, tuple(migrations), tables, structure, plain.stat().st_size,
            _digest(plain, plain.stat().st_size),
        )  # fmt: skip
        seal = Seal(**asdict(seal) | {"code": seal.signed_by(key)})
        with plain.open("ab") as out:
            text = json.dumps(asdict(seal), sort_keys=True).encode()
            out.write(MAGIC + text + hashlib.sha256(text).digest() + len(text).to_bytes(8, "big"))
        if readers:
            with beside(file) as closed:
                with plain.open("rb") as read, closed.open("wb") as write:
                    pyrage.encrypt_io(read, write, readers)
                name_it(closed, file)
        else:
            name_it(plain, file)
    return seal


def dump(plain: Path, parameters: Mapping[str, str], *more: str) -> None:
    """Write what a database holds to a file."""
    conninfo, environment = words_of(parameters)
    words = ("--format=custom", "--no-sync", f"--file={plain}", f"--dbname={conninfo}", *more)
    run_program("pg_dump", *words, environment=environment)


def _compare(held: tuple[Mapping[str, str], str], tables: Mapping[str, str], structure: str) -> None:
    if different := _differences(held[0], tables):
        raise Refused(f"what was restored differs in {len(different)} tables, the first {different[0]}")
    if held[1] != structure:
        raise Refused("what was restored has other rules, rights or columns than the database")


@contextmanager
def beside(file: Path) -> Iterator[Path]:
    """A file beside another, for its owner alone; removed unless it got its name."""
    part = file.parent / f".{file.name}.{os.getpid()}-{secrets.token_hex(4)}.part"
    os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        yield part
    finally:
        part.unlink(missing_ok=True)


def _remove_if_left(part: Path) -> None:
    found = re.search(r"\.(\d+)-[0-9a-f]+\.part$", part.name)
    if found:
        try:
            os.kill(int(found[1]), 0)
        except OSError:  # whoever wrote it is gone
            part.unlink(missing_ok=True)


def name_it(part: Path, file: Path) -> None:
    with part.open("rb+") as out:
        os.fsync(out.fileno())
    part.replace(file)
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _digest(file: Path, size: int) -> str:
    digest = hashlib.sha256()
    with file.open("rb") as read:
        while size > 0 and (part := read.read(min(size, 1 << 20))):
            digest.update(part)
            size -= len(part)
    return digest.hexdigest()


# --- Reading --------------------------------------------------------------------------------------------------------


@contextmanager
def opened(file: Path, folder: Path, identities: list[str]) -> Iterator[Path]:
    """A backup as ``pg_dump`` wrote it: itself, or decrypted into ``folder`` for as long as it is needed."""
    with file.open("rb") as read:
        if read.read(len(AGE)) != AGE:
            yield file
            return
        read.seek(0)
        if not identities:
            raise Refused(f"{file} is encrypted: name the file of its key with --key")
        with beside(folder / "restoring") as plain:
            try:
                with plain.open("wb") as write:
                    pyrage.decrypt_io(read, write, [_identity(line) for line in identities])
            except (pyrage.DecryptError, OSError):
                raise Refused(f"{file} cannot be opened with that key, or it was changed or cut short") from None
            yield plain


def seal_of(plain: Path) -> Seal | None:
    """The seal at the end of a backup, or none. Raises ``Refused`` where the bytes are not those that were sealed."""
    size = plain.stat().st_size
    with plain.open("rb") as read:
        length = _length(read, size)
        if length is None:
            return None
        read.seek(size - TAIL - length)
        text = read.read(length)
        whole = hashlib.sha256(text).digest() == read.read(TAIL - 8)
    if not whole:
        raise Refused("its seal is damaged: the file was changed")
    seal = Seal(**json.loads(text))
    if seal.size != size - TAIL - length - len(MAGIC) or seal.sha256 != _digest(plain, seal.size):
        raise Refused("its bytes are not those that were sealed: it was changed or damaged")
    return seal


def _length(read: BinaryIO, size: int) -> int | None:
    """How long the seal is, if there is one."""
    if size < TAIL + len(MAGIC):
        return None
    read.seek(size - 8)
    length = int.from_bytes(read.read(8), "big")
    if length > size - TAIL - len(MAGIC):
        return None
    read.seek(size - TAIL - length - len(MAGIC))
    return length if read.read(len(MAGIC)) == MAGIC else None


def restore_into(plain: Path, parameters: Mapping[str, str], name: str) -> None:
    """Restore a file into an empty database. Raises ``Refused`` when it cannot be read to its end."""
    conninfo, environment = words_of(parameters, name)
    run_program("pg_restore", "--exit-on-error", "--single-transaction", f"--dbname={conninfo}", str(plain),
         environment=environment)  # fmt: skip


def proved(plain: Path, seal: Seal | None, parameters: Mapping[str, str], name: str) -> None:
    """Restore into a scratch database and compare with what the seal says was there."""
    restore_into(plain, parameters, name)
    if seal:
        with _connect(parameters, name) as db:
            tables, structure = whole(db)
            # What a later PostgreSQL words in another way is no difference of what it means.
            same_server = db.info.server_version // 10000 == seal.server // 10000
            _compare((tables, structure), seal.tables, seal.structure if same_server else structure)


def replace(plain: Path, parameters: Mapping[str, str]) -> None:
    """Put what a backup holds in the place of what the database holds: all of it in one transaction, or nothing.

    Only the word that ends the transaction, written when the whole file was read, makes it so: whoever is killed before
    has changed nothing.
    """
    conninfo, environment = words_of(parameters)
    reader = subprocess.Popen(
        [database.tool("pg_restore"), "--file=-", str(plain)], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    writer = subprocess.Popen(
        [database.tool("psql"), "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", f"--dbname={conninfo}"],
        stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment,
    )  # fmt: skip
    assert reader.stdout and reader.stderr and writer.stdin and writer.stderr
    with suppress(BrokenPipeError):  # it says why below
        writer.stdin.write(b"BEGIN;\nSET statement_timeout = 0;\nSET client_min_messages = warning;\n")
        writer.stdin.write(b"DROP OWNED BY CURRENT_USER;\n")
        shutil.copyfileobj(reader.stdout, writer.stdin)
        if reader.wait() == 0:
            writer.stdin.write(b"\nCOMMIT;\n")
        writer.stdin.flush()
    with suppress(BrokenPipeError):
        writer.stdin.close()
    output = writer.stderr.read().decode(errors="replace")
    if writer.wait():
        reader.kill()
        raise _failed("psql", output)
    if reader.wait():
        raise _failed("pg_restore", reader.stderr.read().decode(errors="replace"))


# --- Keeping --------------------------------------------------------------------------------------------------------

_NIGHT = re.compile(r"llamkay-(\d{4}-\d\d)-\d\dT\d{6}\.(?:dump|age)")


def spent(folder: Path, *, keep: int, months: int) -> list[Path]:
    """The nightly backups that need not stay: neither the last ``keep`` nor the first of one of the last months."""
    nights = sorted(file for file in folder.iterdir() if _NIGHT.fullmatch(file.name))
    first: dict[str, Path] = {}
    for file in nights:
        first.setdefault(file.name[8:15], file)
    stay = {*nights[max(len(nights) - max(keep, 1), 0) :], *(list(first.values())[-months:] if months else [])}
    return [file for file in nights if file not in stay]


# --- Keys -----------------------------------------------------------------------------------------------------------


def new_key(file: Path) -> str:
    """Write a new key for its owner alone and return its public half, for which backups are encrypted."""
    identity = pyrage.x25519.Identity.generate()
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
        out.write(f"{identity}\n")
    return str(identity.to_public())


def lines_of(file: Path) -> list[str]:
    """The keys of a file, one a line; lines that begin with # say something to people."""
    lines = [line.strip() for line in file.read_text().splitlines()]
    return [line for line in lines if line and not line.startswith("#")]


def recipient(line: str) -> Any:
    try:
        return (
            pyrage.x25519.Recipient.from_str(line) if line.startswith("age1") else pyrage.ssh.Recipient.from_str(line)
        )
    except pyrage.RecipientError:
        raise Refused(f"«{line[:20]}» is no public key: one begins with age1, ssh-ed25519 or ssh-rsa") from None


def _identity(line: str) -> Any:
    try:
        return pyrage.x25519.Identity.from_str(line)
    except pyrage.IdentityError:
        raise Refused("the file named with --key holds no key that begins with AGE-SECRET-KEY-") from None
