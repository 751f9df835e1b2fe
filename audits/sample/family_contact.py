"""Whether anybody asks a case's family for its views: decided once by the lead, so that nobody rings unasked."""

from __future__ import annotations

from copy import copy
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from agencies import journal
from agencies.models import Person
from audit_project.checked import check_row
from audit_project.refused import Refused
from audit_project.versions import write_version
from audits.sample import rules
from audits.sample.models import Case, FamilyContact

ASKED = ("who", "when", "checked_with_social_worker", "checked_with_police")


def decide_family_contact(
    case: Case,
    *,
    by: Person,
    now: datetime,
    version: int,
    decision: str,
    who: str = "",
    when: date | None = None,
    checked_with_social_worker: bool = False,
    checked_with_police: bool = False,
    why_not: str = "",
) -> FamilyContact:
    """Decide once for the case, or decide anew. A decision that nobody has made yet has version 1.

    What belongs to the other answer is not kept beside the one that was given; its history keeps it. Raises `Stale`
    on a clash.
    """
    rules.check_can_decide_family_contact(by, case, timezone.localdate(now))
    if decision not in FamilyContact.Decision.values:
        raise Refused("Choose whether the family is asked.")
    yes = decision == FamilyContact.Decision.YES
    if yes and when is None:
        raise Refused("Say when the family will be asked.")
    fields: dict[str, Any] = {
        "decision": decision,
        "who": who.strip() if yes else "",
        "when": when if yes else None,
        "checked_with_social_worker": yes and checked_with_social_worker,
        "checked_with_police": yes and checked_with_police,
        "why_not": "" if yes else why_not.strip(),
    }
    with transaction.atomic():
        Case.objects.select_for_update().get(pk=case.pk)
        row = FamilyContact.objects.filter(case=case).first()
        proposed = copy(row) if row is not None else FamilyContact(case=case, version=1)
        for name, value in fields.items():
            setattr(proposed, name, value)
        check_row(proposed, only=fields)
        if row is None:
            row = FamilyContact.objects.create(case=case, decided_at=now, decided_by=by, version=version + 1, **fields)
        else:
            write_version(row, version, **fields)
            FamilyContact.objects.filter(pk=row.pk).update(decided_at=now, decided_by=by)
            row.decided_at, row.decided_by = now, by
        journal.record(by, "decided_family_contact", row, now=now)
    return row
