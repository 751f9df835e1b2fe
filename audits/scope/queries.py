"""Which audits a person may see."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.apps import apps
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from agencies.models import Membership, Person
from agencies.queries import covered_by, in_force

if TYPE_CHECKING:
    from audits.scope.models import Audit
    from audits.scope.programme.models import ProgrammeEntry

# A deputy may do all that the lead may.
LEADING = ("lead", "deputy")
# Parts that read every case and return of the audit from the day they begin; panel members and others read what
# CaseAccess opens to them.
WHOLE_AUDIT_PARTS = (*LEADING, "scrutineer")


def led_by(person: Person, on: date) -> QuerySet[Any, Any]:
    """Ids of the audits that the person leads on a day, as lead or deputy; for a sub-query."""
    team = apps.get_model("audits", "AuditTeam").objects.filter(in_force(on), person=person, part__in=LEADING)
    return team.order_by().values("audit_id")


def leading(on: date) -> QuerySet[Any]:
    """Parts of those who lead an audit on a day: as lead or deputy, with the role, with an account that is open."""
    held = Membership.objects.active(on).filter(role="audit_lead", person=OuterRef("person"))
    team = apps.get_model("audits", "AuditTeam").objects.filter(in_force(on), part__in=LEADING)
    return team.filter(Exists(held))


def leads_on(audit: Audit, on: date) -> list[Person]:
    """Who leads an audit on a day, each once, the longest first."""
    rows = leading(on).filter(audit=audit).select_related("person").order_by("pk")
    return list({row.person_id: row.person for row in rows}.values())


class ProgrammeQuerySet(QuerySet["ProgrammeEntry"]):
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


class AuditQuerySet(QuerySet["Audit"]):
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
