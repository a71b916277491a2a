"""``llamkay nursery``: children's growth and deadlines on plain files, without a database."""

import csv
import io
import math
import re
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

import click
import numpy as np

from llamkay.cli.law import law_book, read_day
from llamkay.cli.tables import at_row, read_cells
from llamkay.core.errors import Refused
from llamkay.core.nursery import growth as who
from llamkay.core.nursery.deadlines import Terms, third_birthday, upe_notice
from llamkay.core.values.dates import at_age

VISIT = "case_id sex dob visit_date weight_kg lenhei_cm measure headc_cm oedema".split()
SCORED = "age_days clenhei c9mo_flag cbmi zlen zwei zwfl zbmi zhc flen fwei fwfl fbmi fhc".split()
CHILD = "case_id dob mother_nationality".split()
DUE = "third_birthday upe_notice_deadline birth_registration_due newborn_screening_due".split()
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,2})?")
_LARGEST = 1e6


@click.group("nursery")
def nursery() -> None:
    """Children who live with their mothers: growth and deadlines."""


@nursery.command("growth")
@click.argument("file", type=click.Path(path_type=Path))
def growth(file: Path) -> None:
    """Score each visit of FILE.csv by the WHO Child Growth Standards; CSV on standard output.

    FILE.csv has the columns case_id, sex (M, F), dob, visit_date (2026-02-13), weight_kg, lenhei_cm, measure (l lying,
    h standing), headc_cm, oedema (y, n); a cell may be empty, other columns are left out. Added: age_days, clenhei
    (length corrected for the way it was measured), c9mo_flag (measured standing under nine months), cbmi, the z-scores
    zlen, zwei, zwfl, zbmi, zhc and their flags, empty where there is none.
    """
    rows = _rows(file, VISIT)
    parsed = [at_row(file, line, _visit, cells) for line, cells in rows]
    columns = [np.array(column) for column in zip(*parsed, strict=True)] if parsed else [np.array([])] * 7
    sex, age, weight, lenhei, way, headc, oedema = columns
    found = who.scores(
        sex=sex, age_days=age, weight_kg=weight, lenhei_cm=lenhei, way=way, headc_cm=headc, oedema=oedema
    )
    computed = [
        ["" if days == who.NO_AGE else days for days in found.age_days.tolist()],
        [_length(units) for units in found.length_units.tolist()],
        found.wrong_way.tolist(),
        ["" if math.isnan(bmi) else f"{bmi:.6f}" for bmi in found.bmi.tolist()],
        *(["" if math.isnan(z) else f"{z:.2f}" for z in found.z[index].tolist()] for index in who.INDICES),
        *(["" if flag < 0 else flag for flag in found.flags[index].tolist()] for index in who.INDICES),
    ]
    _write([*VISIT, *SCORED], ([*cells, *added] for (_, cells), *added in zip(rows, *computed, strict=True)))


@nursery.command("deadlines")
@click.argument("file", type=click.Path(path_type=Path))
def deadlines(file: Path) -> None:
    """Say for each child of FILE.csv by when the law asks what; CSV on standard output.

    FILE.csv has the columns case_id, dob and mother_nationality (PE, another country's code, EXT; empty or several with
    a slash take the earlier day); other columns are left out. Added: third_birthday, upe_notice_deadline,
    birth_registration_due, newborn_screening_due, by the newest rules of the law data.
    """
    terms = Terms.newest(law_book(everything=True))

    def due(cells: Sequence[str]) -> list[date]:
        _case, dob, nationality = cells
        born = _day("dob", dob)
        if born is None:
            raise Refused("dob is empty; a deadline needs the day of birth, written like 2026-02-13")
        return [
            third_birthday(born, terms),
            upe_notice(born, nationality, terms),
            at_age(born, terms.rules["birth_registration"].value),
            at_age(born, terms.rules["newborn_screening"].value),
        ]

    rows = _rows(file, CHILD)
    _write([*CHILD, *DUE], [[*cells, *at_row(file, line, due, cells)] for line, cells in rows])


def _visit(cells: Sequence[str]) -> tuple[int, int, float, float, int, float, bool]:
    """The facts of a visit as the kernel takes them. Raises ``Refused`` for the first cell that is wrong."""
    _case, sex, dob, visit, weight, lenhei, measure, headc, oedema = cells
    born, seen = _day("dob", dob), _day("visit_date", visit)
    if born and seen and seen < born:
        raise Refused(f"the visit_date «{visit}» is before the dob «{dob}»; correct one of them")
    return (
        _word("sex", sex.upper(), who.SEXES, "M or F"),
        (seen - born).days if born and seen else who.NO_AGE,
        _number("weight_kg", weight),
        _number("lenhei_cm", lenhei),
        _word("measure", measure.lower(), who.WAYS, "l (lying) or h (standing)"),
        _number("headc_cm", headc),
        _word("oedema", oedema.lower(), {"y": 1, "n": 0, "": 0}, "y or n") == 1,
    )


def _day(column: str, text: str) -> date | None:
    try:
        return read_day(text) if text else None
    except Refused as error:
        raise Refused(f"{column}: {error}") from error


def _word(column: str, text: str, known: dict[str, int], choices: str) -> int:
    if text not in known:
        raise Refused(f"{column} is «{text}»; write {choices}, or leave it empty where it is unknown")
    return known[text]


def _number(column: str, text: str) -> float:
    if not text:
        return math.nan
    if not _NUMBER.fullmatch(text):
        raise Refused(
            f"{column} is «{text}», not a number; write it like 10.5, or leave it empty where it was not measured"
        )
    if abs(float(text)) > _LARGEST:
        raise Refused(f"{column} is «{text}», which no child measures; correct it or leave it empty")
    return float(text)


def _length(units: int) -> str:
    """Ten-thousandths of a centimetre as centimetres, with one decimal at least: 84.8, 84.825."""
    if units < 0:
        return ""
    whole, rest = divmod(units, 10_000)
    return f"{whole}.{f'{rest:04}'.rstrip('0') or '0'}"


def _rows(file: Path, columns: list[str]) -> list[tuple[int, list[str]]]:
    """The cells of the columns, without outer spaces, with the number of each row; the heading is row 1."""
    table = read_cells(file)
    heading = [name.lower() for name in table[0]] if table else []
    missing = [name for name in columns if name not in heading]
    if missing:
        raise Refused(
            f"«{file}» lacks the column {', '.join(missing)}; its first row must name {','.join(columns)}, "
            "separated by commas"
        )
    twice = [name for name in columns if heading.count(name) > 1]
    if twice:
        raise Refused(f"«{file}» names the column {twice[0]} twice; take one away")
    places = [heading.index(name) for name in columns]
    found = []
    for line, row in enumerate(table[1:], start=2):
        if not any(row):
            continue
        if len(row) != len(heading):
            raise Refused(
                f"«{file}», row {line}: {len(row)} cells under {len(heading)} columns; "
                "check its commas, and write decimals with a point"
            )
        found.append((line, [row[place] for place in places]))
    return found


def _write(heading: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """The rows, of which the first cell is whatever the file called the child: no formula of a spreadsheet."""
    from llamkay.platform.files.tabular import safe_cell

    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(heading)
    table.writerows([safe_cell(str(case)), *others] for case, *others in rows)
    click.echo(out.getvalue(), nl=False)
