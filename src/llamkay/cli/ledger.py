"""``llamkay ledger``: the books for whoever checks them with another program."""

import contextlib
import os
from pathlib import Path
from typing import Any

import click

from llamkay.cli.running import _emit, _everything, setup


@click.group()
def ledger() -> None:
    """The double-entry books of the establishments."""


@ledger.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path), required=False)
@click.option("--format", "kind", type=click.Choice(["beancount"]), default="beancount", show_default=True)
@click.option("--establishment", "code", metavar="CODE", help="Only the books of one establishment.")
def export(file: Path | None, kind: str, code: str | None) -> None:
    """Write every entry to FILE, or to standard output; ``bean-check FILE`` proves it."""
    setup()
    from llamkay.apps.pay.books.export import beancount
    from llamkay.platform import clock
    from llamkay.platform.record import audit
    from llamkay.platform.security.access import Command

    with _everything():
        place = _place(code)
        audit.log_access(actor=Command.username, kind="export", target=f"books:{code or 'all'}")
        lines = beancount(establishment=place, on=clock.today())
        with contextlib.ExitStack() as stack:
            out = None
            if file is not None:
                # It tells what people earn: only its owner reads it.
                number = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
                out = stack.enter_context(open(number, "w", encoding="utf-8"))
            for line in lines:
                click.echo(line, file=out)


@ledger.command()
@click.option("--establishment", "code", metavar="CODE", help="Only the books of one establishment.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")
def balances(code: str | None, as_json: bool) -> None:
    """Tell what every account holds."""
    setup()
    from llamkay.apps.pay.books.export import balances as read
    from llamkay.platform.record import audit
    from llamkay.platform.security.access import Command

    with _everything():
        audit.log_access(actor=Command.username, kind="export", target=f"balances:{code or 'all'}")
        found = read(establishment=_place(code))
    if as_json:
        _emit(found)
        return
    width = max((len(line["account"]) for line in found), default=0)
    for line in found:
        click.echo(f"{line['account']:<{width}}  {line['balance']:>14}")


def _place(code: str | None) -> Any:
    from llamkay.apps.institutions.models import Establishment

    if code is None:
        return None
    place = Establishment.objects.filter(code=code).first()
    if place is None:
        raise click.UsageError(f"there is no establishment with the code {code}; the codes run from EP01 to EP69")
    return place
