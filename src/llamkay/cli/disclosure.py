"""``llamkay disclosure``: what of a table may be told, and what a stranger works out of one, without a database."""

import json
import time
from pathlib import Path
from typing import Any

import click

from llamkay.cli.tables import read_cells
from llamkay.core.disclosure.tables import Table, read_table
from llamkay.core.errors import Refused
from llamkay.hiding import Attacker, choose

_FILE = click.argument("file", type=click.Path(path_type=Path))
_JSON = click.option("--json", "as_json", is_flag=True, help="One JSON document instead of lines.")
_MOST = 1000


@click.group("disclosure")
def disclosure() -> None:
    """Tables of counts of people: what has to be hidden so that nobody is recognised, and whether it stays hidden."""


@disclosure.command("protect")
@_FILE
@click.option("--threshold", type=click.IntRange(2, _MOST), required=True, help="Counts from 1 to one less are hidden.")
@_JSON
def protect(file: Path, threshold: int, as_json: bool) -> None:
    """Choose what to hide of the table in FILE.csv so that no hidden count can be known to less than N − 1."""
    table = _read(file)
    start = time.perf_counter()
    small = (table.counts > 0) & (table.counts < threshold)
    choice = choose(table.system, table.counts, small, threshold - 1)
    hidden = [
        {**table.names(int(at)), "why": "small" if small[at] else "protects"} for at in choice.hidden.nonzero()[0]
    ]
    document: dict[str, Any] = {
        "cells": len(table.places),
        "hidden": hidden,
        "narrowest": choice.narrowest,
        "least": choice.least,
        "whole": [table.names(at) for at in table.whole() if not choice.hidden[at]],
        "seconds": round(time.perf_counter() - start, 2),
    }
    if as_json:
        click.echo(json.dumps(document, ensure_ascii=False))
        return
    for at in choice.hidden.nonzero()[0]:
        click.echo(f"{table.words(int(at))}: {'small' if small[at] else 'protects'}")
    click.echo(
        f"{len(hidden)} of {len(table.places)} cells go (at least {choice.least} must); "
        + (f"the narrowest is known to {choice.narrowest}" if choice.narrowest is not None else "nothing limits them")
    )


@disclosure.command("attack")
@_FILE
@_JSON
def attack(file: Path, as_json: bool) -> None:
    """Work out the blank counts of the table in FILE.csv from those that are shown."""
    table = _read(file, hidden=True)
    try:
        ends = Attacker(table.system, table.counts, table.hidden).ends()
    except Refused as error:
        raise Refused(f"«{file}»: {error}") from error
    intervals = [
        {**table.names(int(cell)), "low": int(low), "high": None if high < 0 else int(high)}
        for cell, low, high in zip(ends.cells, ends.least, ends.most, strict=True)
    ]
    exact = [
        {**table.names(int(cell)), "count": int(low)}
        for cell, low, high in zip(ends.cells, ends.least, ends.most, strict=True)
        if low == high
    ]
    if as_json:
        document = {"hidden": len(intervals), "exact": exact, "narrowest": ends.narrowest, "intervals": intervals}
        click.echo(json.dumps(document, ensure_ascii=False))
        return
    for cell, low, high in zip(ends.cells, ends.least, ends.most, strict=True):
        known = f"is {low}" if low == high else f"{low} or more" if high < 0 else f"{low} to {high}"
        click.echo(f"{table.words(int(cell))}: {known}")
    click.echo(f"{len(intervals)} hidden, {len(exact)} of them known exactly")


def _read(file: Path, *, hidden: bool = False) -> Table:
    cells = read_cells(file)
    try:
        return read_table(cells, hidden=hidden)
    except Refused as error:
        raise Refused(f"«{file}», {error}") from error
