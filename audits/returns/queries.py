"""Which returns a person may see."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from agencies.queries import covered_by
from audits.sample.queries import opened, whole_audit
from audits.sample.rules import KNOWN

if TYPE_CHECKING:
    from agencies.models import Person
    from audits.returns.models import AgencyReturn


def seen_by(person: Person, prefix: str = "") -> Q:
    """Returns the person may see: those they audit, their agency's (as its contact), those of audits they lead or
    scrutinise, those of cases opened to them. `prefix` reaches the return ("agency_return__"). A guest sees the one
    that their link leads to."""
    if person.is_guest:
        return linked_to(person, timezone.localdate(), prefix)
    standing = person.standing()
    may = whole_audit(person, f"{prefix}audit_id") | opened(person, f"{prefix}case_id")
    if standing.has("auditor"):
        may |= Q(**{f"{prefix}involvement__auditor": person})
    contact_of = standing.agency_ids("agency_contact")
    if contact_of:
        may |= covered_by(contact_of, f"{prefix}agency")
    return may


def linked_to(person: Person, on: date, prefix: str = "") -> Q:
    """The return that a guest's link leads to, as long as the link is in force and they are its auditor.

    A guest has one link, so that no row comes twice.
    """
    linked = {
        "links__person": person,
        "links__revoked_at__isnull": True,
        "links__until__gte": on,
        "involvement__auditor": person,
    }
    return Q(**{f"{prefix}{name}": value for name, value in linked.items()}) & ~Q(**{f"{prefix}state": "accepted"})


class AgencyReturnQuerySet(QuerySet["AgencyReturn"]):
    def visible_to(self, person: Person) -> AgencyReturnQuerySet:
        return self.filter(seen_by(person))

    def to_audit(self) -> AgencyReturnQuerySet:
        """Without those that were handed in saying that there is nothing to audit."""
        return self.filter(Q(involvement__answer__isnull=True) | Q(involvement__answer=KNOWN))


class OfReturnQuerySet(QuerySet[Any]):
    """Answers, grades, findings and voices are seen with their return."""

    def visible_to(self, person: Person) -> OfReturnQuerySet:
        return self.filter(seen_by(person, "agency_return__"))
