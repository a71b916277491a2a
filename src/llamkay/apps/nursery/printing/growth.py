"""Growth on paper: each curve of a child with its dots, and the visits behind them; the tables of the file too."""

from collections.abc import Sequence
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import override

from llamkay.apps.nursery.health import queries as health
from llamkay.apps.nursery.models import Child, Problem, Visit
from llamkay.apps.nursery.printing.parts import day, part, sheet
from llamkay.apps.nursery.record.case_file import CaseFile
from llamkay.core.nursery.preterm import gestation_in_words

# What the stylesheet of the screen says of a curve, for a drawing that no stylesheet reaches.
STYLE = """
.curve__grid{stroke:#ddd8cc;stroke-width:1} .curve__tick{font-family:'Source Sans 3';font-size:14px;fill:#474a72}
.curve__z{font-family:'Source Sans 3';font-size:15px;font-weight:700;fill:#1e2150}
.curve__line{fill:none;stroke:#6b6e95;stroke-width:1.5} .curve__line--middle{stroke:#1e2150;stroke-width:2.5}
.curve__line--far{stroke-dasharray:7 4;stroke:#a43e22} .curve__path{fill:none;stroke:#a43e22;stroke-width:2}
.curve__dot{fill:#a43e22;stroke:#fff;stroke-width:1.5}
.curve__date{font-family:'Source Sans 3';font-size:12px;fill:#1e2150}
"""
SOURCES = {
    health.POST_MENSTRUAL: "Líneas de puntaje z de INTERGROWTH-21 (Villar y otros, 2015), por confirmar: de 27 a 64 "
    "semanas desde la última regla.",
    health.CHRONOLOGICAL: "Líneas de puntaje z de los Patrones de crecimiento infantil de la OMS (2006 y 2007).",
    health.CORRECTED: "Líneas de puntaje z de la OMS (2006 y 2007), por edad corregida a 40 semanas.",
}


@override("es")  # the paper is in Spanish, whoever prints it
def growth_sheet(file: CaseFile) -> dict[str, Any]:
    """Every curve that has a dot, one to a page, then the visits as a table. The nurse's assessment is not replaced."""
    child, visits = file.child, list(health.visits(file.child))
    charts = []
    for name, (_index, _column, _unit, title) in health.CURVES.items():
        for age in health.ages_of(child, name):
            made = health.chart(child, visits, name, age=age)
            if made.dots:
                basis = health.BASES[age] if name != "peso-talla" else ""
                charts.append(_chart(f"{title}{', ' if basis else ''}{basis}", health.drawing(made), age))
    parts = [each for chart in charts for each in (*chart, part("break", "", []))]
    parts += growth_parts(child, visits)
    early = f", a las {gestation_in_words(child.gestation_days)} de gestación" if child.gestation_days else ""
    return sheet(
        "Curvas de crecimiento",
        subtitle=f"{child.full_name} · {child.code} · {child.get_sex_display()}, nació el {day(child.born_on)}{early}",
        head=["Centro de cuidado diurno", "Reservado: datos de salud de una niña o un niño"],
        parts=parts,
        wide=True,
        signs=["Profesional de salud"],
    )


def _chart(title: str, drawing: health.Drawing, age: str) -> list[dict[str, Any]]:
    svg = render_to_string("nursery/health/_curve.svg", {"drawing": drawing, "title": title, "style": STYLE})
    dots = "; ".join(f"{dot.on:%d/%m/%Y}: {dot.y}" for dot in drawing.dots)
    body = {"svg": svg, "alt": f"{title}. Medidas: {dots}.", "note": SOURCES[age]}
    return [part("chart", title, body)]


def growth_parts(child: Child, visits: Sequence[Visit]) -> list[dict[str, Any]]:
    """The visits that count, the newest first: measures, each assessment with its z-score and class, or why not."""
    if not visits:
        return [part("text", "Crecimiento", ["No hay ninguna medida registrada."])]
    rows = health.read_visits(child, visits)
    measures = [
        [
            day(row.visit.on),
            _of(row.visit.weight_g, row.weight),
            _of(row.visit.length_mm, row.length),
            _of(row.visit.head_mm, row.head),
            _blood(row),
        ]
        for row in rows
    ]
    scores = [
        [_when(row, assessment, child), *(_score(assessment, title) for title in health.INDICES.values())]
        for row in rows
        for assessment in row.assessments
    ]
    head = ["Control", "Peso (kg)", "Talla (cm)", "Cabeza (cm)", "Hemoglobina"]
    scored = ["Control", "Peso/edad", "Talla/edad", "Peso/talla", "IMC/edad", "Cabeza/edad"]
    cells = [cell for row in rows for assessment in row.assessments for cell in assessment.cells]
    note = ["Sin más palabras, la clase es normal."]
    if any(cell.kind and cell.kind.to_confirm for cell in cells):
        note.append("Los cortes de las clases están por confirmar.")
    return [
        part("table", "Medidas", {"head": head, "rows": measures, "foot": [], "numbers": 1}),
        part("table", "Puntajes z", {"head": scored, "rows": scores, "foot": [], "numbers": 1}),
        part("text", "", [" ".join(note)]),
    ]


def problem_parts(child: Child) -> list[dict[str, Any]]:
    """The problems of health with their state, so that the next health post goes on from there."""
    rows = [
        [problem.what, day(problem.found_on), _state(problem)]
        for problem in Problem.objects.filter(child=child).order_by("found_on", "id")
    ]
    if not rows:
        return [part("text", "Problemas de salud", ["No hay ninguno registrado."])]
    body = {"head": ["Problema", "Se halló el", "Estado"], "rows": rows, "foot": [], "numbers": 9}
    return [part("table", "Problemas de salud", body)]


def _state(problem: Problem) -> str:
    if problem.treated_on:
        return f"tratado el {day(problem.treated_on)}" + (f": {problem.treatment}" if problem.treatment else "")
    if problem.ended_on:
        return f"terminó el {day(problem.ended_on)} sin tratamiento: {problem.ended_why}"
    if problem.seen_on:
        return f"visto el {day(problem.seen_on)}, sin tratar"
    if problem.referred_on:
        return f"derivado el {day(problem.referred_on)} a {problem.referred_to}, sin ver"
    return "sin derivar"


def _of(measured: int | None, text: str) -> str:
    return text if measured else "—"


def _blood(row: health.ReadVisit) -> str:
    visit, seen = row.visit, row.blood
    if visit.haemoglobin is None:
        return "—"
    return f"{visit.haemoglobin / 10:g} g/dL a {visit.altitude_m} m" + (f": {seen.text}" if seen else "")


def _when(row: health.ReadVisit, assessment: health.ReadAssessment, child: Child) -> str:
    """The day of a visit, and by which age it is read where a child has more than one."""
    several = len(health.ages_of(child, "peso")) > 1
    return day(row.visit.on) + (f", {assessment.basis}" if several else "")


def _score(assessment: health.ReadAssessment, title: Any) -> str:
    """The z-score with its class where it is not normal; why it is blank; nothing for an index the standard lacks."""
    cell = next((cell for cell in assessment.cells if cell.title == title), None)
    if cell is None or cell.why == "fuera de esta norma":
        return ""
    if cell.z is None:
        return f"— ({cell.why})"
    found = cell.kind
    finding = f" {found.text}" if found and found.code != "normal" else ""
    return f"{cell.z:.2f}{finding}{', vuelva a medir' if cell.flag else ''}"
