"""What would be erased of a person today, kind by kind: the dry run on which it is decided. Nothing is written."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Count, QuerySet, Value

from llamkay.apps.people.queries import custody, identities
from llamkay.apps.rights.kinds import Since
from llamkay.apps.rights.law import legal_retention, until
from llamkay.apps.rights.models import LegalHold, RetentionTerm
from llamkay.platform.record.holdings import CHAPTERS, HOLDINGS, Goes, Holding, kinds
from llamkay.platform.record.sealed import digest
from llamkay.platform.security import scope as scopes

if TYPE_CHECKING:
    from llamkay.apps.people.models import Person

DUE, RUNS, NO_RULE, FOR_EVER, INSIDE, HELD = "due", "runs", "no_rule", "for_ever", "inside", "held"


@dataclass(frozen=True)
class Rule:
    """How long a kind of record stays and where that is written; ``own``: a rule of the institution, not of the law."""

    since: str
    years: int | None
    norm: str
    article: str
    source: str
    own: bool


@dataclass(frozen=True)
class Line:
    """One table: how many rows are about her, what would become of them, since when and by which rule, or why not."""

    table: str
    title: str
    kind: str
    rows: int
    goes: str
    why: str
    verdict: str
    until: str
    norm: str


@dataclass(frozen=True)
class Plan:
    """What would be done on a day, with what stops it."""

    on: date
    left_on: date | None
    holds: Sequence[LegalHold]
    lines: Sequence[Line]

    @property
    def due(self) -> list[Line]:
        """What the erasure would touch."""
        return [line for line in self.lines if line.verdict == DUE and line.goes != Goes.STAYS]

    @property
    def missing(self) -> list[str]:
        """The kinds of record for which nobody has fixed a term."""
        return list(dict.fromkeys(line.kind for line in self.lines if line.verdict == NO_RULE))

    def document(self) -> list[dict[str, Any]]:
        """The lines as they are kept with the erasure."""
        return [asdict(line) for line in self.lines]

    def seal(self) -> str:
        """By which the confirmation, and the erasure, know that they take away what was seen and nothing else."""
        return digest([asdict(line) for line in self.due])


def rules(*, on: date) -> dict[str, Rule | None]:
    """The rule of each kind of record in force on a day: the law's, or else the institution's own that a second person
    confirmed; nothing where nobody fixed one."""
    own = {row.kind: row for row in RetentionTerm.objects.filter(period__contains=on).exclude(confirmed_by="")}
    found: dict[str, Rule | None] = {}
    for kind in [*kinds(), "access_log"]:
        value, row = legal_retention(kind, on=on), own.get(kind)
        if value is not None:
            found[kind] = Rule(
                value.value["since"], value.value["years"], value.norm, value.article, value.source, own=False
            )
        else:
            found[kind] = row and Rule(row.since, row.years, row.norm, row.article, row.source, own=True)
    return found


def dry_run(person: "Person", *, on: date) -> Plan:
    """What would be erased of a person on a day, in every prison; a number of queries that does not grow with rows."""
    with scopes.elevated():
        people = identities(person)
        spells = list(custody(of=person).values_list("period", flat=True))
        left = max((spell.upper for spell in spells if spell.upper), default=None)
        inside = any(spell.upper is None or spell.upper > on for spell in spells)
        holds = holds_on(people)
        counted = _counts(people)
        by_kind = rules(on=on)
        verdicts = {
            kind: HELD if holds else INSIDE if inside or left is None else _verdict(rule, left, on)
            for kind, rule in by_kind.items()
        }
    lines = [
        Line(
            table=each.table,
            title=each.title,
            kind=each.kind,
            rows=counted[number],
            goes=each.goes,
            why=each.why,
            verdict=verdicts[each.kind],
            until=_until(by_kind[each.kind], left),
            norm=_norm(by_kind[each.kind]),
        )
        for number, each in enumerate(ordered())
        if number in counted
    ]
    return Plan(on, left, holds, lines)


def ordered() -> list[Holding]:
    """Every table that is declared, in the order of the chapters."""
    return sorted(HOLDINGS.values(), key=lambda each: (CHAPTERS[each.chapter].order, each.title, each.table))


def holds_on(people: Sequence[int]) -> list[LegalHold]:
    """The holds that run on a person, or on a case in which she stands."""
    running = LegalHold.objects.filter(lifted_at=None).select_related("establishment")
    cases = {hold.case_number.casefold() for hold in running if hold.case_number}
    hers: set[str] = set()
    if cases:
        with_case = [each for each in ordered() if each.case]
        rows = [each.rows(people).order_by().values_list(each.case) for each in with_case]
        hers = {number.casefold() for (number,) in rows[0].union(*rows[1:])} & cases
    return [hold for hold in running if hold.person_id in people or hold.case_number.casefold() in hers]


def _counts(people: Sequence[int]) -> Mapping[int, int]:
    """The number of a table, in the order of ``ordered``, → how many of its rows are about her: one statement."""
    each: list[QuerySet[Any]] = [
        holding.rows(people)
        .select_related(None)
        .order_by()
        .annotate(table_number=Value(number))
        .values("table_number")
        .annotate(rows_found=Count("pk", distinct=True))
        .values_list("table_number", "rows_found")
        for number, holding in enumerate(ordered())
    ]
    return dict(each[0].union(*each[1:], all=True))


def _verdict(rule: Rule | None, left: date, on: date) -> str:
    if rule is None:
        return NO_RULE
    last = until(left, rule.since, rule.years)
    return FOR_EVER if last is None else DUE if last < on else RUNS


def _until(rule: Rule | None, left: date | None) -> str:
    if rule is None or left is None or rule.since != Since.EXIT:
        return ""
    last = until(left, rule.since, rule.years)
    return f"{last:%Y-%m-%d}" if last else ""


def _norm(rule: Rule | None) -> str:
    return f"{rule.norm}, {rule.article}" if rule else ""
