"""Holds a return while it is handed in, sent back or accepted: its audit first, then the row."""

from __future__ import annotations

from audits.returns.models import AgencyReturn
from audits.scope.models import Audit


def lock_return(agency_return: AgencyReturn) -> AgencyReturn:
    """The return as it stands now, locked after its audit; called inside a transaction."""
    audit = lock_audit(agency_return.audit_id)
    row = (
        AgencyReturn.objects.select_for_update(of=("self",))
        .select_related("involvement", "agency__parent", "case")
        .get(pk=agency_return.pk)
    )
    row.audit = row.case.audit = row.involvement.case.audit = audit
    return row


def lock_audit(key: int) -> Audit:
    """The audit, kept from closing meanwhile."""
    return Audit.objects.select_for_update(of=("self",), no_key=True).get(pk=key)
