"""Reads of the releases: those of a quarter, the quarters that wait, the one that the public reads."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from django.db.models import QuerySet
from django.utils.translation import gettext

from llamkay.apps.statistics.models import Release
from llamkay.apps.statistics.releases.tables import Table, TableRow
from llamkay.core.disclosure import Bounds
from llamkay.core.values import Month

_OTHERS = re.compile(r"Otros penales, con menos de (\d+) cada uno")
_WAS_PUBLIC = [Release.State.SIGNED, Release.State.REPLACED, Release.State.WITHDRAWN]


def read_by_the_public(month: Month) -> QuerySet[Release]:
    """The releases of a quarter that were public at some time, the first first."""
    return Release.objects.filter(month=month.first, state__in=_WAS_PUBLIC).order_by("number")


def reserved_before(month: Month) -> set[str]:
    """The cells that the newest release of an earlier quarter reserved."""
    earlier = Release.objects.filter(month__lt=month.first, state__in=_WAS_PUBLIC).order_by("-month", "-number").first()
    return {key for key, value in earlier.document["cells"].items() if value is None} if earlier else set()


def public_releases() -> QuerySet[Release]:
    """The releases that the public reads, the newest quarter first."""
    return Release.objects.filter(state=Release.State.SIGNED).order_by("-month")


def ended_quarters(today: date, *, count: int = 8) -> list[Month]:
    """The last quarters that have ended, by their last month, the newest first."""
    month = Month.of(today)
    found: list[Month] = []
    while len(found) < count:
        month = month.previous()
        if month.number % 3 == 0:
            found.append(month)
    return found


def quarters(today: date) -> list[tuple[Month, Release | None, Release | None]]:
    """Each of the last quarters with the release that waits for a signature and the one that is public."""
    months = ended_quarters(today)
    rows = Release.objects.filter(month__in=[month.first for month in months], state__in=["prepared", "signed"])
    by = {(release.month, release.state): release for release in rows}
    return [(month, by.get((month.first, "prepared")), by.get((month.first, "signed"))) for month in months]


class Cell(NamedTuple):
    """A cell as it is read: what is told (none: reserved) and, for whoever prepares it, what is behind it."""

    shown: int | None
    value: int | None
    bounds: Bounds | None


class ReadRow(NamedTuple):
    """A line of a table with its cells."""

    label: str
    places: int | None
    cells: list[Cell]


class ReadTable(NamedTuple):
    """A table of a release as it is read; ``places``: its lines are of nurseries that have places."""

    code: str
    title: str
    columns: list[str]
    places: bool
    rows: list[ReadRow]


def read_tables(
    tables: Sequence[Table],
    cells: Mapping[str, int | None],
    *,
    values: Mapping[str, int] | None = None,
    bounds: Mapping[str, Bounds] | None = None,
) -> list[ReadTable]:
    """The tables of a release with their cells as they are read: each what is told, and for whoever prepares it the
    true value and what a stranger may work out of it."""
    true, known = values or {}, bounds or {}

    def read(row: TableRow) -> ReadRow:
        cells_of = [Cell(cells.get(key), true.get(key), known.get(key)) for key in row["keys"]]
        return ReadRow(_spoken(row["label"]), row.get("places"), cells_of)

    return [
        ReadTable(
            table["code"],
            gettext(table["title"]),
            [column and gettext(column) for column in table["columns"]],
            table["places"],
            list(map(read, table["rows"])),
        )
        for table in tables
    ]


def _spoken(label: str) -> str:
    """A label of the document, which is in Spanish, in the language of who reads; a name of a place stays itself."""
    if others := _OTHERS.fullmatch(label):
        return gettext("Otros penales, con menos de {few} cada uno").format(few=others[1])
    return ": ".join(part and gettext(part) for part in label.split(": "))
