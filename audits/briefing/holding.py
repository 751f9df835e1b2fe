"""Holding an audit's briefing while something is written to it, so that nobody publishes in between."""

from __future__ import annotations

from audits.briefing.models import Briefing
from audits.scope.models import Audit


def lock_briefing(audit: Audit) -> Briefing | None:
    """The audit's briefing, None when it is not begun; both rows are held until the transaction ends."""
    Audit.objects.select_for_update().get(pk=audit.pk)
    briefing = Briefing.objects.select_for_update().filter(audit=audit).first()
    if briefing is not None:
        briefing.audit = audit
    return briefing
