"""What a person may see of meetings, agreed findings, themes and agreed grades."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet

from agencies.queries import covered_by
from audits.sample.queries import opened, whole_audit

if TYPE_CHECKING:
    from agencies.models import Person
    from audits.meeting.models import Meeting, Theme
    from audits.meeting.running.models import CaseAction


class MeetingQuerySet(QuerySet["Meeting"]):
    def visible_to(self, person: Person) -> MeetingQuerySet:
        """The audit's lead and scrutineer, and those to whom the case was opened."""
        return self.filter(whole_audit(person, "case__audit_id") | opened(person, "case_id"))


class OfMeetingQuerySet(QuerySet[Any]):
    def visible_to(self, person: Person) -> OfMeetingQuerySet:
        return self.filter(whole_audit(person, "meeting__case__audit_id") | opened(person, "meeting__case_id"))


class OfCaseQuerySet(QuerySet[Any]):
    def visible_to(self, person: Person) -> OfCaseQuerySet:
        return self.filter(whole_audit(person, "audit_id") | opened(person, "case_id"))


class CaseActionQuerySet(QuerySet["CaseAction"]):
    def visible_to(self, person: Person) -> CaseActionQuerySet:
        """The audit's lead and scrutineer, those round the table, and the contact of the agency that owns it."""
        may = whole_audit(person, "audit_id") | opened(person, "case_id")
        contact_of = person.standing().agency_ids("agency_contact")
        if contact_of:
            may |= covered_by(contact_of, "agency")
        return self.filter(may)


class AgreedFindingQuerySet(OfCaseQuerySet):
    """Agreed findings are evidence behind the numbers: a safeguarding lead reads those that are agreed."""

    def visible_to(self, person: Person) -> AgreedFindingQuerySet:
        may = whole_audit(person, "audit_id") | opened(person, "case_id")
        if person.standing().has("safeguarding_lead"):
            may |= Q(state="agreed")
        return self.filter(may)


class ThemeQuerySet(QuerySet["Theme"]):
    def visible_to(self, person: Person) -> ThemeQuerySet:
        may = whole_audit(person, "audit_id") | Q(audit__cases__in=person.accesses.values("case_id"))
        if person.standing().has("safeguarding_lead"):
            return self
        return self.filter(may).distinct()
