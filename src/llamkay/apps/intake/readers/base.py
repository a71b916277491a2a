"""What every reader of a kind shares: its lines, who is meant, which prison is meant."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from llamkay.apps.institutions.queries import in_scope
from llamkay.apps.intake.columns import plain
from llamkay.apps.intake.reading import Row, Table
from llamkay.apps.people.bulk.known import Named, People
from llamkay.apps.people.bulk.verdicts import Outcome, Verdict
from llamkay.core.errors import Refused
from llamkay.platform.security.scope import Scope

if TYPE_CHECKING:
    from llamkay.apps.institutions.models import Establishment
    from llamkay.apps.people.models import Person

ONE = timedelta(days=1)


@dataclass
class Line:
    """What would become of a row: its outcome in a sentence, of whom or what it is, what it adds to the totals."""

    row: Row
    label: str = ""
    outcome: str = Outcome.REFUSED
    sentence: str = ""
    person: "Person | None" = None
    matches: "Sequence[Person]" = ()
    adds: dict[str, int] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """The line as it is kept with the load."""
        return {
            "row": self.row.number,
            "label": self.label,
            "outcome": str(self.outcome),
            "sentence": self.sentence,
            "person": self.person.pk if self.person else None,
            "matches": [person.pk for person in self.matches],
            "adds": self.adds,
            "faults": [asdict(fault) for fault in self.row.faults],
            "texts": self.row.texts if self.matches else {},
        }


@dataclass(frozen=True)
class Job:
    """What a reader is given: who loads, their scope, the prison chosen, what was settled, to write or to try."""

    actor: Any
    scope: Scope
    establishment: "Establishment | None" = None
    settled: Mapping[int, int] = field(default_factory=dict)
    writing: bool = False


class Reader(ABC):
    """The rows of a file, judged on being made; ``write`` writes those without fault."""

    def __init__(self, table: Table, job: Job) -> None:
        self.table, self.job = table, job
        self.lines = {row.number: Line(row) for row in table.rows}
        self.places = {plain(text): place for place in in_scope(job.scope) for text in (place.code, place.name)}
        self.judge()

    @abstractmethod
    def judge(self) -> None:
        """Give each line its outcome."""

    @abstractmethod
    def write(self) -> Any:
        """Write the lines that are to be created or changed; gives what was made."""

    @property
    def good(self) -> Iterable[Row]:
        """The rows of which every cell was understood."""
        return [row for row in self.table.rows if not row.faults]

    def place(self, row: Row, code: str = "place", *, every: "Mapping[str, Establishment] | None" = None) -> Any:
        """The prison that a row names, or that of the load. A fault of the row where there is none."""
        text = row.values.get(code, "")
        if not text:
            if self.job.establishment is None:
                self.table.fault(row, code, _("falta el penal, y al cargar no se eligió ninguno"))
            return self.job.establishment
        found = (every or self.places).get(plain(text)) or (every or self.places).get(plain(text.replace(" ", "")))
        if found is None:
            self.table.fault(row, code, _("no es un penal de su ámbito"))
        elif code == "place" and self.job.establishment not in (None, found) and every is None:
            self.table.fault(row, code, _("es de otro penal que el que se eligió al cargar"))
        return found

    def people(self) -> dict[int, "Person"]:
        """Row → the person it is of; a fault of the row where nobody is meant, or who is not known."""
        rows = [row for row in self.table.rows if row.values.get("who")]
        known = People(self.job.scope, [row.values["who"] for row in rows])
        found = {}
        for row in rows:
            try:
                found[row.number] = known.find(Named(row.values["who"], row.values.get("name", "")))
            except Refused as refusal:
                self.table.fault(row, refusal.field or "who", refusal)
            else:
                line = self.lines[row.number]
                line.person, line.label = found[row.number], str(found[row.number])
        return found

    def end(self, row: Row) -> date | None:
        """The first day after the last one that a row names."""
        last = row.values.get("last")
        return last + ONE if last else None

    def take(self, row: Row, verdict: Verdict) -> None:
        """Put what was judged on the line of a row."""
        line = self.lines[row.number]
        line.outcome, line.sentence = verdict.outcome, verdict.sentence
        line.person, line.matches = verdict.person or line.person, verdict.matches
        if verdict.outcome is Outcome.REFUSED:
            self.table.fault(row, self.column(verdict.column), verdict.sentence)

    def column(self, name: str) -> str:
        """The column of this kind of file that shows a value of the rules by another name."""
        shown = {"end": "last", "to": "place", "establishment": "place", "reason": "act"}.get(name, name)
        return "start" if shown == "on" and "on" not in self.table.columns else shown

    def together(self) -> None:
        """Whoever has a row that is refused has none written: what comes after a fault rests on it."""
        wrong = {
            line.person.pk: line.row.number
            for line in self.lines.values()
            if line.person and line.outcome == Outcome.REFUSED
        }
        for line in self.lines.values():
            if line.person and line.person.pk in wrong and line.outcome in (Outcome.NEW, Outcome.CHANGED):
                line.outcome = Outcome.REFUSED
                line.sentence = _("Otra fila de la misma persona, la {row}, tiene una falta.").format(
                    row=wrong[line.person.pk]
                )
                self.table.fault(line.row, "who", line.sentence, _("Corrija esa fila; esta se escribe con ella."))


def days_between(start: date | None, end: date | None) -> dict[str, int]:
    """What a row with both its days adds to the total of days."""
    return {"days": (end - start).days} if start and end and end > start else {}
