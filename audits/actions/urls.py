"""Addresses of this step."""

from django.urls import URLPattern

from audit_project.pages import page
from audits.actions import compare_views, earlier_rounds, rules, views
from audits.actions.models import Action, Recommendation
from audits.rollup.models import EarlierRound, PublishedFigure
from audits.rollup.rules import check_can_read_roll_up
from audits.scope.models import Audit

HERE = "audits/<reference:reference>/actions/"
BOTH = ("GET", "POST")
COMPARE = HERE + "compare/"
# An audit with its scale and tool, and the same of the audits it follows.
BACK = ("", "follows__", "follows__follows__", "follows__follows__follows__")
LINEAGE = tuple(f"{back}{one}" for back in BACK for one in ("scale", "tool"))
OF_AUDIT = {"reference": "audit__reference", "uid": "uid"}

urlpatterns: list[URLPattern] = [
    page(HERE, views.actions, "actions", BOTH, of=Audit, by={"reference": "reference"}, rule=rules.check_can_see),
    page(
        HERE + "recommendations/<uuid:uid>/",
        views.recommendation,
        "recommendation",
        BOTH,
        of=Recommendation,
        by=OF_AUDIT,
        rule=rules.check_can_edit,
        related=("audit", "theme"),
    ),
    page(
        COMPARE,
        compare_views.compare,
        "compare",
        BOTH,
        of=Audit,
        by={"reference": "reference"},
        rule=check_can_read_roll_up,
        related=LINEAGE,
    ),
    page(
        COMPARE + "judge/<str:earlier>/<str:measure>/",
        compare_views.judge,
        "judge_change",
        BOTH,
        of=Audit,
        by={"reference": "reference"},
        rule=rules.check_can_compare,
        related=LINEAGE,
    ),
    page(
        COMPARE + "rounds/<uuid:uid>/",
        compare_views.earlier_round,
        "earlier_round",
        BOTH,
        of=EarlierRound,
        by=OF_AUDIT,
        rule=earlier_rounds.check_can_type,
        related=("audit",),
    ),
    page(
        COMPARE + "figures/<uuid:uid>/",
        compare_views.figure,
        "published_figure",
        BOTH,
        of=PublishedFigure,
        by=OF_AUDIT,
        rule=earlier_rounds.check_can_type,
        related=("audit", "earlier_round"),
    ),
    page(
        HERE + "<uuid:uid>/",
        views.action,
        "action",
        BOTH,
        of=Action,
        by=OF_AUDIT,
        rule=rules.check_can_read,
        related=("audit", "owner__parent", "recommendation__theme"),
    ),
]
