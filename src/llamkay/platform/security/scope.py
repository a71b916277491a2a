"""What a caller may see: a set of establishments, or everything. Told to every query and to the database itself.

The explicit filter in each query is the first wall; PostgreSQL's row security, which reads the setting
``llamkay.scope``, is the second.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db import connection
from django.db.models import QuerySet

Rows = TypeVar("Rows", bound=QuerySet[Any, Any])


@dataclass(frozen=True)
class Scope:
    """The establishments whose rows the caller may touch; ``everything`` is headquarters."""

    everything: bool = False
    ids: frozenset[int] = field(default_factory=frozenset)

    def covers(self, establishment_id: int | None) -> bool:
        return self.everything or establishment_id in self.ids

    def filter(self, queryset: Rows, path: str = "establishment_id") -> Rows:
        """Keep only the rows whose establishment, found at ``path``, lies in the scope."""
        return queryset if self.everything else queryset.filter(**{f"{path.removesuffix('_id')}__in": self.ids})

    def __str__(self) -> str:
        return "all" if self.everything else ",".join(map(str, sorted(self.ids)))


NOTHING, EVERYTHING = Scope(), Scope(everything=True)
_current: ContextVar[Scope] = ContextVar("scope", default=NOTHING)


def current() -> Scope:
    """The scope in force for this request or command."""
    return _current.get()


def enter(scope: Scope) -> None:
    """Put a scope in force, here and in the database session."""
    _current.set(scope)
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('llamkay.scope', %s, false)", [str(scope)])


@contextmanager
def acting_in(scope: Scope) -> Iterator[None]:
    """Work inside another scope and come back, whatever happens."""
    before = current()
    enter(scope)
    try:
        yield
    finally:
        _current.set(before)
        if before != scope and not connection.needs_rollback:  # the same again: the database knows
            enter(before)


@contextmanager
def elevated() -> Iterator[None]:
    """Work inside every establishment and come back: for the few acts that reach beyond one, and for commands."""
    with acting_in(EVERYTHING):
        yield
