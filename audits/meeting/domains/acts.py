"""The meeting agrees the grade of the multi-agency practice in one domain of a case."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from agencies import journal
from agencies.models import Person
from audit_project.refused import Refused
from audit_project.versions import write_version
from audits.codes.models import UNANSWERED
from audits.meeting import rules
from audits.meeting.domains.models import AgreedDomainGrade
from audits.meeting.forms import REASONS_FOR_NONE
from audits.meeting.hold import lock_meeting
from audits.meeting.models import NO_GRADE
from audits.meeting.running.independent import check_views_are_in
from audits.returns.writing import grade_taken, stands
from audits.sample.models import Case
from audits.tools.models import Domain, RatingBand

NOT_ASKED = "This audit asks for no grade in each domain, so none is agreed."
NOT_OF_THE_TOOL = "This domain is not in the audit's tool, so no grade of it is agreed."


def agree_domain_grade(
    case: Case,
    *,
    by: Person,
    now: datetime,
    version: int,
    domain: str,
    band: RatingBand | None = None,
    state: str | None = None,
) -> AgreedDomainGrade:
    """Record the agreed grade of a domain, or the state that stands instead; neither takes back what was recorded.

    `version` is 1 where nothing is recorded yet. Raises `Stale` when somebody else recorded another first.
    """
    if not case.audit.grades_domains:
        raise Refused(NOT_ASKED)
    if band is None and state not in (None, UNANSWERED, *REASONS_FOR_NONE):
        raise Refused(NO_GRADE)
    with transaction.atomic():
        held = lock_meeting(case)
        rules.check_can_record(by, held)
        check_views_are_in(held, timezone.localdate(now))
        if not Domain.objects.filter(tool_id=case.audit.tool_id, practice=domain).exists():
            raise Refused(NOT_OF_THE_TOOL)
        fields = grade_taken(case.audit, band, state)
        row, _ = AgreedDomainGrade.objects.get_or_create(case=case, domain_id=domain, defaults={"audit": case.audit})
        if stands(row, fields):
            return row
        write_version(row, version, **fields, agreed_at=now, agreed_by_id=by.pk)
        journal.record(by, "agreed_grade", case, now=now)
    return row
