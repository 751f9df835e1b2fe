"""Who may write recommendations and actions, report on them, and close them with evidence."""

from __future__ import annotations

from datetime import date
from functools import partial

from agencies.models import Person
from audit_project.refused import Refused, allowed
from audits.actions.models import Action, Recommendation
from audits.sample.rules import is_contact
from audits.scope.models import Audit, AuditTeam
from audits.scope.rules import check_leads, has_part, leads

READERS = ("safeguarding_lead", "agency_contact")


def check_can_see(person: Person, audit: Audit, on: date | None = None) -> None:
    """The lead and the scrutineer, safeguarding leads, and the contacts of agencies, who find their own here."""
    if person.standing(on).has(*READERS):
        return
    if not has_part(person, audit, AuditTeam.Part.LEAD, AuditTeam.Part.SCRUTINEER, on=on):
        raise Refused("Actions are read by the audit's lead, the safeguarding leads and the agencies that own them.")


def check_can_plan(person: Person, audit: Audit, on: date | None = None) -> None:
    check_leads(person, audit, on)
    if audit.state == Audit.State.CLOSED:
        raise Refused("This audit is closed, so nothing can be added to its actions.")


def check_can_compare(person: Person, audit: Audit, on: date | None = None) -> None:
    """Earlier rounds are typed, and changes judged, by the lead or a safeguarding lead: also of an audit that came in
    from paper, which nobody leads, and of one that is closed."""
    if not person.standing(on).has("safeguarding_lead") and not leads(person, audit, on):
        raise Refused("Only the audit's lead or a safeguarding lead can say what changed since an earlier round.")


def check_can_edit(person: Person, recommendation: Recommendation, on: date | None = None) -> None:
    check_can_plan(person, recommendation.audit, on)


def check_can_read(person: Person, action: Action, on: date | None = None) -> None:
    check_can_see(person, action.audit, on)


def check_open(action: Action) -> None:
    if action.state != Action.State.OPEN:
        raise Refused(f"This action is {action.get_state_display().lower()}, so nothing more is recorded on it.")


def check_can_report(person: Person, action: Action, on: date | None = None) -> None:
    """The owner's contact reports, and the lead for an owner who told them. A closed audit's actions still run."""
    if not is_contact(person, action.owner, on) and not leads(person, action.audit, on):
        raise Refused("Only the contact of the agency that owns this action, or the audit's lead, can report on it.")
    check_open(action)


def check_can_change(person: Person, action: Action, on: date | None = None) -> None:
    """Its words, its owner and its date are the lead's."""
    check_leads(person, action.audit, on)
    check_open(action)


can_plan = partial(allowed, check_can_plan)
can_compare = partial(allowed, check_can_compare)
can_report = partial(allowed, check_can_report)
can_change = partial(allowed, check_can_change)
