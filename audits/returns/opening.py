"""Opens the returns: one for each agency that knows a case, with the questions its sector is asked."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from agencies import journal
from agencies.models import Person
from audit_project.refused import Refused
from audits.codes.models import UNANSWERED
from audits.returns import rules
from audits.returns.models import AgencyReturn, Answer, OwnGrade
from audits.sample.acts import move_case
from audits.sample.models import Case, Involvement
from audits.sample.rules import KNOWN
from audits.scope.models import Audit
from audits.scope.tools import AuditTool, Standard


def open_returns(audit: Audit, *, by: Person, now: datetime) -> list[AgencyReturn]:
    """Open every return that is due and not open yet; safe to run again. Returns the new ones."""
    rules.check_can_open(by, audit, timezone.localdate(now))
    with transaction.atomic():
        Audit.objects.select_for_update().get(pk=audit.pk)
        due = (
            Involvement.objects.filter(case__audit=audit, answer_id=KNOWN, agency_return__isnull=True)
            .exclude(case__state=Case.State.AGREED)
            .select_related("case__audit", "agency")
            .order_by("case__number", "pk")
        )
        cases: dict[int, Case] = {}  # one in hand for each case, so that its first return moves it for all
        opened = []
        for involvement in due:
            involvement.case = cases.setdefault(involvement.case_id, involvement.case)
            opened.append(open_one(involvement, audit, by, now))
        return opened


def open_return(involvement: Involvement, *, by: Person, now: datetime) -> AgencyReturn:
    """Open the return of one agency on one case; the one that is open already when there is one."""
    audit = involvement.case.audit
    rules.check_can_open(by, audit, timezone.localdate(now))
    if involvement.answer_id != KNOWN:
        raise Refused("This agency has not said that it knows the case, so no return is due.")
    with transaction.atomic():
        Audit.objects.select_for_update().get(pk=audit.pk)
        existing = AgencyReturn.objects.filter(involvement=involvement).first()
        return existing or open_one(involvement, audit, by, now)


def open_once_reached(audit: Audit, *, by: Person, now: datetime) -> None:
    """Open what is due as the audit reaches its returns; one recorded from paper may have no tool, and needs none."""
    if audit.tool_id is not None:
        open_returns(audit, by=by, now=now)


def open_late(involvement: Involvement, *, by: Person, now: datetime) -> None:
    """Open the return of an agency that says it knows the case while returns are open.

    Whoever answers for the agency opens it by answering: the act that calls this has checked that they may.
    """
    audit = involvement.case.audit
    if audit.state not in rules.OPEN_AUDIT or audit.tool_id is None:
        return
    with transaction.atomic():
        Audit.objects.select_for_update().get(pk=audit.pk)
        if not AgencyReturn.objects.filter(involvement=involvement).exists():
            open_one(involvement, audit, by, now)


def open_one(involvement: Involvement, audit: Audit, by: Person, now: datetime) -> AgencyReturn:
    """Make the return with an unanswered row for each question asked, its keys copied down; freeze the tool."""
    case, agency, tool = involvement.case, involvement.agency, audit.tool
    assert tool is not None
    short = tool.short_form_sectors.filter(pk=agency.sector_id).exists()
    row = AgencyReturn.objects.create(
        audit=audit, case=case, agency=agency, involvement=involvement, short_form=short, opened_at=now
    )
    copied = {"agency_return": row, "audit": audit, "case": case, "agency": agency, "state_id": UNANSWERED}
    Answer.objects.bulk_create(
        Answer(standard=standard, domain_id=standard.domain.practice_id, **copied)
        for standard in questions(tool, agency.sector_id, short)
    )
    OwnGrade.objects.create(**copied)
    AuditTool.objects.filter(pk=tool.pk, frozen_at__isnull=True).update(frozen_at=now)
    if case.state == Case.State.SAMPLE:
        move_case(case, Case.State.RETURNS, by=by, now=now)
    journal.record(by, "added", row, now=now)
    return row


def questions(tool: AuditTool, sector: str, short: bool) -> list[Standard]:
    """The tool's questions for a sector, in order: asked of everybody or of it; on a short form the marked ones."""
    rows = Standard.objects.filter(domain__tool=tool).select_related("domain").prefetch_related("asked_of")
    asked = []
    for row in rows.order_by("domain__order", "number"):
        sectors = {one.pk for one in row.asked_of.all()}
        if (not sectors or sector in sectors) and (row.on_short_form or not short):
            asked.append(row)
    return asked
