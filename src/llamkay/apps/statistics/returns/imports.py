"""Monthly returns from a file: one row a figure, every fault told with its row, drafts that can be undone.

The columns are código, mes, corte, cifra, clave, valor, fuente. A row without «valor» gives no figure: whoever does
not have it leaves it blank, and a zero is written 0.
"""

import io
import re
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import xlsxwriter
from django.core import signing
from django.db import transaction
from django.utils.translation import gettext as _

from llamkay.apps.institutions.queries import in_scope
from llamkay.apps.statistics import queries, services
from llamkay.apps.statistics.models import Metric, MonthlyReturn
from llamkay.apps.statistics.permissions import ACCEPT, REPORT
from llamkay.core.errors import Refused
from llamkay.core.values import FIRST_YEAR, LAST_YEAR, Month
from llamkay.platform.database.search import fold
from llamkay.platform.files.tabular import column_letters, heading_row, read_table
from llamkay.platform.security.access import require
from llamkay.platform.security.scope import Scope

if TYPE_CHECKING:
    from llamkay.apps.institutions.models import Establishment


COLUMNS = ("código", "mes", "corte", "cifra", "clave", "valor", "fuente")
_LETTERS = dict(zip(COLUMNS, "ABCDEFG", strict=True))
_TITLES = frozenset(map(fold, COLUMNS))
_NUMBER = re.compile(r"\d{1,3}(,\d{3})+|\d{1,12}", re.ASCII)
MAX_RETURNS = 500


@dataclass(frozen=True)
class RefusedRow:
    """Why a row cannot be taken, and what to do: row and column as the spreadsheet numbers them."""

    row: int
    column: str
    value: str
    reason: str
    todo: str


class _Fault(Exception):
    def __init__(self, column: str, reason: str, todo: str) -> None:
        super().__init__(reason)
        self.column, self.reason, self.todo = column, reason, todo


@dataclass
class ReadReturn:
    """The return of one establishment and month as the file gives it, with the rows it stands in."""

    establishment: "Establishment"
    month: Month
    as_of: date
    source: str
    figures: dict[str, dict[str, int]] = field(default_factory=dict)
    rows: dict[tuple[str, str], int] = field(default_factory=dict)
    first_row: int = 0
    faulty: bool = False

    @property
    def values(self) -> int:
        return len(self.rows)

    @property
    def span(self) -> str:
        """The rows of the file it stands in, from the first to the last."""
        last = max(self.rows.values(), default=self.first_row)
        return f"{self.first_row} a {last}" if last > self.first_row else str(self.first_row)

    @property
    def population(self) -> int | None:
        return self.figures.get("population", {}).get("")


@dataclass
class ParsedReturns:
    """What a file says: the returns in it, the rows read, the rows without value, and everything refused."""

    name: str
    returns: list[ReadReturn] = field(default_factory=list)
    refused: list[RefusedRow] = field(default_factory=list)
    rows: int = 0
    blank: int = 0

    @property
    def good(self) -> list[ReadReturn]:
        return [report for report in self.returns if not report.faulty]


@dataclass(frozen=True)
class Imported:
    """The outcome of an import: what was read, and the batch when something was written."""

    parsed: ParsedReturns
    batch: UUID | None = None
    written: tuple[MonthlyReturn, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """The report as plain data, for the command."""
        return {
            "rows": self.parsed.rows,
            "blank_rows": self.parsed.blank,
            "returns": [
                {
                    "establishment": report.establishment.code,
                    "month": str(report.month),
                    "as_of": report.as_of.isoformat(),
                    "figures": report.values,
                    "good": not report.faulty,
                }
                for report in self.parsed.returns
            ],
            "refused": [asdict(item) for item in self.parsed.refused],
            "written": len(self.written),
            "batch": str(self.batch) if self.batch else None,
        }


def read_returns(*, scope: Scope, name: str, content: bytes) -> ParsedReturns:
    """Read a file of returns for the establishments in scope, writing nothing.

    Raises ``Refused`` with one sentence when the file cannot be read at all.
    """
    table = read_table(name=name, content=content, titles=_TITLES)
    first = heading_row(table, _TITLES)
    heading = [fold(text) for text in table[first]]
    at = {column: heading.index(fold(column)) for column in COLUMNS if fold(column) in heading}
    if missing := [column for column in COLUMNS if column not in at]:
        raise Refused(
            _("al archivo {name} le falta la columna «{missing}» en la primera fila. {template}").format(
                name=name, missing="», «".join(missing), template=_("Descargue la plantilla y copie sus títulos.")
            )
        )
    reader = _Reader(scope, name, at)
    for number, line in enumerate(table[first + 1 :], start=first + 2):
        if any(line):
            reader.line(number, line)
    if not reader.parsed.returns and not reader.parsed.refused:
        raise Refused(
            _("el archivo {name} no trae ningún valor: llene la columna «valor» de las cifras que informa").format(
                name=name
            )
        )
    if len(reader.parsed.returns) > MAX_RETURNS:
        raise Refused(
            _("el archivo {name} trae más de {most} informes: divídalo por meses").format(name=name, most=MAX_RETURNS)
        )
    return reader.finish()


class _Reader:
    def __init__(self, scope: Scope, name: str, at: dict[str, int]) -> None:
        self.parsed = ParsedReturns(name)
        self.at = at
        self.places = {fold(place.code): place for place in in_scope(scope)}
        self.book = queries.dictionary()
        self.metrics = {fold(code): m for code, m in self.book.metrics.items()}
        self.metrics |= {fold(m.name): m for m in self.book.metrics.values()}
        self.keys = {
            dimension: {fold(text): key for key, label in keys.items() for text in (key, label)}
            for dimension, keys in self.book.dimensions.items()
        }
        self.by_month: dict[tuple[int, Month], ReadReturn] = {}

    def line(self, number: int, line: list[str]) -> None:
        self.parsed.rows += 1
        cell = {column: line[at] if at < len(line) else "" for column, at in self.at.items()}
        if not cell["valor"]:
            self.parsed.blank += 1
            return
        faults: list[_Fault] = []
        place, month, as_of, metric, value = (
            _tried(faults, read, text)
            for read, text in (
                (self._place, cell["código"]),
                (_month, cell["mes"]),
                (_day, cell["corte"]),
                (self._metric, cell["cifra"]),
                (_value, cell["valor"]),
            )
        )
        key = _tried(faults, lambda text: self._key(metric, text), cell["clave"]) if metric else None
        report = self._return(number, place, month, as_of, cell, faults) if place and month and as_of else None
        if report and metric and key is not None and value is not None:
            self._put(number, report, metric, key, value, cell, faults)
        if faults and report is None and place and month and (place.pk, month) in self.by_month:
            report = self.by_month[place.pk, month]
        if faults and report:
            report.faulty = True
        for fault in faults:
            self._refuse(number, fault, cell.get(fault.column, ""))

    def _refuse(self, number: int, fault: _Fault, value: str) -> None:
        letter = column_letters(self.at[fault.column])
        self.parsed.refused.append(
            RefusedRow(number, f"{letter} ({fault.column})", value[:60], fault.reason, fault.todo)
        )

    def _place(self, text: str) -> "Establishment":
        if not text:
            raise _Fault("código", _("falta el código del establecimiento"), _("Escríbalo como EP16."))
        if fold(text) not in self.places:
            raise _Fault(
                "código",
                _("no es el código de un establecimiento de su ámbito"),
                _("Búsquelo en la lista de establecimientos; si no es suyo, quite la fila."),
            )
        return self.places[fold(text)]

    def _metric(self, text: str) -> Metric:
        if fold(text) not in self.metrics:
            raise _Fault(
                "cifra",
                _("no es una cifra del diccionario"),
                _("Use el código de la plantilla, por ejemplo population."),
            )
        return self.metrics[fold(text)]

    def _key(self, metric: Metric, text: str) -> str:
        keys = self.keys[metric.dimension]
        if not metric.dimension:
            if text:
                raise _Fault(
                    "clave",
                    _("«{metric.name}» no se divide por claves").format(metric=metric),
                    _("Deje la clave en blanco."),
                )
            return ""
        if fold(text) not in keys or not text:
            some = ", ".join(list(self.book.keys(metric))[:4])
            reason = _("no es una clave de") if text else _("falta la clave de")
            raise _Fault(
                "clave",
                _("{reason} «{metric.name}»").format(reason=reason, metric=metric),
                _("Use una de la plantilla: {some}…").format(some=some),
            )
        return keys[fold(text)]

    def _return(
        self, number: int, place: "Establishment", month: Month, as_of: date, cell: dict[str, str], faults: list[_Fault]
    ) -> ReadReturn:
        report = self.by_month.get((place.pk, month))
        if report is None:
            report = ReadReturn(place, month, as_of, cell["fuente"], first_row=number)
            self.by_month[place.pk, month] = report
            self.parsed.returns.append(report)
        if as_of != report.as_of:
            again = _(
                "el informe de {place.code} {month} ya dice corte {given.as_of:%d/%m/%Y} en la fila {given.first_row}"
            )
            what = _("Un informe tiene un solo día de corte: use el mismo en todas sus filas.")
            faults.append(_Fault("corte", again.format(place=place, month=month, given=report), what))
        if cell["fuente"] and report.source and cell["fuente"] != report.source:
            again = _("el informe de {place.code} {month} ya dice otra fuente en la fila {given.first_row}")
            what = _("Un informe tiene una sola fuente: repítala igual o déjela en blanco.")
            faults.append(_Fault("fuente", again.format(place=place, month=month, given=report), what))
        report.source = report.source or cell["fuente"]
        return report

    def _put(
        self,
        number: int,
        report: ReadReturn,
        metric: Metric,
        key: str,
        value: int,
        cell: dict[str, str],
        faults: list[_Fault],
    ) -> None:
        if (metric.code, key) in report.rows:
            first = report.rows[metric.code, key]
            column = "clave" if cell["clave"] else "cifra"
            faults.append(
                _Fault(
                    column,
                    _("esa cifra ya está en la fila {row}").format(row=first),
                    _("Deje una sola de las dos filas."),
                )
            )
            return
        report.rows[metric.code, key] = number
        report.figures.setdefault(metric.code, {})[key] = value

    def finish(self) -> ParsedReturns:
        """What only the whole return shows: its day, its source, figures that contradict one another."""
        for report in self.parsed.returns:
            if report.faulty:
                continue
            problems = services.check_return(
                establishment=report.establishment, month=report.month, figures=report.figures, book=self.book
            )
            problems += services.check_day(month=report.month, as_of=report.as_of, source=report.source)
            for problem in problems:
                report.faulty = True
                self.parsed.refused.append(
                    RefusedRow(
                        report.first_row,
                        "—",
                        f"{report.establishment.code} {report.month}",
                        problem,
                        f"Corrija las filas de ese informe ({report.span}), o quítelas del archivo.",
                    )
                )
        self.parsed.refused.sort(key=lambda item: (item.row, item.column))
        return self.parsed


def _tried(faults: list[_Fault], read: Any, text: str) -> Any:
    try:
        return read(text)
    except _Fault as fault:
        faults.append(fault)
        return None


def _month(text: str) -> Month:
    found = re.fullmatch(r"(\d{4}-\d{2})(-\d{2})?( 00:00:00)?", text)
    try:
        return Month.parse(found[1] if found else text)
    except Refused:
        reason = _("no es un mes") if text else _("falta el mes")
        raise _Fault("mes", reason, _("Escríbalo como 2026-01.")) from None


def _day(text: str) -> date:
    for form in ("%Y-%m-%d", "%Y-%m-%d %H:%M:%S", "%d/%m/%Y"):
        try:
            day = datetime.strptime(text, form).date()  # noqa: DTZ007
        except ValueError:
            continue
        if text.isascii() and FIRST_YEAR <= day.year <= LAST_YEAR:
            return day
    reason = _("no es un día") if text else _("falta el día de corte")
    raise _Fault("corte", reason, _("Escríbalo como 2026-01-31 o 31/01/2026."))


def _value(text: str) -> int:
    if not _NUMBER.fullmatch(text):
        raise _Fault(
            "valor",
            _("no es un número entero de cero o más"),
            _("Escriba solo cifras, como 1200; si no la tiene, deje en blanco."),
        )
    value = int(text.replace(",", ""))
    if value > services.MAX_VALUE:
        raise _Fault("valor", _("pasa de {most:,}").format(most=services.MAX_VALUE), _("Revise si sobra una cifra."))
    return value


# -- a reading kept by the page between the preview and the decision, signed so that only its reader can send it back

_SALT, _HOURS = "statistics.import", 4


def packed(parsed: ParsedReturns, *, username: str) -> str:
    """The returns of a parsed as one signed text for that user."""
    lines = [
        [report.establishment.code, str(report.month), report.as_of.isoformat(), report.source, report.figures]
        for report in parsed.good
    ]
    return signing.dumps({"by": username, "name": parsed.name, "returns": lines}, salt=_SALT, compress=True)


def unpacked(text: str, *, scope: Scope, username: str) -> ParsedReturns:
    """The parsed that ``packed`` wrote. Raises ``Refused`` when it is too old, altered or of another user."""
    try:
        payload = signing.loads(text, salt=_SALT, max_age=_HOURS * 3600)
    except signing.BadSignature as error:
        raise Refused(_("la vista previa ya no vale (dura cuatro horas): suba el archivo otra vez")) from error
    places = {place.code: place for place in in_scope(scope)}
    if payload["by"] != username or not {line[0] for line in payload["returns"]} <= set(places):
        raise Refused(_("la vista previa es de otro usuario o de otro ámbito: suba el archivo otra vez"))
    return ParsedReturns(
        payload["name"],
        [
            ReadReturn(places[code], Month.parse(month), date.fromisoformat(as_of), source, figures)
            for code, month, as_of, source, figures in payload["returns"]
        ],
    )


def import_returns(
    *,
    actor: Any,
    scope: Scope,
    name: str,
    content: bytes,
    accept: bool = False,
    accept_good: bool = False,
    dry_run: bool = False,
) -> Imported:
    """Enter the returns of a file as drafts: all of them, with ``accept_good`` those without fault, or none.

    With ``accept`` each becomes a snapshot at once, for whoever may accept.
    """
    require(actor, REPORT)
    parsed = read_returns(scope=scope, name=name, content=content)
    if dry_run or not parsed.good or (parsed.refused and not accept_good):
        return Imported(parsed)
    return write_returns(actor=actor, parsed=parsed, accept=accept)


@transaction.atomic
def write_returns(*, actor: Any, parsed: ParsedReturns, accept: bool = False) -> Imported:
    """Write the returns of a parsed that are without fault, as one batch.

    Each is checked again. Raises ``ReturnRefused`` when one no longer stands; then nothing is written.
    """
    if accept:
        require(actor, ACCEPT)
    batch, written = uuid4(), []
    for read in parsed.good:
        report = services.report_return(
            actor=actor,
            establishment=read.establishment,
            month=read.month,
            as_of=read.as_of,
            figures=read.figures,
            source=read.source,
            batch=batch,
            file_name=parsed.name,
        )
        if accept:
            services.accept_return(actor=actor, monthly_return=report)
        written.append(report)
    return Imported(parsed, batch, tuple(written))


@dataclass(frozen=True)
class Undone:
    """What became of the returns of a file when it was undone."""

    withdrawn: int
    accepted: int
    others: int


@transaction.atomic
def undo_import(*, actor: Any, scope: Scope, batch: UUID) -> Undone:
    """Withdraw every draft that came in a file; what was accepted or replaced since stays as it is."""
    require(actor, REPORT)
    found = list(queries.returns(scope=scope).filter(batch=batch).order_by("id"))
    drafts = [report for report in found if report.state == MonthlyReturn.State.DRAFT]
    for report in drafts:
        services.withdraw_return(actor=actor, monthly_return=report)
    accepted = sum(report.state == MonthlyReturn.State.ACCEPTED for report in found)
    return Undone(len(drafts), accepted, len(found) - len(drafts) - accepted)


def template(*, places: "list[Establishment]", month: Month) -> bytes:
    """An XLSX to be filled: a row for each establishment and figure of the dictionary, and what each one means."""
    book = queries.dictionary()
    buffer = io.BytesIO()
    work = xlsxwriter.Workbook(buffer, {"strings_to_formulas": False, "strings_to_urls": False})
    bold, text, number = (
        work.add_format(f) for f in ({"bold": True}, {"num_format": "@"}, {"num_format": "0", "border": 1})
    )
    paper, words = work.add_worksheet("Informe"), work.add_worksheet("Diccionario")
    paper.write_row(0, 0, COLUMNS, bold)
    last = month.dates()[-1].isoformat()
    lines = [(place, *cell) for place in places for cell in book.cells]
    for at, (place, metric, key, _label) in enumerate(lines, start=1):
        for column, value in enumerate((place.code, str(month), last, metric.code, key)):
            paper.write_string(at, column, value, text)
        paper.write_blank(at, 5, None, number)
    paper.freeze_panes(1, 0)
    paper.set_column(0, 2, 12)
    paper.set_column(3, 4, 24)
    paper.set_column(6, 6, 50)
    words.write_row(0, 0, ["cifra", "clave", "nombre", "unidad", "definición"], bold)
    for at, (metric, key, label) in enumerate(book.cells, start=1):
        name = f"{metric.name}: {label}" if label else metric.name
        for column, value in enumerate((metric.code, key, name, metric.unit, metric.definition)):
            words.write_string(at, column, value)
    words.set_column(0, 1, 24)
    words.set_column(2, 2, 50)
    words.set_column(4, 4, 90)
    work.close()
    return buffer.getvalue()
