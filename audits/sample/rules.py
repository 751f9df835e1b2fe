"""Who may add cases, write about them, ask agencies whether they know them, and answer for an agency."""

from __future__ import annotations

from datetime import date
from functools import partial

from agencies.models import Agency, Person
from audit_project.refused import Refused, allowed
from audits.sample.models import Case, CaseMember, Involvement
from audits.sample.queries import opened
from audits.scope.models import Audit, AuditTeam, Strand
from audits.scope.rules import OVER, check_leads, has_part, leads

OPEN_TO_CASES = (Audit.State.SAMPLE, Audit.State.RETURNS)
OPEN_TO_MEMBERS = (Case.State.SAMPLE, Case.State.RETURNS)
KNOWN = "KNOWN"
HANDED_IN = ("submitted", "accepted")  # states of a return, which is a step later


def is_recorded(audit: Audit) -> bool:
    """An audit recorded from paper takes its cases at any time before it is published."""
    return audit.origin == Audit.Origin.RECORDED and audit.state not in OVER


def check_can_draw(person: Person, audit: Audit, on: date | None = None) -> None:
    """The lead draws while the sample is chosen; nobody draws into a sample whose returns are open."""
    check_leads(person, audit, on)
    if audit.state == Audit.State.SETUP:
        raise Refused("This audit is still being set up. Move it on to its sample before you draw.")
    if audit.state != Audit.State.SAMPLE:
        raise Refused("The sample is drawn before the returns open. This audit is past that.")


def check_can_read_draws(person: Person, audit: Audit, on: date | None = None) -> None:
    """The certificate is read by the lead, the scrutineer and the safeguarding leads; no reference stands on it."""
    if person.standing(on).has("safeguarding_lead") or leads(person, audit, on):
        return
    if not has_part(person, audit, AuditTeam.Part.SCRUTINEER, on=on):
        raise Refused("Only the audit's lead, its scrutineer and the safeguarding leads read how the sample was drawn.")


def check_can_add_case(person: Person, audit: Audit, on: date | None = None) -> None:
    check_leads(person, audit, on)
    if audit.state not in OPEN_TO_CASES and not is_recorded(audit):
        if audit.state == Audit.State.SETUP:
            raise Refused("This audit is still being set up. Move it on to its sample before you add cases.")
        raise Refused("Cases can be added until the meetings begin. This audit is past that.")


def check_strand(audit: Audit, strand: Strand | None) -> None:
    if strand is not None and strand.audit_id != audit.pk:
        raise Refused("Choose a strand of this audit.", on="strand")


def check_can_read_case(person: Person, case: Case, on: date | None = None) -> None:
    """`visible_to` has found the case for the person; a role must still be in force."""
    if not person.standing(on).roles:
        raise Refused("You hold no role today, so you cannot read this case.")


def check_can_edit_members(person: Person, case: Case, on: date | None = None) -> None:
    check_leads(person, case.audit, on)
    if case.state not in OPEN_TO_MEMBERS and not is_recorded(case.audit):
        raise Refused("The meeting on this case has opened, so its members can no longer be changed.")


def check_can_edit_member(person: Person, member: CaseMember, on: date | None = None) -> None:
    check_can_edit_members(person, member.case, on)


def check_can_write_context(person: Person, case: Case, on: date | None = None) -> None:
    """The context is written once, by the lead, so that no agency repeats it."""
    check_leads(person, case.audit, on)
    if case.audit.state in OVER:
        raise Refused(f"This audit is {case.audit.get_state_display().lower()}, so the context stays as it is.")


def check_can_decide_family_contact(person: Person, case: Case, on: date | None = None) -> None:
    """Only the lead decides whether the family is asked, and once for all agencies."""
    check_leads(person, case.audit, on)
    if case.audit.state in OVER:
        raise Refused(f"This audit is {case.audit.get_state_display().lower()}, so the decision stays as it is.")


def check_can_mark_siblings(person: Person, case: Case, on: date | None = None) -> None:
    """Only the lead, who keeps the list of who the cases are, says which are brothers and sisters."""
    check_leads(person, case.audit, on)
    if case.audit.state in OVER:
        raise Refused(f"This audit is {case.audit.get_state_display().lower()}, so the mark stays as it is.")


def check_in_the_sample(case: Case) -> None:
    if case.state == Case.State.EXCLUDED:
        raise Refused("This case has left the audit, so nothing more is asked or written about it.")


def check_can_ask(person: Person, case: Case, on: date | None = None) -> None:
    check_leads(person, case.audit, on)
    check_in_the_sample(case)
    if case.state == Case.State.AGREED or (case.audit.state in OVER):
        raise Refused("This case is agreed, so no more agencies can be asked about it.")


def check_can_ask_agencies(person: Person, audit: Audit, on: date | None = None) -> None:
    """The lead asks many agencies about many cases at once."""
    check_leads(person, audit, on)
    if audit.state in OVER:
        raise Refused(f"This audit is {audit.get_state_display().lower()}, so no more agencies can be asked.")


def check_can_tell(person: Person, audit: Audit, on: date | None = None) -> None:
    """E-mails about the involvement check go out while its answers still open returns."""
    check_leads(person, audit, on)
    if audit.state not in OPEN_TO_CASES:
        raise Refused("Agencies are written to while the sample is chosen and while returns are open.")


def reads_all_answers(person: Person, audit: Audit, on: date | None = None) -> bool:
    """Whether the person sees which agency knows which case, for all agencies."""
    return leads(person, audit, on) or has_part(person, audit, AuditTeam.Part.SCRUTINEER, on=on)


def reads_whole_case(person: Person, case: Case, on: date | None = None) -> bool:
    """Whether the person reads a case's facts and context, or only what it takes to say whether it is known.

    The lead, the scrutineer and the meeting read them; an agency once it has said that it knows the case.
    """
    if reads_all_answers(person, case.audit, on) or Case.objects.filter(opened(person, "pk"), pk=case.pk).exists():
        return True
    return Involvement.objects.visible_to(person).filter(case=case, answer=KNOWN).exists()


def check_can_read_answers(person: Person, audit: Audit, on: date | None = None) -> None:
    """The lead and the scrutineer read all answers; an agency's contact reads and gives their own."""
    if not reads_all_answers(person, audit, on) and not person.standing(on).has("agency_contact"):
        raise Refused("Only the audit's lead, its scrutineer and the contacts of agencies see the involvement check.")


def check_can_answer_some(person: Person, audit: Audit, on: date | None = None) -> None:
    if not leads(person, audit, on) and not person.standing(on).has("agency_contact"):
        raise Refused("Only an agency's contact or the audit's lead can answer for it.")


def is_contact(person: Person, agency: Agency, on: date | None = None) -> bool:
    """Whether the person is the agency's contact, or its organisation's: that covers its services."""
    return not {agency.pk, agency.parent_id}.isdisjoint(person.standing(on).agency_ids("agency_contact"))


def check_can_answer(person: Person, involvement: Involvement, on: date | None = None) -> None:
    """The agency's contact answers for it; the lead may, for an agency that answered by telephone."""
    if not is_contact(person, involvement.agency, on) and not leads(person, involvement.case.audit, on):
        raise Refused("Only this agency's contact or the audit's lead can answer for it.")
    check_in_the_sample(involvement.case)
    if involvement.case.state == Case.State.AGREED or involvement.case.audit.state in OVER:
        raise Refused("This case is agreed, so the answer stays as it is.")
    if involvement.answer_id not in (None, KNOWN) and hasattr(involvement, "agency_return"):
        raise Refused("This agency's return says that there is nothing to audit. The lead may send the return back.")


def is_handed_in(involvement: Involvement) -> bool:
    """Whether the agency's return was submitted: its auditor's name stands beside what they wrote."""
    opened = getattr(involvement, "agency_return", None)
    return opened is not None and opened.state in HANDED_IN


def check_can_audit_for(auditor: Person, agency: Agency, on: date) -> None:
    """Whoever audits an agency's records is an auditor there, or of the organisation the service belongs to."""
    if {agency.pk, agency.parent_id}.isdisjoint(auditor.standing(on).agency_ids("auditor")):
        raise Refused("Choose somebody who is an auditor of this agency.")


def stays_guest(auditor: Person, involvement: Involvement) -> bool:
    """Whether the auditor is the guest who is named already: their link, not a role, lets them audit."""
    return auditor.is_guest and auditor.pk == involvement.auditor_id


can_draw = partial(allowed, check_can_draw)
can_read_draws = partial(allowed, check_can_read_draws)
can_add_case = partial(allowed, check_can_add_case)
can_edit_members = partial(allowed, check_can_edit_members)
can_write_context = partial(allowed, check_can_write_context)
can_decide_family_contact = partial(allowed, check_can_decide_family_contact)
can_mark_siblings = partial(allowed, check_can_mark_siblings)
can_ask = partial(allowed, check_can_ask)
can_ask_agencies = partial(allowed, check_can_ask_agencies)
can_tell = partial(allowed, check_can_tell)
can_read_answers = partial(allowed, check_can_read_answers)
can_answer = partial(allowed, check_can_answer)
