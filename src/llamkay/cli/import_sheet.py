"""``llamkay import sheet FILE``: an attendance sheet from a file, with a report of every refused cell."""

import json
from pathlib import Path
from typing import Any

import click

from llamkay.core.errors import Refused


def run(kind: str, file: Path | str, *, dry_run: bool, accept_good: bool, as_json: bool, actor: Any) -> int:
    """Import a file and print the report; returns the exit status: 0 when nothing was refused, else 1.

    ``Refused`` when the kind is unknown or the file cannot be read at all. The caller sets the scope in force.
    """
    if kind != "sheet":
        raise Refused(f"there is no import called «{kind}»; use: sheet")
    from llamkay.apps.activities.sheets import imports
    from llamkay.platform.security import scope

    path = Path(file)
    done = imports.import_sheet(
        actor=actor,
        scope=scope.current(),
        name=path.name,
        content=path.read_bytes(),
        accept_good=accept_good,
        dry_run=dry_run,
    )
    report = done.as_dict()
    if as_json:
        click.echo(json.dumps(report, ensure_ascii=False, indent=2))
    else:
        click.echo(_text(report, dry_run=dry_run))
    return 1 if report["refused"] else 0


def _text(report: dict[str, Any], *, dry_run: bool) -> str:
    lines = [f"{report['establishment']} {report['activity']} {report['month']}"]
    lines += [
        f"  fila {item['row']}, columna {item['column']}, «{item['value']}»: {item['reason']}"
        for item in report["refused"]
    ]
    lines.append(f"  {report['good_rows']} filas sin falta, {report['cells']} casillas")
    if report["written"]:
        lines.append(f"  escrito; lote {report['batch']}, se puede deshacer")
    elif dry_run:
        lines.append("  prueba: no se escribió nada")
    elif report["refused"]:
        lines.append("  no se escribió nada: corrija las filas o use --accept-good")
    else:
        lines.append("  nada que cambiar")
    return "\n".join(lines)
