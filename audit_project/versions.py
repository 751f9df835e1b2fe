"""How two people can edit one row and lose nothing: compare the version, then write."""

from typing import Any

from django.db.models import F

from audit_project.refused import Stale


def write_version(row: Any, version: int, **fields: Any) -> None:
    """Write `fields` to `row` if its version is still `version`; the row's version then grows by one.

    Raises `Stale` with both texts when somebody else saved first. The row in hand is brought up to date.
    """
    manager = type(row)._default_manager
    written = manager.filter(pk=row.pk, version=version).update(version=F("version") + 1, **fields)
    if written != 1:
        current: Any = manager.get(pk=row.pk)
        theirs = {name: getattr(current, name) for name in fields}
        raise Stale(
            "Someone else saved this while you were writing. Both versions are shown below: choose what to keep.",
            theirs=theirs,
            yours=fields,
            version=current.version,
        )
    for name, value in fields.items():
        setattr(row, name, value)
    row.version = version + 1
