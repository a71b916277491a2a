"""``llamkay remission``: cases on paper, computed and explained without a database."""

import json
from pathlib import Path
from typing import Any

import click
import yaml

from llamkay.cli.law import law_book
from llamkay.core.remission.statement import compute_case


@click.group("remission")
def remission() -> None:
    """Remission of sentence by work and study (redención de pena)."""


@remission.command("compute")
@click.argument("cases", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON document: an object for one case, else a list.")
def compute(cases: tuple[Path, ...], as_json: bool) -> None:
    """Compute each CASE.yaml and say why."""
    book = law_book()
    results = []
    for path in cases:
        for document in _documents(path):
            try:
                results.append(compute_case(document, book))
            except (ValueError, LookupError) as error:
                raise ValueError(f"{path}: {error}") from error
    if as_json:
        shown: Any = results[0] if len(results) == 1 else results
        click.echo(json.dumps(shown, ensure_ascii=False, indent=2))
    else:
        click.echo("\n\n".join(_prose(result) for result in results))


def _documents(path: Path) -> list[Any]:
    try:
        text = path.read_text(encoding="utf-8")
        documents = [document for document in yaml.safe_load_all(text) if document is not None]
    except FileNotFoundError:
        raise ValueError(f"there is no file «{path}»; check the name") from None
    except (yaml.YAMLError, UnicodeDecodeError, ValueError) as error:
        at = getattr(error, "problem_mark", None)
        place = f" near line {at.line + 1}" if at else ""
        raise ValueError(f"«{path}» cannot be read as YAML{place}; check the indents, quotes and dates") from error
    if not documents:
        raise ValueError(f"«{path}» holds no case; begin it with «id: …»")
    return documents


def _prose(result: dict[str, Any]) -> str:
    lines = [f"{result['id']}: {_STATUS[result['status']]}", f"  Días contados: {result['counted_days']}"]
    if result["remitted_days"] is not None:
        lines.append(f"  Días de pena redimidos: {result['remitted_days']} ({result['fraction']})")
    for s in result["segments"]:
        given = f", {s['remitted']} de pena" if s["remitted"] is not None else ""
        lines.append(f"  {s['from']} a {s['to']} ({_KIND[s['kind']]}, {s['stage']}): {s['days']} días{given}")
        lines.append(f"    {s['why']}")
    lines += [
        f"  No cuenta {e['on']} ({_KIND[e['kind']]}): {e['why']} Art. {e['article']}." for e in result["excluded"]
    ]
    for a in result["alternatives"]:
        lines.append(f"  Lectura {a['reading']}: {a['days']} días ({a['fraction']}). {a['why']}")
    if result["release"]:
        lines.append(f"  La pena termina el {result['release']['sentence_ends']}")
        if result["release"]["with_remission"]:
            lines.append(f"  Con la redención, el {result['release']['with_remission']}")
    lines += [f"  Aviso: {warning}" for warning in result["warnings"]]
    lines.append(f"  Versión de la ley: {result['law_version']}")
    return "\n".join(lines)


_KIND = {"work": "trabajo", "study": "estudio"}
_STATUS = {
    "computed": "calculado",
    "barred": "el delito no admite redención",
    "no_ratio": "la ley no fija una razón",
    "two_readings": "la ley admite más de una lectura; no se elige",
    "not_final": "sin sentencia firme; los días se cuentan y la razón se fijará después",
}
