"""Erasures that two people confirmed in the office, done on the server by the owner of the tables."""

import click

from llamkay.cli.running import setup


@click.command()
@click.option("--yes", is_flag=True, help="Do not ask before each one.")
def erase(yes: bool) -> None:
    """Erase what was confirmed and whose term is over, each wholly or not at all; then run «verify»."""
    setup("owner")
    from llamkay.apps.rights.retention.execute import execute, waiting
    from llamkay.platform.security import scope
    from llamkay.platform.security.access import Command

    with scope.elevated():
        found = list(waiting().select_related("establishment"))
    for row in found:
        touched = sum(line["rows"] for line in row.plan if line["verdict"] == "due" and line["goes"] != "stays")
        click.echo(f"erasure {row.pk} of {row.establishment.code}: {touched} rows, authorised by {row.authorisation}")
        if not yes:
            click.confirm("This cannot be undone. Go on?", abort=True)
        done = execute(actor=Command(), erasure=row)
        click.echo(f"done: {sum(done.result.values())} rows and lines")
    if not found:
        click.echo("no erasure waits")
