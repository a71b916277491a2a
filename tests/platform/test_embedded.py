"""The embedded server: nobody's rights change, nobody else gets in, and no death of ours leaves it behind."""

import errno
import os
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil
import pytest

from llamkay.core.errors import Refused
from llamkay.platform.database import embedded

HOLD = (
    "import sys; from pathlib import Path; from llamkay.platform.database import embedded;"
    "print(*embedded.join(Path(sys.argv[1])), flush=True); sys.stdin.read()"
)


class Holder:
    """A process that uses the server of a folder until it is told to end."""

    def __init__(self, data, **changes):
        self.process = subprocess.Popen(
            [sys.executable, "-c", HOLD, str(data)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True, env=os.environ | changes,
        )  # fmt: skip
        self.address = self.process.stdout.readline().split()
        if not self.address:
            raise AssertionError(self.process.communicate()[1])

    def end(self):
        self.process.stdin.close()
        assert self.process.wait(60) == 0, self.process.stderr.read()

    def kill(self):
        self.process.kill()
        self.process.wait(60)


@pytest.fixture
def data():
    """A data folder that nobody else may enter, below one that nobody else may enter; its path fits a socket."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "private").mkdir(mode=0o700)
        yield Path(folder) / "private" / "data"
        if number := pid(Path(folder) / "private" / "data"):
            os.kill(number, signal.SIGKILL)


def pid(data):
    """The server that is at work for a folder, or none."""
    found = data / "postgres" / "postmaster.pid"
    number = int(found.read_text().split()[0]) if found.exists() else None
    return number if number and psutil.pid_exists(number) else None


def gone(number):
    return not psutil.pid_exists(number) or psutil.Process(number).status() == psutil.STATUS_ZOMBIE


def until(so, seconds=30):
    end = time.monotonic() + seconds
    while not (found := so()) and time.monotonic() < end:
        time.sleep(0.05)
    return found


def rights(path):
    return {str(each): (stat.S_IMODE(each.stat().st_mode), each.stat().st_uid) for each in [path, *path.parents]}


def test_rights_stay_as_they_were_and_the_last_to_end_stops_it(data):
    before = rights(data.parent)
    first, second = Holder(data), Holder(data)
    assert rights(data.parent) == before
    assert stat.S_IMODE(data.stat().st_mode) == 0o700
    assert stat.S_IMODE((data / "postgres").stat().st_mode) == 0o700
    server = pid(data)
    first.end()
    assert pid(data) == server
    second.end()
    assert until(lambda: gone(server))
    assert not (data / "postgres" / "postmaster.pid").exists()


def test_a_folder_that_was_opened_for_others_to_read_stays_so(data):
    data.mkdir(mode=0o755)
    data.chmod(0o755)
    Holder(data).end()
    assert stat.S_IMODE(data.stat().st_mode) == 0o755


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can try as somebody else")
def test_another_user_of_the_machine_cannot_connect(data):
    holder = Holder(data)
    there = f"{holder.address[0]}/.s.PGSQL.5432"
    assert connecting(there, user=os.geteuid()) == 0
    assert connecting(there, user=65534) == errno.EACCES
    holder.end()


def connecting(address, *, user):
    """0 where that user of the machine connects, else the number of the error; no program of ours is run as them."""
    child = os.fork()
    if not child:
        try:
            os.setgroups([])
            os.setgid(user)
            os.setuid(user)
            socket.socket(socket.AF_UNIX).connect(address)
            os._exit(0)
        except OSError as error:
            os._exit(error.errno)
        finally:
            os._exit(255)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def test_a_holder_killed_outright_is_tidied_by_the_next(data):
    holder = Holder(data)
    server = pid(data)
    holder.kill()
    assert not gone(server)
    Holder(data).end()
    assert until(lambda: gone(server))


def test_a_server_that_dies_is_started_again_and_holds_what_it_held(data, monkeypatch):
    holder = Holder(data)
    with embedded.psycopg.connect(host=holder.address[0], user="postgres", dbname="postgres", autocommit=True) as db:
        db.execute("CREATE TABLE kept AS SELECT 7 AS seven")
    assert embedded.revive(data) is False
    os.kill(pid(data), signal.SIGKILL)
    assert until(lambda: embedded.revive(data))
    with embedded.psycopg.connect(host=holder.address[0], user="postgres", dbname="postgres") as db:
        assert db.execute("SELECT seven FROM kept").fetchone() == (7,)
    holder.end()
    assert until(lambda: not (data / "postgres" / "postmaster.pid").exists())
    embedded._reap()


def test_what_a_killed_beginning_left_is_made_again(data):
    (data / "postgres.making" / "postgres").mkdir(parents=True)
    (data / "postgres.making" / "postgres" / "PG_VERSION").write_text("18\n")
    data.chmod(0o700)
    Holder(data).end()
    assert not (data / "postgres.making").exists()


def test_the_number_of_a_killed_server_may_be_another_programs_by_now(data):
    Holder(data).end()
    lines = [str(os.getpid()), str(data / "postgres"), "1", "5432", ".", "", "0 0", "ready"]
    (data / "postgres" / "postmaster.pid").write_text("\n".join(lines) + "\n")
    Holder(data).end()
    assert psutil.pid_exists(os.getpid())


def test_a_path_longer_than_sockets_take(tmp_path):
    data = tmp_path / ("largo-" * 20) / "data"
    data.parent.mkdir()
    with tempfile.TemporaryDirectory() as short:
        holder = Holder(data, TMPDIR=short)
        assert len(holder.address[0]) < 100
        found = Path(short) / f"llamkay-{os.geteuid()}"
        assert stat.S_IMODE(found.stat().st_mode) == 0o700
        holder.end()
        found.chmod(0o755)
        with pytest.raises(AssertionError, match="not ours alone"):
            Holder(data, TMPDIR=short)


def test_what_others_could_change_or_read_is_refused_with_its_cure(data):
    data.mkdir()
    data.chmod(0o700)
    (data / "secret-key").write_text("x")
    (data / "secret-key").chmod(0o600)
    embedded.prove(data)
    for path, mode, said in [
        (data, 0o777, f"chmod go-w {data}"),
        (data, 0o770, f"chmod go-w {data}"),
        (data.parent, 0o777, f"chmod o-w {data.parent}"),
        (data / "secret-key", 0o644, f"chmod 600 {data / 'secret-key'}"),
    ]:
        before = stat.S_IMODE(path.stat().st_mode)
        path.chmod(mode)
        with pytest.raises(Refused, match=said):
            embedded.prove(data)
        assert stat.S_IMODE(path.stat().st_mode) == mode
        path.chmod(before)
    data.parent.chmod(0o1777)  # as the folder for temporary files
    embedded.prove(data)
    (data / "postgres").mkdir(mode=0o755)
    (data / "postgres").chmod(0o755)
    os.chown(data / "postgres", embedded._server_user()[0], -1)
    with pytest.raises(Refused, match="chmod 700"):
        embedded.prove(data)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder away")
def test_a_folder_of_somebody_else_is_refused(data):
    data.mkdir()
    os.chown(data, 65534, -1)
    with pytest.raises(Refused, match="belongs to user 65534"):
        embedded.prove(data)
    os.chown(data, 0, -1)
    (data / "postgres").mkdir(mode=0o700)
    os.chown(data / "postgres", 65534, -1)
    with pytest.raises(Refused, match="chown"):
        embedded.prove(data)


@pytest.mark.skipif(not hasattr(socket, "SO_PEERCRED"), reason="the system does not say who answers")
def test_a_stranger_who_answers_at_the_socket_is_refused(data, monkeypatch):
    (data / "postgres").mkdir(parents=True, mode=0o700)
    with socket.socket(socket.AF_UNIX) as stranger:
        stranger.bind(str(data / "postgres" / embedded.SOCKET))
        stranger.listen()
        place = embedded.Place(data, uid=os.geteuid() + 12345, gid=0)
        with pytest.raises(Refused, match="not by ours"):
            place.answers()


def test_only_ours_is_ended(data):
    Holder(data).end()
    other = subprocess.Popen(["sleep", "60"])
    (data / "postgres" / "postmaster.pid").write_text(f"{other.pid}\n")
    embedded.stop(embedded.Place.of(data))
    assert other.poll() is None
    other.kill()
    other.wait()
    Path(data / "postgres" / "postmaster.pid").unlink()
