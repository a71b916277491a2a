"""Write what a month close counted and credited, and the opposite of what stands where a month is counted again."""

from collections.abc import Iterable, Sequence
from operator import itemgetter
from typing import Any

from django.db import connection

from llamkay.core.remission.month import CountLine, CreditLine
from llamkay.core.values import Month
from llamkay.platform.database.connection import copy_rows
from llamkay.platform.record.sealed import Texts

_COUNT = "close_id establishment_id month person_id kind days credits excluded carry_in carry_out".split()
# What a credit is besides its days, in the order of the table's columns.
_CREDIT = "person_id kind regime stage ratio status rule norm article confidence".split()


def record(
    *,
    close_id: int,
    establishment_id: int,
    month: Month,
    law_version: str,
    counts: Iterable[CountLine],
    credits: Iterable[CreditLine],
) -> None:
    """Write the day counts and the credits of a month of a prison, each by one ``COPY``.

    The close may be of another prison, whose days moved the minutes that people brought along.
    """
    first, texts = month.first, Texts()
    with connection.cursor() as cursor:
        copy_rows(
            cursor,
            "remission_daycount",
            _COUNT,
            (
                (
                    close_id,
                    establishment_id,
                    first,
                    person,
                    kind,
                    days,
                    _array(credited),
                    texts.of(excluded),
                    before,
                    after,
                )
                for person, kind, days, credited, excluded, before, after in counts
            ),
        )
        _copy_credits(
            cursor,
            (
                (
                    close_id,
                    establishment_id,
                    first,
                    law_version,
                    False,
                    texts.of(line["alternatives"]),
                    texts.of(line["why"]),
                    line["days"],
                    *itemgetter(*_CREDIT)(line),
                )
                for line in credits
            ),
        )


def reverse(*, close_id: int, establishment_id: int, month: Month, people: Sequence[int]) -> None:
    """Enter the opposite of every credit that stands for these people and month in an establishment."""
    columns = ", ".join(f"t.{name}" for name in _CREDIT)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT t.law_version, t.alternatives::text, t.why::text, -sum(t.days), {columns} FROM remission_credit t "
            "WHERE t.establishment_id = %s AND t.month = %s AND t.person_id = ANY (%s) "
            f"GROUP BY {columns}, t.alternatives, t.why, t.law_version HAVING sum(t.days) <> 0",
            [establishment_id, month.first, list(people)],
        )
        standing = cursor.fetchall()
        _copy_credits(cursor, ((close_id, establishment_id, month.first, law, True, *line) for law, *line in standing))


def _copy_credits(cursor: Any, lines: Iterable[tuple[Any, ...]]) -> None:
    columns = [
        "close_id",
        "establishment_id",
        "month",
        "law_version",
        "reverses",
        "alternatives",
        "why",
        "days",
        *_CREDIT,
    ]
    copy_rows(cursor, "remission_credit", columns, lines)


def _array(numbers: Iterable[int]) -> str:
    """An array as ``COPY`` reads it."""
    return "{" + ",".join(map(str, numbers)) + "}"
