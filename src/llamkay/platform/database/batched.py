"""Many migration operations as one step."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.db.migrations.operations import (
    AddConstraint,
    AddField,
    AddIndex,
    AlterField,
    CreateModel,
    RemoveConstraint,
    RemoveField,
    RemoveIndex,
)
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from pgtrigger.migrations import AddTrigger, RemoveTrigger

_COLUMNS = (AddField, AlterField, RemoveField)
_OPTIONS = (AddConstraint, RemoveConstraint, AddIndex, RemoveIndex)
_TRIGGERS = (AddTrigger, RemoveTrigger)


class BatchedOperations(Operation):
    """Operations of one app of which none asks for what another made, changed or removed.

    Django renders every related model again after each operation, which grows with the square of the tables. Here the
    new tables are rendered once, beside those that stand, and then those whose columns changed, with their related.
    What a key adds to the model it points at, a constraint or a trigger is not asked of a rendered model.
    """

    def __init__(self, operations: Sequence[Operation]) -> None:
        self.operations = operations

    def deconstruct(self) -> tuple[str, Sequence[Any], dict[str, Any]]:
        return type(self).__name__, [list(self.operations)], {}

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        standing, rendered = set(state.models), state.__dict__.pop("apps", None)  # without it nothing is rendered below
        for operation in self.operations:
            operation.state_forwards(app_label, state)
        if rendered is None:
            return
        rendered.render_multiple([state.models[key] for key in state.models if key not in standing])
        state.__dict__["apps"] = rendered
        changed = [operation for operation in self.operations if isinstance(operation, _COLUMNS)]
        state.reload_models([(app_label, operation.model_name_lower) for operation in changed])

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        for operation in self.operations:
            operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self, app_label: str, schema_editor: Any, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        for operation in reversed(self.operations):
            # ``to_state`` is the one before all of them, without the new tables, whose triggers go first.
            stood = (app_label, getattr(operation, "model_name_lower", None)) in to_state.models
            operation.database_backwards(app_label, schema_editor, from_state, to_state if stood else from_state)

    def describe(self) -> str:
        return f"{len(self.operations)} operations together"


def together(operations: Sequence[Operation]) -> list[Operation]:
    """The same operations, each run of neighbours that may go together as one step.

    A table is made as it stands at the end of its step: what adds a column, a constraint or an index to it begins
    another one. So does what touches the same column, constraint, index or trigger again.
    """
    steps: list[Operation] = []
    adding: list[Operation] = []
    made: set[str] = set()
    touched: set[tuple[str, str, str]] = set()

    def close() -> None:
        steps.extend([BatchedOperations(list(adding))] if len(adding) > 1 else adding)
        for group in (adding, made, touched):
            group.clear()

    for operation in operations:
        name = _named(operation)
        if name in touched or (isinstance(operation, _COLUMNS + _OPTIONS) and operation.model_name_lower in made):
            close()
        if isinstance(operation, CreateModel):
            made.add(operation.name_lower)
        if isinstance(operation, (CreateModel, *_COLUMNS, *_OPTIONS, *_TRIGGERS)):
            adding.append(operation)
            touched.add(name)
        else:
            close()
            steps.append(operation)
    close()
    return steps


def _named(operation: Any) -> tuple[str, str, str]:
    """What an operation makes, changes or removes: its kind, its table, its name."""
    if isinstance(operation, _COLUMNS):
        return "column", operation.model_name_lower, operation.name_lower
    for kind in ("constraint", "index", "trigger"):
        if found := getattr(operation, kind, None):
            return kind, operation.model_name_lower, str(found.name)
    kind = type(operation).__name__.removeprefix("Remove").lower()
    return kind, getattr(operation, "model_name_lower", ""), str(getattr(operation, "name", ""))


@contextmanager
def settings_names_kept() -> Iterator[None]:
    """Which models a setting names, remembered: Django forgets it with every model rendered and walks them all anew."""
    find = apps.get_swappable_settings_name
    names: dict[str, str | None] = {}

    def remembered(to_string: str) -> str | None:
        if to_string not in names:
            names[to_string] = find(to_string)
        return names[to_string]

    vars(apps)["get_swappable_settings_name"] = remembered
    try:
        yield
    finally:
        del vars(apps)["get_swappable_settings_name"]
