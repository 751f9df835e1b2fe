"""Which records of a transfer a person may see."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import QuerySet

from agencies.queries import covered_by
from audits.sample.queries import whole_audit

if TYPE_CHECKING:
    from agencies.models import Person
    from audits.sample.transfers.models import Transfer


class TransferQuerySet(QuerySet["Transfer"]):
    def visible_to(self, person: Person) -> TransferQuerySet:
        """The audit's lead and scrutineer; an agency's contact their agency's."""
        may = whole_audit(person, "audit_id")
        contact_of = person.standing().agency_ids("agency_contact")
        if contact_of:
            may |= covered_by(contact_of)
        return self.filter(may)

    def counted(self) -> TransferQuerySet:
        """Without those that the lead set aside: they did not arrive, or were written down by mistake."""
        return self.filter(set_aside_at__isnull=True)
