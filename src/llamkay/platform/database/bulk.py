"""Reads of many rows at once: ids as one array, spells as offsets in a stretch of days, columns in binary."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

import psycopg
from django.db import connection
from django.db.models import IntegerField
from django.db.models.expressions import RawSQL

from llamkay.core.values import Month


class Ids(frozenset[int]):
    """Ids that several queries ask about: written once for all of them."""

    @cached_property
    def array(self) -> str:
        """As PostgreSQL reads an array; a list is written faster than its numbers one by one."""
        return f"{{{str(list(self))[1:-1]}}}"


class Index(dict[int, int]):
    """Where each id stands; the ids are written once for all the queries that ask about them."""

    @cached_property
    def array(self) -> str:
        return f"{{{str(list(self))[1:-1]}}}"


def array_of(ids: Iterable[int]) -> str:
    """Ids as PostgreSQL reads an array, for ``%s::bigint[]``: a list is looked through five times by the driver, which
    takes seven times as long."""
    return ids.array if isinstance(ids, (Ids, Index)) else f"{{{','.join(map(str, ids))}}}"


def these(ids: Iterable[int]) -> RawSQL:
    """Ids as one array in PostgreSQL's own words: thousands of parameters, or a list that the driver writes number by
    number, cost more than the query."""
    return RawSQL("SELECT unnest(%s::bigint[])", [array_of(ids)])


@dataclass(frozen=True)
class Stretch:
    """Days in a row, and the half-open offsets in them of a row's ``period``, which the database works out."""

    first: date
    days: int

    @classmethod
    def of(cls, month: Month) -> "Stretch":
        return cls(month.first, month.days)

    @property
    def end(self) -> date:
        return self.first + timedelta(days=self.days)

    @property
    def low(self) -> RawSQL:
        return RawSQL("greatest(coalesce(lower(period) - %s, 0), 0)", [self.first], IntegerField())

    @property
    def high(self) -> RawSQL:
        return RawSQL("least(coalesce(upper(period) - %s, %s), %s)", [self.first, self.days, self.days], IntegerField())


def spells(
    queryset: Any, *columns: str, index: Mapping[int, int], stretch: Stretch, touching: bool = False
) -> list[tuple[Any, ...]]:
    """Each spell of the people: their index, the columns, and the offsets of its days; in the order of the people.

    ``touching`` brings those that end where the stretch begins too, as (0, 0).
    """
    first = stretch.first - timedelta(days=1) if touching else stretch.first
    rows = queryset.filter(person_id__in=these(index), period__overlap=(first, stretch.end))
    return sorted(
        (index[person], *rest) for person, *rest in rows.values_list("person_id", *columns, stretch.low, stretch.high)
    )


def binary(query: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    """The lines of a query in binary; Django's own cursors read text only."""
    connection.ensure_connection()
    with psycopg.Cursor(connection.connection) as cursor:
        return cursor.execute(query, values, binary=True).fetchall()


def each_binary(query: str, values: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    """The same, line by line as the server sends them: a long answer is never held twice.

    The connection can be asked nothing else until the last line is read.
    """
    connection.ensure_connection()
    with psycopg.Cursor(connection.connection) as cursor:
        yield from cursor.stream(query, values, binary=True)
