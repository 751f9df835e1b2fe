"""A person decides that a small fact is printed exactly, with the reason; or takes the decision back."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from agencies import journal
from agencies.models import Person
from agencies.writing import write
from audit_project.refused import Refused
from audits.rollup import rules
from audits.rollup.disclosure.publishing import OF_ONE_CASE
from audits.rollup.models import Override
from audits.scope.models import Audit

FACTS = {
    "members.age": "Ages",
    "members.sex": "Sex",
    "members.ethnicity": "Ethnicity",
    "members.plan": "Plan or status",
    "members.siblings": "Sibling groups",
    OF_ONE_CASE: "Grades and findings that are about one case alone",
}


def override_fact(audit: Audit, *, by: Person, now: datetime, fact: str, reason: str) -> Override:
    """Record that a fact is printed exactly: which, why, who, when. One decision a fact is in force at a time."""
    rules.check_can_override(by, audit, timezone.localdate(now))
    if fact not in FACTS:
        raise Refused("Choose one of the facts that the policy holds back.")
    row = Override(audit=audit, made_at=now, made_by=by, made_by_name=by.name)
    return write(row, by=by, now=now, verb="overrode", fact=fact, reason=reason)


def withdraw_override(override: Override, *, by: Person, now: datetime) -> None:
    """Take a decision back; it stays on record."""
    rules.check_can_override(by, override.audit, timezone.localdate(now))
    with transaction.atomic():
        written = Override.objects.filter(pk=override.pk, withdrawn_at__isnull=True).update(
            withdrawn_at=now, withdrawn_by=by
        )
        if written != 1:
            raise Refused("This decision was withdrawn already.")
        journal.record(by, "withdrew_override", override, now=now)
