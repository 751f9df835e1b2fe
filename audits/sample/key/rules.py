"""Who says where the key is kept, who opens it, who wipes it."""

from __future__ import annotations

from datetime import date
from functools import partial

from agencies.models import Person
from audit_project.refused import Refused, allowed
from audits.sample.models import Case
from audits.scope.models import Audit, AuditTeam
from audits.scope.rules import check_leads, has_part, leads


def check_can_read_key(person: Person, audit: Audit, on: date | None = None) -> None:
    """Where the key is, and who opened it: the lead, the scrutineer and the information governance lead."""
    if leads(person, audit, on):
        return
    if not has_part(person, audit, AuditTeam.Part.SCRUTINEER, AuditTeam.Part.GOVERNANCE, on=on):
        raise Refused("Only the audit's lead, its scrutineer and its information governance lead see this.")


def check_can_keep_key(person: Person, audit: Audit, on: date | None = None) -> None:
    check_leads(person, audit, on)
    if audit.state == Audit.State.CLOSED:
        raise Refused("This audit is closed, so nothing is said about its key any more.")


def check_can_open_key(person: Person, case: Case, on: date | None = None) -> None:
    """The lead opens any case's; an auditor opens that of the return they hold, from its own page."""
    check_leads(person, case.audit, on)


def check_can_wipe_key(person: Person, audit: Audit, on: date | None = None) -> None:
    check_leads(person, audit, on)


can_keep_key = partial(allowed, check_can_keep_key)
can_open_key = partial(allowed, check_can_open_key)
