"""Who drafts and edits a briefing, who sends it for sign-off, and why one person never does it all."""

from __future__ import annotations

from datetime import date
from functools import partial

from agencies.models import Person
from audit_project.refused import Refused, allowed
from audits.briefing.models import TWO_PEOPLE, Briefing, Section, Statement
from audits.scope.models import Audit, AuditTeam
from audits.scope.queries import LEADING
from audits.scope.rules import check_leads, has_part, leads

HAS_LED = "You lead this audit or have led it, so somebody else signs its briefing."
LOCKED = {
    Briefing.State.SUBMITTED: "This briefing is waiting for sign-off. Send it back before you change it.",
    Briefing.State.PUBLISHED: "This briefing is published. Start the next edition before you change it.",
}
READY = (Audit.State.REPORTING, Audit.State.PUBLISHED)


def check_can_read_draft(person: Person, audit: Audit, on: date | None = None) -> None:
    """A draft is for the audit's lead and scrutineer and the safeguarding leads."""
    if person.standing(on).has("safeguarding_lead"):
        return
    if not has_part(person, audit, AuditTeam.Part.LEAD, AuditTeam.Part.SCRUTINEER, on=on):
        raise Refused("Only the audit's lead and scrutineer and the safeguarding leads read its draft briefing.")


def check_can_write(person: Person, audit: Audit, briefing: Briefing | None, on: date | None = None) -> None:
    """The lead writes it, as long as nobody is asked to sign it and it is not out. `briefing`: None when not begun."""
    check_leads(person, audit, on)
    if audit.state == Audit.State.CLOSED:
        raise Refused("This audit is closed, so its briefing can no longer be changed.")
    if briefing is not None and briefing.state in LOCKED:
        raise Refused(LOCKED[Briefing.State(briefing.state)])


def check_can_edit_briefing(person: Person, briefing: Briefing, on: date | None = None) -> None:
    check_can_write(person, briefing.audit, briefing, on)


def check_can_edit_section(person: Person, section: Section, on: date | None = None) -> None:
    check_can_edit_briefing(person, section.briefing, on)


def check_can_edit_statement(person: Person, statement: Statement, on: date | None = None) -> None:
    check_can_edit_briefing(person, statement.section.briefing, on)


def check_can_collect(person: Person, audit: Audit, on: date | None = None) -> None:
    """Messages and resources are the lead's; whether they may change now, the act asks the briefing."""
    check_leads(person, audit, on)


def check_can_submit(person: Person, briefing: Briefing, on: date | None = None) -> None:
    check_can_write(person, briefing.audit, briefing, on)
    if briefing.audit.state not in READY:
        raise Refused("Move the audit on to findings and briefing before you send its briefing for sign-off.")


def check_decides(person: Person, briefing: Briefing, on: date | None = None) -> None:
    """Safeguarding leads and the audit's leads decide about a briefing that was submitted or is out."""
    if not person.standing(on).has("safeguarding_lead") and not leads(person, briefing.audit, on):
        raise Refused("Only a safeguarding lead or a lead of this audit decides about its briefing.")


def check_can_publish(person: Person, briefing: Briefing, on: date | None = None) -> None:
    """Two named people: whoever submitted it does not publish it, and who has led the audit does not sign it."""
    check_decides(person, briefing, on)
    if briefing.submitted_by_id == person.pk:
        raise Refused(TWO_PEOPLE)
    check_never_led(person, briefing.audit)
    if briefing.audit.state not in READY:
        raise Refused("This audit is not at its findings and briefing, so nothing can be published.")


def check_never_led(person: Person, audit: Audit) -> None:
    """Whoever leads the audit, or led it on any day, judged what it says."""
    if audit.team.filter(person=person, part__in=LEADING).exists():
        raise Refused(HAS_LED)


def check_can_start_next(person: Person, briefing: Briefing, on: date | None = None) -> None:
    check_leads(person, briefing.audit, on)
    if briefing.audit.state == Audit.State.CLOSED:
        raise Refused("This audit is closed, so its briefing can no longer be changed.")


can_write = partial(allowed, check_can_write)
can_submit = partial(allowed, check_can_submit)
can_decide = partial(allowed, check_decides)
can_publish = partial(allowed, check_can_publish)
can_start_next = partial(allowed, check_can_start_next)
