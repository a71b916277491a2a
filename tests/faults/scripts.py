"""Each script: one round, and what it must find afterwards."""

import json
import os
import shutil
import signal
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from llamkay.platform.database import backups
from tests.demo.served import start
from tests.faults.goods import goods
from tests.faults.house import CODES, EACH_TENTH, House, before_the_close, copy_of, demonstration, hit, must, until
from tests.faults.load import load
from tests.faults.saver import LOGINS, Saver, each_saves, fixed, nothing_lost
from tests.faults.surroundings import clock, disk, line, slow, twice

AS_FILES = "STRATEGY FILE_COPY"
CLOSE = (
    "close",
    "--month",
    "2026-01",
    "--reason",
    "Se prueba un corte de luz.",
    *(word for code in CODES for word in ("--establishment", code)),
)


def close(house: House, folder: Path, rounds: int) -> None:
    """kill −9 of the close of a month: closed once, with the same result as if nothing had happened."""
    copy_of(before_the_close(folder), house.home)
    house.grow("app")
    with house.tables("postgres", "postgres") as server:
        server.execute(f"CREATE DATABASE before TEMPLATE llamkay {AS_FILES}")
        began = time.monotonic()
        expected = _closed(house)
        takes = time.monotonic() - began
        with house.tables() as db:
            stands = _books(db)
        for number in house.rounds(rounds):
            server.execute("DROP DATABASE llamkay WITH (FORCE)")
            server.execute(f"CREATE DATABASE llamkay TEMPLATE before OWNER llamkay_owner {AS_FILES}")
            house.killed(*CLOSE, within=takes)
            found = _closed(house)
            must(found == expected, f"the close is not the one expected:\n{found}\n{expected}")
            with house.tables() as db:
                must(_books(db) == stands, "what the close wrote is not what it writes undisturbed")
            house.agrees_at_times(number)
    house.agrees()
    house.at_rest()


# What a close writes, without the moments and the numbers of its rows.
WRITTEN = (
    "SELECT person_id, kind, month, days, credits, carry_in, carry_out FROM remission_daycount",
    "SELECT person_id, kind, month, regime, stage, days, ratio, status FROM remission_credit",
    "SELECT person_id, activity_id, month, basis, units, rate, gross FROM pay_earning",
    "SELECT person_id, month, gross, base, institution, reparation, alimony, personal, undecided FROM pay_split",
    "SELECT a.kind, a.establishment_id, a.person_id, p.amount"
    " FROM pay_posting p JOIN pay_account a ON a.id = p.account_id",
)


def _books(db: Any) -> Any:
    digest = "SELECT count(*), md5(string_agg(t::text, '|' ORDER BY t::text COLLATE \"C\")) FROM ({}) t"
    return [db.execute(digest.format(query)).fetchone() for query in WRITTEN]


def _closed(house: House) -> Any:
    found = json.loads(house.run(*CLOSE, "--json"))
    must(not found["refused"], f"refused: {found['refused']}")
    return [
        {name: line[name] for name in ("people", "days", "remitted", "gross", "postings")} for line in found["closed"]
    ]


def saving(house: House, folder: Path, rounds: int) -> None:
    """kill −9 of workers, of the site and of its database while four people save: each saving is there, once."""
    copy_of(demonstration(folder), house.home)
    house.run("prepare", "--without-backup")  # a demonstration that was built before may lack what changed since
    site = start(house.home, "serve", **fixed(house))
    clients = [Saver(site, login, f"saving-{login}") for login in LOGINS]

    def alone() -> None:
        for client in clients:
            client.stands.clear()

    for client in clients:
        client.start()
    for _ in house.rounds(rounds):
        had = [len(client.saved) for client in clients]
        time.sleep(house.chance.uniform(0.2, 1.5))
        former, site = site, hit(house, site, lambda: start(house.home, "serve", **fixed(house)), alone)
        if site is not former:
            for client in clients:
                client.move(site.address)
        each_saves(clients, had, 90)
    for client in clients:
        client.finish(site)
    nothing_lost(house, clients, "saving-")
    site.server.send_signal(signal.SIGINT)
    must(site.server.wait(60) == 0, site.log)
    house.agrees()
    house.at_rest()


def backup(house: House, folder: Path, rounds: int) -> None:
    """kill −9 of a backup: the file of that name is the former one, whole, or the new one, whole."""
    copy_of(demonstration(folder), house.home)
    house.run("prepare", "--without-backup")  # a demonstration that was built before may lack what changed since
    house.grow("owner", "app")
    file = folder / "copy.dump"
    began = time.monotonic()
    house.run("backup", str(file))
    takes = time.monotonic() - began
    with house.tables():  # it stays at work: the next killed one finds what the former left
        for number in house.rounds(rounds):
            house.killed("backup", str(file), within=takes)
            must(backups.seal_of(file), "the file has no seal")
            must(file.stat().st_mode & 0o077 == 0, "others may read the file")
            if number % EACH_TENTH == EACH_TENTH - 1:
                _whole_backup(house, file)
    _whole_backup(house, file)
    house.at_rest()


def _whole_backup(house: House, file: Path) -> None:
    """A backup that nobody kills takes what the killed ones left away; its file is compared as it is written."""
    house.run("backup", str(file))
    must([each.name for each in file.parent.iterdir() if each.name.startswith(".")] == [], "parts were left")
    must(_scratch(house) == [], "scratch databases were left")


def _scratch(house: House) -> list[str]:
    with house.tables() as db:
        rows = db.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [backups.SCRATCH])
        return [name for (name,) in rows]


def restore(house: House, folder: Path, rounds: int) -> None:
    """kill −9 of a restore: the tables are the former ones or those of the backup, all of them."""
    copy_of(demonstration(folder), house.home)
    house.run("prepare", "--without-backup")  # a demonstration that was built before may lack what changed since
    house.grow("owner", "app")
    file = folder / "copy.dump"
    house.run("backup", str(file))
    seal = backups.seal_of(file)
    assert seal
    _mark(house)
    began = time.monotonic()
    house.run("restore", str(file), "--yes")
    takes = time.monotonic() - began
    restored = (dict(seal.tables), seal.structure)
    with house.tables():  # it stays at work
        for number in house.rounds(rounds):
            marked = _mark(house)
            house.killed("restore", str(file), "--yes", within=takes)
            # Whoever was killed may have left a program that is still rolling back.
            with house.tables() as db:
                held = backups.whole(db)
            must(held in (marked, restored), f"neither of both: {backups._differences(held[0], seal.tables)}")
            house.count("the new stood" if held == restored else "the former stood")
            if held == restored:
                house.run("prepare")
            house.agrees_at_times(number)
    house.run("prepare")
    house.agrees()
    house.run("restore", str(file), "--yes")
    must(_scratch(house) == [], "scratch databases were left")


def _mark(house: House) -> Any:
    """A change that a restore takes away."""
    with house.tables() as db:
        db.execute("CREATE TABLE IF NOT EXISTS marked AS SELECT 1 AS one")
        return backups.whole(db)


def prepare(house: House, folder: Path, rounds: int) -> None:
    """kill −9 of the first preparation, of the making of the database too: the next one makes the same house."""
    house.grow("")
    began = time.monotonic()
    house.run("prepare")
    takes = time.monotonic() - began
    expected = _structure(house)
    for number in house.rounds(rounds):
        house.quiet()
        copy_of(folder / "nothing", house.home) if (folder / "nothing").exists() else _empty(folder, house)
        house.killed("prepare", within=takes)
        must(house.run("prepare") == "ready\n", "not ready")
        must(_structure(house) == expected, "the house is another one")
        house.agrees_at_times(number)
    house.agrees()
    house.at_rest()


def _empty(folder: Path, house: House) -> None:
    (folder / "nothing").mkdir(mode=0o700)
    copy_of(folder / "nothing", house.home)
    os.chmod(house.home, 0o700)


def _structure(house: House) -> Any:
    with house.tables() as db:
        held, structure = backups.whole(db)
        return structure, {name: text.split()[0] for name, text in held.items() if not name.endswith("_seq")}


def recovery(house: House, folder: Path, rounds: int) -> None:
    """A DROP TABLE, and the return to the second before it: every table as it stood, what came later taken back."""
    copy_of(demonstration(folder), house.home)
    house.run("prepare", "--without-backup")  # a demonstration that was built before may lack what changed since
    house.settings = {"LLAMKAY_BACKUPS": str(folder / "away"), "LLAMKAY_BACKUP_FOR": str(folder / "away.pub")}
    (folder / "away.pub").write_text(house.run("backup-key", str(folder / "away.key")))
    key = ("--key", str(folder / "away.key"))
    receiving = house.begin("archive", "receive", "--every", "2")
    try:
        must(until((house.home / "archive" / "receiving").exists, seconds=60), "nothing is received")
        with house.tables() as db:
            for number in house.rounds(rounds):
                house.run("archive", "base")
                db.execute("CREATE TABLE IF NOT EXISTS kept (number int)")
                db.execute("INSERT INTO kept SELECT generate_series(1, 1000)")
                stood, at = _rows(db), datetime.now(UTC)
                time.sleep(house.chance.uniform(0.1, 6))
                db.execute("DROP TABLE institutions_dataincident CASCADE")
                db.execute("DELETE FROM kept")
                time.sleep(house.chance.uniform(0.1, 6))
                began, into = time.monotonic(), folder / f"before-{number}"
                house.run("archive", "recover", str(into), "--to", at.isoformat(), *key)
                house.count("seconds of recovering", round(time.monotonic() - began))
                other = House(into, house.chance)
                with other.tables() as there:
                    must(_rows(there) == stood, f"not as it stood: {backups._differences(_rows(there)[0], stood[0])}")
                    other.agrees()
                    other.run("backup", str(folder / "before.dump"))
                house.run("restore", str(folder / "before.dump"), "--yes")
                house.agrees()
                other.at_rest()
                shutil.rmtree(into)
        must(receiving.poll() is None, "the receiving ended by itself")
        bases = len(list((folder / "away" / "continuous" / "bases").glob("*.age")))
        must(bases == min(house.counts.get("rounds", 0), 7), f"{bases} bases stand")
        must(not [each for each in (folder / "away").rglob("*") if each.is_file() and _plain(each)], "not encrypted")
        house.run("archive", "prove", *key)
    finally:
        receiving.terminate()
        receiving.wait(60)


def _rows(db: Any) -> Any:
    """What the tables hold; of a sequence only that it is there, for a recovered one goes on some numbers later."""
    held, structure = backups.whole(db)
    return {name: "" if name.endswith("_seq") else text for name, text in held.items()}, structure


def _plain(file: Path) -> bool:
    return file.suffix not in (".json", "") and not file.read_bytes().startswith(backups.AGE)


EACH = (close, saving, backup, restore, prepare, recovery, goods, line, disk, clock, twice, slow, load)
SCRIPTS = {script.__name__: script for script in EACH}
