"""The book of the control of evaluations of a prison: the monthly marks of a year, class by class, on numbered folios
(Reglamento, art. 122.3; Directiva 06-2007-INPE, anexo 03)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from llamkay.apps.activities.areas import seen_by
from llamkay.apps.activities.books.hooks import Book
from llamkay.apps.activities.kinds import Kind
from llamkay.apps.activities.places.queries import placements
from llamkay.apps.activities.queries import activities_in, by_name
from llamkay.apps.education import acts
from llamkay.apps.education.models import MonthlyMark
from llamkay.apps.education.permissions import VIEW
from llamkay.apps.education.scales import mark_text
from llamkay.apps.education.school.papers import Page, book_paper
from llamkay.apps.institutions.queries import in_scope
from llamkay.core.values import Month
from llamkay.platform import clock
from llamkay.platform.database.search import InOrder
from llamkay.platform.months import MONTH_NAMES
from llamkay.platform.record import audit
from llamkay.platform.security.access import decide
from llamkay.platform.security.scope import Scope

if TYPE_CHECKING:
    from llamkay.apps.activities.models import Activity
    from llamkay.apps.institutions.models import Establishment

LINES = 24  # of a folio


class Written(NamedTuple):
    """A monthly mark as the book has it."""

    text: str
    passed: bool


@dataclass
class ClassYear:
    """A class in the book of a year: who had a place in it, in order of name, with the mark of each month; which marks
    were changed, when and by whom, as the log tells."""

    activity: "Activity"
    lines: list[tuple[str, str, dict[int, Written]]] = field(default_factory=list)
    changes: list[tuple[str, int, datetime, str]] = field(default_factory=list)


def evaluation_book(*, scope: Scope, actor: Any, establishment: "Establishment", year: int) -> list[ClassYear]:
    """The classes of a prison that the actor may see, with the marks of a year; five queries for any number of people.

    A mark that was changed or taken away has its line: nothing in a book is corrected in silence.
    """
    inside = (date(year, 1, 1), date(year + 1, 1, 1))
    rows = activities_in(scope).filter(kind=Kind.STUDY, establishment=establishment, period__overlap=inside)
    classes = list(seen_by(rows, actor).order_by(InOrder("name"), "code"))
    placed = placements(within=inside).filter(activity__in=classes).select_related("person")
    people: dict[int, dict[int, Any]] = defaultdict(dict)
    for place in placed:
        people[place.activity_id][place.person_id] = place.person
    of = {"activity__in": classes, "month__gte": inside[0], "month__lt": inside[1]}
    marks: dict[tuple[int, int], dict[int, Written]] = defaultdict(dict)
    for mark in MonthlyMark.objects.filter(**of).select_related("person"):
        people[mark.activity_id].setdefault(mark.person_id, mark.person)
        marks[mark.activity_id, mark.person_id][mark.month.month] = Written(_text(mark), mark.passed)
    written: dict[tuple[int, int, int], list[Any]] = defaultdict(list)
    log = audit.acts_after(0, targets=[f"activity:{one.pk}" for one in classes]).filter(verb=acts.ENTER_MARKS)
    for line in log:
        month = Month.parse(line.details["month"])
        for person in line.details["people"] if month.year == year else ():
            written[int(line.target.partition(":")[2]), person, month.number].append(line)
    found = []
    for one in classes:
        listed = sorted(people[one.pk].values(), key=by_name)
        names = {person.pk: person.full_name for person in listed}
        made = ClassYear(one, [(each.full_name, each.code, marks[one.pk, each.pk]) for each in listed])
        made.changes = [
            (names[person], month, line.at, line.actor)
            for (activity, person, month), lines in written.items()
            if activity == one.pk and person in names
            for line in lines[1:]
        ]
        if made.lines:
            found.append(made)
    return found


def _text(mark: Any) -> str:
    return mark.letter or mark_text(mark.mark)


@override("es")
def evaluation_paper(*, scope: Scope, actor: Any, establishment: "Establishment", year: int) -> bytes:
    """The book as PDF: a page is a folio with its signatures; what was corrected stands below its folio."""
    book = evaluation_book(scope=scope, actor=actor, establishment=establishment, year=year)
    cut = [(of, of.lines[at : at + LINES], at) for of in book for at in range(0, len(of.lines), LINES)]
    pages = [
        _folio(of, lines, first=at + 1, folio=f"Folio {n} de {len(cut)}")
        for n, (of, lines, at) in enumerate(cut, start=1)
    ]
    title = f"Libro de control de evaluaciones, {year}"
    return book_paper(pages or [Page(title, words=["Nadie consta en este libro."])], title=title, place=establishment)


def _folio(of: ClassYear, lines: Iterable[tuple[str, str, dict[int, Written]]], *, first: int, folio: str) -> Page:
    rows, names = [], set()
    for n, (name, code, marks) in enumerate(lines, start=first):
        names.add(name)
        cells = [
            "" if mark is None else f"{mark.text}{'' if mark.passed else ' ×'}"
            for mark in (marks.get(month) for month in range(1, 13))
        ]
        rows.append([str(n), code, name, *cells])
    notes = [
        f"{name}, {MONTH_NAMES[month - 1].lower()}: su nota se cambió el {at.astimezone(clock.LIMA):%d/%m/%Y} ({by})."
        for name, month, at, by in of.changes
        if name in names
    ]
    return Page(
        f"Libro de control de evaluaciones. {folio}",
        facts=[
            ("Aula", f"{of.activity.name} ({of.activity.code}), {of.activity.get_level_display()}"),
            ("Docente", str(of.activity.responsible or "")),
        ],
        columns=["N.º", "Código", "Apellidos y nombres", *(name[:3] for name in MONTH_NAMES)],
        widths=[9, 21, 0, *([13] * 12)],
        rows=rows,
        right=[0, *range(3, 15)],
        after=["×: el mes no se aprobó y no cuenta para la redención por estudio.", *notes],
        signatures=["Docente", "Dirección de la institución educativa"],
        doubts=["si va una hoja por mes o por año", "el folio y la legalización"],
    )


def books(user: Any, place: "Establishment", month: Month) -> Iterator[Book]:
    """The book of evaluations among those of a prison, for whoever may see marks there."""
    if decide(user, VIEW, establishment_id=place.pk) and in_scope(user.actions[VIEW]).filter(pk=place.pk).exists():
        yield Book(
            _("Control de evaluaciones"),
            _("Las notas de cada mes del año %(year)s, por aula.") % {"year": month.year},
            _("Reglamento, art. 122"),
            f"{_('Docente')} · {_('Dirección de la institución educativa')}",
            reverse("education:evaluation_book", args=[place.code]) + f"?anio={month.year}",
        )
