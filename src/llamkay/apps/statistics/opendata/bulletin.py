"""The monthly bulletin: every table that the public may read of a month, as PDF and as a workbook."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from llamkay.apps.institutions.queries import heading_on
from llamkay.apps.statistics import queries
from llamkay.apps.statistics.figures.dictionary import entries, ratios, value_of
from llamkay.apps.statistics.figures.history import ENOUGH, drawn, same_places
from llamkay.apps.statistics.figures.published import PublicFigure, PublicPart, PublishedMonth
from llamkay.apps.statistics.figures.queries import public_values
from llamkay.apps.statistics.figures.regions import regions_chart
from llamkay.apps.statistics.hooks import corrected
from llamkay.apps.statistics.kinds import BY_CLASSES, PEOPLE, QUARTERLY
from llamkay.core.values import Month
from llamkay.platform import clock
from llamkay.platform.charts import Chart
from llamkay.platform.database.search import fold
from llamkay.platform.files.tabular import xlsx_book
from llamkay.platform.months import month_name
from llamkay.platform.papers import render
from llamkay.platform.papers.charts import on_paper

TEMPLATE = Path(__file__).parent.parent / "papers" / "bulletin.typ"
Cell = str | int | None
# A sheet of the workbook for each figure that is told by classes.
CLASSES = {
    "working_by_modality": "Modalidades",
    "working_by_trade": "Especialidades",
    "working_by_sex": "Trabajo por sexo",
    "working_by_status": "Trabajo por situación",
    "studying_by_level": "Niveles",
    "studying_by_sex": "Estudio por sexo",
    "studying_by_status": "Estudio por situación",
}
DRAWN = ("working", "studying", "work_or_study")  # whose months are drawn, and where the first of them are


@dataclass(frozen=True)
class Sheet:
    """A table of the bulletin; a cell without a value is kept back."""

    name: str
    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    words: bool = False  # whether it has sentences, and no numbers


def sheets(month: date) -> list[Sheet]:
    """The tables of a month: the country beside the month before, ratios, regions, prisons, classes."""
    read = PublishedMonth(month)
    before = PublishedMonth(Month.of(month).previous().first)
    metrics = [m for m in queries.metrics(public_only=True) if m.code not in QUARTERLY]
    totals = [metric for metric in metrics if not metric.dimension]
    shown = {metric.code: read.figure(metric.code) for metric in totals}
    there = [metric for metric in totals if shown[metric.code].parts]
    country = [
        (m.label, m.counted_in, shown[m.code].value, len(shown[m.code].parts), *_earlier(before, m.code, shown[m.code]))
        for m in there
    ]
    shares = [
        (ratio.name, f"{value.percent} %" if value.within else value.percent, value.part, value.whole)
        for ratio in ratios()
        if (value := value_of(ratio, read))
    ]
    columns = [metric for metric in there if metric.code in ("population", *PEOPLE)]
    regions = sorted({region for metric in columns for region in shown[metric.code].regions}, key=fold)
    places = {part.code: part.establishment for metric in columns for part in shown[metric.code].parts}
    names = tuple(metric.label for metric in columns)
    made = [
        Sheet(
            "Resumen",
            _("El país"),
            (_("Cifra"), _("Unidad"), _("Este mes"), _("Penales"), _("Mes anterior"), _("Penales entonces")),
            tuple(country),
        ),
        Sheet("Partes", _("Una cifra sobre otra"), (_("Cifra"), _("Por ciento"), _("Parte"), _("De")), tuple(shares)),
        Sheet(
            "Regiones",
            _("Por región"),
            (_("Región"), *names),
            tuple((r, *(shown[m.code].regions.get(r) for m in columns)) for r in regions),
        ),
        Sheet(
            "Penales",
            _("Penal por penal"),
            (_("Establecimiento"), *names),
            tuple((places[code], *(_of(shown[m.code].of(code)) for m in columns)) for code in sorted(places)),
        ),
    ]
    for metric in (each for each in metrics if each.code in BY_CLASSES):
        rows = tuple((label, value) for _key, label, value in queries.labelled(read.classes(metric.code)))
        made.append(Sheet(CLASSES[metric.code], metric.label, (_("Clase"), metric.counted_in.capitalize()), rows))
    made += [
        Sheet(
            "Revisión",
            _("Cifras provisionales"),
            (_("A más tardar"), _("Por qué"), _("Cuánto se espera que cambie")),
            ((f"{revision.due:%d/%m/%Y}", revision.why, revision.expected),) if (revision := read.revision) else (),
            words=True,
        ),
        Sheet(
            "Correcciones",
            _("Correcciones de lo publicado"),
            (_("Documento"), _("Decía"), _("Debe decir"), _("Por qué")),
            tuple(
                (
                    _("{line} (sustancial)").format(line=each.line) if each.substantial else each.line,
                    each.says,
                    each.should_say,
                    each.why,
                )
                for each in corrected()
                if each.month == month
            ),
            words=True,
        ),
    ]
    return [sheet for sheet in made if sheet.rows]


def _earlier(before: PublishedMonth, code: str, now: PublicFigure) -> tuple[Cell, Cell]:
    """The figure of the month before, and of how many prisons: of so few others it is no comparison."""
    found = before.figure(code)
    if len(found.parts) < ENOUGH * len(now.parts):
        return ("—", len(found.parts) or "—")
    return (found.value, len(found.parts))


def _of(part: PublicPart | None) -> Cell:
    return "—" if part is None else part.value


def workbook(month: date) -> bytes:
    """The tables of a month as a workbook, a sheet each."""
    kept_back = _("reservado")
    return xlsx_book(
        [
            (sheet.name, sheet.headings, [[kept_back if cell is None else cell for cell in row] for row in sheet.rows])
            for sheet in sheets(month)
        ]
    )


def paper(month: date) -> bytes:
    """The tables of a month as a PDF."""
    now = clock.now()
    last = Month.of(month).end - timedelta(days=1)
    data = {
        "title": _("Boletín de {month}").format(month=month_name(Month.of(month))),
        "subtitle": _("Trabajo y estudio en los penales, al {day}").format(day=f"{last:%d/%m/%Y}"),
        "institution": heading_on(now.date()).name,
        "printed": f"{now:%d/%m/%Y %H:%M}",
        "demo": settings.DEMO,
        "drawings": [on_paper(chart) for chart in _histories(month)],
        "map": _map(month),
        "sheets": [
            {
                "title": sheet.title,
                "headings": list(sheet.headings),
                "rows": [list(map(_words, row)) for row in sheet.rows],
                "bars": _bars(sheet),
                "words": sheet.words,
            }
            for sheet in sheets(month)
        ],
    }
    return render(TEMPLATE, data, at=now)


def _histories(month: date) -> Iterator[Chart]:
    """How the first figures moved until the month."""
    known = queries.metrics_by_code(DRAWN)
    for code in DRAWN:
        values = {each: shown for each, shown in public_values(code).items() if each <= month}
        if history := same_places(values):
            metric = known[code]
            label, breaks = metric.counted_in.capitalize(), entries()[code].breaks
            yield drawn(history, name=f"chart_{code}", title=metric.label, label=label, plot=90, breaks=breaks)


def _map(month: date) -> dict[str, str] | None:
    """Where those who work are."""
    (metric,) = queries.metrics_by_code(DRAWN[:1]).values()
    read = PublishedMonth(month)
    chart = regions_chart(metric, read, read.figure(metric.code))
    return on_paper(chart) | {"note": _("Con rayas: reservado.")} if chart else None


def _bars(sheet: Sheet) -> list[float | None]:
    """How long the bar of each row of a table of classes is, of the longest; nothing where a value is kept back."""
    if len(sheet.headings) != 2:
        return []
    values = [row[1] if isinstance(row[1], int) else None for row in sheet.rows]
    most = max((value for value in values if value), default=0)
    return [None if value is None or not most else round(value / most, 3) for value in values]


def _words(cell: Cell) -> str:
    if cell is None:
        return _("reservado")
    return f"{cell:,}" if isinstance(cell, int) else cell
