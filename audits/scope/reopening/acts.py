"""Going back a stage: allowed as the tables say, and never without a reason that stays with the audit."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from agencies.models import Person
from agencies.writing import write
from audits.scope.models import Audit
from audits.scope.reopening.models import Reopening


def record_reopening(
    audit: Audit, from_state: str, to_state: str, reason: str, *, by: Person, now: datetime, case: Any = None
) -> Reopening:
    """The row that says why an audit, or one case of it, went back. Called inside the act that moves it."""
    row = Reopening(audit=audit, case=case, from_state=from_state, to_state=to_state, reopened_at=now, reopened_by=by)
    return write(row, by=by, now=now, verb="", reason=reason)
