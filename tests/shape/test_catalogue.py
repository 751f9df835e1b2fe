"""What the migrations make is what the models say: tables, constraints, indexes and triggers of the catalogue."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations import AddConstraint, AlterField, CreateModel
from django.db.migrations.state import ProjectState
from pytest_django import DjangoDbBlocker

from audit_project.migration_operations import MakeTables

# Each gives rows of text, of our own tables. The order of columns is left out: a later migration adds them at the end.
OURS = "^(agencies|audits)_"
CATALOGUE = {
    "columns": """
        SELECT concat_ws(' ', table_name, column_name, data_type, character_maximum_length, 'null', is_nullable,
                         'default', column_default, 'identity', identity_generation)
          FROM information_schema.columns WHERE table_schema = 'public' AND table_name ~ %(ours)s""",
    "constraints": """
        SELECT concat_ws(' ', conrelid::regclass, conname, pg_get_constraintdef(oid), condeferrable, condeferred)
          FROM pg_constraint WHERE conrelid::regclass::text ~ %(ours)s AND contype <> 'n'""",
    "indexes": "SELECT indexdef FROM pg_indexes WHERE tablename ~ %(ours)s",
    "triggers": """
        SELECT concat_ws(' ', pg_get_triggerdef(oid), 'enabled', tgenabled, obj_description(oid, 'pg_trigger'))
          FROM pg_trigger WHERE NOT tgisinternal AND tgrelid::regclass::text ~ %(ours)s""",
    "functions": """
        SELECT pg_get_functiondef(pg_proc.oid) FROM pg_proc
         WHERE pronamespace = 'public'::regnamespace AND starts_with(proname, 'pgtrigger')""",
    "extensions": "SELECT extname || extversion FROM pg_extension",
}
OTHER = "made_from_models"


def read(database: BaseDatabaseWrapper, part: str) -> set[str]:
    with database.cursor() as cursor:
        cursor.execute(CATALOGUE[part], {"ours": OURS})
        return {str(row[0]) for row in cursor.fetchall()}


@contextmanager
def empty_database() -> Iterator[BaseDatabaseWrapper]:
    """Another database on the same server, under an alias of its own."""
    name = f"{connection.settings_dict['NAME']}_{OTHER}"
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{name}"')
    connections.databases[OTHER] = connection.settings_dict | {"NAME": name}
    try:
        yield connections[OTHER]
    finally:
        connections[OTHER].close()
        del connections[OTHER], connections.databases[OTHER]
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.mark.django_db
def test_the_migrated_database_is_the_one_its_models_describe(
    settings: Any, django_db_blocker: DjangoDbBlocker
) -> None:
    migrated = {part: read(connection, part) for part in CATALOGUE}
    settings.MIGRATION_MODULES = {app.label: None for app in apps.get_app_configs()}
    with django_db_blocker.unblock(), empty_database() as other:
        with other.cursor() as cursor:
            cursor.execute("CREATE EXTENSION pg_trgm")
        call_command("migrate", database=OTHER, run_syncdb=True, verbosity=0, interactive=False)
        call_command("pgtrigger", "install", "--database", OTHER)
        made = {part: read(other, part) for part in CATALOGUE}
    assert len(migrated["columns"]) > 1000
    assert len(migrated["triggers"]) > 20
    for part in CATALOGUE:
        assert sorted(migrated[part] ^ made[part]) == [], part


def test_an_operation_that_the_last_state_does_not_show_is_refused() -> None:
    with pytest.raises(TypeError, match="not in a first migration"):
        MakeTables([AlterField("Case", "number", models.IntegerField())])


def test_the_state_is_what_the_operations_one_by_one_would_leave() -> None:
    operations = [
        CreateModel("Shelf", [("id", models.BigAutoField(primary_key=True)), ("height", models.IntegerField())]),
        AddConstraint("Shelf", models.CheckConstraint(condition=models.Q(height__gt=0), name="has_a_height")),
    ]
    at_once, one_by_one = ProjectState(), ProjectState()
    MakeTables(operations).state_forwards("audits", at_once)
    for operation in operations:
        operation.state_forwards("audits", one_by_one)
    assert at_once == one_by_one
    assert at_once.models["audits", "shelf"].options["constraints"]


def test_our_first_migrations_make_their_tables_at_once() -> None:
    assert settings.MIGRATION_MODULES == {}
    for label in ("agencies", "audits"):
        module = __import__(f"{label}.migrations.0001_initial", fromlist=["Migration"])
        assert isinstance(module.Migration.operations[-1], MakeTables)
