"""``llamkay import people|stages|movements|activities|places|accounts FILE``: a load, and what becomes of each row."""

import json
from pathlib import Path
from typing import Any

import click


def run(
    kind: str,
    file: Path | str,
    *,
    dry_run: bool,
    accept_good: bool,
    as_json: bool,
    actor: Any,
    place: Any = None,
    totals_seen: bool = False,
) -> int:
    """Try a file and, without ``dry_run``, write it; returns the exit status: 0 when nothing was refused, else 1.

    ``Refused`` when the file cannot be read at all, was written already, or its totals differ and that was not seen.
    """
    from django.db import transaction

    from llamkay.apps.intake import services
    from llamkay.platform.security import scope

    path, reach = Path(file), scope.current()
    with transaction.atomic():
        load = services.try_load(
            actor=actor, scope=reach, kind=kind, name=path.name, content=path.read_bytes(), establishment=place
        )
        found = services.counts(load)
        wrong, todo = found.get("refused", 0) + found.get("doubt", 0), found.get("new", 0) + found.get("changed", 0)
        writes = bool(todo) and not dry_run and (accept_good or not wrong)
        if writes:
            load = services.write(
                actor=actor, scope=reach, load=load, accept_good=accept_good, differences_seen=totals_seen
            )
        elif dry_run:
            transaction.set_rollback(True)
    report = {
        "kind": kind,
        "counts": found,
        "totals": [vars(total) for total in services.totals_of(load)],
        "lines": load.report["lines"],
        "unread": load.report["unread"],
        "written": writes,
        "load": None if dry_run else load.pk,
    }
    click.echo(json.dumps(report, ensure_ascii=False, indent=2) if as_json else _text(report, dry_run=dry_run))
    return 1 if wrong else 0


def _text(report: dict[str, Any], *, dry_run: bool) -> str:
    names = {"new": "se crean", "changed": "cambian", "same": "quedan igual", "doubt": "por resolver"}
    counts = report["counts"]
    lines = [", ".join(f"{counts.get(code, 0)} {words}" for code, words in (names | {"refused": "rechazadas"}).items())]
    lines += [f"  {each['code']}: {each['found']}, según la fuente {each['source']}" for each in report["totals"]]
    for line in report["lines"]:
        if line["outcome"] == "doubt":
            lines.append(f"  fila {line['row']}: {line['sentence']}")
        lines += [
            f"  fila {line['row']}, columna {fault['column']}, «{fault['value']}»: {fault['reason'].rstrip('.')}. "
            f"{fault['todo']}"
            for fault in line["faults"]
        ]
    if report["written"]:
        lines.append(f"  escrito; carga {report['load']}, se puede deshacer")
    elif dry_run:
        lines.append("  prueba: no se escribió nada")
    else:
        lines.append("  no se escribió nada: corrija las filas, resuelva las dudas en pantalla o use --accept-good")
    return "\n".join(lines)
