"""The books on paper: numbered folios, each with its signatures (Reglamento arts. 110 and 122).

Nothing in a book is erased: what was corrected afterwards stands below its folio, with who confirmed it.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from django.conf import settings
from django.utils.translation import override

from llamkay.apps.activities.books.queries import Attended, Entry, Line, control_book, register
from llamkay.apps.activities.kinds import Kind, SheetState
from llamkay.apps.activities.models import Adjustment, Reason
from llamkay.apps.activities.queries import reasons_by_number, rest_days
from llamkay.apps.activities.sheets.marks import hours_text, mark_text
from llamkay.apps.institutions.queries import heading_on
from llamkay.core.values import Month
from llamkay.platform import clock
from llamkay.platform.months import month_name
from llamkay.platform.papers import render
from llamkay.platform.papers.lines import tall
from llamkay.platform.security.scope import Scope

if TYPE_CHECKING:
    from llamkay.apps.institutions.models import Establishment

PAPERS = Path(__file__).parent.parent / "papers"
REGISTER_LINES, CONTROL_LINES = 30, 22
REGISTER_WIDTHS = (10, 22, 66, 20, 20, 22, 26)  # millimetres, as in register.typ
T = TypeVar("T")


class Words(NamedTuple):
    """What a kind of book is called, by which articles, and who signs its folios."""

    register: str
    control: str
    register_signs: tuple[str, ...]
    control_signs: tuple[str, ...]


WORDS = {
    Kind.WORK: Words(
        "Libro de registro de trabajo (Reglamento, art. 110.1)",
        "Libro de planilla de control laboral (Reglamento, art. 110.2)",
        ("Jefatura de trabajo", "Secretaría del consejo técnico"),
        ("Responsable de la actividad", "Jefatura de trabajo"),
    ),
    Kind.STUDY: Words(
        "Libro de registro de educación (Reglamento, art. 122.1)",
        "Libro de planilla de control educativo (Reglamento, art. 122.2)",
        ("Dirección de la institución educativa", "Secretaría del consejo técnico"),
        ("Docente", "Dirección de la institución educativa"),
    ),
}


@override("es")
def register_paper(establishment: "Establishment", kind: str, on: date) -> bytes:
    """The register of work or of education of a prison, as it stands on a day."""
    words, entries = WORDS[Kind(kind)], register(establishment, kind, on=on)
    groups: Iterable[tuple[str, list[Entry]]] = [("", entries)]
    if kind == Kind.STUDY:
        groups = ((f"{year} · ", list(of)) for year, of in groupby(entries, key=lambda entry: entry.start.year))
    cut = [(head, folio) for head, of in groups for folio in _folios(of, REGISTER_LINES)]
    data: dict[str, Any] = {
        "folios": [
            _lines(
                [_entry(number, entry) for number, entry in enumerate(folio, start=first)],
                REGISTER_WIDTHS,
                size=9,
                inset=3,
                title=f"{head}Folio {n} de {len(cut)}",
            )
            for n, ((head, folio), first) in enumerate(zip(cut, _firsts(cut), strict=True), start=1)
        ],
        "head": ["N.º", "Código", "Apellidos y nombres", "Inscripción", "Término", "Dejó el penal", "Libro y folio"],
        "signs": words.register_signs,
        "doubts": ["el código del ministerio de cada estudiante, que no consta"] if kind == Kind.STUDY else [],
    }
    return _render("register.typ", establishment, f"{words.register} al {on:%d/%m/%Y}", data)


def _firsts(cut: Sequence[tuple[str, Sequence[Entry]]]) -> Iterable[int]:
    """The number of the first line of each folio: they run on within a group and begin again with the next."""
    number, before = 1, None
    for head, folio in cut:
        number = number if head == before else 1
        yield number
        number, before = number + len(folio), head


def _entry(number: int, entry: Entry) -> list[str]:
    days = [f"{day:%d/%m/%Y}" if day else "" for day in (entry.start, entry.end, entry.left)]
    return [str(number), entry.code, entry.name, *days, entry.folio]


@override("es")
def control_paper(*, scope: Scope, actor: Any, establishment: "Establishment", kind: str, month: Month) -> bytes:
    """The attendance and hours of a month of every activity of a kind that the actor may see, as they were recorded."""
    words = WORDS[Kind(kind)]
    book = control_book(scope=scope, actor=actor, establishment=establishment, kind=kind, month=month)
    rest, reasons = rest_days(month), reasons_by_number()
    cut = [(of, folio, lines) for of in book for folio, lines in enumerate(_folios(of.lines, CONTROL_LINES), start=1)]
    data: dict[str, Any] = {
        "folios": [
            _lines(
                [[line.code, line.name, *line.marks, hours_text(line.minutes), str(line.days)] for line in lines],
                [17, 281 - 17 - 6.1 * month.days - 18, *[6.1] * month.days, 10, 8],
                size=7.5,
                inset=1.2,
                title=f"{of.activity.name} · folio {n} de {len(cut)}",
                facts=_facts(of),
                corrections=[
                    _correction(one, reasons) for one in of.corrections if one.row.person.code in _codes(lines)
                ],
            )
            for n, (of, _folio, lines) in enumerate(cut, start=1)
        ],
        "days": [[str(day.day), "LMXJVSD"[day.weekday()], day.day in rest] for day in month.dates()],
        "head": ["Código", "Apellidos y nombres", "Horas", "Días"],
        "legend": "; ".join(f"{reason.key} {reason.name}" for reason in reasons.values()),
        "signs": words.control_signs,
    }
    return _render("control.typ", establishment, f"{words.control}, {month_name(month)}", data)


def _codes(lines: Iterable[Line]) -> set[str]:
    return {line.code for line in lines}


def _facts(of: Attended) -> str:
    """One line on top of a folio: where, who answers, how far the sheet has come."""
    activity, sheet = of.activity, of.sheet
    state = {
        SheetState.OPEN: "planilla abierta: todavía puede cambiar",
        SheetState.SUBMITTED: f"entregada por {sheet.submitted_by}",
        SheetState.APPROVED: f"aprobada por {sheet.approved_by}",
        SheetState.CLOSED: f"cerrada; la aprobó {sheet.approved_by}",
    }[SheetState(sheet.state)]
    where = activity.place_name or str(activity.get_place_display())
    return " · ".join(
        [
            activity.code,
            str(activity.get_modality_display() or activity.get_level_display()),
            where,
            f"responsable: {activity.responsible or 'nadie todavía'}",
            state,
        ]
    )


def _correction(one: Adjustment, reasons: dict[int, Reason]) -> str:
    now = mark_text(reason=reasons.get(one.reason), minutes=one.minutes, scheduled=-1) or "sin marca"
    why = one.why.rstrip(".")
    return (
        f"{one.row.person.full_name}, día {one.day}: queda {now}. {why}. Lo pidió {one.by} y lo confirmó "
        f"{one.confirmed_by} el {one.confirmed_at:%d/%m/%Y}."
    )


def _lines(rows: list[list[str]], widths: Sequence[float], *, size: float, inset: float, **more: Any) -> dict[str, Any]:
    """A folio: its rows, and which of them may be taller than a line."""
    return {"rows": rows, "tall": tall(rows, widths=widths, size=size, inset=inset), **more}


def _folios(rows: Sequence[T], size: int) -> list[Sequence[T]]:
    return [rows[at : at + size] for at in range(0, len(rows), size)]


def _render(template: str, establishment: "Establishment", title: str, data: dict[str, Any]) -> bytes:
    now = clock.now()
    data |= {
        "title": title,
        "institution": heading_on(now.date()).name,
        "establishment": establishment.name,
        "printed": f"{now:%d/%m/%Y %H:%M}",
        "demo": "Demostración: las personas son inventadas." if settings.DEMO else "",
    }
    return render(PAPERS / template, data, at=now)
