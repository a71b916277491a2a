"""The children by how near their third birthday is, and whether their mother leaves before it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from llamkay.apps.nursery.record.case_file import CaseFile
from llamkay.apps.remission.queries import last_releases
from llamkay.core.values.dates import add_months

SOON_AFTER = 6  # months: a difference worth asking for

# The mother's earliest release against the child's birthday, in words that tell no date of hers.
ALERTS = {
    "before": ("green", "Su madre saldría antes"),
    "soon": ("yellow", "Su madre saldría poco después"),
    "after": ("red", "Se separarían"),
    "unknown": ("grey", "Sin cómputo de la madre"),
}


def separation(files: Collection[CaseFile]) -> dict[int, str]:
    """Child → ``before``, ``soon`` (up to six months after the birthday), ``after`` or ``unknown``.

    It rests on the mother's latest count; the nursery is told the answer, never her sentence nor its days.
    """
    mothers = {file.child.mother_id for file in files}
    days = last_releases(mothers)
    answers = {}
    for file in files:
        text = days.get(file.child.mother_id)
        if not text:
            answers[file.child.pk] = "unknown"
            continue
        release = date.fromisoformat(text)
        later = "soon" if release <= add_months(file.birthday, SOON_AFTER) else "after"
        answers[file.child.pk] = "before" if release <= file.birthday else later
    return answers


@dataclass(frozen=True)
class Line:
    """A child on the board: its file, the state of the notice to the protection unit, its next step, its mother.

    ``whole`` is whether the reader reads all of its way out; ``days_past`` those since the birthday.
    """

    file: CaseFile
    alert_colour: str
    alert: str
    notice: Any
    notice_due: date
    notice_late: bool
    next_stage: dict[str, Any] | None
    whole: bool
    days_past: int


def line(file: CaseFile, separated: str, *, today: date, whole: bool) -> Line:
    """What the board tells of a child, ``separated`` being a key of ``ALERTS``."""
    colour, words = ALERTS[separated]
    notice, due = next(iter(file.notices), None), file.days["upe_notice"]
    return Line(
        file=file,
        alert_colour=colour,
        alert=words,
        notice=notice,
        notice_due=due,
        notice_late=notice is None and due < today,
        next_stage=next((stage for stage in file.stages if stage["done_on"] is None), None),
        whole=whole,
        days_past=(today - file.birthday).days,
    )


@dataclass
class Group:
    """Children whose birthday is about as near; ``far`` for those who have more than a year."""

    title: str
    lines: list[Line]
    far: bool = False


def board(files: Collection[CaseFile], *, today: date, whole: Collection[int] = ()) -> list[Group]:
    """The children by how near their third birthday is: those past it first, whatever happens.

    ``whole`` are the ids of those whose way out the reader reads whole.
    """
    alerts = separation(files)
    groups: list[tuple[str, Any]] = [
        (_("Pasaron los 3 años y siguen adentro"), lambda file: file.overstays),
        (_("Cumplen en los próximos 3 meses"), lambda file: file.birthday <= add_months(today, 3)),
        (_("Entre 3 y 6 meses"), lambda file: file.birthday <= add_months(today, 6)),
        (_("Entre 6 y 12 meses"), lambda file: file.birthday <= add_months(today, 12)),
        (_("Más de 12 meses"), lambda file: True),
    ]
    shown = [Group(title, []) for title, _fits in groups]
    shown[-1].far = True
    for file in sorted((file for file in files if file.inside), key=lambda file: file.birthday):
        at = next(n for n, (_title, fits) in enumerate(groups) if fits(file))
        shown[at].lines.append(line(file, alerts[file.child.pk], today=today, whole=file.child.pk in whole))
    return [group for group in shown if group.lines]
