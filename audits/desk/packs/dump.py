"""One audit as an audit pack: everything the roll-up counts and the briefing says, and no person but by name."""

from __future__ import annotations

from typing import Any

from django.db.models import F

from agencies.models import Agency
from audits.briefing.models import PracticeMessage, Resource
from audits.desk.packs.dump_cases import cases_of
from audits.desk.packs.fields import (
    AUDIT_FIELDS,
    BAND_FIELDS,
    EVIDENCE_FIELDS,
    FIGURE_FIELDS,
    MESSAGE_FIELDS,
    RESOURCE_FIELDS,
    ROUND_FIELDS,
    STRAND_FIELDS,
    THEME_FIELDS,
    plain,
)
from audits.meeting.models import AgreedFinding, Theme
from audits.rollup.chosen.models import ChosenWording
from audits.rollup.models import EarlierRound, EvidenceSource, Override, PublishedFigure
from audits.scope.models import Audit
from audits.tools.file import entry_of
from audits.tools.models import RatingScale, Standard

FORMAT = "audit-pack/1"


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
        "tool": entry_of(audit.tool) if audit.tool is not None else None,
        "areas": [area.name for area in audit.areas.order_by("order", "id")],
        "strands": [
            {
                **plain(row, STRAND_FIELDS),
                "area": row.area.name if row.area else None,
            }
            for row in audit.strands.select_related("area").order_by("order", "id")
        ],
        "agencies": [
            {
                "key": agencies[row.pk],
                "name": row.name,
                "sector": row.sector_id,
                "service_of": agencies[row.parent_id] if row.parent_id else None,
                "out_of_area": row.is_out_of_area,
                "only_by_sector": row.only_by_sector,
            }
            for row in Agency.objects.filter(pk__in=agencies).order_by(F("parent_id").asc(nulls_first=True), "pk")
        ],
        "invited": [agencies[pk] for pk in audit.invitations.order_by("id").values_list("agency_id", flat=True)],
        "themes": [
            {"key": themes[row.pk], **plain(row, THEME_FIELDS)}
            for row in Theme.objects.filter(audit=audit).order_by("order", "id")
        ],
        "wordings": wordings_of(audit, themes),
        "cases": cases_of(audit, agencies, themes),
        **figures_of(audit),
        "messages": [
            plain(row, MESSAGE_FIELDS)
            for row in PracticeMessage.objects.filter(audit=audit).order_by("slot", "order", "id")
        ],
        "resources": [
            plain(row, RESOURCE_FIELDS) for row in Resource.objects.filter(audit=audit).order_by("slot", "order", "id")
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


def wordings_of(audit: Audit, themes: dict[int, str]) -> list[dict[str, Any]]:
    """How the lead chose to say a theme's or a question's number; a question is named by its domain and its number."""
    rows = ChosenWording.objects.filter(audit=audit).select_related("standard__domain", "answered__domain")
    return [
        {
            "theme": themes[row.theme_id] if row.theme_id else None,
            "question": place_of(row.standard) if row.standard else None,
            **plain(row, ("way", "phrase", "condition", "plan")),
            "answered": {**place_of(row.answered), "value": row.answer} if row.answered else None,
        }
        for row in rows.order_by("order", "id")
    ]


def place_of(standard: Standard) -> dict[str, Any]:
    return {"domain": standard.domain.practice_id, "number": standard.number}


def agencies_of(audit: Audit) -> dict[int, str]:
    """The key in the pack of each agency it speaks of, organisations of services included."""
    seen = set(audit.invitations.values_list("agency_id", flat=True))
    seen |= set(Agency.objects.filter(involvements__case__audit=audit).values_list("pk", flat=True))
    seen |= set(audit.cases.filter(involvements__service__isnull=False).values_list("involvements__service", flat=True))
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
        "bands": [plain(band, BAND_FIELDS) for band in bands],
    }


def figures_of(audit: Audit) -> dict[str, Any]:
    """What the audit has besides its counted figures."""
    figures = PublishedFigure.objects.filter(audit=audit).select_related("earlier_round").order_by("order", "id")
    return {
        "earlier_rounds": [
            plain(row, ROUND_FIELDS) for row in EarlierRound.objects.filter(audit=audit).order_by("order", "id")
        ],
        "evidence_sources": [
            plain(row, EVIDENCE_FIELDS) for row in EvidenceSource.objects.filter(audit=audit).order_by("order", "id")
        ],
        "published_figures": [
            {
                **plain(row, FIGURE_FIELDS),
                "percentage": float(row.percentage) if row.percentage is not None else None,
                "round": row.earlier_round.label if row.earlier_round else None,
            }
            for row in figures
        ],
    }
