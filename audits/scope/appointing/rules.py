"""Who may propose a lead for an audit that has none, confirm the proposal, or take it back."""

from __future__ import annotations

from datetime import date
from functools import partial

from django.utils import timezone

from agencies.models import Person
from agencies.roles import LEADS
from audit_project.refused import Refused, allowed
from audits.scope.appointing.models import NOT_BY_ONESELF, NOT_ONESELF, Appointment
from audits.scope.models import Audit
from audits.scope.queries import leads_on

NO_AUDIT_LEAD = "Only an audit lead can lead an audit. The administrator gives the role first."


def check_can_appoint(person: Person, on: date | None = None) -> None:
    """The leads; the administrator too, for an audit whose only lead leaves."""
    if not person.standing(on).has("administrator", *LEADS):
        raise Refused("Only an audit lead, a safeguarding lead or the administrator can propose a lead for an audit.")


def check_can_propose(by: Person, audit: Audit, person: Person | None = None, on: date | None = None) -> None:
    """For an audit that nobody leads; the administrator also beside a lead who is alone, before their account closes.

    Nobody proposes themselves, nor somebody without the role.
    """
    check_can_appoint(by, on)
    leaders = leads_on(audit, on or timezone.localdate())
    if len(leaders) > 1 or (leaders and not by.standing(on).has("administrator")):
        raise Refused(f"{leaders[0].name} leads this audit. The lead gives parts to others.")
    if person is None:
        return
    if person.pk == by.pk:
        raise Refused(NOT_ONESELF, on="person")
    if person in leaders:
        raise Refused(f"{person.name} leads this audit already.", on="person")
    if not person.is_active or not person.standing(on).has("audit_lead"):
        raise Refused(NO_AUDIT_LEAD, on="person")


def check_can_confirm(by: Person, appointment: Appointment, on: date | None = None) -> None:
    """Another lead: neither who is to lead the audit, nor who proposed it."""
    if not by.standing(on).has(*LEADS):
        raise Refused("Only an audit lead or a safeguarding lead can confirm who leads an audit.")
    if by.pk in (appointment.person_id, appointment.proposed_by_id):
        raise Refused(NOT_BY_ONESELF)
    check_waits(appointment)


def check_can_withdraw(by: Person, appointment: Appointment, on: date | None = None) -> None:
    check_can_appoint(by, on)
    check_waits(appointment)


def check_waits(appointment: Appointment) -> None:
    if not appointment.waits:
        raise Refused("This proposal no longer waits: it was confirmed or taken back.")


can_appoint = partial(allowed, check_can_appoint)
can_confirm = partial(allowed, check_can_confirm)
