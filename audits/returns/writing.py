"""What every act that writes to a return begins with: hold it, ask whether the person may, note that it is begun."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Model
from django.utils import timezone

from agencies.models import Person
from audits import lifecycle
from audits.returns import rules
from audits.returns.lifecycle import MOVES
from audits.returns.models import AgencyReturn
from audits.scope.models import Audit


def start_writing(agency_return: AgencyReturn, by: Person, now: datetime) -> None:
    """Check that the person may write, hold the audit, and note that the return has been begun.

    Called inside the act's transaction.
    """
    held = Audit.objects.select_for_update(of=("self",), no_key=True).get(pk=agency_return.audit_id)
    row = (
        AgencyReturn.objects.select_for_update(of=("self",))
        .select_related("involvement", "agency")
        .get(pk=agency_return.pk)
    )
    row.audit = held
    rules.check_can_write(by, row, timezone.localdate(now))
    agency_return.state, agency_return.version = row.state, row.version
    agency_return.audit = held
    if row.state == AgencyReturn.State.NOT_STARTED:
        lifecycle.move(agency_return, AgencyReturn.State.IN_PROGRESS, MOVES, by=by, now=now)


def stands(row: Model, fields: dict[str, Any]) -> bool:
    """Whether the row holds these values already: the same page sent twice is no clash and no second write."""
    return all(getattr(row, name) == value for name, value in fields.items())
