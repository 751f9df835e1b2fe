"""Who reads an audit's findings and analysis, and who may decide that a small fact is printed exactly."""

from __future__ import annotations

from datetime import date
from functools import partial

from agencies.models import Person
from audit_project.refused import Refused, allowed
from audits.scope.models import Audit, AuditTeam
from audits.scope.rules import has_part, leads

READERS = (AuditTeam.Part.LEAD, AuditTeam.Part.CHAIR, AuditTeam.Part.SCRUTINEER)


def check_can_read_roll_up(person: Person, audit: Audit, on: date | None = None) -> None:
    """Exact counts are for the audit's lead, chair and scrutineer, and for safeguarding leads."""
    if not person.standing(on).has("safeguarding_lead") and not has_part(person, audit, *READERS, on=on):
        raise Refused("Only the audit's lead, chair and scrutineer and the safeguarding leads read its analysis.")


def check_can_override(person: Person, audit: Audit, on: date | None = None) -> None:
    if not person.standing(on).has("safeguarding_lead") and not leads(person, audit, on):
        raise Refused("Only the audit's lead or a safeguarding lead can decide to print a small fact exactly.")


can_read_roll_up = partial(allowed, check_can_read_roll_up)
can_override = partial(allowed, check_can_override)
