"""What the meeting's pages show of an audit: its cases with the state of each meeting, its themes with their cases."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.aggregates import StringAgg
from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet
from django.http import Http404

from agencies.models import Agency, Person
from audits.meeting.models import AgreedFinding, Attendance, Meeting, Theme
from audits.meeting.preparing.models import AgencyQuestion
from audits.meeting.running.models import CaseAction
from audits.returns.models import AgencyReturn
from audits.sample.models import Case
from audits.sample.queries import opened, whole_audit
from audits.scope.models import Audit

CASES_ON_A_PAGE = 50
# What a page of one case needs of it, in the query that finds it.
CASE_RELATED = (
    "audit__scale",
    "meeting",
    "agreed_grade__band",
    "agreed_grade__state",
    "agreed_grade__qualifier",
    "family_contact__decided_by",
)


@dataclass(frozen=True)
class CaseLine:
    """One case in the list of meetings: where its meeting stands, how many returns are in, what waits."""

    case: Case
    state: str
    returned: int
    expected: int
    waiting: int
    graded: bool


def meetings_of(audit: Audit, person: Person, page: str | None) -> tuple[list[CaseLine], Page[Case]]:
    """The audit's cases whose meeting the person may read; three queries at any number."""
    cases = (
        Case.objects.filter(whole_audit(person, "audit_id") | opened(person, "pk"), audit=audit)
        .exclude(state=Case.State.EXCLUDED)
        .select_related("meeting", "agreed_grade__band", "agreed_grade__qualifier")
        .order_by("number")
    )
    shown = Paginator(cases, CASES_ON_A_PAGE).get_page(page)
    keys = [case.pk for case in shown]
    returned = Count("pk", filter=Q(state__in=("submitted", "accepted")))
    returns = {
        row["case_id"]: row
        for row in AgencyReturn.objects.to_audit()
        .filter(case__in=keys)
        .values("case_id")
        .annotate(expected=Count("*"), returned=returned)
    }
    waiting = dict(
        AgreedFinding.objects.filter(case__in=keys, state="proposed")
        .values_list("case_id")
        .annotate(n=Count("*"))
        .order_by()
    )
    return [case_line(case, returns.get(case.pk, {}), waiting.get(case.pk, 0)) for case in shown], shown


def case_line(case: Case, returns: Mapping[str, Any], waiting: int) -> CaseLine:
    meeting = getattr(case, "meeting", None)
    grade = getattr(case, "agreed_grade", None)
    return CaseLine(
        case=case,
        state=meeting.get_state_display() if meeting else "Not prepared",
        returned=returns.get("returned", 0),
        expected=returns.get("expected", 0),
        waiting=waiting,
        graded=grade is not None and grade.state_id != "UNANSWERED",
    )


def meeting_of(case: Case) -> Meeting | None:
    return getattr(case, "meeting", None)


def findings_with_agencies(case: Case, person: Person) -> QuerySet[AgreedFinding]:
    """The case's proposed and agreed findings with the names of their agencies, in one query."""
    names = StringAgg("agencies__name", ", ", distinct=True)
    return (
        AgreedFinding.objects.visible_to(person)
        .filter(case=case)
        .select_related("theme", "domain")
        .annotate(agency_names=names)
    )


def finding_or_404(case: Case, person: Person, uid: uuid.UUID) -> AgreedFinding:
    finding = findings_with_agencies(case, person).filter(uid=uid).first()
    if finding is None:
        raise Http404
    finding.case = case
    return finding


def return_or_404(case: Case, person: Person, uid: uuid.UUID) -> AgencyReturn:
    row = (
        AgencyReturn.objects.visible_to(person)
        .filter(case=case, uid=uid)
        .select_related("agency__parent", "grade__band", "grade__state", "panel_view__band")
        .first()
    )
    if row is None:
        raise Http404
    row.case, row.audit = case, case.audit
    return row


def attendance_or_404(case: Case, pk: int) -> Attendance:
    """A row of this case's list; the case was found through what the person may see."""
    row = Attendance.objects.filter(pk=pk, meeting__case=case).select_related("meeting", "agency").first()
    if row is None:
        raise Http404
    row.meeting.case = case
    return row


def agencies_round_the_table(audit: Audit) -> QuerySet[Agency]:
    """Who may sit at the audit's meetings: invited agencies, their organisations and services, the partnership."""
    invited = audit.invitations.values("agency_id")
    organisations = Agency.objects.filter(services__in=invited).values("pk")
    may = Q(pk__in=invited) | Q(parent_id__in=invited) | Q(pk__in=organisations) | Q(is_partnership=True)
    return Agency.objects.filter(may, is_active=True).select_related("parent").order_by("sector__order", "pk")


def next_case(case: Case, person: Person) -> Case | None:
    """The case after this one whose meeting the person may read."""
    may = whole_audit(person, "audit_id") | opened(person, "pk")
    later = Case.objects.filter(may, audit_id=case.audit_id, number__gt=case.number)
    return later.exclude(state=Case.State.EXCLUDED).order_by("number").first()


def questions_of(meeting: Meeting, person: Person) -> tuple[AgencyQuestion, ...]:
    """What the meeting asks each agency, in the order it was prepared."""
    rows = AgencyQuestion.objects.visible_to(person).filter(meeting=meeting)
    return tuple(rows.select_related("agency__parent").order_by("order", "pk"))


def case_actions_of(case: Case, person: Person) -> list[CaseAction]:
    rows = CaseAction.objects.visible_to(person).filter(case=case)
    return list(rows.select_related("agency__parent").order_by("due", "pk"))


@dataclass(frozen=True)
class ThemeLine:
    """A theme and the cases in which something was agreed under it."""

    theme: Theme
    cases: tuple[int, ...]


def themes_of(audit: Audit, person: Person) -> tuple[list[ThemeLine], list[AgreedFinding]]:
    """The audit's themes with their cases, and the agreed findings that stand under none yet; two queries."""
    themes = list(Theme.objects.visible_to(person).filter(audit=audit).order_by("-kind", "order", "pk"))
    agreed = (
        AgreedFinding.objects.visible_to(person)
        .filter(audit=audit, state="agreed")
        .select_related("case")
        .order_by("case__number", "order", "pk")
    )
    under: dict[int, dict[int, None]] = {}
    loose = []
    for finding in agreed:
        if finding.theme_id is None:
            loose.append(finding)
        else:
            under.setdefault(finding.theme_id, {})[finding.case.number] = None
    return [ThemeLine(theme, tuple(under.get(theme.pk, ()))) for theme in themes], loose
