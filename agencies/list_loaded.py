"""Does what a file of agencies says: all of it in one transaction, or nothing."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from agencies import journal, rules
from agencies.list_read import ADD, CHANGE, FAULT, Line, Reading, read_list
from agencies.models import Agency, AgencyName, Person
from audit_project.refused import Refused
from audit_project.tables import Table

CHANGED = "The list of agencies has changed since this preview was shown. Look at it again before you import."
AT_ONCE = 500


class Changed(Refused):
    """What was confirmed is no longer what the file would do."""


def load_list(table: Table, *, by: Person, now: datetime, mark: str) -> Reading:
    """Add and change what the file says. `mark` is that of the preview; raises `Changed` when it would do other things.

    Nothing is taken out of use: an agency that the file does not hold stays as it is.
    """
    rules.check_administers(by, timezone.localdate(now))
    try:
        with transaction.atomic():
            # Two imports at once, or one and an edit, wait for each other; who only points at an agency does not.
            list(Agency.objects.select_for_update(no_key=True).order_by("pk").values_list("pk"))
            reading = read_list(table)
            if reading.mark != mark:
                raise Changed(CHANGED)
            if reading.counts[FAULT]:
                raise Refused("Mend the rows that are wrong and choose the file again. Nothing was imported.")
            change(reading.of(CHANGE), by=by, now=now)
            add(reading.of(ADD), by=by, now=now)
            journal.record(by, "loaded", kind="agencies", now=now)
    except IntegrityError as clash:
        raise Changed(CHANGED) from clash  # somebody else added the same name in this moment
    return reading


def add(lines: list[Line], *, by: Person, now: datetime) -> None:
    """Organisations first, so that each service finds its own, under the name that the file gives it."""
    made = [Agency(**line.fields) for line in lines if not line.service]
    Agency.objects.bulk_create(made, batch_size=AT_ONCE)
    there = Agency.objects.filter(parent__isnull=True, merged_into__isnull=True)
    parents = {agency.name.casefold(): agency for agency in there}
    services = [Agency(parent=parents[line.organisation.casefold()], **line.fields) for line in lines if line.service]
    Agency.objects.bulk_create(services, batch_size=AT_ONCE)
    journal.record_each(by, "added", [*made, *services], now=now)


def change(lines: list[Line], *, by: Person, now: datetime) -> None:
    """Each with its version one further, so that a page that was open meanwhile sees both."""
    changed, names, renamed, edited = [], [], [], []
    for line in lines:
        agency = line.agency
        if agency is None:
            continue
        if "name" in line.fields and line.fields["name"] != agency.name:
            names.append(
                AgencyName(
                    agency=agency, name=agency.name, until=timezone.localdate(now), renamed_at=now, renamed_by=by
                )
            )
            renamed.append(agency)
        else:
            edited.append(agency)
        for field, value in line.fields.items():
            setattr(agency, field, value)
        agency.version += 1
        changed.append(agency)
    fields = ["name", "sector", "is_out_of_area", "only_by_sector", "wants_approval", "version"]
    Agency.objects.bulk_update(changed, fields, batch_size=AT_ONCE)
    AgencyName.objects.bulk_create(names, batch_size=AT_ONCE)
    journal.record_each(by, "renamed", renamed, now=now)
    journal.record_each(by, "edited", edited, now=now)
