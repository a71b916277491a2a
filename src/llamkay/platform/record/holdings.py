"""What is held of a person, table by table: how each room tells it, how long it stays, what becomes of it afterwards.

A room declares its own in a module ``holdings``, beside its permissions. From these come the report that a person may
ask for, the dry run of an erasure and the erasure; a test fails for a table about people that nobody declared. Their
words are those of a paper in Spanish, not of a screen.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.apps import apps
from django.db.models import Q, QuerySet

Read = str | Callable[[Any], str]
ITSELF = "itself"  # as a way to the child: the row is the child


class Goes(StrEnum):
    """What becomes of the rows of a table when their term is over."""

    ROWS = "rows"  # they are deleted
    WORDS = "words"  # their texts are emptied; what is counted stays
    STAYS = "stays"  # nothing: sums, seals or a public paper rest on them, under an identity that names nobody


@dataclass(frozen=True)
class Chapter:
    """What one room holds: its title, what for, how it was gathered and at whose request, to whom it is passed on."""

    code: str
    title: str
    order: int
    purpose: str
    gathered: str
    passed_on: str


@dataclass(frozen=True)
class Holding:
    """The rows of one table that are about a person.

    ``person`` is the way from a row to the person, ``child`` that to a child of hers: such rows are told only where her
    standing for the child was proved. ``columns`` are heading → where the value stands, or what makes it of a row.
    Rows that are ``withheld`` are counted and not shown, with the reason and its norm; ``secret`` ones are not even
    counted. ``texts`` are the columns that are emptied, ``becomes`` what others become, of each row. ``case`` names the
    column of a court's case number, by which a legal hold finds its people.
    """

    table: str
    chapter: str
    title: str
    columns: Mapping[str, Read]
    kind: str
    goes: Goes
    person: str = "person"
    child: str = ""
    texts: tuple[str, ...] = ()
    becomes: Mapping[str, Any] | None = None
    why: str = ""
    withheld: str = ""
    secret: bool = False
    case: str = ""
    order: tuple[str, ...] = ("pk",)
    joined: tuple[str, ...] = ()

    @property
    def model(self) -> Any:
        """The table's model."""
        return apps.get_model(self.table)

    @property
    def way(self) -> str:
        """The way from a row to the person, through the child where there is one."""
        return f"{self.child}__mother" if self.child not in ("", ITSELF) else self.person

    def rows(self, people: Sequence[int], children: Sequence[int] | None = None) -> QuerySet[Any]:
        """The rows about some people, of their ``children`` only where these are named.

        The row security in force hides what is of other prisons.
        """
        found: QuerySet[Any] = self.model._base_manager.filter(**{f"{self.way}__in": list(people)})
        if self.child and children is not None:
            found = found.filter(**{f"{'pk' if self.child == ITSELF else self.child}__in": list(children)})
        return found.select_related(*self.joined).order_by(*self.order)


@dataclass(frozen=True)
class Table:
    """A table of a report: its title, headings, rows; a word where nothing is shown, and why."""

    title: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    note: str = ""


@dataclass(frozen=True)
class Telling:
    """What a room tells that is no table of its own rows, as who looked at the file."""

    chapter: str
    tables: Callable[[Sequence[int], Sequence[int]], Sequence[Table]]  # her identities, her children who are told of


CHAPTERS: dict[str, Chapter] = {}
HOLDINGS: dict[tuple[str, str], Holding] = {}
TELLS: list[Telling] = []


def chapter(code: str, title: str, *, order: int, purpose: str, gathered: str, passed_on: str) -> str:
    """Declare a chapter once and return its code. Raises ``ValueError`` when the code is taken."""
    if code in CHAPTERS:
        raise ValueError(f"the chapter {code} is already declared")
    CHAPTERS[code] = Chapter(code, title, order, purpose, gathered, passed_on)
    return code


def holding(
    table: str, chapter: str, title: str, columns: Mapping[str, Read], *, kind: str, goes: Goes, **more: Any
) -> None:
    """Declare what is held of a person in a table, once for each way to the person.

    Raises ``ValueError`` when it is declared already, when texts go and none is named, or rows stay without a why.
    """
    made = Holding(table, chapter, title, columns, kind, goes, **more)
    if (table, made.way) in HOLDINGS:
        raise ValueError(f"what {table} holds is already declared")
    if (made.goes == Goes.WORDS) != bool(made.texts or made.becomes) or (made.goes == Goes.STAYS) != bool(made.why):
        raise ValueError(f"{table}: name the texts that go, or why the rows stay")
    HOLDINGS[table, made.way] = made


def tell(chapter: str, tables: Callable[[Sequence[int], Sequence[int]], Sequence[Table]]) -> None:
    """Declare what a room tells beside its tables."""
    TELLS.append(Telling(chapter, tables))


def kinds() -> list[str]:
    """Every kind of record by which terms are dated, once each in the order of the chapters."""
    ordered = sorted(HOLDINGS.values(), key=lambda each: CHAPTERS[each.chapter].order)
    return list(dict.fromkeys(each.kind for each in ordered))


def of_chapter(code: str) -> Iterator[Holding]:
    """The tables of a chapter, as they were declared."""
    return (each for each in HOLDINGS.values() if each.chapter == code)


def of_case(number: str) -> Iterator[tuple[Holding, Q]]:
    """The tables that bear a court's case number, each with the condition that finds it."""
    for each in HOLDINGS.values():
        if each.case:
            yield each, Q(**{f"{each.case}__iexact": number})
