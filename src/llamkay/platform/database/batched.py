"""Many migration operations as one step."""

from collections.abc import Sequence
from typing import Any

from django.db.migrations.operations import AddConstraint, AddField, AddIndex, CreateModel
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from pgtrigger.migrations import AddTrigger


class BatchedOperations(Operation):
    """Operations of one app that only add (tables, columns, constraints, triggers): none changes what another made.

    Django renders every related model again after each operation, which grows with the square of the tables. Here only
    the new tables are rendered, once, beside those that stand: what a key adds to the model it points at is not asked
    by any operation. Where a table gains a column all are rendered again, once.
    """

    def __init__(self, operations: Sequence[Operation]) -> None:
        self.operations = operations

    def deconstruct(self) -> tuple[str, Sequence[Any], dict[str, Any]]:
        return type(self).__name__, [list(self.operations)], {}

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        standing, rendered = set(state.models), state.__dict__.pop("apps", None)  # without it nothing is rendered below
        for operation in self.operations:
            operation.state_forwards(app_label, state)
        if rendered is not None and not any(isinstance(operation, AddField) for operation in self.operations):
            rendered.render_multiple([state.models[key] for key in state.models if key not in standing])
            state.__dict__["apps"] = rendered

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        for operation in self.operations:
            operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self, app_label: str, schema_editor: Any, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        # ``to_state`` is the one before all of them, without the tables whose triggers go first.
        for operation in reversed(self.operations):
            operation.database_backwards(app_label, schema_editor, from_state, from_state)

    def describe(self) -> str:
        return f"{len(self.operations)} operations together"


def together(operations: Sequence[Operation]) -> list[Operation]:
    """The same operations, each run of neighbours that only add as one step.

    A table is made as it stands at the end of its step: what adds a column, a constraint or an index to it begins
    another one.
    """
    steps: list[Operation] = []
    adding: list[Operation] = []
    made: set[str] = set()

    def close() -> None:
        steps.extend([BatchedOperations(list(adding))] if len(adding) > 1 else adding)
        adding.clear()
        made.clear()

    for operation in operations:
        if isinstance(operation, AddField | AddConstraint | AddIndex) and operation.model_name_lower in made:
            close()
        if isinstance(operation, CreateModel):
            made.add(operation.name_lower)
        if isinstance(operation, CreateModel | AddField | AddConstraint | AddIndex | AddTrigger):
            adding.append(operation)
        else:
            close()
            steps.append(operation)
    close()
    return steps
