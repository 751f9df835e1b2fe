"""Who reads an audit's findings and analysis, who chooses how its numbers are said, and who may decide that a small
fact is printed exactly."""

from __future__ import annotations

from datetime import date
from functools import partial

from agencies.models import Person
from audit_project.refused import Refused, allowed
from audits.scope.models import Audit, AuditTeam
from audits.scope.rules import has_part, leads

READERS = (AuditTeam.Part.LEAD, AuditTeam.Part.CHAIR, AuditTeam.Part.SCRUTINEER)
LATER_READERS = (AuditTeam.Part.PANEL, AuditTeam.Part.MINUTES, AuditTeam.Part.GOVERNANCE)
BEFORE_MEETINGS = (Audit.State.SETUP, Audit.State.SAMPLE, Audit.State.RETURNS)


def check_can_read_roll_up(person: Person, audit: Audit, on: date | None = None) -> None:
    """Exact counts are for the audit's team and for safeguarding leads; for those who judge at the meetings from then
    on, so that no agency's answers colour another's before."""
    if person.standing(on).has("safeguarding_lead") or has_part(person, audit, *READERS, on=on):
        return
    if not has_part(person, audit, *LATER_READERS, on=on):
        raise Refused("Only the audit's team and the safeguarding leads read its analysis.")
    if audit.state in BEFORE_MEETINGS:
        raise Refused("The panel reads the analysis once the audit's meetings have begun.")


def check_can_override(person: Person, audit: Audit, on: date | None = None) -> None:
    if not person.standing(on).has("safeguarding_lead") and not leads(person, audit, on):
        raise Refused("Only the audit's lead or a safeguarding lead can decide to print a small fact exactly.")


def check_can_choose_wording(person: Person, audit: Audit, on: date | None = None) -> None:
    if not leads(person, audit, on):
        raise Refused("Only the audit's lead chooses how a number is said.")
    if audit.state == Audit.State.CLOSED:
        raise Refused("This audit is closed, so how its numbers are said can no longer be changed.")


can_read_roll_up = partial(allowed, check_can_read_roll_up)
can_override = partial(allowed, check_can_override)
can_choose_wording = partial(allowed, check_can_choose_wording)
