"""How a row is written: its model checks its fields, its version is compared, the journal says who did it."""

from __future__ import annotations

from copy import copy
from datetime import datetime
from typing import Any, TypeVar

from django.db import models

from agencies import journal
from agencies.models import Person
from audit_project.checked import check_fields, constraints_said
from audit_project.versions import write_version

Row = TypeVar("Row", bound=models.Model)


def write(
    row: Row,
    *,
    by: Person | None,
    now: datetime,
    verb: str,
    of: models.Model | None = None,
    version: int | None = None,
    **fields: Any,
) -> Row:
    """Write `fields` to a row, new or kept, and a line in the journal: of the row, or of what it belongs to (`of`).
    Where an act says in the journal itself what it did, `verb` is empty.

    A row that others edit is written if it still has the `version` that it was opened with, and raises `Stale` with
    both texts otherwise; without one, whatever it has. Raises `Refused`, on its fields, for what the model does not
    take. The row in hand is brought up to date, and stays as it was when nothing is written.
    """
    draft = copy(row)
    for name, value in fields.items():
        setattr(draft, name, value)
    new = row._state.adding
    check_fields(draft, [field.name for field in row._meta.concrete_fields] if new else fields)
    kept = {name: getattr(draft, name) for name in fields}
    with constraints_said(type(row)):
        if new:
            draft.save(force_insert=True)
            row.__dict__.update(draft.__dict__)
        elif hasattr(row, "version"):
            write_version(row, row.version if version is None else version, **kept)
        else:
            type(row)._default_manager.filter(pk=row.pk).update(**kept)
            row.__dict__.update(draft.__dict__)
        if verb:
            journal.record(by, verb, of or row, now=now)
    return row
