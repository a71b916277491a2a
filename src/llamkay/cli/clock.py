"""The clock of the demonstration: it begins on a morning, goes on by itself, and is moved while the site is served."""

import json
import os
from datetime import datetime
from pathlib import Path

import click

from llamkay.platform import clock

MORNING = "2026-02-02T09:00:00-05:00"  # when the demonstration is built, and begins


@click.command("clock")
@click.argument("to", required=False, metavar="[MOMENT]")
def command(to: str | None) -> None:
    """Say what the clock of the demonstration shows, or move it: llamkay clock 2026-03-02T09:00."""
    if not file().exists():
        raise click.ClickException("no demonstration was started in this data folder: llamkay demo")
    if to:
        clock.move(file(), clock.moment(to))
    click.echo(f"{shown():%Y-%m-%d %H:%M}")


def file() -> Path:
    """Where the data folder keeps how far its clock was moved."""
    from llamkay.platform.database.connection import data_folder

    return data_folder() / "demo-clock.json"


def go_on(begins: datetime | None) -> None:
    """Let the clock run in this process and those that it starts: from a moment, or else from the last act.

    What was done in a demonstration is never later than its clock: begun again, it goes on where somebody last acted.
    """
    clock.move(file(), begins or max(clock.moment(MORNING), _last_act()))
    os.environ.pop("LLAMKAY_NOW", None)
    os.environ[clock.MOVED] = str(file())


def shown() -> datetime:
    """What the clock of this data folder shows now."""
    setting = json.loads(file().read_text("utf-8"))
    return datetime.now(clock.LIMA) + (clock.moment(setting["shows"]) - clock.moment(setting["since"]))


def _last_act() -> datetime:
    from llamkay.platform.models import LoggedAction

    last: datetime | None = LoggedAction.objects.order_by("-at").values_list("at", flat=True).first()
    return last or clock.moment(MORNING)
