"""What our tables share: history by triggers, ranges that may not overlap, append-only tables."""

from collections.abc import Iterator
from typing import Any

import pghistory
import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func


class Login(Func):
    """The login of the database that does something, whatever role it has put on."""

    template = "session_user"
    output_field = models.CharField()


def history(*, exclude: tuple[str, ...] = (), secret: tuple[str, ...] = (), with_login: bool = False) -> Any:
    """Keep every former version of a row, by database trigger, so that bulk writes and plain SQL are seen too.

    ``exclude`` names columns that the database derives from the others. Of a column in ``secret`` a row says that it
    changed, and never what it held. ``with_login`` each row says under which login of the database it was changed.
    """
    changed = [pghistory.UpdateEvent(name, row="OLD", condition=pgtrigger.AnyChange(name)) for name in secret]
    login = models.CharField(max_length=63, db_default=Login(), editable=False)
    return pghistory.track(
        pghistory.UpdateEvent(row="OLD"),
        pghistory.DeleteEvent(),
        *changed,
        exclude=[*exclude, *secret],
        attrs={"pgh_login": login} if with_login else None,
    )


def append_only(name: str) -> pgtrigger.Protect:
    """Rows are written once: the database refuses to change or delete them."""
    return pgtrigger.Protect(name=name, operation=pgtrigger.Update | pgtrigger.Delete)


class _Both(pgtrigger.Condition):
    """Two conditions of a trigger that must both hold."""

    def __init__(self, *parts: pgtrigger.Condition) -> None:
        self.parts = parts

    def resolve(self, model: Any) -> str:
        return "(" + " AND ".join(f"({part.resolve(model)})" for part in self.parts) + ")"


def sealed(name: str, *, when: pgtrigger.Condition | None = None, but: tuple[str, ...] = ()) -> list[pgtrigger.Trigger]:
    """Once ``when`` holds (always, without it) a row is not deleted, and only the columns ``but`` may still change."""
    change = pgtrigger.AnyChange(exclude=list(but))
    return [
        pgtrigger.Protect(name=f"{name}_stays", operation=pgtrigger.Delete, condition=when),
        pgtrigger.Protect(
            name=f"{name}_sealed", operation=pgtrigger.Update, condition=_Both(when, change) if when else change
        ),
    ]


def settled_once(name: str, *columns: str, when: pgtrigger.Condition) -> pgtrigger.Trigger:
    """Once ``when`` holds of the former row, these columns no longer change."""
    change = _Both(when, pgtrigger.AnyChange(*columns))
    return pgtrigger.Protect(name=name, operation=pgtrigger.Update, condition=change)


def missing_numbers(model: type[models.Model], *series: str) -> Iterator[tuple[Any, ...]]:
    """Each number that a series lacks below its last one, with what names the series; drafts have no number."""
    taken: dict[tuple[Any, ...], set[int]] = {}
    rows = model._default_manager.exclude(number=None).order_by(*series)
    for *name, number in rows.values_list(*series, "number"):
        taken.setdefault(tuple(name), set()).add(number)
    for name, numbers in taken.items():
        yield from ((*name, number) for number in range(1, max(numbers)) if number not in numbers)


class _PointRange(Func):
    """``int8range(x, x, '[]')``: lets a plain number stand in an exclusion constraint without an extension."""

    function = "int8range"
    template = "%(function)s(%(expressions)s, %(expressions)s, '[]')"


class TextKey(Func):
    """A text as the whole number that ``no_overlap`` compares, whatever its capitals."""

    template = "hashtextextended(lower(%(expressions)s), 0)"


def no_overlap(name: str, *columns: str | Func, period: Any = "period", condition: Any = None) -> ExclusionConstraint:
    """No two rows with the same ``columns`` may have overlapping periods; one of text is given as a ``TextKey``."""
    points = [(_PointRange(F(of) if isinstance(of, str) else of), RangeOperators.OVERLAPS) for of in columns]
    return ExclusionConstraint(
        name=name,
        expressions=[*points, (period, RangeOperators.OVERLAPS)],
        condition=condition,
        violation_error_code=name,
    )


__all__ = [
    "DateRangeField",
    "Login",
    "TextKey",
    "append_only",
    "history",
    "missing_numbers",
    "no_overlap",
    "sealed",
    "settled_once",
]
