"""A return is submitted, sent back with a reason, accepted, one or all that pass."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from agencies.models import Person
from audit_project.refused import Refused
from audits import lifecycle
from audits.returns import rules
from audits.returns.handing_in.checks import what_blocks, written_in
from audits.returns.handing_in.words import check_words, say_words_checked
from audits.returns.holding import lock_audit, lock_return
from audits.returns.lifecycle import MOVES
from audits.returns.listing.passing import submitted_returns
from audits.returns.models import NO_REASON, AgencyReturn
from audits.returns.reading import whole
from audits.returns.writing import keep_history
from audits.sample.acts import settle_answer
from audits.sample.rules import KNOWN
from audits.scope.models import Audit

NOT_APPROVED: dict[str, Any] = {"approved_by_name": "", "approved_by_role": "", "approved_on": None}


def submit_return(
    agency_return: AgencyReturn,
    *,
    by: Person,
    now: datetime,
    approved_by_name: str = "",
    approved_by_role: str = "",
    approved_on: date | None = None,
    words_listed: str = "",
) -> None:
    """Hand the return in. A second submit is refused in words; what blocks is said all at once.

    Where the agency wants a second pair of eyes, whoever approved the return is named with it.
    `words_listed` is the fingerprint of the words that somebody has ticked as checked.
    """
    if words_listed:
        say_words_checked(agency_return, by=by, now=now, listed=words_listed)
    with transaction.atomic():
        row = lock_return(agency_return)
        rules.check_can_submit(by, row, timezone.localdate(now))
        read = whole(row)
        blocks = what_blocks(written_in(row, read))
        if blocks:
            raise Refused(" ".join(check.words for check in blocks))
        check_words(row, read)
        approval = NOT_APPROVED
        if rules.wants_approval(row):
            rules.check_approval(row, approved_by_name, approved_by_role, approved_on, timezone.localdate(now))
            approval = {
                "approved_by_name": approved_by_name,
                "approved_by_role": approved_by_role,
                "approved_on": approved_on,
            }
        keep_history(row)
        lifecycle.move(
            row, AgencyReturn.State.SUBMITTED, MOVES, by=by, now=now, verb="submitted",
            submitted_at=now, submitted_by_id=by.pk, **approval,
        )  # fmt: skip
    agency_return.refresh_from_db()


def send_back_return(agency_return: AgencyReturn, *, by: Person, now: datetime, reason: str) -> None:
    """Give the return back to its auditor, with the reason at its top.

    One that said there is nothing to audit becomes an ordinary return again: the agency is asked to look once more.
    """
    if not reason.strip():
        raise Refused(NO_REASON, on="reason")
    with transaction.atomic():
        row = lock_return(agency_return)
        nothing = row.has_nothing_to_audit
        lifecycle.move(
            row, AgencyReturn.State.SENT_BACK, MOVES, by=by, now=now, verb="sent_back", sent_back_reason=reason,
            submitted_at=None, submitted_by_id=None, accepted_at=None, accepted_by_id=None, **NOT_APPROVED,
        )  # fmt: skip
        if nothing:
            settle_answer(row.involvement, KNOWN, by=by, now=now)
    agency_return.refresh_from_db()


def accept_return(agency_return: AgencyReturn, *, by: Person, now: datetime) -> bool:
    """Take the return as it is; False when it was accepted already, which changes nothing."""
    with transaction.atomic():
        row = lock_return(agency_return)
        rules.check_can_take(by, row, timezone.localdate(now))
        if row.state == AgencyReturn.State.ACCEPTED:
            return False
        move_to_accepted(row, by, now)
    agency_return.refresh_from_db()
    return True


def accept_all(audit: Audit, *, by: Person, now: datetime) -> int:
    """Accept every submitted return that passes each check, all in one transaction; returns how many."""
    rules.check_can_accept_all(by, audit, timezone.localdate(now))
    with transaction.atomic():
        held = lock_audit(audit.pk)
        passing = submitted_returns(held, locked=True).passing
        for row in passing:
            move_to_accepted(row, by, now)
    return len(passing)


def move_to_accepted(row: AgencyReturn, by: Person, now: datetime) -> None:
    lifecycle.move(
        row, AgencyReturn.State.ACCEPTED, MOVES, by=by, now=now, verb="accepted",
        accepted_at=now, accepted_by_id=by.pk, sent_back_reason="",
    )  # fmt: skip
