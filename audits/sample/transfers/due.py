"""By when an agency says that it was told who the children are, and that it destroyed what it was sent."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils import timezone

from audit_project.working_days import add_working_days
from audits.lifecycle import Move
from audits.sample.key.acts import WORK_DONE
from audits.sample.transfers.models import Transfer
from audits.scope.models import Audit

# A secure message that nobody has opened by then has gone astray, or lies in a mailbox that nobody reads.
RECEIVED_WITHIN = 3
# Once the meetings are over no auditor looks for a record. Two weeks to find every copy.
DESTROYED_WITHIN = 10


def meetings_ended(audits: Iterable[Audit]) -> dict[int, date]:
    """On which day the work with the cases ended, of those audits where it has; one query."""
    done = {audit.uid: audit.pk for audit in audits if audit.state in WORK_DONE}
    rows = Move.objects.filter(kind="audit", audit_uid__in=done, to_state=Audit.State.REPORTING).order_by("pk")
    return {done[row.audit_uid]: timezone.localdate(row.moved_at) for row in rows if row.audit_uid}


def due_of(transfer: Transfer, ended: dict[int, date]) -> date | None:
    """The day by which the agency's contact says the next thing of a transfer; None where nothing is to be said yet."""
    if transfer.set_aside_at or transfer.destroyed_at:
        return None
    if transfer.received_at is None:
        return add_working_days(transfer.sent_on, RECEIVED_WITHIN)
    last = ended.get(transfer.audit_id)
    return add_working_days(last, DESTROYED_WITHIN) if last else None
