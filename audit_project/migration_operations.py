"""Many operations of a migration at once: the tables of an app's first one, and the words of many fields.

Django redraws every model that is related to a changed one, for each operation of a migration: with a hundred models
that all point at people and audits this cost 30 seconds of processor time, and none of it reached the database. A
migration of few operations uses Django's as they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import AddConstraint, AddField, AddIndex, AlterConstraint, AlterField, CreateModel
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from pgtrigger.migrations import AddTrigger

# What a table has when it is made from its model's last state.
IN_THE_STATE = (AddField, AddConstraint, AddIndex)


class MakeTables(Operation):
    """The operations of an app's first migration, as `makemigrations` wrote them, carried out in one go.

    Raises TypeError for an operation that a table made from the last state would not show.
    """

    reversible = False  # before the first migration there is an empty database: drop it

    def __init__(self, operations: Sequence[Operation]) -> None:
        for operation in operations:
            if not isinstance(operation, (CreateModel, AddTrigger, *IN_THE_STATE)):
                raise TypeError(f"{operation.describe()}: not in a first migration that makes its tables at once.")
        self.operations = operations

    def deconstruct(self) -> tuple[str, Sequence[Any], dict[str, Any]]:
        return self.__class__.__name__, [self.operations], {}

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        state.__dict__.pop("apps", None)  # drawn again when asked for: once, not at each operation
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        for operation in self.operations:
            if isinstance(operation, CreateModel):
                model = to_state.apps.get_model(app_label, operation.name)
                if self.allow_migrate_model(schema_editor.connection.alias, model):
                    schema_editor.create_model(model)
        for operation in self.operations:
            if isinstance(operation, AddTrigger):
                operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        return f"Make the tables of {len(self.operations)} operations at once"


class AlterWords(Operation):
    """What fields are called, what is said beside them and when they are wrong: no table is touched.

    Takes the `AlterField` and `AlterConstraint` operations that `makemigrations` wrote. That none of them would have
    altered a column is held by the test that compares the catalogue with the models.
    """

    reduces_to_sql = False
    reversible = True

    def __init__(self, operations: Sequence[Operation]) -> None:
        for operation in operations:
            if not isinstance(operation, AlterField | AlterConstraint):
                raise TypeError(f"{operation.describe()}: it may touch a table.")
        self.operations = operations

    def deconstruct(self) -> tuple[str, Sequence[Any], dict[str, Any]]:
        return self.__class__.__name__, [self.operations], {}

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        state.__dict__.pop("apps", None)  # drawn again when asked for: once, not at each operation
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(self, *args: Any) -> None:
        """Nothing: these are words."""

    def database_backwards(self, *args: Any) -> None:
        """Nothing: these are words."""

    def describe(self) -> str:
        return f"Alter the words of {len(self.operations)} fields and constraints"
