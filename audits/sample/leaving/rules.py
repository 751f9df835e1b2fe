"""Who may take a case out of the audit: the lead; once returns are in, the chair or the scrutineer must agree."""

from __future__ import annotations

from datetime import date
from functools import partial

from agencies.models import Person
from audit_project.refused import Refused, allowed
from audits.sample.draw.models import Exclusion
from audits.sample.lifecycle import check_leaves
from audits.sample.models import Case
from audits.sample.rules import HANDED_IN, OPEN_TO_CASES
from audits.scope.models import Audit, AuditTeam
from audits.scope.rules import check_leads, has_part, leads

AGREES = (AuditTeam.Part.CHAIR, AuditTeam.Part.SCRUTINEER)
BEFORE_THE_MEETING = (Case.State.SAMPLE, Case.State.RETURNS)


def check_can_ask_to_leave(person: Person, case: Case, on: date | None = None) -> None:
    """The lead, at any stage until the audit is over."""
    check_leads(person, case.audit, on)
    if case.state == Case.State.EXCLUDED:
        raise Refused("This case has left the audit already.")
    check_leaves(person, case, on)


def check_can_read_leaving(person: Person, exclusion: Exclusion, on: date | None = None) -> None:
    """`visible_to` has found it: the audit's lead, its scrutineer or its chair, in a role in force."""


def check_waits(exclusion: Exclusion) -> None:
    if not exclusion.waits:
        raise Refused("This no longer waits: it was agreed or taken back.")


def check_can_agree(person: Person, exclusion: Exclusion, on: date | None = None) -> None:
    """The chair or the scrutineer, who did not ask for it."""
    if not has_part(person, exclusion.case.audit, *AGREES, on=on):
        raise Refused("Only the audit's chair or its scrutineer can agree that a case leaves.")
    if exclusion.asked_by_id == person.pk:
        raise Refused("You asked for it, so somebody else must agree.")
    check_waits(exclusion)


def check_can_keep(person: Person, exclusion: Exclusion, on: date | None = None) -> None:
    """The lead takes it back, and the chair or the scrutineer says no."""
    if not leads(person, exclusion.case.audit, on) and not has_part(person, exclusion.case.audit, *AGREES, on=on):
        raise Refused("Only the audit's lead, its chair or its scrutineer can say that a case stays.")
    check_waits(exclusion)


def needs_agreement(case: Case) -> bool:
    """Once a return of the case is in, what an agency has written would leave with it."""
    return bool(case.returns.filter(state__in=HANDED_IN).exists())


def takes_reserve(case: Case, audit: Audit) -> bool:
    """Whether a reserve may still come in: not once the meeting on the case has begun, nor those of the audit."""
    return case.state in BEFORE_THE_MEETING and audit.state in OPEN_TO_CASES


can_ask_to_leave = partial(allowed, check_can_ask_to_leave)
can_agree = partial(allowed, check_can_agree)
can_keep = partial(allowed, check_can_keep)
