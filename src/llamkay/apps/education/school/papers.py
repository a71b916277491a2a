"""The annexes of the directive of prison education as documents, and the final act: what the law gives, marked where it
does not (Directiva 06-2007-INPE, R.P. 255-2007-INPE/P).

The certificate of counted days (anexo 06) is made where days are counted.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from llamkay.apps.activities.queries import rest_days
from llamkay.apps.activities.sheets.queries import rows_of
from llamkay.apps.education.kinds import Result
from llamkay.apps.education.law import ladder
from llamkay.apps.education.models import FinalAct, Group, MonthlyMark, Student
from llamkay.apps.education.school import queries
from llamkay.apps.institutions.queries import heading_on
from llamkay.core.values import Month
from llamkay.platform import clock
from llamkay.platform.months import MONTH_NAMES, month_name
from llamkay.platform.papers import render

if TYPE_CHECKING:
    from llamkay.apps.institutions.models import Establishment

TEMPLATE = Path(__file__).parent.parent / "papers" / "annex.typ"
ONE = timedelta(days=1)


@dataclass
class Page:
    """One page of a document: its heading, facts, words, one table, signatures and what is to be confirmed."""

    heading: str
    facts: list[tuple[str, str]] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)
    widths: list[int] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    right: list[int] = field(default_factory=list)
    after: list[str] = field(default_factory=list)
    signatures: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Annex:
    """An annex: its name, what makes its pages, whether it names the prison and lies on its side."""

    name: Any
    pages: Callable[..., list[Page]]
    wide: bool = False
    size: float = 9.5
    prison: bool = True


def annexes() -> list[tuple[str, Any]]:
    """The annexes that a group offers: code and name."""
    return [(code, annex.name) for code, annex in ANNEXES.items()]


@override("es")  # the paper is in Spanish, whoever prints it
def annex_paper(group: Group, annex: str, *, quarter: int = 1, student: str = "") -> bytes:
    """The PDF of an annex of a group; of a student alone where one is named."""
    which = ANNEXES[annex]
    students = queries.students_of(group)
    if student.isdecimal():
        students = [row for row in students if row.pk == int(student)]
    pages = which.pages(group, students, quarter=quarter)
    return _made(
        pages, title=f"{which.name}: {group}", group=group, prison=which.prison, wide=which.wide, size=which.size
    )


def _made(pages: list[Page], *, title: str, group: Group, prison: bool, wide: bool, size: float) -> bytes:
    author = group.plan.institution.name
    if prison:
        author = f"{heading_on(clock.today()).name} · {group.activity.establishment.name} · {author}"
    return _rendered(pages, title=title, author=author, wide=wide, size=size)


def book_paper(pages: list[Page], *, title: str, place: "Establishment") -> bytes:
    """The PDF of a book of a prison, a folio a page."""
    author = f"{heading_on(clock.today()).name} · {place.name}"
    return _rendered(pages, title=title, author=author, wide=True, size=8.5)


def _rendered(pages: list[Page], *, title: str, author: str, wide: bool, size: float) -> bytes:
    now = clock.now()
    data = {
        "title": title,
        "author": author,
        "printed": f"{now:%d/%m/%Y %H:%M}",
        "demo": settings.DEMO,
        "wide": wide,
        "size": size,
        "pages": [vars(page) for page in pages],
    }
    return render(TEMPLATE, data, at=now)


def _facts(group: Group) -> list[tuple[str, str]]:
    stage = ladder(group.period.lower).stages[group.plan.stage]
    return [
        ("Institución educativa", f"{group.plan.institution.name} {group.plan.institution.modular_code}".strip()),
        ("Nivel", stage.name),
        ("Plan y grupo", f"{group.plan.name}, {stage.part_name} {group.part}, sección {group.section}"),
        ("Año escolar", f"{group.year}, del {group.period.lower:%d/%m/%Y} al {group.period.upper - ONE:%d/%m/%Y}"),
        ("Docente a cargo", str(group.tutor or "")),
    ]


def _register(group: Group, students: list[Student], **_more: Any) -> list[Page]:
    """Annex 01: the enrolled in strict alphabetical order, with the code of the ministry."""
    rows = [
        [str(n), row.person.full_name, row.person.code, f"{row.period.lower:%d/%m/%Y}", str(row.get_state_display())]
        for n, row in enumerate(students, start=1)
    ]
    return [
        Page(
            "Anexo 01. Libro de registro de educación",
            facts=_facts(group),
            columns=["N.º", "Apellidos y nombres", "Código", "Matrícula", "Situación"],
            widths=[-1, 0, -1, -1, -1],
            rows=rows,
            right=[0],
            signatures=["Dirección de la institución educativa"],
            doubts=[
                "las columnas además del orden alfabético y el código del ministerio",
                "el folio y la legalización",
            ],
        )
    ]


def _months(group: Group) -> Iterable[Month]:
    month, last = Month.of(group.period.lower), Month.of(group.period.upper - ONE)
    while month <= last and month.first <= clock.today():
        yield month
        month = month.next()


def _sheet(group: Group, students: list[Student], *, saturdays: bool, **_more: Any) -> list[Page]:
    """Annexes 02 and 04: attendance of each day of a month, Monday to Friday or Saturdays, with effective hours."""
    number = "04" if saturdays else "02"
    what = "de los sábados" if saturdays else "de lunes a viernes"
    pages = []
    people = {row.person_id for row in students}
    for month in _months(group):
        rest = rest_days(month)
        days = [
            day
            for day in month.dates()
            if day in group.period
            and (day.weekday() == 5 if saturdays else day.weekday() < 5)
            and (group.activity.timetable[day.weekday()] or not saturdays)
        ]
        if not days:
            continue
        minutes = {row.person_id: row.minutes for row in rows_of(group.activity_id, month) if row.person_id in people}
        seen: set[int] = set()
        rows = []
        for row in students:
            if row.person_id in seen or row.person_id not in minutes:
                continue
            seen.add(row.person_id)
            mine = minutes[row.person_id]
            cells = ["F" if day.day in rest else _hours(mine[day.day - 1]) for day in days]
            total = sum(mine[day.day - 1] for day in days)
            rows.append([row.person.full_name, *cells, _hours(total)])
        pages.append(
            Page(
                f"Anexo {number}. Planilla de control educativo, {month_name(month)}, {what}",
                facts=_facts(group)[:4],
                columns=["Apellidos y nombres", *(str(day.day) for day in days), "Horas"],
                widths=[52, *([0] * len(days)), -1],
                rows=rows,
                right=list(range(1, len(days) + 2)),
                after=["Horas efectivas de cada día. F: feriado. Se entrega en duplicado y se cierra al fin del mes."],
                signatures=["Docente", "Dirección de la institución educativa"],
                doubts=["la forma de anotar tardanzas y faltas"],
            )
        )
    return pages or [
        Page(f"Anexo {number}. Planilla de control educativo, {what}", words=["No hay clases que contar."])
    ]


def _hours(minutes: int) -> str:
    return "" if not minutes else f"{minutes // 60}:{minutes % 60:02}" if minutes % 60 else f"{minutes // 60}"


def _evaluations(group: Group, students: list[Student], **_more: Any) -> list[Page]:
    """Annex 03: the monthly mark of each, and whether it passes."""
    months = list(_months(group))
    marks = {
        (row.person_id, row.month): row
        for row in MonthlyMark.objects.filter(
            activity=group.activity_id, month__gte=group.period.lower.replace(day=1), month__lt=group.period.upper
        )
    }
    rows = []
    for n, row in enumerate(students, start=1):
        cells = []
        for month in months:
            mark = marks.get((row.person_id, month.first))
            cells.append("" if mark is None else f"{queries.written(mark)}{'' if mark.passed else ' ×'}")
        rows.append([str(n), row.person.full_name, *cells])
    return [
        Page(
            "Anexo 03. Libro de control de evaluaciones",
            facts=_facts(group),
            columns=["N.º", "Apellidos y nombres", *(MONTH_NAMES[month.number - 1][:3] for month in months)],
            widths=[-1, 0, *([-1] * len(months))],
            rows=rows,
            right=[0, *range(2, len(months) + 2)],
            after=["×: el mes no se aprobó y no cuenta para la redención por estudio."],
            signatures=["Docente", "Dirección de la institución educativa"],
            doubts=["si va una hoja por mes o por año"],
        )
    ]


def _reports(group: Group, students: list[Student], *, quarter: int, **_more: Any) -> list[Page]:
    """Annex 05: what goes to the personal file each quarter: marks, attendance and words of each student."""
    first, end = queries.quarter_of(group, quarter)
    marks = queries.evaluations(group, first=first, end=end)
    texts = queries.appraisals(group, quarter=quarter)
    seen = queries.attendance([group.activity_id], first=first, end=min(end, clock.today() + ONE))
    courses = queries.courses_of(group)
    pages = []
    for row in students:
        attended = seen.get(row.person_id, queries.Attendance())
        pages.append(
            Page(
                f"Anexo 05. Informe educativo, trimestre {quarter}",
                facts=[
                    ("Apellidos y nombres", row.person.full_name),
                    ("Código", row.person.code),
                    *_facts(group),
                    ("Periodo", f"del {first:%d/%m/%Y} al {end - ONE:%d/%m/%Y}"),
                    ("Asistió", f"{attended.present} días, {attended.minutes // 60} horas"),
                    ("Faltó", f"{attended.unjustified} sin justificar, {attended.justified} con motivo"),
                ],
                columns=["Curso", "Evaluaciones del trimestre"],
                widths=[60, 0],
                rows=[
                    [
                        course.unit.name,
                        ", ".join(f"{each.on:%d/%m}: {queries.written(each)}" for each in marks[row.pk][course.pk]),
                    ]
                    for course in courses
                ],
                after=[texts[row.pk].text if row.pk in texts else "Sin observaciones escritas."],
                signatures=["Docente a cargo", "Dirección de la institución educativa"],
                doubts=["los aspectos de conducta que el anexo pregunta"],
            )
        )
    return pages or [Page(f"Anexo 05. Informe educativo, trimestre {quarter}", words=["No hay estudiantes."])]


def _proofs(group: Group, students: list[Student], **_more: Any) -> list[Page]:
    """Annex 07: the level that somebody follows; it names no prison."""
    facts = _facts(group)[:4]
    return [
        Page(
            "Constancia de estudio",
            facts=[("Apellidos y nombres", row.person.full_name), *facts],
            words=[
                f"La institución educativa {group.plan.institution.name} deja constancia de que la persona nombrada "
                f"estudia o estudió en el grupo que se indica, desde el {row.period.lower:%d/%m/%Y}"
                + (f" hasta el {row.period.upper - ONE:%d/%m/%Y}" if row.period.upper else "")
                + "."
            ],
            signatures=["Dirección de la institución educativa"],
            doubts=["la fórmula del anexo 07"],
        )
        for row in students
    ] or [Page("Constancia de estudio", words=["No hay estudiantes."])]


ANNEXES: dict[str, Annex] = {
    "01": Annex(_("Anexo 01. Libro de registro"), _register),
    "02": Annex(
        _("Anexo 02. Planilla de lunes a viernes"),
        lambda *args, **more: _sheet(*args, saturdays=False, **more),
        wide=True,
        size=7.5,
    ),
    "03": Annex(_("Anexo 03. Control de evaluaciones"), _evaluations, wide=True, size=8.5),
    "04": Annex(_("Anexo 04. Planilla de los sábados"), lambda *args, **more: _sheet(*args, saturdays=True, **more)),
    "05": Annex(_("Anexo 05. Informe educativo"), _reports),
    "07": Annex(_("Anexo 07. Constancias de estudio"), _proofs, prison=False, size=11),
}


@override("es")  # the paper is in Spanish, whoever prints it
def act_paper(act: FinalAct) -> bytes:
    """The PDF of a final act: everybody with the mark of each course and the result. It names no prison."""
    group, lines = act.group, queries.act_lines(act)
    units = [unit["name"] for unit in lines[0].units] if lines else []
    rows = [
        [
            str(n),
            line.person.full_name,
            *(f"{unit['mark']}{'' if unit['passed'] or not unit['mark'] else ' ×'}" for unit in line.units),
            str(Result(line.result).label),
        ]
        for n, line in enumerate(lines, start=1)
    ]
    words = [f"ANULADA el {act.voided_at:%d/%m/%Y}: {act.why_voided}"] if act.voided_at else []
    page = Page(
        f"{act.get_kind_display()} N.º {act}",
        facts=[*_facts(group)[:4], ("Fecha", f"{act.on:%d/%m/%Y}"), ("Firma", act.director)],
        words=words,
        columns=["N.º", "Apellidos y nombres", *units, "Resultado"],
        widths=[-1, 0, *([22] * len(units)), -1],
        rows=rows,
        right=[0, *range(2, len(units) + 2)],
        after=["×: curso no aprobado."],
        signatures=[act.director, "Docente a cargo"],
        doubts=["el formato del acta del ministerio"],
    )
    return _made([page], title=f"Acta {act}", group=group, prison=False, wide=True, size=9)
