"""Who may read, write, submit, send back and accept a return."""

from __future__ import annotations

from datetime import date
from functools import partial

from django.utils import timezone

from agencies.models import Person
from audit_project.refused import Refused, allowed
from audits.returns.models import AgencyReturn, Finding
from audits.returns.open_models import FindingDraft, ReturnLink
from audits.returns.steps.models import AgencyStep
from audits.sample.rules import check_in_the_sample, is_contact
from audits.scope.models import Audit, AuditTeam
from audits.scope.rules import check_leads, has_part, leads

State = AgencyReturn.State
OWED = (State.NOT_STARTED, State.IN_PROGRESS, State.SENT_BACK)
HANDED_IN = (State.SUBMITTED, State.ACCEPTED)
OPEN_AUDIT = (Audit.State.RETURNS, Audit.State.MEETING)


def is_auditor(person: Person, agency_return: AgencyReturn, on: date | None = None) -> bool:
    """Whether the person is the one named to audit these records, and still an auditor; a guest by their link."""
    if person.is_guest:
        return holds_link(person, agency_return, on)
    return agency_return.involvement.auditor_id == person.pk and person.standing(on).has("auditor")


def holds_link(person: Person, agency_return: AgencyReturn, on: date | None = None) -> bool:
    """Whether a guest's link to this return is in force: not revoked, its last day not past, the return not accepted,
    and nobody else named to audit it since."""
    day = on or timezone.localdate()
    if agency_return.involvement.auditor_id != person.pk or agency_return.state == State.ACCEPTED:
        return False
    return agency_return.links.filter(person=person, revoked_at__isnull=True, until__gte=day).exists()


def is_own(person: Person, agency_return: AgencyReturn, on: date | None = None) -> bool:
    """Whether the person answers for this return: its auditor, or the agency's contact."""
    return is_auditor(person, agency_return, on) or is_contact(person, agency_return.agency, on)


def check_can_read(person: Person, agency_return: AgencyReturn, on: date | None = None) -> None:
    """A draft is its agency's own; others read the return once it was submitted."""
    if is_own(person, agency_return, on):
        return
    if agency_return.state in (State.NOT_STARTED, State.IN_PROGRESS):
        raise Refused("This return has not been submitted yet. You can read it when it has.")


def check_can_open_key(person: Person, agency_return: AgencyReturn, on: date | None = None) -> None:
    """Which child it is: for the auditor who holds the return, until it is accepted. The lead opens it by the case."""
    if not is_auditor(person, agency_return, on):
        raise Refused("Only the auditor who holds this return, or the audit's lead, can see which child it is.")
    if agency_return.state == State.ACCEPTED:
        raise Refused("This return is accepted, so its key is closed to you. Ask the audit's lead.")


can_open_key = partial(allowed, check_can_open_key)


def check_is_an_auditor(person: Person, on: date | None = None) -> None:
    if not person.standing(on).has("auditor"):
        raise Refused("Only auditors have returns of their own.")


def check_can_list(person: Person, audit: Audit, on: date | None = None) -> None:
    """`visible_to` shows each reader their own part of the list."""
    if not person.standing(on).has("audit_lead", "scrutineer", "auditor", "agency_contact", "safeguarding_lead"):
        raise Refused("Your role has no returns to show.")


def check_can_open(person: Person, audit: Audit, on: date | None = None) -> None:
    check_leads(person, audit, on)
    if audit.state not in OPEN_AUDIT:
        raise Refused("Returns open when the audit has got that far: move the audit on to its returns first.")
    if audit.tool_id is None:
        raise Refused("Choose the audit tool before the returns open.")


def check_can_change(person: Person, agency_return: AgencyReturn, on: date | None = None) -> None:
    """Whose return it is. A page of a return asks this; what its state allows is asked when something is saved, so
    that words typed into a return that has closed meanwhile are shown again."""
    if not is_own(person, agency_return, on):
        raise Refused("Only the auditor named for this return or the agency's contact can change it.")


def check_can_change_finding(person: Person, finding: Finding, on: date | None = None) -> None:
    check_can_change(person, finding.agency_return, on)


def check_can_change_step(person: Person, step: AgencyStep, on: date | None = None) -> None:
    check_can_change(person, step.agency_return, on)


def check_can_change_draft(person: Person, draft: FindingDraft, on: date | None = None) -> None:
    check_can_change(person, draft.agency_return, on)


def check_is_graded(agency_return: AgencyReturn) -> None:
    if agency_return.audit.scale_id is None:
        raise Refused("This audit has no grades, so there is none to give.")


def check_can_write(person: Person, agency_return: AgencyReturn, on: date | None = None) -> None:
    check_can_change(person, agency_return, on)
    check_in_the_sample(agency_return.case)
    if agency_return.state in HANDED_IN:
        raise Refused("This return has been submitted. Ask the audit's lead to send it back if it must change.")
    if agency_return.audit.state not in OPEN_AUDIT:
        raise Refused("This audit's returns are closed. Nothing was saved: copy your words and ring the audit's lead.")


def check_can_submit(person: Person, agency_return: AgencyReturn, on: date | None = None) -> None:
    if agency_return.state in HANDED_IN:
        raise Refused("This return has been submitted already.")
    check_can_change(person, agency_return, on)
    if agency_return.audit.state not in OPEN_AUDIT:
        raise Refused(
            "This audit's returns are closed, so the return was not submitted. "
            "What you saved is kept: ring the audit's lead."
        )
    check_can_write(person, agency_return, on)


def wants_approval(agency_return: AgencyReturn) -> bool:
    """Whether the agency, or the organisation it is a service of, wants a second pair of eyes before a submit."""
    agency = agency_return.agency
    return agency.wants_approval or (agency.parent is not None and agency.parent.wants_approval)


def check_approval(agency_return: AgencyReturn, name: str, role: str, day: date | None, on: date) -> None:
    """Whoever approved the return is named with their role and the day."""
    if not name.strip() or not role.strip() or day is None:
        raise Refused("Say who approved this return in your agency: their name, their role and the date.")
    check_approval_day(agency_return, day, on)


def check_approval_day(agency_return: AgencyReturn, day: date, on: date) -> None:
    if day > on:
        raise Refused("The date of the approval cannot be in the future.", on="approved_on")
    if day < timezone.localdate(agency_return.opened_at):
        raise Refused("The date of the approval cannot be before the return was opened.", on="approved_on")


def check_can_take(person: Person, agency_return: AgencyReturn, on: date | None = None) -> None:
    """Whose it is to accept. A page asks this; accepting what is accepted already does no harm."""
    check_leads(person, agency_return.audit, on)


def check_can_accept_all(person: Person, audit: Audit, on: date | None = None) -> None:
    check_leads(person, audit, on)
    if audit.state not in OPEN_AUDIT:
        raise Refused("This audit's returns are closed, so none can be accepted together.")


def check_can_accept(person: Person, agency_return: AgencyReturn, on: date | None = None) -> None:
    check_leads(person, agency_return.audit, on)
    if agency_return.state != State.SUBMITTED:
        raise Refused("Only a return that has been submitted can be accepted.")


def check_can_send_back(person: Person, agency_return: AgencyReturn, on: date | None = None) -> None:
    check_leads(person, agency_return.audit, on)
    if agency_return.state not in HANDED_IN:
        raise Refused("Only a return that has been submitted can be sent back.")
    if agency_return.audit.state not in OPEN_AUDIT:
        raise Refused("This audit's returns are closed, so none can be sent back.")


def check_can_manage_links(person: Person, agency_return: AgencyReturn, on: date | None = None) -> None:
    if not is_contact(person, agency_return.agency, on) and not leads(person, agency_return.audit, on):
        raise Refused("Only the agency's contact or the audit's lead sends links to a return.")


def check_can_send_link(person: Person, agency_return: AgencyReturn, on: date | None = None) -> None:
    check_can_manage_links(person, agency_return, on)
    if agency_return.state in HANDED_IN:
        raise Refused("This return has been submitted, so no link is sent. Ask the audit's lead to send it back first.")
    if agency_return.audit.state not in OPEN_AUDIT:
        raise Refused("This audit's returns are closed, so no link is sent.")


def check_can_revoke_link(person: Person, link: ReturnLink, on: date | None = None) -> None:
    check_can_manage_links(person, link.agency_return, on)


def reads_everything(person: Person, audit: Audit, on: date | None = None) -> bool:
    return leads(person, audit, on) or has_part(person, audit, AuditTeam.Part.SCRUTINEER, on=on)


can_open = partial(allowed, check_can_open)
can_read = partial(allowed, check_can_read)
can_write = partial(allowed, check_can_write)
can_submit = partial(allowed, check_can_submit)
can_accept = partial(allowed, check_can_accept)
can_accept_all = partial(allowed, check_can_accept_all)
can_send_link = partial(allowed, check_can_send_link)
can_send_back = partial(allowed, check_can_send_back)
