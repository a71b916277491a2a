"""A house prepared; backups as an operator makes them: proved, sealed, encrypted if asked; restored or refused."""

import os
import stat
import subprocess
import sys
import threading
from pathlib import Path
from types import SimpleNamespace

import psutil
import psycopg
import pytest
from psycopg import sql

from llamkay.core.errors import Refused
from llamkay.platform.database import backups
from llamkay.platform.operation import state

COMMAND = [sys.executable, "-P", "-m", "llamkay.cli"]
OURS = ("DATABASE_URL", "DATABASE_OWNER_URL", "LLAMKAY_DATABASE_AS", "LLAMKAY_SECRET_KEY", "LLAMKAY_NOW")


class House:
    """A prepared house in a folder of its own, its server kept at work."""

    def __init__(self, home, **changes):
        kept = {name: value for name, value in os.environ.items() if name not in OURS}
        self.home, self.environment = home, kept | {"LLAMKAY_DATA": str(home)} | changes

    def run(self, *words, status=0):
        done = subprocess.run([*COMMAND, *words], env=self.environment, capture_output=True, text=True, timeout=300)
        assert done.returncode == status, done.stdout + done.stderr
        assert "Traceback" not in done.stderr
        return done.stdout if status == 0 else done.stderr

    def refuses(self, *words):
        (line,) = self.run(*words, status=2).strip().splitlines()
        return line

    def tables(self):
        return psycopg.connect(
            host=str(self.home / "postgres"), user="llamkay_owner", dbname="llamkay", autocommit=True
        )


# What a migration that nothing stands on writes anew each time: tables without its line are those of an older version.
LATER = "0004_rows_of_any_key"
HOLD = "from llamkay.cli.running import setup; setup('owner'); print('held', flush=True); import sys; sys.stdin.read()"


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    made = House(tmp_path_factory.mktemp("house"))
    assert made.run("prepare", "--administrator", "rosa.prueba").startswith("rosa.prueba: ")
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD], env=made.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout.readline() == "held\n"
    yield made
    holder.stdin.close()
    holder.wait(60)


def test_prepared_again_nothing_changes_and_a_close_names_what_it_does_not_know(house):
    assert house.run("prepare") == "ready\n"
    assert "Ya hay quien administra" in house.refuses("prepare", "--administrator", "otra.prueba")
    assert "EP99" in house.refuses("close", "--month", "2026-01", "--establishment", "EP99")


@pytest.fixture(scope="module")
def copy(house, tmp_path_factory):
    folder = tmp_path_factory.mktemp("copies")
    (folder / "llamkay-2026-01-02T020000.dump").touch()
    said = House(house.home, LLAMKAY_BACKUPS=str(folder)).run("backup", "--nightly", "--keep", "1", "--months", "0")
    assert "restored and compared, sealed" in said
    (file,) = folder.iterdir()
    last = state.record_of(house.home, state.Work.BACKUP).last
    assert last.good and last.words == said.splitlines()[0]
    return file


def test_a_backup_is_for_its_owner_alone_and_says_what_it_holds(house, copy):
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert [each.name for each in copy.parent.iterdir()] == [copy.name]
    seal = backups.seal_of(copy)
    with house.tables() as db:
        (users,) = db.execute("SELECT count(*) FROM institutions_user").fetchone()
        assert seal.tables["institutions_user"].split()[0] == str(users)
        assert db.execute("SELECT datname FROM pg_database WHERE datname LIKE 'llamkay_proof%'").fetchall() == []
    assert "pay.0001_tables" in seal.migrations


def test_it_brings_back_what_was_there_and_nothing_else(house, copy):
    with house.tables() as db:
        before = backups.whole(db)
        db.execute("UPDATE institutions_user SET first_name = 'Otra'")
        db.execute("CREATE TABLE later AS SELECT 1 AS one")
        assert backups.whole(db) != before
    assert house.run("restore", str(copy), "--yes") == f"{copy}: restored, and everything agrees\n"
    with house.tables() as db:
        assert backups.whole(db) == before
    assert "MAL" not in house.run("verify")


@pytest.mark.parametrize("where", [0.02, 0.5, 0.99, 0.9999])
def test_a_changed_byte_is_refused(copy, tmp_path, where):
    content = bytearray(copy.read_bytes())
    content[int(len(content) * where)] ^= 0x20
    changed = tmp_path / "changed.dump"
    changed.write_bytes(content)
    with pytest.raises(Refused, match=r"changed|damaged"):
        backups.seal_of(changed)


def test_what_is_refused_touches_nothing(house, copy, tmp_path):
    content = bytearray(copy.read_bytes())
    content[len(content) // 2] ^= 0x20
    (tmp_path / "changed.dump").write_bytes(content)
    with house.tables() as db:
        before = backups.whole(db)
    assert "changed" in house.refuses("restore", str(tmp_path / "changed.dump"), "--yes")
    with house.tables() as db:
        assert backups.whole(db) == before


def test_what_is_cut_short_or_foreign_is_refused(house, copy, tmp_path):
    for content in (copy.read_bytes()[:-1], copy.read_bytes()[: copy.stat().st_size // 2], b"no backup", b""):
        (tmp_path / "cut.dump").write_bytes(content)
        assert backups.seal_of(tmp_path / "cut.dump") is None
    assert "has no seal" in house.refuses("restore", str(tmp_path / "cut.dump"), "--yes")
    (tmp_path / "cut.dump").write_bytes(copy.read_bytes()[: copy.stat().st_size // 2])
    assert "pg_restore" in house.refuses("restore", str(tmp_path / "cut.dump"), "--yes", "--unsealed")


@pytest.fixture(scope="module")
def elsewhere(house, tmp_path_factory):
    """An older backup, encrypted by one house and restored by another that connects with a password, all watched."""
    folder, seen, stop = tmp_path_factory.mktemp("elsewhere"), [], threading.Event()
    address = f"postgresql://llamkay_owner:un-secreto-visible@/llamkay?host={house.home / 'postgres'}&port=5432"
    ours = {"DATABASE_URL": address, "DATABASE_OWNER_URL": address}
    other = House(house.home, **ours, LLAMKAY_SECRET_KEY="the secret of another house, long enough")
    key, public, file = folder / "secret", folder / "public", folder / "copy.age"
    public.write_text("# ours\n" + house.run("backup-key", str(key)))

    def look():
        while not stop.wait(0.25):  # each of the programs looked for runs for longer
            for process in psutil.Process().children(recursive=True):
                try:
                    seen.append(" ".join(process.cmdline()))
                except psutil.Error:
                    continue

    with house.tables() as db:
        tables, structure = backups.whole(db)
        db.execute("DELETE FROM django_migrations WHERE name = %s", [LATER])
    watcher = threading.Thread(target=look)
    watcher.start()
    try:
        House(house.home, **ours).run("backup", str(file), "--encrypt-for", str(public))
        # As it stands, no command works on it, and what to do is said.
        unprepared = house.refuses("serve")
        words = ("restore", str(file), "--yes", "--key", str(key))
        refused = other.refuses(*words)
        with house.tables() as db:
            db.execute("UPDATE institutions_user SET first_name = 'Otra'")
        done = other.run(*words, "--from-elsewhere")
    finally:
        stop.set()
        watcher.join()
    return SimpleNamespace(
        file=file, key=key, folder=folder, unprepared=unprepared, refused=refused, done=done, seen=seen,
        users=tables["institutions_user"], structure=structure,
    )  # fmt: skip


def test_a_seal_of_another_house_needs_a_word(house, elsewhere):
    assert "--from-elsewhere" in elsewhere.refused and "everything agrees" in elsewhere.done
    with house.tables() as db:
        assert backups.whole(db)[0]["institutions_user"] == elsewhere.users


def test_an_older_backup_is_brought_to_the_tables_of_this_version(house, elsewhere):
    assert "run «llamkay prepare»" in elsewhere.unprepared
    with house.tables() as db:
        assert db.execute("SELECT 1 FROM django_migrations WHERE name = %s", [LATER]).fetchall()
        assert backups.whole(db)[1] == elsewhere.structure


def test_encrypted_for_a_key_that_is_kept_elsewhere(house, elsewhere):
    file, key = elsewhere.file, elsewhere.key
    assert stat.S_IMODE(key.stat().st_mode) == 0o600 and stat.S_IMODE(file.stat().st_mode) == 0o600
    assert house.refuses("backup-key", str(key))  # never written over
    assert file.read_bytes().startswith(b"age-encryption.org/v1")
    assert b"institutions_user" not in file.read_bytes()
    assert "--key" in house.refuses("restore", str(file), "--yes")
    other = elsewhere.folder / "other"
    house.run("backup-key", str(other))
    assert "cannot be opened" in house.refuses("restore", str(file), "--yes", "--key", str(other))
    assert not list(house.home.glob(".restoring*"))


def test_the_password_stands_in_no_argument(elsewhere):
    assert all(any(tool in line for line in elsewhere.seen) for tool in ("pg_dump", "pg_restore"))
    assert not [line for line in elsewhere.seen if "un-secreto-visible" in line]


def test_what_a_killed_proof_left_is_removed_though_a_program_of_its_goes_on_there(house):
    """A proof that goes on keeps its database; in that of a killed one only what it had started may be connected."""
    parameters = {"host": str(house.home / "postgres"), "user": "llamkay_owner", "dbname": "llamkay"}
    left = f"{backups.SCRATCH}left"
    with psycopg.connect(**parameters, autocommit=True) as db, backups.scratch(parameters) as held:
        db.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(left)))
        orphan = psycopg.connect(**parameters | {"dbname": left})
        with backups.scratch(parameters) as other:
            found = db.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [backups.SCRATCH])
            assert {name for (name,) in found} == {held, other}
        with pytest.raises(psycopg.OperationalError):
            orphan.execute("SELECT 1")


RELEASES = sorted((Path(__file__).parents[1] / "releases").glob("*.dump"))


@pytest.fixture(params=RELEASES, ids=lambda file: file.stem)
def released(request, house):
    """The demonstration as a release made it, in a database beside that of the house: its commands, its tables."""
    address = f"postgresql://llamkay_owner@/llamkay?host={house.home / 'postgres'}&port=5432"
    parameters = {"host": str(house.home / "postgres"), "user": "llamkay_owner", "dbname": "llamkay"}
    with backups.scratch(parameters) as name:
        backups.restore_into(request.param, parameters, name)
        there = address.replace("/llamkay?", f"/{name}?")
        with psycopg.connect(**parameters | {"dbname": name}, autocommit=True) as db:
            yield House(house.home, DATABASE_URL=there, DATABASE_OWNER_URL=there), db


def test_what_a_release_left_is_brought_here_though_it_is_killed_on_the_way(house, copy, released):
    old, db = released
    record = house.home / "records" / "backup.json"
    record.rename(record.with_suffix(".away"))
    assert "there is no proven backup of the last 24 hours" in old.refuses("prepare")
    record.with_suffix(".away").rename(record)
    had, passwords = _applied(db), "SELECT count(*) FROM institutions_user WHERE {}"
    (temporary,) = db.execute(passwords.format("temporary_password")).fetchone()

    plan = old.run("prepare", "--plan")
    assert "institutions.0009_temporary_passwords_lapse: Add field temporary_until to user" in plan
    assert _applied(db) == had
    on_the_way = subprocess.Popen([*COMMAND, "prepare"], env=old.environment, stderr=subprocess.PIPE, text=True)
    assert any("Applying" in line for line in on_the_way.stderr)
    on_the_way.kill()
    on_the_way.communicate()
    assert old.run("prepare") == "ready\n"

    with house.tables() as fresh:
        assert backups.whole(db)[1] == backups.whole(fresh)[1]  # one structure, whether made or brought
        assert _applied(db) == _applied(fresh)
    assert db.execute(passwords.format("temporary_until > now() + interval '6 days'")).fetchone() == (temporary,)
    assert "MAL" not in old.run("verify", "--copy")


def _applied(db):
    return set(db.execute("SELECT app, name FROM django_migrations").fetchall())


def test_a_backup_of_a_newer_version_is_refused(house, tmp_path):
    with house.tables() as db:
        db.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('pay', '9999_later', now())")
    newer = tmp_path / "newer.dump"
    house.run("backup", str(newer))
    for words in (("verify",), ("prepare",)):
        assert "newer version" in house.refuses(*words)
    with house.tables() as db:
        db.execute("DELETE FROM django_migrations WHERE name = '9999_later'")
    assert "newer version" in house.refuses("restore", str(newer), "--yes")


def test_a_former_file_stays_when_a_backup_fails(house, copy, tmp_path):
    file = tmp_path / "copy.dump"
    file.write_bytes(copy.read_bytes())
    bad = tmp_path / "not-a-key"
    bad.write_text("hola\n")
    assert "is no public key" in house.refuses("backup", str(file), "--encrypt-for", str(bad))
    assert file.read_bytes() == copy.read_bytes()
    assert sorted(each.name for each in tmp_path.iterdir()) == ["copy.dump", "not-a-key"]
