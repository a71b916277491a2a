"""The registry of triggers, by table and by function without a walk.

django-pgtrigger (4.17, 2025) walks all of them at each registration: with eight hundred, a quarter of every start.
"""

from typing import TYPE_CHECKING, Any

from pgtrigger import registry

if TYPE_CHECKING:
    from pgtrigger import Trigger


class _Indexed(registry._Registry):
    """The library's own, which finds a trigger of a table and a function's name in one step."""

    tables: "dict[tuple[str, str], Trigger]"
    functions: set[str]

    @property
    def by_db_table(self) -> "dict[tuple[str, str], Trigger]":
        return self.tables

    @property
    def pg_function_names(self) -> set[str]:
        return self.functions

    def __setitem__(self, key: str, value: Any) -> None:
        super().__setitem__(key, value)  # type: ignore[no-untyped-call]
        self._index(*value)

    def __delitem__(self, key: str) -> None:
        super().__delitem__(key)  # type: ignore[no-untyped-call]
        self.index()

    def _index(self, model: Any, trigger: "Trigger") -> None:
        self.tables[model._meta.db_table, str(trigger.name)] = trigger
        self.functions.add(trigger.get_pgid(model))

    def index(self) -> None:
        self.tables, self.functions = {}, set()
        for model, trigger in self.values():
            self._index(model, trigger)


def index() -> None:
    """Give the registry its index: before the first table is declared."""
    found: Any = registry._registry
    found.__class__ = _Indexed
    found.index()
