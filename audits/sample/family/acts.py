"""Whether anybody asks a case's family for its views: decided once by the lead, so that nobody rings unasked."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from agencies.models import Person
from agencies.writing import write
from audits.sample import rules
from audits.sample.models import Case, FamilyContact

ASKED = ("who", "when", "checked_with_social_worker", "checked_with_police")


def decide_family_contact(case: Case, *, by: Person, now: datetime, version: int, **said: Any) -> FamilyContact:
    """Decide once for the case, or decide anew. A decision that nobody has made yet has version 1.

    What belongs to the other answer is not kept beside the one that was given; its history keeps it. Raises `Stale`
    on a clash.
    """
    rules.check_can_decide_family_contact(by, case, timezone.localdate(now))
    yes = said["decision"] == FamilyContact.Decision.YES
    unsaid = FamilyContact()
    empty = {name: getattr(unsaid, name) for name in (("why_not",) if yes else ASKED)}
    with transaction.atomic():
        Case.objects.select_for_update().get(pk=case.pk)
        row = FamilyContact.objects.filter(case=case).first()
        if row is None:
            row = FamilyContact(case=case, decided_at=now, decided_by=by, version=version + 1)
            return write(row, by=by, now=now, verb="decided_family_contact", **{**said, **empty})
        write(row, by=by, now=now, verb="decided_family_contact", version=version, **{**said, **empty})
        FamilyContact.objects.filter(pk=row.pk).update(decided_at=now, decided_by=by)
        row.decided_at, row.decided_by = now, by
    return row
