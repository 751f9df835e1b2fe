"""Who may open the desk's pages."""

from agencies.models import Person
from agencies.rules import ACCOUNT_CLOSED
from audit_project.refused import Refused
from audits.scope.models import Audit, AuditTeam
from audits.scope.rules import has_part, leads


def check_signed_in(person: Person) -> None:
    """Everybody who signs in has a first page; it says so when they have no role yet."""
    if not person.is_active:
        raise Refused(ACCOUNT_CLOSED)


def check_has_audits(person: Person) -> None:
    """The list of audits is for people whose role has to do with audits."""
    if not person.standing().has("audit_lead", "safeguarding_lead", "scrutineer", "auditor", "agency_contact"):
        raise Refused("Your role has no audits to show.")


def check_can_open_audit(person: Person, audit: Audit) -> None:
    """Whoever may see the audit may open its page, which shows them their own part of it."""
    check_has_audits(person)


def check_can_read_activity(person: Person, audit: Audit) -> None:
    """Who read what is for the audit's leads and for its scrutineer, as long as they hold the role."""
    scrutinises = person.standing().has("scrutineer") and has_part(person, audit, AuditTeam.Part.SCRUTINEER)
    if not scrutinises and not leads(person, audit):
        raise Refused("Only the audit's lead and its scrutineer read its activity log.")


def check_is_contact(person: Person) -> None:
    if not person.standing().has("agency_contact"):
        raise Refused("This page is for the contacts of agencies.")
