"""What an auditor does with findings: add, change, remove, put in order."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from agencies import journal
from agencies.models import Person
from agencies.writing import write
from audit_project.refused import Refused
from audits.returns.filling_in.drafts import finish_draft
from audits.returns.filling_in.long_texts import remove_long
from audits.returns.models import AgencyReturn, Finding
from audits.returns.writing import edit_row, start_writing

MOST_FINDINGS = 40


def add_finding(
    agency_return: AgencyReturn,
    *,
    by: Person,
    now: datetime,
    begun_as: str = "",
    uid: uuid.UUID | None = None,
    **said: Any,
) -> Finding:
    """Add a finding at the end of the list; `begun_as` is the key under which it was kept while it was begun.

    One that is given its own `uid` is added once: asked for again, the one that stands is returned as it is.
    """
    with transaction.atomic():
        start_writing(agency_return, by, now)
        standing = agency_return.findings.filter(uid=uid).first() if uid else None
        if standing is not None:
            return standing
        if agency_return.findings.count() >= MOST_FINDINGS:
            raise Refused(f"A return holds {MOST_FINDINGS} findings at most. Put what belongs together into one.")
        row = Finding(
            agency_return=agency_return,
            audit=agency_return.audit,
            case_id=agency_return.case_id,
            agency_id=agency_return.agency_id,
            order=(agency_return.findings.aggregate(last=Max("order"))["last"] or 0) + 1,
            uid=uid or uuid.uuid4(),
        )
        finding = write(row, by=by, now=now, verb="added", **said)
        finish_draft(agency_return, begun_as)
    return finding


def edit_finding(finding: Finding, *, by: Person, now: datetime, version: int, **said: Any) -> None:
    """Change a finding. Raises `Stale` with both texts on a clash."""
    edit_row(finding, by=by, now=now, version=version, **said)


def remove_finding(finding: Finding, *, by: Person, now: datetime) -> None:
    """Take a finding off the return; its history stays."""
    with transaction.atomic():
        start_writing(finding.agency_return, by, now)
        if hasattr(finding, "decision"):
            raise Refused("This finding has been taken to the meeting, so it stays.")
        journal.record(by, "removed", finding, now=now)
        remove_long(finding.agency_return, f"finding-{finding.uid}")
        finding.delete()


def move_finding(finding: Finding, *, by: Person, now: datetime, up: bool) -> None:
    """Move a finding one place up or down the list; at the end it stays where it is."""
    with transaction.atomic():
        start_writing(finding.agency_return, by, now)
        rows = list(
            Finding.objects.select_for_update().filter(agency_return=finding.agency_return).order_by("order", "id")
        )
        at = rows.index(finding)
        other = at - 1 if up else at + 1
        if 0 <= other < len(rows):
            rows[at], rows[other] = rows[other], rows[at]
            for place, row in enumerate(rows, 1):
                Finding.objects.filter(pk=row.pk).exclude(order=place).update(order=place)
