"""Which immediate concerns a person may see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import Q, QuerySet
from django.utils import timezone

from agencies.queries import covered_by
from audits.sample.queries import whole_audit

if TYPE_CHECKING:
    from agencies.models import Person


class ConcernQuerySet(QuerySet[Any]):
    def visible_to(self, person: Person) -> ConcernQuerySet:
        """Whoever raised it (a guest while their link is in force); the responsible agency's contact and deputy; the
        lead and scrutineer of its audit."""
        if person.is_guest:
            return self.filter(
                raised_by=person, case__returns__links__person=person, case__returns__links__revoked_at__isnull=True,
                case__returns__links__until__gte=timezone.localdate(),
            )  # fmt: skip
        may = whole_audit(person, "audit_id") | Q(raised_by=person)
        if person.standing().roles:
            may |= Q(responsible__deputy=person) | Q(responsible__parent__deputy=person)
            told = apps.get_model("audits", "ConcernNotice").objects.filter(person=person)
            may |= Q(pk__in=told.values("concern_id"))  # who was asked about it may read it
        contact_of = person.standing().agency_ids("agency_contact")
        if contact_of:
            may |= covered_by(contact_of, "responsible")
        return self.filter(may)
