"""How a test that commits leaves the database: as it was when the run began, the code lists in it.

Django truncates every table and each test would load the code lists again: three seconds. Here the tables that hold
something are emptied, and those that held something at the start get it back.
"""

from __future__ import annotations

from django.db import connection, transaction
from django.test import TransactionTestCase

KEPT = {"django_migrations", "django_content_type", "auth_permission"}  # no test changes them
Snapshot = dict[str, bytes]
AT_THE_START: Snapshot = {}


def remember() -> None:
    """Keep what the tables hold now, and go back to it after each test that commits."""
    AT_THE_START.update(snapshot())
    TransactionTestCase._fixture_teardown = lambda self: put(AT_THE_START)  # type: ignore[method-assign]


def snapshot() -> Snapshot:
    """The rows of every table that holds some, as COPY writes them."""
    found = {}
    with connection.cursor() as cursor:
        for table in holding():
            with cursor.copy(f"COPY {quoted(table)} TO STDOUT") as copied:
                found[table] = b"".join(bytes(part) for part in copied)
    return found


def put(rows_of: Snapshot) -> None:
    """Make the database hold these rows and no others."""
    with transaction.atomic(), connection.cursor() as cursor:
        # Neither the order of keys nor the triggers that keep a journal from being emptied matter here.
        cursor.execute("SET LOCAL session_replication_role = replica")
        for table in holding():
            cursor.execute(f"DELETE FROM {quoted(table)}")  # noqa: S608 (names from the catalogue)
        for table, rows in rows_of.items():
            with cursor.copy(f"COPY {quoted(table)} FROM STDIN") as copied:
                copied.write(rows)


def holding() -> list[str]:
    """The tables with a row in them."""
    tables = [table for table in connection.introspection.table_names() if table not in KEPT]
    asked = [f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM {quoted(table)})" for table in tables]  # noqa: S608 (the same)
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(asked))
        return sorted(row[0] for row in cursor.fetchall())


def quoted(table: str) -> str:
    return connection.ops.quote_name(table)
