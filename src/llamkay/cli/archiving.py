"""The continuous archive of the server: changes as they come, proven bases, and any moment since made again."""

import os
import shutil
import signal
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from llamkay.cli.keeping import fault_of, nightly_folder, nightly_keys, recipients_of, seal_key
from llamkay.cli.running import setup
from llamkay.core.errors import Refused

KEY = click.option(
    "--key", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="The key of an encrypted archive."
)


@click.group()
def archive() -> None:
    """The continuous archive in LLAMKAY_BACKUPS: the server as it was at any moment can be made again."""


def _archive() -> Any:
    from llamkay.platform.database.archive import Archive
    from llamkay.platform.database.connection import data_folder

    folder, recipients = nightly_folder() / "continuous", recipients_of(nightly_keys())
    return Archive(folder, data_folder() / "archive", recipients)


@archive.command()
@click.option("--every", default=300, show_default=True, help="Seconds of work that may be lost with the machine.")
def receive(every: int) -> None:
    """Bring every change out of this machine as it is made, until stopped."""
    setup("owner")
    from llamkay.platform.database import archive as archives
    from llamkay.platform.database.connection import data_folder
    from llamkay.platform.operation import state

    def shipped(count: int) -> None:
        words = f"{count} segments" if count else "nothing new"
        state.record(data_folder(), state.Work.ARCHIVE, good=True, seconds=0, words=words)

    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        archives.receive(_archive(), every=every, shipped=shipped)
    except Refused as error:
        state.record(data_folder(), state.Work.ARCHIVE, good=False, seconds=0, words=str(error))
        raise
    except KeyboardInterrupt:
        return


@archive.command()
@click.option(
    "--keep",
    type=click.IntRange(1),
    default=7,
    show_default=True,
    help="Bases that stay, with the changes since the oldest.",
)
def base(keep: int) -> None:
    """Copy the whole server; start the copy, verify it, and only then keep it and let the oldest go."""
    setup("owner")
    from llamkay.platform.database import archive as archives
    from llamkay.platform.database.connection import data_folder
    from llamkay.platform.operation import state

    place = _archive()
    with state.recorded(data_folder(), state.Work.BASE) as words:
        made = archives.make_base(place, key=seal_key(), prove=_agrees)
        size = (place.bases / made.file).stat().st_size
        words.text = f"{made.file}: {size:,} bytes, started and verified, from {made.segment}"
    click.echo(words.text)
    old, segments = archives.keep(place, max(keep, 1))
    if old:
        click.echo(f"{old} bases and {segments} segments that nothing needs any more were removed")


@archive.command()
@click.argument("into", type=click.Path(file_okay=False, path_type=Path))
@click.option("--to", metavar="MOMENT", help="As 2026-11-30T14:05:00, in Lima; else as late as the archive goes.")
@KEY
@click.option("--from-elsewhere", is_flag=True, help="Accept the seal of another house.")
def recover(into: Path, to: str | None, key: Path | None, from_elsewhere: bool) -> None:
    """Make in INTO, a folder that does not exist, the data folder of this house as it stood at a moment."""
    moment = _moment(to)
    setup("owner")
    from llamkay.platform.database.connection import data_folder

    reached = _recovered(into, moment, key, from_elsewhere)
    for name in ("secret-key", "secrets-key"):
        if (data_folder() / name).exists():
            shutil.copy2(data_folder() / name, into / name)
    last = f"the last act of it is of {reached:%Y-%m-%d %H:%M:%S}" if reached else "nothing came after its base"
    click.echo(f"{into}: {last}. Look at it with LLAMKAY_DATA={into}, and take a backup of it to restore it here.")


@archive.command()
@KEY
def prove(key: Path | None) -> None:
    """Recover as late as the archive goes, in a folder of its own, and verify what came: the trial of every night."""
    setup("owner")
    from llamkay.platform.database.connection import data_folder
    from llamkay.platform.operation import state

    into = data_folder() / "archive" / "proof"
    shutil.rmtree(into, ignore_errors=True)
    try:
        with state.recorded(data_folder(), state.Work.RECOVERY) as words:
            reached = _recovered(into, None, key, False)
            _agrees(into)
            last = f"the last act of {reached:%Y-%m-%d %H:%M:%S}" if reached else "nothing came after its base"
            words.text = f"recovered and verified: {last}"
    finally:
        shutil.rmtree(into, ignore_errors=True)
    click.echo(words.text)


def _recovered(into: Path, moment: datetime | None, key: Path | None, from_elsewhere: bool) -> datetime | None:
    from llamkay.platform.database import archive as archives
    from llamkay.platform.database import backups

    identities = backups.lines_of(key) if key else []
    return archives.recover(
        _archive(), into, to=moment, identities=identities, key=seal_key(), from_elsewhere=from_elsewhere
    )


def _moment(text: str | None) -> datetime | None:
    from llamkay.platform import clock

    return clock.moment(text) if text else None


def _agrees(data: Path) -> None:
    """Verify what a copied server in a data folder of its own holds, as the application's login. Raises ``Refused``."""
    from llamkay.platform.database import connection as database
    from llamkay.platform.database import embedded

    host, port = embedded.join(data)
    try:
        own = database.parameters_of(database.settings_for("app"))
        address = database.url_of(
            {"HOST": host, "PORT": str(port), "USER": own["user"], "NAME": own["dbname"], "OPTIONS": {}}
        )
        if message := fault_of(["verify", "--copy"], address):
            raise Refused(f"what was copied does not agree: {message}")
    finally:
        embedded.leave(data.resolve(), os.getpid())
