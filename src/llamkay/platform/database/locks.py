"""Waiting one's turn: every advisory lock of PostgreSQL, its spaces of keys in one table.

A lock is held until its transaction ends, that of a preparation until the preparation does. Rows are locked with
``select_for_update``; these are for what has no row yet: the next number of a series, the first of its kind.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from enum import IntEnum, unique

from django.db import DatabaseError, connection


@unique
class Space(IntEnum):
    """What the keys of a lock name. A number is never used again, for two versions may run side by side."""

    START = 1  # one key, of the server: its logins are made by one process
    ACTS = 2  # the stream of acts
    SUBMISSION = 3  # the digest of a form
    MONTHS = 4  # the establishment whose months are opened and closed
    DOCUMENT = 5  # kind and number of an identity document
    ENTRY = 6  # the event that an entry of the books names
    COMPANY = 7  # company and establishment
    LEVY = 8  # the person who owes the 10 %
    PAYSLIPS = 9  # the close whose payslips are printed
    PAYOUT_BATCHES = 10  # the establishment that sends them
    PAYOUTS = 11  # the person who is paid
    RECEIPTS = 12  # the payment whose receipt is printed
    CERTIFICATES = 13  # the establishment that numbers them
    REQUESTS = 14  # the establishment that numbers them
    RETURNS = 15  # establishment and month
    RELEASES = 16  # the quarter of the figures of children
    NOTES = 17  # institution and year that number them
    HOURS = 18  # person and month whose hours of several sheets are added up
    FINAL_ACTS = 61  # the establishment and year that number them
    LOTS = 40  # the good whose lots are numbered
    STOCK_COUNT = 41  # the place that is counted
    RECIPES = 42  # the good whose recipes are numbered
    BATCHES = 43  # the activity whose batches are numbered
    CONSIGNMENTS = 44  # the establishment that numbers them
    ORDERS = 45  # the establishment that numbers them
    COMMITMENTS = 19  # the year that numbers them; the one that is written to
    EVALUATIONS = 30  # the programme whose protocols and analyses are numbered
    ACCIDENTS = 62  # the year that numbers them
    DAYS = 60  # the establishment whose days are closed
    DATA_REQUESTS = 63  # the establishment and year that number them
    ERASURES = 64  # the person whose erasure is proposed
    TAKINGS = 71  # what was taken along, whose marks are written

    PREPARATION = 70  # one key: the tables are changed by one process


STATEMENT = "SELECT pg_advisory_xact_lock(hashtextextended(%s, %s))"


def lock(space: Space, *key: object) -> None:
    """Wait until nobody else holds the key of the space, and hold it until the transaction ends.

    Raises ``RuntimeError`` outside a transaction, where the lock would end with its own statement.
    """
    if not in_transaction():
        raise RuntimeError(f"the lock {space.name} is taken in the transaction that it guards")
    with connection.cursor() as cursor:
        cursor.execute(STATEMENT, parameters(space, *key))


def lock_each(space: Space, keys: Iterable[Sequence[object]]) -> None:
    """As ``lock`` for many keys of a space in one statement, always in one order: two who want the same wait."""
    if not in_transaction():
        raise RuntimeError(f"the locks {space.name} are taken in the transaction that they guard")
    each = sorted(parameters(space, *key)[0] for key in keys)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(pg_advisory_xact_lock(hashtextextended(key, %s))) FROM unnest(%s::text[]) AS key",
            [int(space), each],
        )


@contextmanager
def held(space: Space, *key: object) -> Iterator[None]:
    """Wait as ``lock`` does and hold the key across transactions: until the work inside, or its connection, ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtextextended(%s, %s))", parameters(space, *key))
    try:
        yield
    finally:
        with suppress(DatabaseError), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(hashtextextended(%s, %s))", parameters(space, *key))


def parameters(space: Space, *key: object) -> tuple[str, int]:
    """What ``STATEMENT`` takes for a key. Raises ``ValueError`` for a key of nothing."""
    if not key:
        raise ValueError(f"a lock of {space.name} needs a key")
    return ":".join(map(str, key)), int(space)


def in_transaction() -> bool:
    """Whether a transaction of ours is open: the block that Django puts around a test is none."""
    return not all(getattr(block, "_from_testcase", False) for block in connection.atomic_blocks)
