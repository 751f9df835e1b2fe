"""Which cases and involvement questions a person may see."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.utils import timezone

from agencies.queries import covered_by, in_force
from audits.scope.queries import WHOLE_AUDIT_PARTS

if TYPE_CHECKING:
    from agencies.models import Person
    from audits.sample.draw.models import Exclusion
    from audits.sample.models import Case, Involvement


def whole_audit(person: Person, prefix: str) -> Q:
    """Rows of audits whose lead or scrutineer the person is today; `prefix` reaches the audit."""
    on = timezone.localdate()
    model = person.parts.model
    audits = model.objects.filter(in_force(on), person=person, part__in=WHOLE_AUDIT_PARTS).values("audit_id")
    return Q(**{f"{prefix}__in": audits}) if person.standing(on).roles else Q(pk__in=[])


FOR_THE_MEETING = ("meeting", "pre-read")


def opened(person: Person, prefix: str) -> Q:
    """Rows of cases that CaseAccess opens to the person today; `prefix` reaches the case."""
    on = timezone.localdate()
    # What the meeting opened lasts no longer than the person's part in the audit's team.
    in_team = Q(case__audit__team__person=person) & in_force(on, "case__audit__team__")
    lasts = ~Q(because__in=FOR_THE_MEETING) | in_team
    cases = person.accesses.model.objects.filter(lasts, in_force(on), person=person).values("case_id")
    return Q(**{f"{prefix}__in": cases}) if person.standing(on).roles else Q(pk__in=[])


class ExclusionQuerySet(QuerySet["Exclusion"]):
    """Cases that leave the audit, and those for which somebody has asked that."""

    def visible_to(self, person: Person) -> ExclusionQuerySet:
        """The audit's lead and scrutineer, and its chair, who may have to agree."""
        chairs = person.parts.model.objects.filter(in_force(timezone.localdate()), person=person, part="chair")
        may = whole_audit(person, "case__audit_id")
        if person.standing().roles:
            may |= Q(case__audit__in=chairs.values("audit_id"))
        return self.filter(may)

    def waiting(self) -> ExclusionQuerySet:
        return self.filter(excluded_at__isnull=True, withdrawn_at__isnull=True)

    def gone(self) -> ExclusionQuerySet:
        return self.filter(excluded_at__isnull=False)


def still_in(prefix: str = "case") -> Q:
    """Rows of cases that have not left the audit; `prefix` reaches the case."""
    return ~Q(**{f"{prefix}__state": "excluded"})


class CaseQuerySet(QuerySet["Case"]):
    def visible_to(self, person: Person) -> CaseQuerySet:
        """Cases of audits the person leads or scrutinises; cases opened to them; cases they audit; cases their
        agency (as its contact) is asked about."""
        standing = person.standing()
        may = whole_audit(person, "audit_id") | opened(person, "pk")
        involvements = person.involvements.model.objects
        if standing.has("auditor"):
            may |= Q(pk__in=involvements.filter(auditor=person).values("case_id"))
        contact_of = standing.agency_ids("agency_contact")
        if contact_of:
            may |= Q(pk__in=involvements.filter(covered_by(contact_of)).values("case_id"))
        return self.filter(may)


class InvolvementQuerySet(QuerySet["Involvement"]):
    def visible_to(self, person: Person) -> InvolvementQuerySet:
        """The audit's lead and scrutineer see all; an agency contact their agency's; an auditor their own."""
        standing = person.standing()
        may = whole_audit(person, "case__audit_id")
        if standing.has("auditor"):
            may |= Q(auditor=person)
        contact_of = standing.agency_ids("agency_contact")
        if contact_of:
            may |= covered_by(contact_of)
        return self.filter(may)
