"""A list, declared once: from its columns come the page, the same on paper with all its rows, an XLSX and a CSV.

``?pagina=`` chooses the page, ``?orden=`` the order, ``?imprimir=si`` all the rows to print, ``?formato=`` a file.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum, auto
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format, localize
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

from llamkay.platform.clock import LIMA
from llamkay.platform.files.tabular import csv_lines, xlsx_bytes
from llamkay.platform.record import audit
from llamkay.platform.screens.cells import NOTHING, link, soles
from llamkay.platform.screens.doors import shut
from llamkay.platform.security.access import decide

WHOLE = 5_000  # rows of a list on paper
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Kind(Enum):
    """What the values of a column are."""

    TEXT = auto()
    NUMBER = auto()
    MONEY = auto()  # céntimos; soles in a file
    DAY = auto()
    MOMENT = auto()  # written with its hour; its day alone in a file


@dataclass(frozen=True)
class Column:
    """A column of a list: its header, the value of a row, and what the page makes of it.

    A value is computed from the row, or named as ``establishment.name`` or ``get_kind_display``.

    ``cell`` is what the page shows where it is more than the value; ``link`` the page that the cell leads to, or
    nothing; ``order`` the value of ``?orden=`` that its header asks for. The column that names the row is its
    ``head``; one with something to do stands on the ``screen`` only.
    """

    header: Any
    value: Callable[[Any], Any] | str
    kind: Kind = Kind.TEXT
    cell: Callable[[Any], Any] | None = None
    link: Callable[[Any], str] | None = None
    order: str = ""
    head: bool = False
    screen: bool = False

    @property
    def css(self) -> str:
        """What its cells carry beside the classes of every cell."""
        return " no-print" if self.screen else ""

    @property
    def numeric(self) -> bool:
        return self.kind in (Kind.NUMBER, Kind.MONEY)

    @property
    def around(self) -> SafeString:
        """The cell of a row, with ``{}`` where its content stands."""
        if self.head:
            return SafeString('<th scope="row" class="govuk-table__header">{}</th>')
        numeric = " govuk-table__cell--numeric" if self.numeric else ""
        return SafeString(f'<td class="govuk-table__cell{numeric}{self.css}">{{}}</td>')

    def of(self, row: Any) -> Any:
        """The value of a row."""
        if not isinstance(self.value, str):
            return self.value(row)
        for name in self.value.split("."):
            row = getattr(row, name)
        return row() if callable(row) else row

    def shown(self, row: Any) -> Any:
        """The cell of a row on the page."""
        content = self.cell(row) if self.cell else self.plain(row)
        content = NOTHING if content is None else content
        return link(self.link(row), content) if self.link else content

    def plain(self, row: Any) -> Any:
        """The value of a row as the page writes it."""
        return _written(self.of(row), self.kind)

    def filed(self, row: Any) -> Any:
        """The cell of a row in a file."""
        value = self.of(row)
        return value / 100 if self.kind is Kind.MONEY and value is not None else value


def _written(value: Any, kind: Kind) -> Any:
    if value is None or value == "":
        return NOTHING
    if kind is Kind.MONEY:
        return soles(value)
    if kind is Kind.MOMENT:
        return date_format(timezone.localtime(value, LIMA), "SHORT_DATETIME_FORMAT")
    if kind is Kind.DAY:
        return date_format(
            timezone.localtime(value, LIMA) if isinstance(value, datetime) else value, "SHORT_DATE_FORMAT"
        )
    # A number that is counted has its kind; a year or the number of a paper is written as it is called.
    return str(value) if kind is Kind.TEXT and type(value) is int else value


# Who asks, what list, its rows, what it was narrowed by → the rows that may leave, or the page that says what lacks.
Guard = Callable[[Any, "List", Iterable[Any], str], "Iterable[Any] | HttpResponse"]


@dataclass(frozen=True)
class List:
    """A list of the office.

    ``count`` is a plural with ``%(n)s`` or ``%(total)s``; ``empty`` stands where nothing is, ``nothing`` where a
    filter leaves nothing.
    ``file`` are the columns of its files where they are others than those of the page. ``reads`` is the kind of line
    that looking at it leaves in the log of readings about ``target``; taking it away leaves ``export``. A ``guard``
    stands between the rows and their file; ``export`` is the action that it needs, if it is another than reading, and
    ``None`` where the list is not taken away. ``internal`` marks paper and files as such. ``intro`` and ``foot`` are
    said above the list and below its rows; ``parent`` is the address and the name of the page above it.
    """

    name: str
    title: Any
    columns: Sequence[Column]
    count: Any
    empty: Any
    nothing: Any
    file: Sequence[Column] | None = None
    parent: tuple[str, Any] | None = None
    heading: Any = ""
    intro: Any = ""
    foot: Any = ""
    template: str = "lists/list.html"
    reads: str = ""
    target: str = ""
    logged: bool = True
    guard: Guard | None = None
    export: str | None = ""
    internal: bool = False
    size: int = 50

    def unlinked(self) -> "List":
        """The same list for whoever may not open what it names: its cells lead nowhere."""
        return replace(self, columns=[replace(column, link=None) for column in self.columns])

    @property
    def headings(self) -> list[str]:
        """The first line of a file."""
        first, *others = (str(column.header) for column in self.file or self.columns)
        return [f"USO INTERNO · {first}" if self.internal else first, *others]


def answer(
    request: Any,
    listed: List,
    rows: Any,
    *,
    form: Any = None,
    narrowed: bool | None = None,
    prepare: Callable[[Any], Iterable[Any]] = list,
    filed: Callable[[Any], Iterable[Any]] | None = None,
    target: str = "",
    notes: Iterable[Any] = (),
    links: Iterable[Any] = (),
    name: str = "",
    **context: Any,
) -> HttpResponse:
    """The page of a list, all of it to print, or the file that was asked for, each with its line in the log.

    ``prepare`` makes the lines that the columns read from the rows of one page, ``filed`` from all of them where a
    file has others; ``notes`` are said beside the count, ``links`` stand beside those to its files,
    ``name`` is that of a file of this day or month.
    """
    target = target or listed.target or listed.name
    who = request.user.username
    if is_file(request) and may_export(request.user, listed):
        lines = (filed or prepare)(rows)
        if listed.guard:
            lines = listed.guard(request, listed, lines, target)
            if isinstance(lines, HttpResponse):
                return lines
        if listed.logged:
            audit.log_access(actor=who, kind="export", target=target)
        columns = listed.file or listed.columns
        name = f"{name or listed.name}-uso-interno" if listed.internal else name or listed.name
        cells = ([column.filed(line) for column in columns] for line in lines)
        return download(request.GET["formato"], name=name, headings=listed.headings, rows=cells)
    printing = bool(request.GET.get("imprimir"))
    page = paginated(request, rows, size=WHOLE if printing else listed.size)
    if listed.reads:
        audit.log_access(actor=who, kind=listed.reads, target=target)
    if narrowed is None:
        narrowed = form is not None and bool(form.criteria())
    shown = {
        "list": replace(listed, parent=None) if listed.parent and shut(request.user, listed.parent[0]) else listed,
        "form": form,
        "page": page,
        "printing": printing,
        "narrowed": narrowed,
        "count": page.paginator.count,
        "counted": listed.count % dict.fromkeys(("n", "total"), _Count(page.paginator.count)),
        "notes": notes,
        "links": links,
        "lines": list(drawn(listed.columns, prepare(page.object_list))),
        "may_export": may_export(request.user, listed),
    }
    return render(request, listed.template, shown | context)


class _Count(int):
    """How many, which a sentence writes with its thousands apart and still chooses its plural by."""

    def __str__(self) -> str:
        return f"{int(self):,}"


def is_file(request: Any) -> bool:
    """Whether a file of the list is asked for."""
    return request.GET.get("formato", "") in FILES


def may_export(user: Any, listed: List) -> bool:
    """Whether the reader may take the list away: whoever reads it, or who has the action that it names."""
    return listed.export is not None and (not listed.export or bool(decide(user, listed.export)))


def drawn(columns: Sequence[Column], lines: Iterable[Any]) -> Iterator[SafeString]:
    """The cells of each line as the page draws them: a page has too many for a template to go through."""
    cells = [(column.shown, column.around) for column in columns]
    for line in lines:
        yield SafeString("".join(around.format(conditional_escape(localize(shown(line)))) for shown, around in cells))


def paginated(request: Any, rows: Any, *, size: int = 50) -> Page[Any]:
    """The page asked for by ``?pagina=``; a wrong number gives the nearest one."""
    return Paginator(rows, size).get_page(request.GET.get("pagina"))


def download(kind: str, *, name: str, headings: Sequence[Any], rows: Iterable[Sequence[Any]]) -> HttpResponse:
    """The rows as a file of a kind of ``FILES``: in every one, text stays text and never becomes a formula.

    ``name`` is that of the file without its ending.
    """
    headings = [str(heading) for heading in headings]
    response = FILES[kind](name, headings, rows)
    response["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response


def _xlsx(name: str, headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> HttpResponse:
    sheet = name.partition("-")[0].capitalize()
    return HttpResponse(xlsx_bytes(sheet=sheet, headings=headings, rows=rows), content_type=XLSX)


def _csv(_name: str, headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> HttpResponse:
    # Written whole: what is read while an answer streams is read after the request and its scope have ended.
    return HttpResponse("".join(csv_lines(headings=headings, rows=rows)), content_type="text/csv; charset=utf-8")


FILES: Mapping[str, Callable[[str, Sequence[str], Iterable[Sequence[Any]]], HttpResponse]] = {
    "xlsx": _xlsx,
    "csv": _csv,
}
