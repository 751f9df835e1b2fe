"""Which rounds known from paper, and which figures of theirs, a person may see by themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from audits.sample.queries import whole_audit

if TYPE_CHECKING:
    from agencies.models import Person


class OfAuditQuerySet(QuerySet[Any]):
    def visible_to(self, person: Person) -> OfAuditQuerySet:
        """Those of audits that the person leads or scrutinises; all for a safeguarding lead."""
        if person.standing().has("safeguarding_lead"):
            return self
        return self.filter(whole_audit(person, "audit_id"))
