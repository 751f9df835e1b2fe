"""What an auditor does with findings: add, change, remove, put in order."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from agencies import journal
from agencies.models import Person
from audit_project.checked import check_row
from audit_project.refused import Refused
from audit_project.versions import write_version
from audits.codes.models import PracticeDomain
from audits.returns.drafts import finish_draft
from audits.returns.models import AgencyReturn, Finding, Handling
from audits.returns.writing import IN_THE_BACKGROUND, stands, start_writing

MOST_FINDINGS = 40


def finding_fields(
    kind: str,
    domain: PracticeDomain,
    scope: str,
    text: str,
    missed_opportunity: bool,
    exemplar: bool,
    evidence: str,
    handling: str,
) -> dict[str, Any]:
    """The columns of a finding, checked for what it may be."""
    if not text.strip():
        raise Refused("Write what you found.")
    if kind == "good" and missed_opportunity:
        raise Refused("Good practice cannot be a missed opportunity.")
    if kind == "develop" and exemplar:
        raise Refused("Only good practice can be an exemplar.")
    fields = {
        "kind": kind,
        "domain_id": domain.pk,
        "scope": scope,
        "text": text,
        "missed_opportunity": missed_opportunity,
        "exemplar": exemplar,
        "evidence": evidence,
        "handling": handling,
    }
    check_row(Finding(**fields), only=("kind", "domain", "scope", "text", "evidence", "handling"))
    return fields


def add_finding(
    agency_return: AgencyReturn,
    *,
    by: Person,
    now: datetime,
    kind: str,
    domain: PracticeDomain,
    text: str,
    scope: str = "",
    missed_opportunity: bool = False,
    exemplar: bool = False,
    evidence: str = "",
    handling: str = Handling.PANEL,
    begun_as: str = "",
    uid: uuid.UUID | None = None,
) -> Finding:
    """Add a finding at the end of the list; `begun_as` is the key under which it was kept while it was begun.

    One that is given its own `uid` is added once: asked for again, the one that stands is returned as it is.
    """
    with transaction.atomic():
        start_writing(agency_return, by, now)
        standing = agency_return.findings.filter(uid=uid).first() if uid else None
        if standing is not None:
            return standing
        fields = finding_fields(kind, domain, scope, text, missed_opportunity, exemplar, evidence, handling)
        if agency_return.findings.count() >= MOST_FINDINGS:
            raise Refused(f"A return holds {MOST_FINDINGS} findings at most. Put what belongs together into one.")
        last = agency_return.findings.aggregate(last=Max("order"))["last"] or 0
        finding = Finding.objects.create(
            agency_return=agency_return,
            audit_id=agency_return.audit_id,
            case_id=agency_return.case_id,
            agency_id=agency_return.agency_id,
            order=last + 1,
            uid=uid or uuid.uuid4(),
            **fields,
        )
        finish_draft(agency_return, begun_as)
        journal.record(by, "added", finding, audit_uid=agency_return.audit.uid, now=now)
    return finding


def edit_finding(
    finding: Finding,
    *,
    by: Person,
    now: datetime,
    version: int,
    kind: str,
    domain: PracticeDomain,
    text: str,
    scope: str = "",
    missed_opportunity: bool = False,
    exemplar: bool = False,
    evidence: str = "",
    handling: str = Handling.PANEL,
) -> None:
    """Change a finding. Raises `Stale` with both texts on a clash."""
    with transaction.atomic():
        start_writing(finding.agency_return, by, now)
        fields = finding_fields(kind, domain, scope, text, missed_opportunity, exemplar, evidence, handling)
        finding.refresh_from_db()
        if stands(finding, fields):
            return
        write_version(finding, version, **fields)
        if not IN_THE_BACKGROUND.get():
            journal.record(by, "edited", finding, now=now)


def remove_finding(finding: Finding, *, by: Person, now: datetime) -> None:
    """Take a finding off the return; its history stays."""
    with transaction.atomic():
        start_writing(finding.agency_return, by, now)
        if hasattr(finding, "decision"):
            raise Refused("This finding has been taken to the meeting, so it stays.")
        journal.record(by, "removed", finding, now=now)
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
