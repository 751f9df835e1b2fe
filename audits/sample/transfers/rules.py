"""Who writes down that an agency was told who the children are, and who says that it arrived and was destroyed."""

from __future__ import annotations

from datetime import date
from functools import partial

from agencies.models import Person
from audit_project.refused import Refused, allowed
from audits.sample.key.rules import check_can_read_key
from audits.sample.rules import is_contact, reads_all_answers
from audits.sample.transfers.models import Transfer
from audits.scope.models import Audit
from audits.scope.rules import OVER, check_leads


def check_can_list_transfers(person: Person, audit: Audit, on: date | None = None) -> None:
    """Whoever reads where the key is."""
    check_can_read_key(person, audit, on)


def check_can_send(person: Person, audit: Audit, on: date | None = None) -> None:
    check_leads(person, audit, on)
    if audit.state in OVER:
        raise Refused("This audit is over, so nobody needs to be told any more who the children are.")


def check_can_read_transfer(person: Person, transfer: Transfer, on: date | None = None) -> None:
    """`visible_to` has found it; a role must still be in force."""
    if not is_contact(person, transfer.agency, on) and not reads_all_answers(person, transfer.audit, on):
        raise Refused("Only the agency's contact, the audit's lead and its scrutineer see this.")


def check_can_confirm(person: Person, transfer: Transfer, on: date | None = None) -> None:
    """Who has it says so: the agency's contact."""
    if not is_contact(person, transfer.agency, on):
        raise Refused("Only the contact of the agency that was told says whether it arrived and was destroyed.")


def check_can_set_aside(person: Person, transfer: Transfer, on: date | None = None) -> None:
    check_leads(person, transfer.audit, on)


can_send = partial(allowed, check_can_send)
can_confirm = partial(allowed, check_can_confirm)
can_set_aside = partial(allowed, check_can_set_aside)
