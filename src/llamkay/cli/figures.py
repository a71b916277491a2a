"""``llamkay figures``: what the public may read of the figures, as open data."""

import json
from pathlib import Path
from typing import Any

import click

from llamkay.cli.running import setup
from llamkay.core.errors import Refused
from llamkay.core.values import Month


@click.group("figures")
def figures() -> None:
    """The published figures as files."""


@figures.command("export")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--month", "text", default="", metavar="2026-01", help="One month; without it, every month with figures.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document instead of lines.")
def export(folder: Path, text: str, as_json: bool) -> None:
    """Write the published figures into DIR: Data Package v2, CSV and Parquet, DCAT-AP catalogue, checksums, changes.

    DIR is made, or is empty: a release is never mixed with another.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Refused(f"«{folder}» is not an empty folder; name another, each release has its own")
    setup()
    from llamkay.apps.statistics import queries
    from llamkay.apps.statistics.opendata.audit import audited
    from llamkay.platform.security import scope

    months = [Month.parse(text).first] if text else None
    with scope.elevated():
        files: dict[str, bytes] = audited(months or queries.months())
    folder.mkdir(parents=True, exist_ok=True)
    for name, body in files.items():
        (folder / name).write_bytes(body)
    version = json.loads(files["datapackage.json"])["version"]
    document: dict[str, Any] = {"version": version, "files": sorted(files)}
    click.echo(json.dumps(document) if as_json else f"version {version}: {len(files)} files in {folder}")
