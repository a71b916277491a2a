"""Backups: made, proved, sealed, encrypted if asked; restored only after the same proof."""

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import click

from llamkay import __version__
from llamkay.cli.running import setup
from llamkay.core.errors import Refused

NO_SEAL = (
    "{file} has no seal: it was cut short, or no «llamkay backup» of this version made it. If an older one did, "
    "restore it with --unsealed"
)
OTHER_KEY = (
    "{file} was sealed by another house, or with a key that this data folder no longer has: if you know where it comes "
    "from, restore it with --from-elsewhere"
)


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path), required=False)
@click.option("--nightly", is_flag=True, help="Into LLAMKAY_BACKUPS, for the keys of LLAMKAY_BACKUP_FOR; old ones go.")
@click.option(
    "--keep",
    type=click.IntRange(1),
    default=14,
    show_default=True,
    help="Nightly backups that stay, besides the first of a month.",
)
@click.option(
    "--months", type=click.IntRange(0), default=12, show_default=True, help="Months whose first nightly backup stays."
)
@click.option(
    "--encrypt-for",
    "keys",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A file of public keys (age1…, ssh-ed25519 …); only their owners can open the backup. May be repeated.",
)
def backup(file: Path | None, nightly: bool, keep: int, months: int, keys: tuple[Path, ...]) -> None:
    """Write the whole database to FILE: restored elsewhere, compared, sealed, and only then named so."""
    if nightly == bool(file):
        raise click.UsageError("name the file of the backup, or use --nightly")
    setup("owner")
    from llamkay.platform.database.connection import data_folder
    from llamkay.platform.operation import state

    with state.recorded(data_folder(), state.Work.BACKUP) as words:
        keys = keys or nightly_keys()
        file = file or _of_tonight(encrypted=bool(keys))
        words.text = _back_up(file, keys)
    click.echo(words.text)
    if nightly:
        from llamkay.platform.database import backups

        for old in backups.spent(file.parent, keep=keep, months=months):
            old.unlink()
            click.echo(f"{old}: removed")


def nightly_folder() -> Path:
    """Where what is kept every night lies. Raises ``Refused`` when nobody said."""
    from llamkay.platform.operation import checks, folders

    folder = folders.backups_folder(checks.this_house())
    if folder is None:
        raise Refused("LLAMKAY_BACKUPS is missing: the folder of the nightly backups, on another disk than the data")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def nightly_keys() -> tuple[Path, ...]:
    """The file of those who may open what is kept every night, if it was named."""
    named = os.environ.get("LLAMKAY_BACKUP_FOR")
    return (Path(named),) if named else ()


def _of_tonight(*, encrypted: bool) -> Path:
    from llamkay.platform import clock

    moment = clock.machine()  # the machine's own: no demonstration's clock dates a backup
    return nightly_folder() / f"llamkay-{moment:%Y-%m-%dT%H%M%S}.{'age' if encrypted else 'dump'}"


def recipients_of(keys: tuple[Path, ...]) -> list[str]:
    """The public keys of some files. Raises ``Refused`` where they hold none."""
    from llamkay.platform.database import backups

    recipients = [line for key in keys for line in backups.lines_of(key)]
    if keys and not recipients:
        raise Refused(f"{keys[0]} holds no public key")
    return recipients


def _back_up(file: Path, keys: tuple[Path, ...]) -> str:
    """Make a proven backup; what is to be said of it."""
    from django.conf import settings
    from django.utils import timezone

    from llamkay.platform.database import backups, readiness

    recipients = recipients_of(keys)
    seal = backups.make(
        file,
        settings.DATABASES["default"],
        key=seal_key(),
        made_at=timezone.localtime().isoformat(timespec="seconds"),
        version=__version__,
        migrations=readiness.applied_migrations(),
        recipients=recipients,
    )
    secrecy = "encrypted" if recipients else "not encrypted: keep it where only you may read"
    return (
        f"{file}: {file.stat().st_size:,} bytes, {len(seal.tables):,} tables and series restored and compared, sealed "
        f"{seal.code[:12]}, {secrecy}"
    )


@click.command(name="backup-key")
@click.argument("file", type=click.Path(exists=False, dir_okay=False, path_type=Path))
def backup_key(file: Path) -> None:
    """Write a new key to FILE, to be kept away from this machine, and print its public half for --encrypt-for."""
    from llamkay.platform.database import backups

    click.echo(backups.new_key(file))


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--yes", is_flag=True, help="Do not ask before replacing what the database holds.")
@click.option(
    "--key", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="The key of an encrypted one."
)
@click.option("--from-elsewhere", is_flag=True, help="Accept a seal of another house.")
@click.option("--unsealed", is_flag=True, help="Accept a backup without a seal, of an older version.")
def restore(file: Path, yes: bool, key: Path | None, from_elsewhere: bool, unsealed: bool) -> None:
    """Replace the database by a backup: restored elsewhere, compared, brought up to date and proved first."""
    setup("owner")
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    from llamkay.platform.database import backups, readiness
    from llamkay.platform.database import connection as database

    parameters = database.parameters_of(settings.DATABASES["default"])
    identities = backups.lines_of(key) if key else []
    with backups.opened(file, database.data_folder(), identities) as plain:
        seal = backups.seal_of(plain)
        if seal is None and not unsealed:
            raise Refused(NO_SEAL.format(file=file))
        if seal and not from_elsewhere and seal.code != seal.signed_by(seal_key()):
            raise Refused(OTHER_KEY.format(file=file))
        if seal and (unknown := readiness.unknown_of(seal.migrations)):
            raise Refused(f"{file} was made by a newer version of the program ({unknown[-1]}): install that version")
        with backups.scratch(parameters) as name:
            backups.proved(plain, seal, parameters, name)
            _brought_up(settings.DATABASES["default"], name)
        if not yes:
            click.confirm("It is whole and agrees. This replaces everything in the database. Go on?", abort=True)
        connection.close()
        backups.replace(plain, parameters)
    if readiness.missing_migrations():
        call_command("migrate", interactive=False, verbosity=0)
    click.echo(f"{file}: restored, and everything agrees")


def _brought_up(settings: dict[str, Any], name: str) -> None:
    """Bring a restored copy to the tables of this version and prove it, before anything is replaced."""
    from llamkay.platform.database import connection as database

    address = database.url_of(settings, name=name)
    for words, fault in (
        (["prepare", "--without-backup"], "cannot be brought to the tables of this version"),
        (["verify", "--copy"], "does not agree"),
    ):
        if message := fault_of(words, address):
            raise Refused(f"what the backup holds {fault}, and nothing was changed: {message}")


def try_preparing() -> str:
    """Bring a copy of the database to this version and prove it; what is to be said. The database stays as it is."""
    from django.conf import settings

    from llamkay.platform.database import backups
    from llamkay.platform.database import connection as database

    began, parameters = time.monotonic(), database.parameters_of(settings.DATABASES["default"])
    with backups.beside(database.data_folder() / "trial") as plain, backups.scratch(parameters) as name:
        backups.dump(plain, parameters)
        backups.restore_into(plain, parameters, name)
        plain.unlink()
        _brought_up(settings.DATABASES["default"], name)
    return f"a copy was brought to this version and agrees, in {time.monotonic() - began:.0f} s; nothing was changed"


def fault_of(words: list[str], address: str) -> str:
    """Run a command of ours on another database; nothing, or what it said was wrong."""
    done = subprocess.run(
        [sys.executable, "-P", "-m", "llamkay.cli", *words],
        env=os.environ | {"DATABASE_URL": address, "DATABASE_OWNER_URL": address},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if not done.returncode:
        return ""
    lines = (done.stderr.strip() or done.stdout.strip()).splitlines()
    message = next((line for line in lines if line.startswith("MAL")), lines[-1] if lines else "it said nothing")
    return message.removeprefix("llamkay: ")


def seal_key() -> bytes:
    """The key of the house's seals, made of the secret that lies in the data folder."""
    import hashlib

    from django.conf import settings

    return hashlib.blake2b(settings.SECRET_KEY.encode(), person=b"llamkay backup").digest()
