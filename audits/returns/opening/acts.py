"""Opens the returns: one for each agency that knows a case, with the questions its sector is asked."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from agencies import journal
from agencies.models import Person
from audit_project.refused import Refused
from audits.codes.models import NOT_ASKED, UNANSWERED
from audits.returns import rules
from audits.returns.domains.models import DomainGrade
from audits.returns.filling_in.asked import asked, standards_of
from audits.returns.models import AgencyReturn, Answer, OwnGrade
from audits.sample.acts import move_case
from audits.sample.conditions import conditions_met
from audits.sample.models import Case, Involvement
from audits.sample.rules import KNOWN
from audits.scope.models import Audit
from audits.tools.models import AuditTool, Standard


def open_returns(audit: Audit, *, by: Person, now: datetime) -> list[AgencyReturn]:
    """Open every return that is due and not open yet; safe to run again. Returns the new ones."""
    rules.check_can_open(by, audit, timezone.localdate(now))
    with transaction.atomic():
        Audit.objects.select_for_update().get(pk=audit.pk)
        due = (
            Involvement.objects.filter(case__audit=audit, answer_id=KNOWN, agency_return__isnull=True)
            .exclude(case__state__in=(Case.State.AGREED, Case.State.EXCLUDED))
            .select_related("case__audit", "agency")
            .order_by("case__number", "pk")
        )
        cases: dict[int, Case] = {}  # one in hand for each case, so that its first return moves it for all
        for involvement in due:
            involvement.case = cases.setdefault(involvement.case_id, involvement.case)
        return open_each(list(due), audit, by, now)


def open_return(involvement: Involvement, *, by: Person, now: datetime) -> AgencyReturn:
    """Open the return of one agency on one case; the one that is open already when there is one."""
    audit = involvement.case.audit
    rules.check_can_open(by, audit, timezone.localdate(now))
    if involvement.answer_id != KNOWN:
        raise Refused("This agency has not said that it knows the case, so no return is due.")
    with transaction.atomic():
        Audit.objects.select_for_update().get(pk=audit.pk)
        existing = AgencyReturn.objects.filter(involvement=involvement).first()
        return existing or open_each([involvement], audit, by, now)[0]


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
            open_each([involvement], audit, by, now)


def open_each(due: list[Involvement], audit: Audit, by: Person, now: datetime) -> list[AgencyReturn]:
    """Freeze the tool, read it and what is recorded of the cases once, and make the returns.

    The tool freezes first: whoever is changing it has finished, or finds it frozen, before its questions are read.
    Which questions a return asks is settled here; what is recorded of the case later takes none away and adds none.
    """
    if not due:
        return []
    tool = audit.tool
    assert tool is not None
    AuditTool.objects.filter(pk=tool.pk, frozen_at__isnull=True).update(frozen_at=now)
    standards = standards_of(tool)
    short_for = set(tool.short_form_sectors.values_list("pk", flat=True))
    met = conditions_met({involvement.case_id for involvement in due})
    opened = []
    for involvement in due:
        short = involvement.agency.sector_id in short_for
        questions = asked(standards, involvement.agency.sector_id, short, met[involvement.case_id])
        opened.append(open_one(involvement, audit, questions, short, by, now))
    return opened


def open_one(
    involvement: Involvement, audit: Audit, questions: list[Standard], short: bool, by: Person, now: datetime
) -> AgencyReturn:
    """Make the return with an unanswered row for each question asked, and for each domain where the audit asks for its
    grade, its keys copied down."""
    case, agency = involvement.case, involvement.agency
    row = AgencyReturn.objects.create(
        audit=audit, case=case, agency=agency, involvement=involvement, short_form=short, opened_at=now
    )
    copied = {"agency_return": row, "audit": audit, "case": case, "agency": agency}
    Answer.objects.bulk_create(
        Answer(
            standard=standard,
            domain_id=standard.domain.practice_id,
            state_id=NOT_ASKED if standard.only_after_id else UNANSWERED,
            **copied,
        )
        for standard in questions
    )
    OwnGrade.objects.create(**copied, state_id=UNANSWERED)
    if audit.grades_domains:
        domains = dict.fromkeys(standard.domain.practice_id for standard in questions)
        DomainGrade.objects.bulk_create(
            DomainGrade(domain_id=domain, state_id=UNANSWERED, **copied) for domain in domains
        )
    if case.state == Case.State.SAMPLE:
        move_case(case, Case.State.RETURNS, by=by, now=now)
    journal.record(by, "added", row, now=now)
    return row
