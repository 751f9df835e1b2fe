"""Who may record while a meeting runs, and who may say how an audit's meetings run."""

from __future__ import annotations

from agencies.models import Person
from audits.meeting import rules
from audits.meeting.hold import held_or_refused
from audits.sample.models import Case
from audits.scope.models import Audit
from audits.scope.rules import check_leads


def check_can_record_case(person: Person, case: Case) -> None:
    """Whoever records this case's meeting, while it is open."""
    rules.check_can_record(person, held_or_refused(case))


def check_can_set_running(person: Person, audit: Audit) -> None:
    check_leads(person, audit)
    rules.check_audit_not_closed(audit)
