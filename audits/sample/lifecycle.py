"""The stages of one case: in the sample, returns open, meeting open, agreed. Late is normal: a case goes back too."""

from __future__ import annotations

from datetime import date

from agencies.models import Person
from agencies.queries import covered_by
from audit_project.refused import Refused
from audits.lifecycle import Moves
from audits.sample.models import Case
from audits.scope.models import Audit, AuditTeam
from audits.scope.rules import OVER, check_leads, has_part, leads

State = Case.State


def check_lead_of_case(person: Person, case: Case, on: date | None = None) -> None:
    check_leads(person, case.audit, on)


def check_open_returns(person: Person, case: Case, on: date | None = None) -> None:
    """Returns of a case open once the audit has got that far: by the lead, or by a contact whose agency knows it."""
    contact_of = person.standing(on).agency_ids("agency_contact")
    if not contact_of or not case.involvements.filter(covered_by(contact_of)).exists():
        check_leads(person, case.audit, on)
    if case.audit.state in (Audit.State.SETUP, Audit.State.SAMPLE) and case.audit.origin == Audit.Origin.WORKED:
        raise Refused("Open the audit's returns first.")


def check_runs_meeting(person: Person, case: Case, on: date | None = None) -> None:
    """The lead or the chair says that a meeting has opened or that the case is agreed."""
    if not leads(person, case.audit, on) and not has_part(person, case.audit, AuditTeam.Part.CHAIR, on=on):
        raise Refused("Only the audit's lead or its chair can do this.")


def check_leaves(person: Person, case: Case, on: date | None = None) -> None:
    """A case leaves at any stage of an audit that is not over: by the lead, or by whoever had to agree."""
    agrees = has_part(person, case.audit, AuditTeam.Part.CHAIR, AuditTeam.Part.SCRUTINEER, on=on)
    if not agrees and not leads(person, case.audit, on):
        raise Refused("Only the audit's lead, its chair or its scrutineer can do this.")
    if case.audit.state in OVER:
        raise Refused(f"This audit is {case.audit.get_state_display().lower()}, so its cases stay as they are.")


MOVES: Moves = {
    State.SAMPLE: {State.RETURNS: check_open_returns, State.EXCLUDED: check_leaves},
    State.RETURNS: {State.MEETING: check_runs_meeting, State.EXCLUDED: check_leaves},
    State.MEETING: {
        State.AGREED: check_runs_meeting,
        State.RETURNS: check_lead_of_case,
        State.EXCLUDED: check_leaves,
    },
    State.AGREED: {State.MEETING: check_runs_meeting, State.EXCLUDED: check_leaves},
    State.EXCLUDED: {},
}
