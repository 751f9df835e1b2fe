"""What is done about an absence: noted, ended early."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from agencies import journal
from agencies.away import rules
from agencies.models import Absence, Person
from agencies.writing import write
from audit_project.refused import Refused


def note_absence(person: Person, *, by: Person, now: datetime, since: date, until: date | None = None) -> Absence:
    """Note that somebody is away. Absences do not overlap: one that is longer takes the place of another."""
    on = timezone.localdate(now)
    rules.check_can_note(by, person, on)
    if until is not None and until < on:
        raise Refused("This absence is over already. Enter days that are still to come.", on="until")
    with transaction.atomic():
        theirs = Person.objects.select_for_update().get(pk=person.pk).absences
        clash = theirs.to_come(since).first()
        if clash is not None and (until is None or clash.since <= until):
            raise Refused("These days overlap with others on the list. End those first.", on="since")
        row = Absence(person=person, noted_at=now, noted_by=by)
        return write(row, by=by, now=now, verb="noted_absence", of=person, since=since, until=until)


def end_absence(absence: Absence, *, by: Person, now: datetime) -> None:
    """They are there again from today; one that has not begun, or began today, is taken off the list."""
    on = timezone.localdate(now)
    rules.check_can_end(by, absence, on)
    if absence.until is not None and absence.until < on:
        raise Refused("This absence is over already.")
    if absence.since < on:
        write(absence, by=by, now=now, verb="ended_absence", of=absence.person, until=on - timedelta(days=1))
        return
    with transaction.atomic():
        journal.record(by, "ended_absence", absence.person, now=now)
        absence.delete()
