"""``llamkay import return FILE``: monthly returns from a file, entered as drafts, with every refused row explained."""

import json
from pathlib import Path
from typing import Any

import click

from llamkay.core.errors import Refused


def run(kind: str, file: Path | str, *, dry_run: bool, accept_good: bool, as_json: bool, actor: Any) -> int:
    """Import a file and print the report; returns the exit status: 0 when nothing was refused, else 1.

    ``Refused`` when the kind is unknown or the file cannot be read at all. The caller sets the scope in force.
    """
    if kind != "return":
        raise Refused(f"there is no import called «{kind}»; use: return")
    from llamkay.apps.statistics.returns import imports
    from llamkay.platform.security import scope

    path = Path(file)
    done = imports.import_returns(
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
    lines = [
        f"{line['establishment']} {line['month']}: {line['figures']} cifras al {line['as_of']}"
        + ("" if line["good"] else ", con faltas")
        for line in report["returns"]
    ]
    lines += [
        f"  fila {item['row']}, columna {item['column']}, «{item['value']}»: "
        f"{item['reason'].rstrip('.')}. {item['todo']}"
        for item in report["refused"]
    ]
    if report["blank_rows"]:
        lines.append(f"  filas sin valor: {report['blank_rows']}; esas cifras no se informan")
    if report["written"]:
        lines.append(f"  borradores escritos: {report['written']}; lote {report['batch']}, se puede deshacer")
    elif dry_run:
        lines.append("  prueba: no se escribió nada")
    else:
        lines.append("  no se escribió nada: corrija las filas o use --accept-good")
    return "\n".join(lines)
