"""Going back a stage: allowed as the tables say, and never without a reason that stays with the audit."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from agencies.models import Person
from audit_project.checked import check_row
from audit_project.refused import Refused
from audits.scope.models import Audit
from audits.scope.reopening_models import Reopening

WHY = "Say why it goes back. The reason stays with the audit."


def record_reopening(
    audit: Audit, from_state: str, to_state: str, reason: str, *, by: Person, now: datetime, case: Any = None
) -> Reopening:
    """The row that says why an audit, or one case of it, went back. Called inside the act that moves it."""
    if not reason.strip():
        raise Refused(WHY)
    row = Reopening(
        audit=audit,
        case=case,
        from_state=from_state,
        to_state=to_state,
        reason=reason.strip(),
        reopened_at=now,
        reopened_by=by,
    )
    check_row(row)
    row.save(force_insert=True)
    return row
