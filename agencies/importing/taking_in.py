"""Does what a file says: all of it in one transaction, or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from agencies import journal, rules
from agencies.importing.lines import FAULT, ImportedList, ListReading, read_lines
from agencies.models import Person
from audit_project.refused import Refused
from audit_project.tables import TableRead


class ListChanged(Refused):
    """What was confirmed is no longer what the file would do."""


@dataclass(frozen=True)
class TakenIn:
    """What an import did, and for which rows something that followed was in vain."""

    reading: ListReading
    in_vain: frozenset[int]


def take_in(kept: ImportedList, table: TableRead, *, by: Person, now: datetime, mark: str) -> TakenIn:
    """Write what the file says. `mark` is that of the preview; raises `Changed` when it would do other things."""
    rules.check_administers(by, timezone.localdate(now))
    try:
        with transaction.atomic():
            kept.hold()
            reading = read_lines(kept, table, by=by, now=now)
            if reading.mark != mark:
                raise ListChanged(kept.changed)
            if reading.counts[FAULT]:
                raise Refused("Mend the rows that are wrong and choose the file again. Nothing was imported.")
            written = kept.write(reading, by, now)
            journal.record(by, "loaded", kind=kept.key, now=now)
    except (IntegrityError, Refused) as clash:
        if isinstance(clash, IntegrityError) or isinstance(clash.__cause__, IntegrityError):
            raise ListChanged(kept.changed) from clash  # somebody else wrote the same in this moment
        raise
    return TakenIn(reading, kept.afterwards(written, by, now))
