"""Which recommendations and actions a person may see."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import QuerySet

from agencies.queries import covered_by
from audits.sample.queries import whole_audit

if TYPE_CHECKING:
    from agencies.models import Person
    from audits.actions.models import Action, Recommendation


class RecommendationQuerySet(QuerySet["Recommendation"]):
    def visible_to(self, person: Person) -> RecommendationQuerySet:
        if person.standing().has("safeguarding_lead"):
            return self
        return self.filter(whole_audit(person, "audit_id"))


class ActionQuerySet(QuerySet["Action"]):
    def visible_to(self, person: Person) -> ActionQuerySet:
        """The audit's lead and scrutineer, safeguarding leads, and the owner's contact."""
        standing = person.standing()
        if standing.has("safeguarding_lead"):
            return self
        may = whole_audit(person, "audit_id")
        contact_of = standing.agency_ids("agency_contact")
        if contact_of:
            may |= covered_by(contact_of, "owner")
        return self.filter(may)
