"""What merging two agencies means for the audits: how the rows are called, which are folded, what stands in the way."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Least

from agencies.merging.acts import Fold
from agencies.models import Agency
from audits.desk.owed import in_audits
from audits.meeting.models import Attendance
from audits.returns.models import AgencyReturn
from audits.sample.models import Involvement
from audits.scope.models import Audit, Invitation

NAMES: dict[str, tuple[str, str] | None] = {
    "audits.Action.owner": ("action", "actions"),
    "audits.AgencyQuestion.agency": ("question for a meeting", "questions for meetings"),
    "audits.AgencyReturn.agency": ("return", "returns"),
    "audits.AgencyStep.agency": ("recommendation in its returns", "recommendations in its returns"),
    "audits.AgencyStepEvent.agency": None,
    "audits.AgreedFinding_agencies.agency": ("agreed finding about it", "agreed findings about it"),
    "audits.Answer.agency": ("answer in its returns", "answers in its returns"),
    "audits.AnswerEvent.agency": None,
    "audits.Attendance.agency": ("seat at a meeting", "seats at meetings"),
    "audits.CaseAccess.agency": ("sight of a case at a meeting", "sights of cases at meetings"),
    "audits.CaseAction.agency": ("action for a child", "actions for children"),
    "audits.CaseActionEvent.agency": None,
    "audits.DomainGrade.agency": ("grade of its own in a domain", "grades of its own in domains"),
    "audits.DomainGradeEvent.agency": None,
    "audits.Finding.agency": ("finding in its returns", "findings in its returns"),
    "audits.FindingEvent.agency": None,
    "audits.ImmediateConcern.agency": ("immediate concern that it raised", "immediate concerns that it raised"),
    "audits.ImmediateConcern.responsible": ("immediate concern to see to", "immediate concerns to see to"),
    "audits.IndependentView.agency": ("view given at a meeting", "views given at meetings"),
    "audits.Invitation.agency": ("audit that it is asked to", "audits that it is asked to"),
    "audits.Involvement.agency": ("question whether it knows a child", "questions whether it knows a child"),
    "audits.Involvement.service": ("child that it knows as a service", "children that it knows as a service"),
    "audits.OwnGrade.agency": ("grade of its own", "grades of its own"),
    "audits.OwnGradeEvent.agency": None,
    "audits.PreRead.agency": ("pre-read for a meeting", "pre-reads for meetings"),
    "audits.SentMessage.agency": ("message sent", "messages sent"),
    "audits.Transfer.agency": ("sending of who the children are", "sendings of who the children are"),
}


def asked_about_one_case(one: Agency, other: Agency) -> list[str]:
    """Both were asked about one case: each answered for itself, and neither answer may be lost."""
    also = Involvement.objects.filter(agency=other, case=OuterRef("case"))
    rows = Involvement.objects.filter(Exists(also), agency=one)
    return in_one_case(rows, "case__audit__reference", "Both are asked about the same")


def returned_for_one_case(one: Agency, other: Agency) -> list[str]:
    also = AgencyReturn.objects.filter(agency=other, case=OuterRef("case"))
    rows = AgencyReturn.objects.filter(Exists(also), agency=one)
    return in_one_case(rows, "audit__reference", "Both have a return for the same")


def in_one_case(rows: QuerySet[Any], audit: str, words: str) -> list[str]:
    """“Both are asked about the same cases: A-2026-01 (2).”"""
    found = list(rows.order_by().values_list(audit).annotate(n=Count("pk")).order_by(audit))
    cases = "case" if sum(n for _, n in found) == 1 else "cases"
    return [f"{words} {cases}: {in_audits(found)}."] if found else []


def disagreed_twice(one: Agency, other: Agency) -> list[str]:
    """Somebody sat at one meeting for both and disagreed: what they said stays with the seat it was said from."""
    also = Attendance.objects.filter(agency=other, meeting=OuterRef("meeting"), name=OuterRef("name"))
    rows = Attendance.objects.filter(Exists(also), agency=one, disagreed=True)
    return ["Somebody sat at one meeting for both and disagreed with what was agreed."] if rows.exists() else []


def fold_invitations(twins: QuerySet[Any], other: Agency) -> None:
    """An audit to which both are asked keeps the invitation that came first."""
    for row in list(twins):
        Invitation.objects.filter(audit_id=row.audit_id, agency=other).update(
            invited_at=Least(F("invited_at"), row.invited_at)
        )
        Invitation.objects.filter(pk=row.pk).delete()


def let_go(twins: QuerySet[Any], other: Agency) -> None:
    """The other's row says the same already."""
    twins.model._base_manager.filter(pk__in=[row.pk for row in twins]).delete()


def lock_audits(one: Agency, other: Agency) -> None:
    """The audits of both are held first, so that nobody writes in one of them meanwhile."""
    both = (one.pk, other.pk)
    theirs = Q(invitations__agency__in=both) | Q(cases__involvements__agency__in=both) | Q(actions__owner__in=both)
    theirs |= Q(case_actions__agency__in=both)
    rows = Audit.objects.filter(pk__in=Audit.objects.filter(theirs).order_by().values("pk"))
    list(rows.order_by("pk").select_for_update().values_list("pk"))


FOLDED: dict[str, Fold] = {
    "audits.AgreedFinding_agencies.agency": let_go,
    "audits.Attendance.agency": let_go,
    "audits.Invitation.agency": fold_invitations,
}
# Said by the questions above, with the audits.
STOPS = dict.fromkeys(("audits.AgencyReturn.agency", "audits.Involvement.agency"), "")
