"""Everything that is held of a person, chapter by chapter, from what each room declared; nobody else is named in it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import override

from llamkay.apps.people.queries import identities
from llamkay.apps.rights.law import basis
from llamkay.apps.rights.report.names import Names
from llamkay.core.law import Value
from llamkay.core.values import format_amount
from llamkay.platform import clock
from llamkay.platform.record.holdings import CHAPTERS, HOLDINGS, TELLS, Chapter, Read, Table, of_chapter
from llamkay.platform.security import scope as scopes

if TYPE_CHECKING:
    from llamkay.apps.rights.models import DataRequest

LONGEST = 400  # rows of one table; the rest are told by their number, and read on the spot


@dataclass(frozen=True)
class Part:
    """A chapter as it is told: what it rests on, its tables, what is withheld with its reason, what has no row."""

    chapter: Chapter
    basis: Value | None
    tables: Sequence[Table]
    withheld: Sequence[tuple[str, int, str]]
    empty: Sequence[str]


@dataclass(frozen=True)
class Report:
    """What is held of a person on a moment; ``records`` rows are told in it."""

    at: datetime
    parts: Sequence[Part]
    records: int


def report_of(request: "DataRequest") -> Report:
    """The report that a request asks for, of every prison, in Spanish; its queries do not grow with its rows.

    Her child is told of only where the request bears the proof of her standing for it.
    """
    with scopes.elevated(), override("es"):
        people = identities(request.person)
        children = [request.child_id] if request.child_id else []
        parts = [_part(chapter, people, children) for chapter in _chapters(with_child=bool(children))]
        parts = _without_names(parts, Names(people, children))
    records = sum(len(table.rows) for part in parts for table in part.tables)
    return Report(clock.now(), parts, records)


def _chapters(*, with_child: bool) -> list[Chapter]:
    """The chapters in order; that of a child only where she may be told of it."""
    found = sorted(CHAPTERS.values(), key=lambda chapter: chapter.order)
    of_children = {each.chapter for each in HOLDINGS.values() if each.child}
    return [chapter for chapter in found if with_child or chapter.code not in of_children]


def _part(chapter: Chapter, people: Sequence[int], children: Sequence[int]) -> Part:
    tables: list[Table] = []
    withheld: list[tuple[str, int, str]] = []
    empty: list[str] = []
    for each in of_chapter(chapter.code):
        if each.secret or (each.child and not children):
            continue
        rows = each.rows(people, children)
        if each.withheld:
            if count := rows.count():
                withheld.append((each.title, count, each.withheld))
            continue
        found = list(rows[: LONGEST + 1])
        if not found:
            empty.append(each.title)
            continue
        note = f"Se muestran las primeras {LONGEST}; el resto puede leerlas en la oficina." if found[LONGEST:] else ""
        lines = [[text_of(row, read) for read in each.columns.values()] for row in found[:LONGEST]]
        tables.append(_narrow(Table(each.title, list(each.columns), lines, note)))
    for tale in TELLS:
        if tale.chapter == chapter.code:
            made = tale.tables(people, children)
            tables += [table for table in made if table.rows]
            empty += [table.title for table in made if not table.rows]
    return Part(chapter, basis(chapter.code, on=clock.today()), tables, withheld, empty)


def _narrow(table: Table) -> Table:
    """The table without the columns in which no row has anything."""
    used = [n for n, _head in enumerate(table.heads) if any(row[n] for row in table.rows)] or [0]
    rows = [[row[n] for n in used] for row in table.rows]
    return Table(table.title, [table.heads[n] for n in used], rows, table.note)


def _without_names(parts: Sequence[Part], names: Names) -> list[Part]:
    """The same parts, everybody else's names taken out of their texts."""
    names.look("\n".join(cell for part in parts for table in part.tables for row in table.rows for cell in row))
    return [
        Part(
            part.chapter,
            part.basis,
            [
                Table(
                    table.title, table.heads, [[names.hidden(cell) for cell in row] for row in table.rows], table.note
                )
                for table in part.tables
            ],
            part.withheld,
            part.empty,
        )
        for part in parts
    ]


def text_of(row: Any, read: Read) -> str:
    """What a column says of a row, as it is read on paper; nothing where nothing stands."""
    if not isinstance(read, str):
        return str(read(row) or "")
    path, _colon, unit = read.partition(":")
    *way, last = path.split(".")
    for step in way:
        row = getattr(row, step)
        if row is None:
            return ""
    shown = getattr(row, f"get_{last}_display", None)
    return written(shown() if shown else getattr(row, last), unit)


def written(value: Any, unit: str = "") -> str:
    """A value in words: «sí», a day as 05/01/2026, a period «del … al …», soles for ``money``."""
    match value:
        case None:
            return ""
        case bool():
            return "sí" if value else "no"
        case int() if unit == "money":
            return f"S/ {format_amount(value)}"
        case datetime():
            return f"{value.astimezone(clock.LIMA):%d/%m/%Y %H:%M}"
        case date():
            return f"{value:%d/%m/%Y}"
        case time():
            return f"{value:%H:%M}"
        case DateRange():
            return "".join(_period(value))
        case list() | tuple():
            return ", ".join(written(each) for each in value)
    return str(value)


def _period(value: DateRange) -> Iterator[str]:
    if value.lower is not None:
        yield f"desde el {value.lower:%d/%m/%Y}"
    if value.upper is not None:
        last = date.fromordinal(value.upper.toordinal() - 1)
        yield f"{' ' if value.lower else ''}hasta el {last:%d/%m/%Y}"
