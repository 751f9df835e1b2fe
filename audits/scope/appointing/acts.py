"""What people do about an audit without a lead: propose one, confirm that, take it back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from agencies.models import Person
from agencies.writing import write
from audit_project.refused import Refused
from audits.scope.appointing import rules
from audits.scope.appointing.models import Appointment
from audits.scope.models import Audit, AuditTeam
from audits.scope.rules import forget_parts


def propose_lead(audit: Audit, *, by: Person, now: datetime, person: Person) -> Appointment:
    """Propose who is to lead the audit; nothing opens to them before another lead confirms it."""
    rules.check_can_propose(by, audit, person, timezone.localdate(now))
    return write(
        Appointment(audit=audit, proposed_at=now, proposed_by=by), by=by, now=now, verb="proposed_lead", person=person
    )


def confirm_lead(appointment: Appointment, *, by: Person, now: datetime) -> AuditTeam:
    """Confirm a proposal: the part of lead begins today."""
    on = timezone.localdate(now)
    rules.check_can_confirm(by, appointment, on)
    if not appointment.person.is_active or not appointment.person.standing(on).has("audit_lead"):
        raise Refused(rules.NO_AUDIT_LEAD)
    audit, person = appointment.audit, appointment.person
    with transaction.atomic():
        settle(appointment, by=by, now=now, confirmed_at=now, confirmed_by=by)
        team = AuditTeam(
            audit=audit, person=person, part=AuditTeam.Part.LEAD, given_at=now, given_by=appointment.proposed_by
        )
        write(team, by=by, now=now, verb="joined_team", since=on)
    forget_parts(person)
    return team


def withdraw_proposal(appointment: Appointment, *, by: Person, now: datetime) -> None:
    rules.check_can_withdraw(by, appointment, timezone.localdate(now))
    settle(appointment, by=by, now=now, withdrawn_at=now, withdrawn_by=by)


def settle(appointment: Appointment, *, by: Person, now: datetime, **fields: Any) -> None:
    """End the waiting, if it still waits: two people may press at once."""
    with transaction.atomic():
        rules.check_waits(Appointment.objects.select_for_update().get(pk=appointment.pk))
        verb = "confirmed_lead" if "confirmed_at" in fields else "withdrew_lead"
        write(appointment, by=by, now=now, verb=verb, **fields)
