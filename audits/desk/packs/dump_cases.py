"""The cases of an audit pack: members, involvement, returns, what was agreed."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch
from django.utils import timezone

from audits.desk.packs.fields import (
    CONTEXT_FIELDS,
    FAMILY_FIELDS,
    FINDING_FIELDS,
    INVOLVEMENT_FIELDS,
    MEMBER_FIELDS,
    RETURN_FIELDS,
    STEP_FIELDS,
    plain,
)
from audits.meeting.domains.models import AgreedDomainGrade
from audits.meeting.models import AgreedFinding
from audits.returns.domains.models import DomainGrade
from audits.returns.handling import is_kept_back, withhold
from audits.returns.models import AgencyReturn, Answer, Finding
from audits.returns.steps.models import AgencyStep
from audits.sample.models import Case, CaseContext, CaseMember, FamilyContact
from audits.scope.models import Audit


def cases_of(audit: Audit, agencies: dict[int, str], themes: dict[int, str]) -> list[dict[str, Any]]:
    """Every case with its members, involvement, returns, agreed findings and meeting; a fixed number of queries."""
    answers = Answer.objects.select_related("standard").order_by("standard__domain__order", "standard__number")
    graded = (
        Prefetch("returns__domain_grades", DomainGrade.objects.select_related("band").order_by("domain__order")),
        Prefetch("agreed_domain_grades", AgreedDomainGrade.objects.select_related("band").order_by("domain__order")),
    )
    rows = (
        Case.objects.filter(audit=audit)
        .exclude(state=Case.State.EXCLUDED)
        .select_related("strand", "context", "family_contact", "agreed_grade__band", "meeting")
        .prefetch_related(
            Prefetch("members", CaseMember.objects.order_by("number")),
            "members__plans_at_date",
            "members__plans_in_period",
            "members__disabilities",
            "involvements",
            Prefetch("returns", AgencyReturn.objects.order_by("id").select_related("grade__band", "panel_view__band")),
            Prefetch("returns__answers", answers),
            "returns__findings__decision",
            "returns__steps",
            "returns__voices",
            Prefetch("agreed_findings", AgreedFinding.objects.order_by("order", "id")),
            "agreed_findings__agencies",
            "agreed_findings__sources",
            "meeting__attendances",
            *(graded if audit.grades_domains else ()),
        )
        .order_by("number")
    )
    return [one_case(case, agencies, themes, audit) for case in rows]


def one_case(case: Case, agencies: dict[int, str], themes: dict[int, str], audit: Audit) -> dict[str, Any]:
    by_domain = audit.grades_domains
    places: dict[int, dict[str, Any]] = {}
    returns = [one_return(row, agencies, places, by_domain=by_domain) for row in case.returns.all()]
    context = getattr(case, "context", None)
    meeting = getattr(case, "meeting", None)
    return {
        "number": case.number,
        **({"sibling_group": case.sibling_group} if case.sibling_group else {}),
        "strand": case.strand.code if case.strand else None,
        "context": plain(context, CONTEXT_FIELDS) if isinstance(context, CaseContext) else None,
        "family_contact": family_contact_of(getattr(case, "family_contact", None)),
        "members": [one_member(row, audit.asks_of_people) for row in case.members.all()],
        "involvement": [
            {
                "agency": agencies[row.agency_id],
                "answer": row.answer_id,
                **({"service": agencies[row.service_id]} if row.service_id else {}),
                **{name: day for name, day in plain(row, INVOLVEMENT_FIELDS).items() if day},
            }
            for row in sorted(case.involvements.all(), key=lambda row: row.pk)
        ],
        "returns": returns,
        "agreed_grade": grade_of(getattr(case, "agreed_grade", None), "reason", "qualifier"),
        **(
            {"agreed_domain_grades": [grade_of(one, "domain") for one in case.agreed_domain_grades.all()]}
            if by_domain
            else {}
        ),
        "agreed_findings": [
            {
                **plain(row, ("state", *FINDING_FIELDS, "original_text", "declined_reason")),
                "theme": themes[row.theme_id] if row.theme_id else None,
                "agencies": [agencies[agency.pk] for agency in sorted(row.agencies.all(), key=lambda one: one.pk)],
                "sources": [
                    places[one.finding_id] for one in sorted(row.sources.all(), key=lambda one: one.finding_id)
                ],
            }
            for row in case.agreed_findings.all()
        ],
        "meeting": None
        if meeting is None
        else {
            **plain(meeting, ("held_on", "state")),
            "attendance": [
                {"agency": agencies[row.agency_id], **plain(row, ("name", "attended", "disagreed", "disagreement"))}
                for row in sorted(meeting.attendances.all(), key=lambda row: row.pk)
            ],
        },
    }


def family_contact_of(row: FamilyContact | None) -> dict[str, Any] | None:
    """What was decided about asking the family, and on which day; by whom is not part of a pack."""
    if row is None:
        return None
    return {**plain(row, FAMILY_FIELDS), "decided_on": timezone.localdate(row.decided_at).isoformat()}


def one_member(row: CaseMember, besides: list[str]) -> dict[str, Any]:
    """The facts of a member; of what an audit may ask besides, that alone which it asks."""
    return {
        **plain(row, (*MEMBER_FIELDS, *besides)),
        "plans_at_date": sorted(code.pk for code in row.plans_at_date.all()),
        "plans_in_period": sorted(code.pk for code in row.plans_in_period.all()),
        "disabilities": sorted(code.pk for code in row.disabilities.all()),
    }


def one_return(
    row: AgencyReturn, agencies: dict[int, str], places: dict[int, dict[str, Any]], *, by_domain: bool
) -> dict[str, Any]:
    """One return; notes in `places` where each of its findings stands in the pack."""
    key = agencies[row.agency_id]
    findings = sorted(row.findings.all(), key=lambda one: (one.order, one.pk))
    places.update({one.pk: {"agency": key, "finding": n} for n, one in enumerate(findings)})
    view = getattr(row, "panel_view", None)
    return {
        "agency": key,
        **plain(row, RETURN_FIELDS),
        "answers": [
            {
                "domain": answer.domain_id,
                "number": answer.standard.number,
                **({"value": answer.value} if answer.value else {"state": answer.state_id}),
                **({"entered": answer.entered} if answer.entered else {}),
                "comment": "" if is_kept_back(answer) else answer.comment,
                **mark_of(answer),
            }
            for answer in row.answers.all()
        ],
        "own_grade": grade_of(getattr(row, "grade", None), "reason", "child_safe_today"),
        **(
            {"domain_grades": [grade_of(one, "domain", "reason") for one in row.domain_grades.all()]}
            if by_domain
            else {}
        ),
        "panel_view": None
        if view is None
        else {**plain(view, ("view", "why")), "band": view.band.code if view.band else None},
        "findings": [finding_of(one) for one in findings],
        "steps": [step_of(one) for one in row.steps.all()],
        "voices": [
            plain(one, ("whose", "found", "text")) for one in sorted(row.voices.all(), key=lambda one: one.whose)
        ],
    }


def grade_of(row: Any, *more: str) -> dict[str, Any] | None:
    """A grade as its band's code or its state, with what else it says."""
    if row is None:
        return None
    return {
        "band": row.band.code if row.band else None,
        "state": None if row.band else row.state_id,
        **plain(row, more),
    }


def finding_of(row: Finding) -> dict[str, Any]:
    """A source finding. The words of one that is kept back stay here: others read who may."""
    if is_kept_back(row):
        withhold(row)
    evidence = {"evidence": row.evidence} if row.evidence else {}
    return {**plain(row, FINDING_FIELDS), **evidence, **mark_of(row)}


def step_of(row: AgencyStep) -> dict[str, Any]:
    """What an agency recommends or has done; the words of what is kept back stay here."""
    if is_kept_back(row):
        withhold(row)
    return {**plain(row, STEP_FIELDS), **mark_of(row)}


def mark_of(row: Answer | Finding | AgencyStep) -> dict[str, str]:
    """The handling mark, where it is another than the usual one."""
    return {"handling": row.handling} if is_kept_back(row) else {}
