"""What the lead sees of the transfers of an audit: each with how it stands, and which agencies were sent nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from agencies.models import Agency
from audits.sample.transfers.choices import agencies_asked
from audits.sample.transfers.due import due_of, meetings_ended
from audits.sample.transfers.models import Transfer
from audits.scope.models import Audit

NAMED = ("audit", "agency__parent", "sent_by", "received_by", "destroyed_by", "set_aside_by")


@dataclass(frozen=True)
class TransferLine:
    """One transfer, and by when its agency says the next thing of it."""

    row: Transfer
    due: date | None
    overdue: bool

    @property
    def numbers(self) -> list[int]:
        """The cases it was about; none where it was about every case that the agency is asked about."""
        return sorted(case.number for case in self.row.cases.all())


def lines_of(audit: Audit, on: date) -> list[TransferLine]:
    """The transfers of an audit, newest first; the same few queries at any number."""
    ended = meetings_ended([audit])
    return [line_of(row, ended, on) for row in audit.transfers.select_related(*NAMED).prefetch_related("cases")]


def line_of(row: Transfer, ended: dict[int, date], on: date) -> TransferLine:
    due = due_of(row, ended)
    return TransferLine(row, due, due is not None and due < on)


def sent_nothing(audit: Audit) -> list[Agency]:
    """Agencies that are asked about a case and have no transfer that counts."""
    told = audit.transfers.counted().order_by().values("agency")
    return list(agencies_asked(audit).exclude(pk__in=told))


def counted_transfers(audit: Audit) -> dict[str, int]:
    """How many transfers of an audit were sent, received and destroyed; one query."""
    return audit.transfers.counted().aggregate(
        sent=Count("pk"), received=Count("received_at"), destroyed=Count("destroyed_at")
    )
