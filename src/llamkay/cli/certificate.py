"""``llamkay certificate``: whether a certificate stands, from files alone or from the house's own tables."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from llamkay.core.credentials import ATTACHMENT, KeyRing, Lists, Seal, Verdict, verify, why
from llamkay.core.credentials.status import MAX_LIST
from llamkay.core.errors import Refused
from llamkay.platform import clock

MAX_FILE = 10 * 1024 * 1024
WORDS = {
    "valid": "Vale",
    "revoked": "Anulado",
    "superseded": "Reemplazado",
    "suspended": "Suspendido",
    "forged": "Falso",
    "unknown_key": "Llave desconocida",
}


@click.group("certificate")
def certificate() -> None:
    """Certificates of study and of skill (certificados)."""


@certificate.command("verify")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@click.option(
    "--keys", "keys", multiple=True, type=click.Path(path_type=Path), help="What the issuer publishes: its did.json."
)
@click.option(
    "--status", "status", multiple=True, type=click.Path(path_type=Path), help="Its status: estado.json or both lists."
)
def verify_(file: Path, as_json: bool, keys: tuple[Path, ...], status: tuple[Path, ...]) -> None:
    """Say whether FILE, a PDF or the token of one (VC-JWT), stands, and why.

    With --keys and --status, downloaded from the issuer, nothing else is asked; without them, this house's tables.
    """
    content = _bytes(file, MAX_FILE)
    if bool(keys) != bool(status):
        raise Refused("give both --keys and --status, as the issuer publishes them, or neither")
    if keys:
        ring, lists = KeyRing.read(_documents(keys)), Lists.read(_lists(status))
    else:
        ring, lists = _of_this_house()
    verdict = _verdict(content, file, ring, lists)
    answer = verdict.as_dict(why(verdict.code, verdict.values))
    if as_json:
        click.echo(json.dumps(answer, ensure_ascii=False, indent=2))
        return
    click.echo(f"{WORDS[verdict.status]}. {answer['why']}")
    if answer["achievement"]:
        click.echo(f"«{answer['achievement']}», de {answer['issuer']}, {answer['issued_on']}, N.º {answer['number']}")


def _verdict(content: bytes, file: Path, keys: KeyRing, lists: Lists) -> Verdict:
    now = clock.now()
    if not content.lstrip().startswith(b"%PDF"):
        try:
            return verify(content.decode("ascii"), keys=keys, lists=lists, at=now)
        except UnicodeDecodeError:
            raise Refused(f"«{file}» is neither a PDF nor the token of a certificate; check the file") from None
    from llamkay.platform.papers.attached import NotRead, carried

    try:
        inside = carried(content, ATTACHMENT)
    except NotRead:
        return Verdict("forged", "broken_paper")
    if inside is None:
        return Verdict("forged", "no_paper")
    return verify(inside.text, keys=keys, lists=lists, at=now, seal=Seal(inside.whole, inside.public))


def _documents(files: tuple[Path, ...]) -> Iterator[Any]:
    for file in files:
        document = _json(file)
        yield from document if isinstance(document, list) else [document]


def _lists(files: tuple[Path, ...]) -> Iterator[str]:
    """The tokens of the lists: each in a file of its own, or several in the file that publishes all of an issuer."""
    for file in files:
        content = _bytes(file, 4 * MAX_LIST)
        if not content.lstrip().startswith(b"{"):
            yield content.decode("ascii", errors="replace")
            continue
        lists = _json(file).get("lists")
        if not isinstance(lists, list) or not all(isinstance(each, str) for each in lists):
            raise Refused(f"«{file}» holds no status lists; it needs «lists», as the issuer publishes them")
        yield from lists


def _json(file: Path) -> Any:
    try:
        return json.loads(_bytes(file, 4 * MAX_LIST))
    except (ValueError, RecursionError):
        raise Refused(f"«{file}» is not JSON; download it again from the issuer") from None


def _bytes(file: Path, limit: int) -> bytes:
    try:
        if file.stat().st_size > limit:
            raise Refused(f"«{file}» is too large; at most {limit // 1024 // 1024} MB are read")
        content = file.read_bytes()
    except FileNotFoundError:
        raise Refused(f"there is no file «{file}»; check the name") from None
    except IsADirectoryError:
        raise Refused(f"«{file}» is a folder; name the file") from None
    if not content.strip():
        raise Refused(f"«{file}» is empty; check the file")
    return content


def _of_this_house() -> tuple[KeyRing, Lists]:
    """What this house's own issuers publish; the only part that needs its database."""
    from llamkay.cli.running import setup

    setup()
    from llamkay.apps.certificates.queries import everything_to_verify

    return everything_to_verify()
