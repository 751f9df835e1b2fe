"""One audit as an audit pack: everything the roll-up counts and the briefing says, and no person but by name."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import F, Model, Prefetch

from agencies.models import Agency
from audits.briefing.models import PracticeMessage, Resource
from audits.meeting.models import AgreedFinding, Theme
from audits.returns.models import AgencyReturn, Answer
from audits.rollup.models import EarlierRound, EvidenceSource, Override, PublishedFigure
from audits.sample.models import Case, CaseContext, CaseMember
from audits.scope.models import Audit, AuditTool, RatingScale

FORMAT = "audit-pack/1"
AUDIT_FIELDS = (
    "reference",
    "theme",
    "why",
    "drivers",
    "key_lines",
    "terms_agreed_by",
    "terms_agreed_on",
    "terms_chair",
    "period_from",
    "period_to",
    "facts_on",
    "unit_singular",
    "unit_plural",
    "selection",
    "selection_note",
    "cohort_size",
    "is_dip_sample",
    "small_n",
    "threshold",
    "recorded_from",
    "involvement_due",
    "returns_due",
    "meeting_on",
    "report_due",
)
CONTEXT_FIELDS = (
    "why_known",
    "plan_history",
    "household",
    "adults_of_concern",
    "live_investigation",
    "court_proceedings",
    "under_review",
)
MEMBER_FIELDS = ("kind", "is_subject", "age_number", "age_unit", "sex", "ethnicity", "category", "in_sibling_group")
FINDING_FIELDS = ("kind", "domain", "scope", "text", "missed_opportunity", "exemplar")


def plain(row: Model, names: tuple[str, ...]) -> dict[str, Any]:
    """The named fields of a row as JSON takes them: dates as text, code lists by their code."""
    found: dict[str, Any] = {}
    for name in names:
        field: Any = row._meta.get_field(name)
        value = getattr(row, field.attname if field.is_relation else name)
        found[name] = value.isoformat() if isinstance(value, date) else value
    return found


def dump(audit: Audit) -> dict[str, Any]:
    """The pack of one audit, in a fixed order, so that two dumps of the same audit are the same."""
    agencies = agencies_of(audit)
    themes = {
        theme.pk: f"theme-{n}" for n, theme in enumerate(Theme.objects.filter(audit=audit).order_by("order", "id"), 1)
    }
    return {
        "format": FORMAT,
        "audit": {
            **plain(audit, AUDIT_FIELDS),
            "follows": audit.follows.reference if audit.follows else None,
        },
        "scale": scale_of(audit.scale),
        "tool": tool_of(audit.tool),
        "areas": [area.name for area in audit.areas.order_by("order", "id")],
        "strands": [
            {**plain(row, ("code", "name", "cohort_size", "in_headline")), "area": row.area.name if row.area else None}
            for row in audit.strands.select_related("area").order_by("order", "id")
        ],
        "agencies": [
            {
                "key": agencies[row.pk],
                "name": row.name,
                "sector": row.sector_id,
                "service_of": agencies[row.parent_id] if row.parent_id else None,
                "out_of_area": row.is_out_of_area,
            }
            for row in Agency.objects.filter(pk__in=agencies).order_by(F("parent_id").asc(nulls_first=True), "pk")
        ],
        "invited": [agencies[pk] for pk in audit.invitations.order_by("id").values_list("agency_id", flat=True)],
        "themes": [
            {"key": themes[row.pk], **plain(row, ("kind", "statement", "amount_as_given"))}
            for row in Theme.objects.filter(audit=audit).order_by("order", "id")
        ],
        "cases": cases_of(audit, agencies, themes),
        **figures_of(audit),
        "messages": [
            plain(row, ("slot", "text"))
            for row in PracticeMessage.objects.filter(audit=audit).order_by("slot", "order", "id")
        ],
        "resources": [
            plain(row, ("slot", "type", "title", "use", "link", "owner", "checked_on"))
            for row in Resource.objects.filter(audit=audit).order_by("slot", "order", "id")
        ],
        "overrides": [
            {
                "fact": row.fact,
                "reason": row.reason,
                "name": row.made_by_name or row.made_by.name,
                "on": row.made_at.date().isoformat(),
            }
            for row in Override.objects.filter(audit=audit, withdrawn_at__isnull=True)
            .select_related("made_by")
            .order_by("fact")
        ],
    }


def agencies_of(audit: Audit) -> dict[int, str]:
    """The key in the pack of each agency it speaks of, organisations of services included."""
    seen = set(audit.invitations.values_list("agency_id", flat=True))
    seen |= set(Agency.objects.filter(involvements__case__audit=audit).values_list("pk", flat=True))
    seen |= set(
        AgreedFinding.agencies.through.objects.filter(agreedfinding__audit=audit).values_list("agency_id", flat=True)
    )
    seen |= set(
        Agency.objects.filter(pk__in=audit.cases.values("meeting__attendances__agency")).values_list("pk", flat=True)
    )
    seen |= set(Agency.objects.filter(pk__in=seen, parent__isnull=False).values_list("parent_id", flat=True))
    rows = (
        Agency.objects.filter(pk__in=seen).select_related("parent").order_by(F("parent_id").asc(nulls_first=True), "pk")
    )
    return {row.pk: row.full_name if row.parent_id else row.name for row in rows}


def scale_of(scale: RatingScale | None) -> dict[str, Any] | None:
    if scale is None:
        return None
    bands = scale.bands.order_by("order")
    return {
        "code": scale.code,
        "name": scale.name,
        "bands": [plain(band, ("code", "abbreviation", "label", "positive", "descriptor")) for band in bands],
    }


def tool_of(tool: AuditTool | None) -> dict[str, Any] | None:
    if tool is None:
        return None
    return {
        **plain(tool, ("code", "name", "edition")),
        "short_form_sectors": list(tool.short_form_sectors.order_by("order").values_list("code", flat=True)),
        "domains": [
            {
                "practice": domain.practice_id,
                "label": domain.label,
                "standards": [
                    plain(row, ("number", "text", "guidance", "on_short_form"))
                    for row in sorted(domain.standards.all(), key=lambda row: row.number)
                ],
            }
            for domain in tool.domains.order_by("order").prefetch_related("standards")
        ],
    }


def cases_of(audit: Audit, agencies: dict[int, str], themes: dict[int, str]) -> list[dict[str, Any]]:
    """Every case with its members, involvement, returns, agreed findings and meeting; a fixed number of queries."""
    answers = Answer.objects.select_related("standard").order_by("standard__domain__order", "standard__number")
    rows = (
        Case.objects.filter(audit=audit)
        .select_related("strand", "context", "agreed_grade__band", "meeting")
        .prefetch_related(
            Prefetch("members", CaseMember.objects.order_by("number")),
            "members__plans_at_date",
            "members__plans_in_period",
            "members__disabilities",
            "involvements",
            Prefetch("returns", AgencyReturn.objects.order_by("id").select_related("grade__band", "panel_view__band")),
            Prefetch("returns__answers", answers),
            "returns__findings__decision",
            "returns__voices",
            Prefetch("agreed_findings", AgreedFinding.objects.order_by("order", "id")),
            "agreed_findings__agencies",
            "agreed_findings__sources",
            "meeting__attendances",
        )
        .order_by("number")
    )
    return [one_case(case, agencies, themes) for case in rows]


def one_case(case: Case, agencies: dict[int, str], themes: dict[int, str]) -> dict[str, Any]:
    places: dict[int, dict[str, Any]] = {}
    returns = [one_return(row, agencies, places) for row in case.returns.all()]
    context = getattr(case, "context", None)
    meeting = getattr(case, "meeting", None)
    return {
        "number": case.number,
        "strand": case.strand.code if case.strand else None,
        "context": plain(context, CONTEXT_FIELDS) if isinstance(context, CaseContext) else None,
        "members": [one_member(row) for row in case.members.all()],
        "involvement": [
            {"agency": agencies[row.agency_id], "answer": row.answer_id}
            for row in sorted(case.involvements.all(), key=lambda row: row.pk)
        ],
        "returns": returns,
        "agreed_grade": grade_of(getattr(case, "agreed_grade", None), "qualifier"),
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


def one_member(row: CaseMember) -> dict[str, Any]:
    return {
        **plain(row, MEMBER_FIELDS),
        "plans_at_date": sorted(code.pk for code in row.plans_at_date.all()),
        "plans_in_period": sorted(code.pk for code in row.plans_in_period.all()),
        "disabilities": sorted(code.pk for code in row.disabilities.all()),
    }


def one_return(row: AgencyReturn, agencies: dict[int, str], places: dict[int, dict[str, Any]]) -> dict[str, Any]:
    """One return; notes in `places` where each of its findings stands in the pack."""
    key = agencies[row.agency_id]
    findings = sorted(row.findings.all(), key=lambda one: (one.order, one.pk))
    places.update({one.pk: {"agency": key, "finding": n} for n, one in enumerate(findings)})
    view = getattr(row, "panel_view", None)
    return {
        "agency": key,
        **plain(row, ("state", "short_form", "records_read", "on_behalf_of")),
        "answers": [
            {
                "domain": answer.domain_id,
                "number": answer.standard.number,
                **({"value": answer.value} if answer.value else {"state": answer.state_id}),
                "comment": answer.comment,
            }
            for answer in row.answers.all()
        ],
        "own_grade": grade_of(getattr(row, "grade", None), "child_safe_today"),
        "panel_view": None
        if view is None
        else {**plain(view, ("view", "why")), "band": view.band.code if view.band else None},
        "findings": [plain(one, FINDING_FIELDS) for one in findings],
        "voices": [
            plain(one, ("whose", "found", "text")) for one in sorted(row.voices.all(), key=lambda one: one.whose)
        ],
    }


def grade_of(row: Any, extra: str) -> dict[str, Any] | None:
    """A grade as its band's code or its state, with its reason and one thing more."""
    if row is None:
        return None
    return {
        "band": row.band.code if row.band else None,
        "state": None if row.band else row.state_id,
        **plain(row, ("reason", extra)),
    }


def figures_of(audit: Audit) -> dict[str, Any]:
    """What the audit has besides its counted figures."""
    figures = PublishedFigure.objects.filter(audit=audit).select_related("earlier_round").order_by("order", "id")
    names = ("key", "text", "numerator", "denominator", "amount_as_given", "more_is_better")
    return {
        "earlier_rounds": [
            plain(row, ("label", "held", "cases", "unit_plural", "scale_name", "note"))
            for row in EarlierRound.objects.filter(audit=audit).order_by("order", "id")
        ],
        "evidence_sources": [
            plain(row, ("kind", "unit_plural", "number", "says"))
            for row in EvidenceSource.objects.filter(audit=audit).order_by("order", "id")
        ],
        "published_figures": [
            {
                **plain(row, names),
                "percentage": float(row.percentage) if row.percentage is not None else None,
                "round": row.earlier_round.label if row.earlier_round else None,
            }
            for row in figures
        ],
    }
