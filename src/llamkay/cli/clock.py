"""The clock of the demonstration, read and moved while it is served."""

import click

from llamkay.demo import clock as demonstration
from llamkay.platform import clock


@click.command("clock")
@click.argument("to", required=False, metavar="[MOMENT]")
def command(to: str | None) -> None:
    """Say what the clock of the demonstration shows, or move it: llamkay clock 2026-03-02T09:00."""
    if demonstration.shown() is None:
        raise click.ClickException("no demonstration was started in this data folder: llamkay demo")
    if to:
        clock.move(demonstration.file(), clock.moment(moment(to)))
    click.echo(f"{demonstration.shown():%Y-%m-%d %H:%M}")


def moment(text: str) -> str:
    """A moment as it was typed, once it is known to be one."""
    try:
        clock.moment(text)
    except ValueError:
        raise click.ClickException(f"«{text}» is not a moment; write it like 2026-02-02T09:00") from None
    return text
