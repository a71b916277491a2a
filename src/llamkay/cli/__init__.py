"""The ``llamkay`` command: every kernel on plain files, and the running of the house.

Each module ``llamkay.cli.<name>`` holds one group or command called ``command``; they are imported only when
asked for, so that the kernels answer without a database.
"""

import importlib
import sys

import click

from llamkay import __version__
from llamkay.core.errors import Refused

COMMANDS = {
    "anonymise": "llamkay.cli.privacy.anonymise:anonymise",
    "archive": "llamkay.cli.archiving:archive",
    "backup": "llamkay.cli.keeping:backup",
    "backup-key": "llamkay.cli.keeping:backup_key",
    "certificate": "llamkay.cli.certificate:certificate",
    "check": "llamkay.cli.checking:check",
    "clock": "llamkay.cli.clock:command",
    "close": "llamkay.cli.running:close",
    "days": "llamkay.cli.days:days",
    "demo": "llamkay.cli.serving:demo",
    "disclosure": "llamkay.cli.disclosure:disclosure",
    "erase": "llamkay.cli.privacy.erase:erase",
    "evaluate": "llamkay.cli.evaluate:evaluate",
    "figures": "llamkay.cli.figures:figures",
    "import": "llamkay.cli.running:import_",
    "law": "llamkay.cli.law:law",
    "ledger": "llamkay.cli.ledger:ledger",
    "manage": "llamkay.cli.running:manage",
    "note": "llamkay.cli.note:note",
    "nursery": "llamkay.cli.nursery:nursery",
    "pay": "llamkay.cli.pay:pay",
    "prepare": "llamkay.cli.running:prepare",
    "recount": "llamkay.cli.running:recount",
    "remission": "llamkay.cli.remission:remission",
    "restore": "llamkay.cli.keeping:restore",
    "serve": "llamkay.cli.serving:serve",
    "verify": "llamkay.cli.running:verify",
}


class _Lazy(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        module, attribute = COMMANDS[name].split(":")
        return getattr(importlib.import_module(module), attribute)


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
def cli() -> None:
    """Llamkay: a day is recorded once and serves everyone."""


_OF_FILES = {
    FileNotFoundError: "there is no file «{}»; check the name",
    FileExistsError: "«{}» is there already; name another",
    IsADirectoryError: "«{}» is a folder; name a file",
    NotADirectoryError: "«{}» stands below something that is a file, not a folder; check the name",
    PermissionError: "«{}» may not be opened by who runs this; check its owner and mode",
}


def of_a_file(error: OSError) -> str:
    """The sentence of what the machine refused, without its number where a file is what it is about."""
    words = _OF_FILES.get(type(error), "«{}» cannot be used: " + (error.strerror or ""))
    return words.format(error.filename) if error.filename and error.strerror else str(error)


def main() -> None:
    """Run a command; a refused input is one plain sentence on standard error and exit status 2."""
    try:
        cli(standalone_mode=False)
    except click.exceptions.Exit as stop:
        sys.exit(stop.exit_code)
    except click.Abort:
        sys.exit(130)
    except click.ClickException as error:
        click.echo(f"llamkay: {error.format_message()}", err=True)
        sys.exit(2)
    except (Refused, OSError) as error:
        click.echo(f"llamkay: {of_a_file(error) if isinstance(error, OSError) else error}", err=True)
        sys.exit(2)
    except Exception as error:
        if type(error).__name__ != "OperationalError":  # of Django or its driver, which the kernels do without
            raise
        click.echo(f"llamkay: the database does not answer: {str(error).strip().splitlines()[0]}", err=True)
        sys.exit(2)
