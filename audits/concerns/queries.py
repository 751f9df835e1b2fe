"""Which immediate concerns a person may see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import Q, QuerySet

from agencies.queries import covered_by
from audits.sample.queries import whole_audit

if TYPE_CHECKING:
    from agencies.models import Person


class ConcernQuerySet(QuerySet[Any]):
    def visible_to(self, person: Person) -> ConcernQuerySet:
        """Whoever raised it; the responsible agency's contact and deputy; the lead and scrutineer of its audit."""
        may = whole_audit(person, "audit_id") | Q(raised_by=person)
        if person.standing().roles:
            may |= Q(responsible__deputy=person) | Q(responsible__parent__deputy=person)
            told = apps.get_model("audits", "ConcernNotice").objects.filter(person=person)
            may |= Q(pk__in=told.values("concern_id"))  # who was asked about it may read it
        contact_of = person.standing().agency_ids("agency_contact")
        if contact_of:
            may |= covered_by(contact_of, "responsible")
        return self.filter(may)
