"""The database that test and benchmark databases are copied from: migrated once, the code lists in it.

Its name is the digest of what it was made from (our migrations and code lists, the packages' versions), so a changed
migration makes another one. A copy takes half a second; making it takes some four.
"""

from __future__ import annotations

import hashlib
import io
from functools import cache
from pathlib import Path
from urllib.parse import quote, urlencode

from django.core.management import call_command
from django.db import connection

ROOT = Path(__file__).resolve().parents[1]
MADE_OF = ("agencies/migrations/*.py", "audits/migrations/*.py", "audit_project/migration_operations.py",
           "audit_project/row_history.py", "audits/codes/**/*.*", "requirements/production.txt")  # fmt: skip
PREFIX = "template_"


@cache
def digest() -> str:
    found = hashlib.sha256()
    for pattern in MADE_OF:
        for file in sorted(path for path in ROOT.glob(pattern) if path.is_file() and path.suffix != ".pyc"):
            found.update(str(file.relative_to(ROOT)).encode() + b"\0" + file.read_bytes())
    return found.hexdigest()[:16]


def address_of(name: str) -> str:
    """DATABASE_URL for a database of this server, for a process of its own."""
    known = connection.settings_dict
    place = urlencode({"host": known["HOST"], "port": known["PORT"]})  # the host may be a folder with a socket
    return f"postgres://{known['USER']}:{quote(known['PASSWORD'], safe='')}@/{name}?{place}"


def template() -> str:
    """The name of today's template, made where it is not there yet; earlier ones are dropped.

    Several processes may ask at once: the first makes it, the others wait for its lock.
    """
    name = PREFIX + digest()
    usual = connection.settings_dict["NAME"]
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtext(%s))", [PREFIX])
        cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [PREFIX])
        there = {row[0] for row in cursor.fetchall()}
        if name in there:
            return name
        for old in there:
            cursor.execute(f'DROP DATABASE "{old}" WITH (FORCE)')
        draft = name.replace(PREFIX, "making_")
        cursor.execute(f'DROP DATABASE IF EXISTS "{draft}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{draft}"')
        connection.settings_dict["NAME"] = draft
        try:
            call_command("migrate", verbosity=0, interactive=False)
            call_command("load_codes", stdout=io.StringIO())
        finally:
            connection.close()
            connection.settings_dict["NAME"] = usual
        cursor.execute(f'ALTER DATABASE "{draft}" RENAME TO "{name}"')
    return name
