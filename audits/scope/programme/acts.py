"""What leads do with the yearly programme: add, change and remove the audits that are planned."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from agencies import journal
from agencies.models import Person
from agencies.writing import write
from audit_project.refused import Refused
from audits.scope import rules
from audits.scope.programme.models import ProgrammeEntry

APRIL = 4


def year_of(day: date) -> int:
    """The programme year that a day belongs to, by its first calendar year: March 2027 is in 2026/27."""
    return day.year if day.month >= APRIL else day.year - 1


def year_in_words(year: int) -> str:
    """ "2026/27"."""
    return f"{year}/{(year + 1) % 100:02d}"


def add_programme_entry(*, by: Person, now: datetime, **said: Any) -> ProgrammeEntry:
    """Plan an audit for a quarter."""
    rules.check_can_create(by, timezone.localdate(now))
    return write(ProgrammeEntry(added_at=now, added_by=by), by=by, now=now, verb="added", **said)


def edit_entry(row: ProgrammeEntry, *, by: Person, now: datetime, version: int, **fields: Any) -> None:
    """Change what is planned, also after its audit has begun: the audit keeps its own words. Raises `Stale`."""
    if set(fields) - {"year", "quarter", "theme", "reason", "sponsor"}:
        raise ValueError("not fields of the programme")
    rules.check_can_create(by, timezone.localdate(now))
    write(row, by=by, now=now, verb="edited", version=version, **fields)


def remove_entry(row: ProgrammeEntry, *, by: Person, now: datetime) -> None:
    """Take out what was planned and has not begun."""
    rules.check_can_create(by, timezone.localdate(now))
    with transaction.atomic():
        current = ProgrammeEntry.objects.select_for_update().get(pk=row.pk)
        if current.audit_id is not None:
            raise Refused("An audit has begun from this entry, so it stays in the programme.")
        journal.record(by, "removed", row, now=now)
        current.delete()
