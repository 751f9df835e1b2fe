"""Who may set up an audit, change its terms of reference, build its team, and move it on."""

from __future__ import annotations

from datetime import date
from functools import partial

from django.utils import timezone

from agencies.models import Person
from agencies.queries import in_force
from audit_project.refused import Refused, allowed
from audits.scope.models import Audit, AuditTeam
from audits.scope.queries import LEADING

LEAD = AuditTeam.Part.LEAD
OVER = (Audit.State.PUBLISHED, Audit.State.CLOSED)
NOT_THE_LEAD = "Only the audit's lead can do this."


def parts_of(person: Person, audit: Audit, on: date | None = None) -> frozenset[str]:
    """The parts the person plays in the audit on a day; a deputy's is the lead's as well. One query for all audits,
    remembered on the person."""
    day = on or timezone.localdate()
    remembered: dict[date, dict[int, frozenset[str]]] = person.__dict__.setdefault("_parts", {})
    if day not in remembered:
        found: dict[int, frozenset[str]] = {}
        for audit_id, part in person.parts.filter(in_force(day)).values_list("audit_id", "part"):
            found[audit_id] = found.get(audit_id, frozenset()) | {part, *([LEAD] if part in LEADING else [])}
        remembered[day] = found
    return remembered[day].get(audit.pk, frozenset())


def forget_parts(person: Person) -> None:
    """Ask again: the person's parts have just changed."""
    person.__dict__.pop("_parts", None)


def has_part(person: Person, audit: Audit, *parts: str, on: date | None = None) -> bool:
    """Whether the person plays one of these parts and still holds a role; a part without any role opens nothing."""
    return bool(person.standing(on).roles) and not parts_of(person, audit, on).isdisjoint(parts)


def leads(person: Person, audit: Audit, on: date | None = None) -> bool:
    """Whether the person is the audit's lead or deputy on a day: has the part, and the role that goes with it."""
    return person.standing(on).has("audit_lead") and has_part(person, audit, LEAD, on=on)


def check_leads(person: Person, audit: Audit, on: date | None = None) -> None:
    if not leads(person, audit, on):
        raise Refused(NOT_THE_LEAD)


def check_can_create(person: Person, on: date | None = None) -> None:
    if not person.standing(on).has("audit_lead"):
        raise Refused("Only an audit lead can set up an audit.")


def check_can_read_audit(person: Person, audit: Audit, on: date | None = None) -> None:
    """`visible_to` has found the audit for the person; a role must still be in force."""
    if not person.standing(on).roles:
        raise Refused("You hold no role today, so you cannot read this audit.")


def check_can_read_set_up(person: Person, audit: Audit, on: date | None = None) -> None:
    """Terms of reference are read by the team and by safeguarding leads; an agency sees its own part elsewhere."""
    standing = person.standing(on)
    if not standing.has("safeguarding_lead") and not (standing.roles and parts_of(person, audit, on)):
        raise Refused("Only the audit's team and the safeguarding leads can read how it is set up.")


def check_can_set_up(person: Person, audit: Audit, on: date | None = None) -> None:
    check_leads(person, audit, on)
    if audit.state in OVER:
        raise Refused(f"This audit is {audit.get_state_display().lower()}, so its set-up can no longer be changed.")


def check_can_give_part(
    by: Person, audit: Audit, person: Person | None = None, part: str = "", on: date | None = None
) -> None:
    """The lead gives parts, never to themselves, and only to people whose role fits the part."""
    check_leads(by, audit, on)
    if audit.state == Audit.State.CLOSED:
        raise Refused("This audit is closed, so its team can no longer be changed.")
    if person is None:
        return
    if person.pk == by.pk:
        raise Refused("You cannot give a part to yourself. Ask another lead of the audit.")
    standing = person.standing(on)
    if not standing.roles:
        raise Refused("This person holds no role today. The administrator gives roles first.")
    if part == AuditTeam.Part.SCRUTINEER and not standing.has("scrutineer"):
        raise Refused("Only an independent scrutineer can be given this part. The administrator gives the role first.")
    if part in LEADING and not standing.has("audit_lead"):
        raise Refused("Only an audit lead can be given this part. The administrator gives the role first.")


def check_can_end_part(by: Person, team: AuditTeam, on: date | None = None) -> None:
    check_leads(by, team.audit, on)
    if team.person_id == by.pk:
        raise Refused("You cannot end your own part. Ask another lead of the audit.")


def check_can_publish_audit(person: Person, audit: Audit, on: date | None = None) -> None:
    """A safeguarding lead publishes, or the lead where somebody else submitted: the briefing asks for both names."""
    if not person.standing(on).has("safeguarding_lead"):
        check_leads(person, audit, on)


def check_can_handle_information(person: Person, audit: Audit, on: date | None = None) -> None:
    """The lead and the audit's information governance lead say how information is handled, until the audit closes."""
    if not leads(person, audit, on) and not has_part(person, audit, AuditTeam.Part.GOVERNANCE, on=on):
        raise Refused("Only the audit's lead or its information governance lead can do this.")
    if audit.state == Audit.State.CLOSED:
        raise Refused("This audit is closed, so this stays as it is.")


def check_can_hold(person: Person, audit: Audit, on: date | None = None) -> None:
    """A legal hold may be put on and lifted at any time, also after the audit has closed."""
    if not leads(person, audit, on) and not has_part(person, audit, AuditTeam.Part.GOVERNANCE, on=on):
        raise Refused("Only the audit's lead or its information governance lead can do this.")


def check_can_read_programme(person: Person, on: date | None = None) -> None:
    """Leads plan the year; the partners and the scrutineer read it."""
    if not person.standing(on).has("audit_lead", "safeguarding_lead", "scrutineer"):
        raise Refused("Only the leads and the scrutineer read the yearly programme.")


def check_can_plan(person: Person, entry: object, on: date | None = None) -> None:
    check_can_create(person, on)


can_handle_information = partial(allowed, check_can_handle_information)
can_hold = partial(allowed, check_can_hold)
can_read_programme = partial(allowed, check_can_read_programme)
can_create = partial(allowed, check_can_create)
can_set_up = partial(allowed, check_can_set_up)
can_give_part = partial(allowed, check_can_give_part)
