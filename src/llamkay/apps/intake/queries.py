"""The loads of a scope, and the rows of one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from llamkay.apps.activities.permissions import MANAGE as MANAGE_ACTIVITIES
from llamkay.apps.institutions.permissions import MANAGE as MANAGE_ACCOUNTS
from llamkay.apps.intake.kinds import Kind, RowOutcome, State, colour_of, outcome_words
from llamkay.apps.intake.models import Load
from llamkay.apps.people.permissions import MANAGE as MANAGE_PEOPLE
from llamkay.apps.people.queries import custody, documents_of, people_by_ids
from llamkay.platform.database.search import says
from llamkay.platform.screens.languages import reader_language
from llamkay.platform.security.access import decide
from llamkay.platform.security.scope import Scope, elevated

if TYPE_CHECKING:
    from llamkay.apps.people.models import Person


def loads(*, user: Any, scope: Scope, kind: str = "", state: str = "") -> QuerySet[Load]:
    """The loads of the prisons in scope, the newest first; without what the files hold.

    Accounts of the staff are for whoever administers them, and nothing else is, unless they may also load it.
    """
    rows = scope.filter(Load.objects.select_related("establishment").defer("content"))
    if not decide(user, MANAGE_ACCOUNTS):
        rows = rows.exclude(kind=Kind.ACCOUNTS)
    if not any(decide(user, action) for action in (MANAGE_PEOPLE, MANAGE_ACTIVITIES)):
        rows = rows.filter(kind=Kind.ACCOUNTS)
    if kind:
        rows = rows.filter(kind=kind)
    if state:
        rows = rows.filter(state=state)
    return rows.order_by("-id")


def offered(user: Any, needs: dict[Any, str]) -> list[tuple[str, Any]]:
    """The kinds that somebody may load, by what they may do by hand."""
    return [(kind.value, kind.label) for kind in Kind if decide(user, needs[kind])]


@dataclass(frozen=True)
class ShownRow:
    """A row of a load as the page shows it, or one of its faults: what, why, what to write."""

    load: int
    row: int
    label: str
    outcome: str
    sentence: str
    person: int | None
    column: str = ""
    value: str = ""
    todo: str = ""
    state: str = State.TRIED

    @property
    def outcome_name(self) -> Any:
        return outcome_words(self.outcome, state=self.state)

    @property
    def colour(self) -> str:
        return colour_of(self.outcome, state=self.state)


def lines_of(load: Load) -> list[dict[str, Any]]:
    """What became of each row, in the reader's language where the report has it."""
    lines: list[dict[str, Any]] = load.report.get("lines", [])
    if load.report.get("language", "es") == reader_language():
        return lines
    words = load.report.get("others", {}).get(reader_language())
    return [line | other for line, other in zip(lines, words, strict=True)] if words else lines


def shown_rows(load: Load, *, outcome: str = "", words: str = "") -> list[ShownRow]:
    """The rows of a load in the order of the file, each fault apart, narrowed by outcome and by words."""
    found = []
    for line in lines_of(load):
        if outcome and line["outcome"] != outcome:
            continue
        if words and not says(words, line["label"], line["sentence"], str(line["row"])):
            continue
        common = (load.pk, line["row"], line["label"], line["outcome"])
        faults, person = line["faults"], line["person"]
        if load.state == State.UNDONE and line["outcome"] == RowOutcome.NEW:
            person = None  # nobody is left of it
        if not faults:
            found.append(ShownRow(*common, line["sentence"], person, state=load.state))
        for fault in faults:
            found.append(
                ShownRow(*common, fault["reason"], person, fault["column"], fault["value"], fault["todo"], load.state)
            )
    return found


@dataclass(frozen=True)
class Match:
    """Somebody that a row may be of, as far as it helps to tell."""

    person: "Person"
    documents: Sequence[str]
    place: str


def doubt(load: Load, row: int) -> tuple[dict[str, Any], list[Match]] | None:
    """A row that waits to be settled, and who it may be; nothing where it does not wait."""
    line = next((line for line in lines_of(load) if line["row"] == row and line["matches"]), None)
    if line is None:
        return None
    with elevated():
        people = list(people_by_ids(line["matches"]))
        numbers: dict[int, list[str]] = {}
        for document in documents_of(line["matches"]):
            numbers.setdefault(document.person_id, []).append(str(document))
        spells = custody().filter(person__in=line["matches"]).select_related("establishment").order_by("period")
        places = {spell.person_id: spell.establishment.name for spell in spells}
    return line, [Match(one, numbers.get(one.pk, []), places.get(one.pk, "")) for one in people]


def outcomes(counts: dict[str, int], *, state: str) -> list[tuple[str, Any, str, int]]:
    """Each outcome with its name, its colour and how many rows have it, in order; the empty ones too."""
    return [
        (one.value, outcome_words(one, state=state), colour_of(one, state=state), counts.get(one.value, 0))
        for one in RowOutcome
    ]
