"""``llamkay remission``: cases on paper, computed and explained without a database."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import click
import yaml

from llamkay.cli.law import law_book
from llamkay.core.errors import Refused
from llamkay.core.remission.expect import differences
from llamkay.core.remission.simulate import simulate as simulate_case
from llamkay.core.remission.statement import compute_case
from llamkay.core.remission.words import amount, in_words, outcome_words, place_words, ratio_words, reading_words


@click.group("remission")
def remission() -> None:
    """Remission of sentence by work and study (redención de pena)."""


@remission.command("compute")
@click.argument("cases", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON document: an object for one case, else a list.")
@click.option("--check", is_flag=True, help="Say only where a result departs from what the case expects.")
def compute(cases: tuple[Path, ...], as_json: bool, check: bool) -> None:
    """Compute each CASE.yaml and say why."""
    book = law_book()
    results, wrong, expecting = [], [], 0
    for path in cases:
        for document in _documents(path):
            try:
                results.append(in_words(compute_case(document, book)))
            except Refused as error:
                raise Refused(f"{path}: {error}") from error
            if expected := document.get("expect"):
                expecting += 1
                wrong += [f"{path.name}/{document['id']}{line}" for line in differences(expected, results[-1])]
    if check:
        click.echo("\n".join([*wrong, f"{expecting} cases expect a result; {len(wrong)} differences"]))
        raise SystemExit(1 if wrong else 0)
    if as_json:
        shown: Any = results[0] if len(results) == 1 else results
        click.echo(json.dumps(shown, ensure_ascii=False, indent=2))
    else:
        click.echo("\n\n".join(_prose(result) for result in results))


@remission.command("simulate")
@click.argument("case", type=click.Path(path_type=Path))
@click.option("--scenario", type=click.Path(path_type=Path), help="A file with «pace» and «scenarios».")
@click.option("--json", "as_json", is_flag=True, help="One JSON document: an object for one case, else a list.")
def simulate(case: Path, scenario: Path | None, as_json: bool) -> None:
    """Say when served and redeemed time of CASE.yaml would be enough, under each scenario; never a promise.

    Without --scenario: keep the place, lose it for three months, add study, stop.
    """
    book = law_book()
    question = None
    if scenario:
        found = _documents(scenario, "scenario; begin it with «scenarios:»")
        if len(found) > 1:
            raise Refused(f"«{scenario}» holds {len(found)} documents; put every scenario under one «scenarios:»")
        question = found[0]
    results = []
    for document in _documents(case):
        try:
            results.append(in_words(simulate_case(document, book, question)))
        except Refused as error:
            raise Refused(f"{case}{f' with {scenario}' if scenario else ''}: {error}") from error
    if as_json:
        shown: Any = results[0] if len(results) == 1 else results
        click.echo(json.dumps(shown, ensure_ascii=False, indent=2))
    else:
        click.echo("\n\n".join(_projection(result) for result in results))


def _documents(path: Path, what: str = "case; begin it with «id: …»") -> list[Any]:
    try:
        text = path.read_text(encoding="utf-8")
        documents = [document for document in yaml.safe_load_all(text) if document is not None]
    except FileNotFoundError:
        raise Refused(f"there is no file «{path}»; check the name") from None
    except (yaml.YAMLError, UnicodeDecodeError, ValueError) as error:
        at = getattr(error, "problem_mark", None)
        place = f" near line {at.line + 1}" if at else ""
        raise Refused(f"«{path}» cannot be read as YAML{place}; check the indents, quotes and dates") from error
    if not documents:
        raise Refused(f"«{path}» holds no {what}")
    return documents


def _prose(result: dict[str, Any]) -> str:
    lines = [f"{result['id']}: {outcome_words(result['status'])}", f"  Días contados: {result['counted_days']}"]
    if result["remitted_days"] is not None:
        lines.append(f"  Días de pena redimidos: {result['remitted_days']} ({result['fraction']})")
    for s in result["segments"]:
        remitted = f", {s['remitted']} de pena" if s["remitted"] is not None else ""
        lines.append(f"  {s['from']} a {s['to']} ({_KIND[s['kind']]}, {s['stage']}): {s['days']} días{remitted}")
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


def _projection(result: dict[str, Any]) -> str:
    lines = [
        f"{result['id']}: proyección desde el {day(result['from'])}",
        f"  {result['promise']}",
        f"  {result['law']}",
    ]
    if result["sentence"]:
        lines.append(f"  La pena completa termina el {day(result['sentence']['ends_on'])}")
    for scenario in result["scenarios"]:
        lines.append(f"  {scenario['title']}")
        lines += [f"    Se supone: {text}" for text in scenario["assumptions"]]
        for found in scenario["results"]:
            lines += [f"    {line}" for line in _scenario_result(found)]
    lines += [f"  Puede cambiarlo: {text}" for text in result["could_change"]]
    lines += [f"  Aviso: {warning}" for warning in result["warnings"]]
    lines.append(f"  Versión de la ley: {result['law_version']}")
    return "\n".join(lines)


def _scenario_result(scenario: dict[str, Any]) -> list[str]:
    lines = [f"Si {reading_words(scenario['reading'])}:"] if scenario["reading"] else []
    if scenario["status"] != "projected" and scenario["reason"]:
        lines.append(scenario["reason"])
    lines += [_mark(mark) for mark in scenario["marks"]]
    for period in scenario["periods"]:
        when = f"{day(period['from'])} a {day(period['to'])}, sin incluirlo ({place_words(period['stage'])})"
        if period["kind"] is None:
            lines.append(f"  {when}: sin actividad")
            continue
        ratio = "sin redimir" if period["ratio"] is None else ratio_words(period["ratio"], period["kind"])
        remitted = f": {amount(period['remitted'])} de pena" if period["remitted"] is not None else ""
        lines.append(f"  {when}: {period['days']} días de {_KIND[period['kind']]}, {ratio}{remitted}")
        lines.append(f"    {period['why']}")
    return lines


def _mark(mark: dict[str, Any]) -> str:
    name = _MARK[mark["mark"]]
    if mark["part"] and mark["part"] != "1":
        name += f" ({mark['part']} de la pena, {mark['norm']} art. {mark['article']})"
    if mark["state"] == "reached":
        text = "el tiempo ya está reunido"
    elif mark["state"] == "projected":
        text = day(mark["on"])
        later = mark.get("days_later")
        if later:
            text += f", {abs(later)} días {'después' if later > 0 else 'antes'} que en el primer supuesto"
    else:
        text = f"sin fecha. {mark['reason']}"
        if mark["latest"]:
            text += f" Sin redimir nada en ese tiempo sería el {day(mark['latest'])}."
    return " ".join(filter(None, (f"{name}: {text}.".replace("..", "."), mark["caution"])))


def day(text: str) -> str:
    """An ISO day as Peru writes it."""
    return f"{date.fromisoformat(text):%d/%m/%Y}"


_MARK = {
    "served": "Último día de la pena, sumando lo redimido",
    "semi_liberty": "Tiempo para pedir la semilibertad",
    "conditional": "Tiempo para pedir la liberación condicional",
}
_KIND = {"work": "trabajo", "study": "estudio"}
