"""``llamkay note``: press notes read and checked, without a database."""

import json
from pathlib import Path

import click

from llamkay.core.errors import Refused
from llamkay.core.notes import check_note, datetime_es, number_line, read_note
from llamkay.core.notes.reading import MAX_CHARACTERS
from llamkay.platform.files.words import spanish


@click.group("note")
def note() -> None:
    """Press notes (notas de prensa)."""


@note.command("read")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
def read(file: Path, as_json: bool) -> None:
    """Read FILE as published: its parts, each paragraph once, and what was put in order."""
    found = read_note(_text(file))
    if as_json:
        click.echo(json.dumps(found.as_dict(), ensure_ascii=False, indent=2))
        return
    if found.number and found.year and found.institution:
        click.echo(number_line(number=found.number, year=found.year, acronym=found.institution))
    if found.published_at:
        click.echo(datetime_es(found.published_at))
    click.echo("\n\n".join(filter(None, (found.title, found.subtitle, *found.paragraphs))))
    for warning in found.warnings:
        click.echo(f"Aviso: {warning.message}")


@note.command("check")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
def check(file: Path, as_json: bool) -> None:
    """Check FILE before it is published; findings are a result, not a failure."""
    findings = check_note(_text(file), spanish())
    if as_json:
        click.echo(json.dumps({"findings": [item.as_dict() for item in findings]}, ensure_ascii=False, indent=2))
        return
    for item in findings:
        place = f"párrafo {item.paragraph}" if item.paragraph else "encabezado"
        click.echo(f"{place}: «{item.excerpt}» [{item.code}] → {item.suggestion}")
    click.echo(f"{len(findings)} observaciones" if findings else "Sin observaciones")


def _text(file: Path) -> str:
    try:
        if file.stat().st_size > 4 * MAX_CHARACTERS:
            raise Refused(f"«{file}» is too large for a note; it has at most {MAX_CHARACTERS:,} characters")
        return file.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise Refused(f"there is no file «{file}»; check the name") from None
    except IsADirectoryError:
        raise Refused(f"«{file}» is a folder; name the file of the note") from None
    except UnicodeDecodeError as error:
        raise Refused(f"«{file}» is not text in UTF-8 (byte {error.start}); save it as UTF-8") from None
