"""Which audits a person may see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.apps import apps
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from agencies.queries import covered_by, in_force

if TYPE_CHECKING:
    from agencies.models import Person

# Parts that read every case and return of the audit from the day they begin; panel members and others read what
# CaseAccess opens to them.
WHOLE_AUDIT_PARTS = ("lead", "scrutineer")


class ProgrammeQuerySet(QuerySet[Any]):
    def visible_to(self, person: Person) -> ProgrammeQuerySet:
        """The leads and the scrutineer read the yearly programme."""
        reads = person.standing().has("audit_lead", "safeguarding_lead", "scrutineer")
        return self if reads else self.none()


def entry_to_begin(person: Person, uid: str) -> Any:
    """The entry of the programme that a new audit begins from, by what stands in the address; None where there is
    none, or its audit has begun."""
    try:
        wanted = UUID(uid)
    except ValueError:
        return None
    entries = apps.get_model("audits", "ProgrammeEntry").objects
    return entries.visible_to(person).filter(uid=wanted, audit__isnull=True).first()


class AuditQuerySet(QuerySet[Any]):
    def visible_to(self, person: Person) -> AuditQuerySet:
        """Audits whose team the person is in; every audit for a safeguarding lead; those an agency contact's agency
        is invited to once returns or the involvement check concern it; those an auditor has been given a return in."""
        on = timezone.localdate()
        standing = person.standing(on)
        if standing.has("safeguarding_lead"):
            return self
        team = apps.get_model("audits", "AuditTeam").objects.filter(in_force(on), audit=OuterRef("pk"), person=person)
        may = Q(Exists(team)) & Q(pk__isnull=False) if standing.roles else Q(pk__in=[])
        contact_of = standing.agency_ids("agency_contact")
        if contact_of:
            invited = apps.get_model("audits", "Invitation").objects.filter(
                covered_by(contact_of), audit=OuterRef("pk")
            )
            may |= Exists(invited) & ~Q(state="setup")
        if standing.has("auditor"):
            given = apps.get_model("audits", "Involvement").objects.filter(auditor=person, case__audit=OuterRef("pk"))
            may |= Q(Exists(given))
        return self.filter(may)
